import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { openDurable } from '../../../src/hosts/durable/host.ts';
import KEEPER from '../../../src/hosts/durable/keeper.pl' with { type: 'text' };
import { type Durability, type Host, HostError } from '../../../src/hosts/host.ts';
import { openMachine } from '../../../src/hosts/machine/machine.ts';
import { Session } from '../../../src/kernel/session.ts';
import { nobody } from './askers.ts';
import { CuttableLine } from './cuttable.ts';
import { processesWhere, processesWithEnvironment, sh, until } from './support.ts';

type Change = (argv: readonly string[]) => readonly string[];

/** A durable host whose keeper is started otherwise, in a directory of its own for temporary files. */
async function kept(keepAliveMs: number, change: Change = (argv) => argv, line = new CuttableLine()) {
  const directory = mkdtempSync(join(tmpdir(), 'nl-keeper-'));
  const started = (argv: readonly string[]) =>
    argv[2] === KEEPER ? ['env', `TMPDIR=${directory}`, ...change(argv)] : argv;
  const open = async (): Promise<Host> => {
    const host = await line.open();
    return { ...host, run: (argv, options) => host.run(started(argv), options) };
  };
  const host = await openDurable({ open, connection: line.connection, keepAliveMs });
  onTestFinished(async () => {
    await host.dispose();
    rmSync(directory, { recursive: true, force: true });
  });
  const { durable } = host;
  if (!durable) throw new Error('it keeps nothing');
  return { line, host, durable, directory };
}

/** The keeper itself: it holds its directory open. */
function keeperOf(durable: Durability): number {
  const name = basename(durable.state().durable);
  const [pid] = processesWhere(
    (directory) => readFileSync(`${directory}/cmdline`, 'utf8').includes('netlab-kept-') && holds(directory, name),
  );
  if (pid === undefined) throw new Error('there is no keeper');
  return pid;
}

function holds(directory: string, name: string): boolean {
  return readdirSync(`${directory}/fd`).some((fd) => basename(readlinkSync(`${directory}/fd/${fd}`)) === name);
}

/** Perl that makes every look at the wall clock a day later than the one before. */
const STEPPED = 'BEGIN { my $now = 0; *CORE::GLOBAL::time = sub () { $now += 86400 } } ';

test('keeper-wall-clock: a clock that is set a day on at each look ends nothing', async () => {
  const { host } = await kept(1000, ([perl = '', e = '', text = '', ...rest]) => [perl, e, STEPPED + text, ...rest]);
  const process = host.spawn(['cat']);
  let seen = '';
  process.stdout.on('data', (chunk: Buffer) => {
    seen += chunk.toString();
  });
  await sleep(3000);
  process.stdin.write('lives');
  expect(await until(() => seen === 'lives', 5000)).toBe(true);
});

test('keeper-wall-clock: nothing in it asks what time it is', () => {
  expect(KEEPER).not.toMatch(/\b(?<!sub )time\b(?!s\()|HiRes|localtime|gettimeofday/);
});

test('keeper-wall-clock: a keeper that was held up for longer than the time reads first what has come meanwhile', async () => {
  const { host, durable } = await kept(1000);
  const shell = host.spawn(['cat']);
  await sh(host, 'true');
  const pid = keeperOf(durable);
  process.kill(pid, 'SIGSTOP');
  await sleep(3000);
  process.kill(pid, 'SIGCONT');
  expect((await sh(host, 'echo on')).out).toBe('on\n');
  await shell.signal('SIGKILL');
  expect((await shell.exited).signal).toBe('SIGKILL');
});

test('keeper-grace: what ends by itself within 2 s has the time to clean up', async () => {
  const { line, host, durable, directory } = await kept(1000);
  const file = join(directory, 'litter');
  host.spawn(['sh', '-c', 'touch "$1"; cat >/dev/null; sleep 1; rm "$1"; touch "$1-removed"', 'sh', file]);
  expect(await until(() => existsSync(file), 5000)).toBe(true);
  line.down = true;
  line.cut();
  expect(await until(() => !existsSync(durable.state().durable), 20_000)).toBe(true);
  expect(await until(() => existsSync(`${file}-removed`), 10_000)).toBe(true);
  expect(existsSync(file)).toBe(false);
});

test('keeper-litter: a machine whose time has passed leaves no file', async () => {
  const { line, host, durable, directory } = await kept(1000);
  await openMachine(host, { id: 'm', label: 'm', become: 'none', asker: nobody, mayStall: false });
  line.down = true;
  line.cut();
  const marker = `NETLAB_KEPT=${durable.state().durable.split('-').at(-1)}`;
  expect(await until(() => processesWithEnvironment(marker).length === 0, 20_000)).toBe(true);
  expect(await until(() => readdirSync(directory).length === 0, 5000), readdirSync(directory).join()).toBe(true);
});

test('keeper-litter: what a killed keeper left is removed by the next one, and nothing else', async () => {
  const first = await kept(60_000);
  const second = await kept(60_000, ([...argv]) => ['env', `TMPDIR=${first.directory}`, ...argv]);
  expect(readdirSync(first.directory)).toHaveLength(2);
  const others = ['netlab-kept-0', `netlab-kept-${'0'.repeat(32)}`].map((name) => join(first.directory, name));
  for (const other of others) mkdirSync(other);
  process.kill(keeperOf(first.durable), 'SIGKILL');
  await until(() => processesWhere((proc) => holds(proc, basename(first.durable.state().durable))).length === 0, 5000);
  const third = await kept(60_000, ([...argv]) => ['env', `TMPDIR=${first.directory}`, ...argv]);
  expect(dirname(third.durable.state().durable)).toBe(first.directory);
  expect(existsSync(first.durable.state().durable)).toBe(false);
  expect((await sh(second.host, 'echo on')).out, 'one that lives').toBe('on\n');
  expect(others.map((other) => existsSync(other))).toEqual([true, true]);
});

test('keeper-out-of-descriptors: a program is run with all of its output, or fails with the reason', async () => {
  const { line, host, durable } = await kept(60_000, (argv) => ['sh', '-c', 'ulimit -n 40; exec "$@"', 'sh', ...argv]);
  const holders = Array.from({ length: 20 }, () => host.spawn(['cat']));
  const runs = await Promise.all(
    Array.from({ length: 60 }, (_, n) =>
      host.run(['sh', '-c', `echo ${n}; echo e${n} >&2`]).then(
        ({ exitCode, stdout, stderr }) =>
          `${exitCode} ${stdout}${stderr}` === `0 ${n}\ne${n}\n` ? 'whole' : 'not whole',
        (error) => (error instanceof HostError ? error.message : `no HostError: ${error}`),
      ),
    ),
  );
  expect(new Set(runs)).toEqual(new Set(['Cannot run sh: Too many open files']));
  await expect(Session.open({ host })).rejects.toThrow(/No shell could be started.*Too many open files/);
  const { opened } = line;
  line.cut();
  expect(await until(() => line.opened > opened && line.restored, 10_000), 'one comes back to it').toBe(true);
  for (const process of holders) {
    process.stdout.resume();
    process.stderr.resume();
    process.stdin.end();
  }
  const ends = await Promise.all(holders.map(({ exited }) => exited));
  expect(ends.filter(({ code }) => code === 0).length).toBeGreaterThan(3);
  expect(ends.filter(({ code }) => code !== 0 && code !== 126)).toEqual([]);
  expect((await sh(host, 'echo on')).out, 'and goes on').toBe('on\n');
  expect(durable.state().durable).toBeDefined();
});
