import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { SOURCE_FLAGS } from '../../../scripts/lib/project.mjs';
import { openDurable } from '../../../src/hosts/durable/host.ts';
import type { Durability, Host, RemoteProcess, SavedHostState } from '../../../src/hosts/host.ts';
import { startProcess } from '../../../src/hosts/processes.ts';
import { openSandbox } from '../../../src/hosts/sandbox/sandbox.ts';
import { CuttableLine, echoOverCuts } from './cuttable.ts';
import { namespace, processesIn, processesWithEnvironment, sh, until } from './support.ts';

interface Durable {
  readonly line: CuttableLine;
  readonly host: Host;
  readonly durable: Durability;
}

async function durable(keepAliveMs = 60_000, line = new CuttableLine(), saved?: SavedHostState): Promise<Durable> {
  const host = await openDurable({
    open: line.open,
    connection: line.connection,
    keepAliveMs,
    ...(saved === undefined ? {} : { saved }),
  });
  onTestFinished(() => host.dispose());
  if (!host.durable) throw new Error('it keeps nothing');
  return { line, host, durable: host.durable };
}

/** The processes of this machine that the keeper of that directory has started, and all that came of them. */
function keptIn(directory: string): number[] {
  return processesWithEnvironment(`NETLAB_KEPT=${directory.split('-').at(-1)}`);
}

/** Reads a stream in the background, as text. */
function follow(process: RemoteProcess): { text: string } {
  const seen = { text: '' };
  process.stdout.on('data', (chunk: Buffer) => {
    seen.text += chunk.toString('latin1');
  });
  return seen;
}

test('streams, status, signal, directory and environment are those of any host', async () => {
  const { host } = await durable();
  const done = await host.run(['sh', '-c', 'cat; echo "$A" >&2; pwd; exit 7'], {
    input: 'in\n',
    cwd: '/usr',
    env: { A: ' $(id) ' },
  });
  expect([done.exitCode, done.stdout.toString(), done.stderr.toString()]).toEqual([7, 'in\n/usr\n', ' $(id) \n']);
  expect((await host.run(['sh', '-c', 'kill -9 $$'])).signal).toBe('SIGKILL');
  await expect(host.run(['/no such program'])).rejects.toThrow(/No such file/);
  await expect(host.run(['true'], { cwd: '/no such directory' })).rejects.toThrow(/No such file/);
});

test('a process leads its own session and group; a signal reaches the whole group', async () => {
  const { host } = await durable();
  const process = host.spawn(['sh', '-c', 'sleep 100 & echo $$ $(ps -o pgid=,sid= -p $$); wait']);
  const seen = follow(process);
  await until(() => seen.text.includes('\n'), 5000);
  const [pid, group, session] = seen.text.trim().split(/\s+/);
  expect([group, session]).toEqual([pid, pid]);
  await process.signal('SIGTERM');
  expect((await process.exited).signal).toBe('SIGTERM');
  expect(await until(() => !existsSync(`/proc/${pid}`), 5000)).toBe(true);
});

test('no byte is lost or doubled across 50 cuts, in either direction', async () => {
  const { line, host } = await durable();
  await echoOverCuts(line, host, 50);
});

test('what is asked for while the line is down is done once, when it is up again', async () => {
  const { line, host } = await durable();
  const shell = host.spawn(['sh']);
  const seen = follow(shell);
  line.down = true;
  line.cut();
  shell.stdin.write('echo once\n');
  const ran = sh(host, 'echo also');
  await sleep(100);
  expect(seen.text).toBe('');
  line.down = false;
  expect((await ran).out).toBe('also\n');
  await until(() => seen.text.includes('once'), 5000);
  line.cut();
  shell.stdin.write('exit 3\n');
  expect((await shell.exited).code).toBe(3);
  expect(seen.text).toBe('once\n');
});

test('a process that prints while nobody is attached waits, and goes on with the next byte', async () => {
  const { line, host } = await durable();
  const process = host.spawn(['sh', '-c', 'echo begun; read go; seq 1 2000000']);
  const seen = follow(process);
  await until(() => seen.text === 'begun\n', 5000);
  line.down = true;
  process.stdin.write('go\n');
  await sleep(50);
  line.cut();
  await sleep(700);
  line.down = false;
  const { stdout } = await host.run(['seq', '1', '2000000']);
  expect((await process.exited).code).toBe(0);
  await until(() => process.stdout.readableEnded, 20_000);
  expect(seen.text === `begun\n${stdout.toString()}`).toBe(true);
});

test('a slow reader holds the process back', async () => {
  const { host } = await durable();
  const process = host.spawn(['sh', '-c', 'exec yes']);
  await sleep(500);
  expect(process.stdout.readableLength).toBeLessThan(8 * 1024 * 1024);
  await process.signal('SIGKILL');
  expect((await process.exited).signal).toBe('SIGKILL');
  process.stdout.resume();
});

test('another one joins: output from where it asks, input, status', async () => {
  const { line, host, durable: its } = await durable();
  const first = host.spawn(['sh']);
  const seen = follow(first);
  first.stdin.write('x=kept; echo one; echo two\n');
  await until(() => seen.text === 'one\ntwo\n', 5000);
  const id = first.handle?.id ?? '';
  expect(first.handle?.position()).toEqual({ stdout: 8, stderr: 0 });
  await its.detach();
  expect((await first.exited).lost).toBeDefined();

  const second = await durable(60_000, line, its.state());
  const joined = second.durable.reattach(id, { stdout: 4, stderr: 0 });
  const again = follow(joined);
  joined.stdin.write('echo $x; exit 5\n');
  expect((await joined.exited).code).toBe(5);
  await until(() => joined.stdout.readableEnded, 5000);
  expect(again.text).toBe('two\nkept\n');
  expect(joined.handle?.missing()).toBe(0);
  expect((await sh(second.host, 'echo new')).out, 'ids are not used twice').toBe('new\n');
  const unknown = second.durable.reattach('4711', { stdout: 0, stderr: 0 });
  expect((await unknown.exited).lost).toBeDefined();
});

test('one who joins late is told how much is kept no more', async () => {
  const { line, host, durable: its } = await durable();
  const first = host.spawn(['sh', '-c', 'seq 1 1000000; echo end; exec cat']);
  const seen = follow(first);
  await until(() => seen.text.endsWith('end\n'), 10_000);
  await its.detach();
  const second = await durable(60_000, line, its.state());
  const joined = second.durable.reattach(first.handle?.id ?? '', { stdout: 0, stderr: 0 });
  const again = follow(joined);
  await until(() => again.text.endsWith('end\n'), 10_000);
  expect(again.text.length).toBeGreaterThan(500_000);
  expect(seen.text.endsWith(again.text)).toBe(true);
  expect(joined.handle?.missing()).toBe(seen.text.length - again.text.length);
});

test('what is not joined can be ended', async () => {
  const { line, host, durable: its } = await durable();
  const wanted = host.spawn(['sleep', '1000']);
  host.spawn(['sleep', '1001']);
  await until(() => keptIn(its.state().durable).length === 2, 5000);
  await its.detach();
  const second = await durable(60_000, line, its.state());
  second.durable.reattach(wanted.handle?.id ?? '', { stdout: 0, stderr: 0 });
  second.durable.endOthers();
  expect(await until(() => keptIn(its.state().durable).length === 1, 5000)).toBe(true);
});

test('nothing remains after dispose, whatever it has become, and that is no lost connection', async () => {
  const { line, host, durable: its } = await durable();
  const process = host.spawn(['sh', '-c', 'setsid sleep 1000 & trap "" TERM HUP INT; sleep 1000']);
  await until(() => keptIn(its.state().durable).length >= 3, 5000);
  await host.dispose();
  expect(line.restored).toBe(true);
  expect(keptIn(its.state().durable)).toEqual([]);
  expect(existsSync(its.state().durable)).toBe(false);
  expect((await process.exited).lost ?? 'killed').toBeDefined();
  expect(() => host.spawn(['true'])).toThrow(/closed/);
});

test('nobody comes back within the time: nothing remains there, and here all ends as lost', async () => {
  const { line, host, durable: its } = await durable(1000);
  const process = host.spawn(['sh', '-c', 'setsid sleep 1000 & sleep 1000']);
  await until(() => keptIn(its.state().durable).length >= 3, 5000);
  line.down = true;
  line.cut();
  expect((await process.exited).lost?.words).toMatch(/line/);
  expect(await until(() => keptIn(its.state().durable).length === 0 && !existsSync(its.state().durable), 10_000)).toBe(
    true,
  );
  expect(() => host.spawn(['true'])).toThrow(/line/);
});

test('somebody who is attached and says nothing for longer than the time is still there', async () => {
  const { host } = await durable(1000);
  const process = host.spawn(['cat']);
  const seen = follow(process);
  await sleep(3500);
  process.stdin.write('still here');
  expect(await until(() => seen.text === 'still here', 5000)).toBe(true);
});

test('what is started for the time of the connection ends with it, here and there', async () => {
  const { line, host, durable: its } = await durable();
  const process = host.spawn(['sleep', '1000'], { whileConnected: true });
  const kept = host.spawn(['sleep', '1000']);
  await until(() => keptIn(its.state().durable).length === 2, 5000);
  line.down = true;
  line.cut();
  expect((await process.exited).lost?.words).toMatch(/line/);
  expect((await host.spawn(['true'], { whileConnected: true }).exited).lost).toBeDefined();
  line.down = false;
  expect(await until(() => keptIn(its.state().durable).length === 1, 5000)).toBe(true);
  await kept.signal('SIGTERM');
  expect((await kept.exited).signal).toBe('SIGTERM');
});

test('the keeper has ended meanwhile: that is said at once, not after the time', async () => {
  const { line, host, durable: its } = await durable(3_600_000);
  const process = host.spawn(['sleep', '1000']);
  await until(() => keptIn(its.state().durable).length === 1, 5000);
  line.down = true;
  line.cut();
  // Another one ends it.
  const other = await durable(3_600_000, new CuttableLine(), its.state());
  await other.host.dispose();
  line.down = false;
  expect((await process.exited).lost?.code).toBe('kept-ended');
});

test('kill -9 of the client: nothing remains after the time', async () => {
  const module = (name: string) => fileURLToPath(new URL(`../../../src/hosts/${name}`, import.meta.url));
  const client = startProcess([
    process.execPath,
    ...SOURCE_FLAGS,
    '--input-type=module-typescript',
    '--eval',
    `import { openDurable } from ${JSON.stringify(module('durable/host.ts'))};
     import { openProcesses } from ${JSON.stringify(module('processes.ts'))};
     const host = await openDurable({ open: async () => openProcesses(), keepAliveMs: 1000 });
     host.spawn(['sh', '-c', 'setsid sleep 1000 & sleep 1000']);
     await host.run(['true']);
     console.log(host.durable.state().durable);`,
  ]);
  const seen = follow(client);
  await until(() => seen.text.includes('\n'), 20_000);
  const directory = seen.text.trim();
  expect(directory).toMatch(/netlab-kept/);
  await until(() => keptIn(directory).length >= 3, 5000);
  await client.signal('SIGKILL');
  expect(await until(() => keptIn(directory).length === 0 && !existsSync(directory), 10_000)).toBe(true);
});

test('a sandbox on such a host is there again, with what is in it, and ends as a whole', async () => {
  const { line, host, durable: its } = await durable();
  const first = await openSandbox(host, { responder: null });
  await sh(first, 'ip netns add kept');
  const shell = first.spawn(['bash']);
  const seen = follow(shell);
  shell.stdin.write('x=1; echo begun; sleep 1000; echo "$x"\n');
  await until(() => seen.text === 'begun\n', 5000);
  line.cut();
  expect((await sh(first, 'ip netns list')).out, 'after a reconnect').toBe('kept\n');
  const state: SavedHostState = JSON.parse(JSON.stringify(first.durable?.state()));
  const inside = await namespace(first, 'net');
  await its.detach();

  const again = await durable(60_000, line, state);
  const second = await openSandbox(again.host, { responder: null, saved: state });
  expect((await sh(second, 'ip netns list')).out, 'after our end').toBe('kept\n');
  const joined = second.durable?.reattach(shell.handle?.id ?? '', { stdout: 6, stderr: 0 });
  if (!joined) throw new Error('it keeps nothing');
  const rest = follow(joined);
  await sh(second, 'pkill -x sleep');
  await until(() => rest.text === '1\n', 5000);
  await joined.signal('SIGKILL');
  await joined.exited;
  const before = processesIn(inside);
  await second.dispose();
  // number-given-again: the next namespace may have its number.
  expect(processesIn(inside).filter((pid) => before.includes(pid))).toEqual([]);
  expect(keptIn(state.durable)).toEqual([]);
});

test('a machine without Perl is refused with what to do', async () => {
  const line = new CuttableLine();
  const open = async () => {
    const host = await line.open();
    return { ...host, run: () => host.run(['/no/perl']) };
  };
  await expect(openDurable({ open, keepAliveMs: 1000 })).rejects.toThrow(/needs Perl/);
});
