import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { SOURCE_FLAGS } from '../../../scripts/lib/project.mjs';
import { type Host, HostError } from '../../../src/hosts/host.ts';
import { openMachine, SWEEPER } from '../../../src/hosts/machine/machine.ts';
import { openCommandProcesses } from '../../../src/hosts/remote/command.ts';
import { Session } from '../../../src/kernel/session.ts';
import { nobody } from './askers.ts';
import { container } from './container.ts';
import { processesWhere, processesWithEnvironment, sh, until } from './support.ts';

const VICTIM = fileURLToPath(new URL('./machine-victim.ts', import.meta.url));
/** What the promise allows after our end is known on the machine, in ms. */
const GONE_WITHIN_MS = 2000;

async function machine(): Promise<Host> {
  const { prefix, remove } = await container();
  onTestFinished(remove);
  const names = { id: 'command:lab', label: 'lab' };
  const host = await openMachine(openCommandProcesses(prefix, names), {
    ...names,
    become: 'sudo',
    asker: nobody,
    mayStall: true,
  });
  onTestFinished(() => host.dispose());
  return host;
}

/** Leaves behind what is hard to end, marked; tells how many of it live. */
const DAEMONS = `
  setsid sleep 1000 >/dev/null 2>&1 &
  (setsid sh -c 'trap "" HUP INT TERM; while :; do sleep 1000; done' >/dev/null 2>&1 &)
  kill -STOP $$`;

function daemons(host: Host): () => number {
  const marker = randomUUID();
  host.spawn(['sh', '-c', DAEMONS], { env: { NETLAB_TEST: marker } });
  return () => processesWithEnvironment(`NETLAB_TEST=${marker}`).length;
}

/** How many processes stay there for as long as we do. */
const sweepers = (token: string): number =>
  processesWhere((directory) => {
    const argv = readFileSync(`${directory}/cmdline`, 'utf8').split('\0');
    return argv[3] === 'netlab-sweeper' && argv.includes(`NETLAB_HOST=${token}`);
  }).length;

describe('a machine', () => {
  test('a command finds apt configured and the programs of an administrator', async () => {
    const host = await machine();
    const { out } = await sh(host, 'cat "$APT_CONFIG"; command -v ip; echo "$PAGER"');
    expect(out).toMatch(/Assume-Yes "true"[\s\S]*\/ip\ncat\n$/);
  });

  test('no-orphans-after-close', async () => {
    const host = await machine();
    const alive = daemons(host);
    expect(await until(() => alive() >= 4, 5000)).toBe(true);
    const { out: token } = await sh(host, 'echo "$NETLAB_HOST"');
    expect(sweepers(token.trim())).toBeGreaterThan(0);
    await host.dispose();
    expect([alive(), sweepers(token.trim())]).toEqual([0, 0]);
    expect(() => host.spawn(['true'])).toThrow(HostError);
    await host.dispose();
  });

  test('no-orphans-after-kill-9 of the client', async () => {
    const { prefix, remove } = await container();
    onTestFinished(remove);
    const marker = randomUUID();
    const child = spawn(process.execPath, [...SOURCE_FLAGS, VICTIM, marker, ...prefix], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const [token] = await once(createInterface(child.stdout), 'line');
    const alive = () => processesWithEnvironment(`NETLAB_TEST=${marker}`).length;
    expect(await until(() => alive() >= 3, 5000)).toBe(true);
    expect(sweepers(token)).toBeGreaterThan(0);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await until(() => alive() === 0 && sweepers(token) === 0, GONE_WITHIN_MS)).toBe(true);
  });

  test('sweeper-leaves-its-file: nothing is in the folder for temporary files, also when the sweeper is killed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'netlab-test-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const argv = ['-c', SWEEPER, 'sweeper', `NETLAB_TEST=${randomUUID()}`, '0', 'text'];
    const sweeper = spawn('sh', argv, { env: { ...process.env, TMPDIR: folder } });
    const [aptConfig] = await once(createInterface(sweeper.stdout), 'line');
    expect(readFileSync(aptConfig, 'utf8')).toBe('text');
    expect(readdirSync(folder)).toEqual([]);
    sweeper.kill('SIGKILL');
    await once(sweeper, 'exit');
    expect(readdirSync(folder)).toEqual([]);
  });

  test('stall: a machine that hears nothing from us ends what is ours', async () => {
    const { prefix, remove } = await container();
    onTestFinished(remove);
    const [file = '', ...enter] = prefix;
    const token = randomUUID();
    const sweeper = spawn(file, [...enter, 'sh', '-c', SWEEPER, 'sweeper', `NETLAB_TEST=${token}`, '3', 'text']);
    await once(createInterface(sweeper.stdout), 'line');
    const marked = spawn(file, [...enter, 'env', `NETLAB_TEST=${token}`, 'sleep', '1000']);
    const sleeps = () => processesWithEnvironment(`NETLAB_TEST=${token}`).length;
    const ended = once(marked, 'exit');
    for (let beat = 0; beat < 16; beat++) {
      sweeper.stdin.write('\n');
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    expect(sweeper.exitCode).toBe(null);
    expect(marked.exitCode).toBe(null);
    await ended; // its standard input is open, and silent
    expect(await until(() => sleeps() === 0, GONE_WITHIN_MS)).toBe(true);
    sweeper.stdin.end();
  });

  test('no-place-for-a-folder: a sweeper that is heard from ends nothing, wherever its file finds a place', async () => {
    const token = randomUUID();
    const env = { ...process.env, TMPDIR: '/nowhere' };
    const sweeper = spawn('sh', ['-c', SWEEPER, 'sweeper', `NETLAB_TEST=${token}`, '1', 'text'], { env });
    const [aptConfig] = await once(createInterface(sweeper.stdout), 'line');
    expect(readFileSync(aptConfig, 'utf8')).toBe('text');
    const marked = spawn('env', [`NETLAB_TEST=${token}`, 'sleep', '1000']);
    const ended = once(marked, 'exit');
    for (let beat = 0; beat < 16; beat++) {
      sweeper.stdin.write('\n');
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    expect([sweeper.exitCode, marked.exitCode, marked.signalCode]).toEqual([null, null, null]);
    await ended; // its standard input is open, and silent
    expect(await until(() => processesWithEnvironment(`NETLAB_TEST=${token}`).length === 0, GONE_WITHIN_MS)).toBe(true);
    sweeper.stdin.end();
  });

  test('when its sweeper has been ended there, nothing more is started', async () => {
    const host = await machine();
    await sh(host, 'pkill -KILL -f netlab-sweeper');
    expect(await until(() => startFails(host), 5000)).toBe(true);
    expect(() => host.spawn(['true'])).toThrow('lab');
  });

  test('without bash a cell is told that it needs it', async () => {
    const host = await machine();
    await sh(
      host,
      'mount --bind /dev/null "$(command -v bash)"; mount --bind /dev/null "$(readlink -f "$(command -v bash)")"',
    );
    const error: unknown = await Session.open({ host, directory: '/' }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(HostError);
    expect(String(error)).toBe('HostError: Cells need bash, and there is none on lab.');
  });
});

function startFails(host: Host): boolean {
  try {
    host.spawn(['true']);
    return false;
  } catch {
    return true;
  }
}
