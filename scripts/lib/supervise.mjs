// supervise.mjs PROGRAM ARG...: runs a program, and ends it with all that it started when our standard input closes, that is also when
// the process that started us is killed. Processes that left its process group are known by a variable in their environment.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';

const GRACE_MS = 3000;
const mark = `NETLAB_SUPERVISED_BY=${randomUUID()}`;
const [program = '', ...args] = process.argv.slice(2);
const [name = '', value] = mark.split('=');
const child = spawn(program, args, {
  stdio: ['ignore', 'inherit', 'inherit'],
  detached: true,
  env: { ...process.env, [name]: value },
});
/** @type {Promise<number>} */
const exited = new Promise((resolve) => {
  child.on('error', () => resolve(127));
  child.on('exit', (code) => resolve(code ?? 128));
});

/** Signals the program's whole process group, unless it has been reaped: then its number may be another's, and what it left is swept. */
function signal(/** @type {NodeJS.Signals} */ signal) {
  try {
    if (child.pid && child.exitCode === null && child.signalCode === null) process.kill(-child.pid, signal);
  } catch {}
}

/** @returns {number[]} the processes that carry our mark */
function marked() {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry) && Number(entry) !== process.pid)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'latin1').includes(mark);
      } catch {
        return false; // Ended meanwhile, or not ours.
      }
    })
    .map(Number);
}

/** Kills until none is left; a process may have been starting others meanwhile. */
function sweep() {
  for (let round = 0; round < 10; round++) {
    const pids = marked();
    if (pids.length === 0) return;
    for (const pid of pids)
      try {
        process.kill(pid, 'SIGKILL');
      } catch {}
  }
}

let stopping = false;
async function stop() {
  if (stopping) return;
  stopping = true;
  signal('SIGTERM');
  await Promise.race([exited, new Promise((resolve) => setTimeout(resolve, GRACE_MS))]);
  signal('SIGKILL');
  sweep();
  process.exit(0);
}

process.stdin.resume().on('end', stop).on('error', stop);
for (const name of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(name, stop);
// What it wrote last may find no reader any more.
process.stdout.on('error', stop);
exited.then((code) => {
  if (stopping) return;
  sweep();
  process.exit(code);
});
