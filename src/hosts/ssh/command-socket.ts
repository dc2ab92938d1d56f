import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Duplex } from 'node:stream';
import { parseStat } from '../process-identity.ts';
import { within } from '../within.ts';

/** A connection that a command carries. */
export interface CommandSocket {
  readonly socket: Duplex;
  /** The end of what it has written to its standard error, once it has ended or has had a moment to say it. */
  said(): Promise<string>;
}

/** How much of that is kept, in characters. */
const SAID = 500;
/** How long its last words may come after the connection has ended, in ms. */
const LAST_WORDS_MS = 500;
/** How long what it consists of may take to end when it is asked to, in ms. */
const PATIENCE_MS = 500;

/**
 * A connection over the standard input and output of a command: ProxyCommand of ssh_config(5), run by sh(1). In our own
 * session, as with ssh(1), so that it can ask at the terminal.
 */
export function openCommandSocket(command: string): CommandSocket {
  const child = spawn('sh', ['-c', `exec ${command}`], { stdio: 'pipe' });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-SAID);
  });
  const silent = new Promise((resolve) => child.stderr.once('close', resolve));
  const socket = Duplex.from({ readable: child.stdout, writable: child.stdin });
  // To be destroyed is an error to it.
  socket.on('error', () => undefined);
  let ended = false;
  child.once('exit', () => {
    ended = true;
  });
  child.once('error', (error) => socket.destroy(error));
  socket.once('close', () => {
    // The number of a child that has ended may be another process's by now.
    if (ended || child.pid === undefined) return;
    const family = [child.pid, ...descendants(child.pid)].flatMap((pid) => identify(pid) ?? []);
    for (const { pid } of family) signal(pid, 'SIGTERM');
    const late = setTimeout(() => {
      for (const { pid, began } of family) if (identify(pid)?.began === began) signal(pid, 'SIGKILL');
    }, PATIENCE_MS);
    child.once('close', () => {
      // Nobody holds its standard error any more: there is nobody left.
      clearTimeout(late);
    });
  });
  return { socket, said: () => within(LAST_WORDS_MS, silent).then(() => said) };
}

/** Its children and theirs: proc_pid_task_children(5). */
function descendants(pid: number): number[] {
  const children = readProc(`${pid}/task/${pid}/children`).trim().split(' ').filter(Boolean).map(Number);
  return children.flatMap((child) => [child, ...descendants(child)]);
}

const identify = (pid: number) => parseStat(readProc(`${pid}/stat`));

function readProc(name: string): string {
  try {
    return readFileSync(`/proc/${name}`, 'latin1');
  } catch {
    return ''; // It has ended.
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended.
  }
}
