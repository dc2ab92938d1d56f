import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Host, HostError, type RemoteProcess } from '../../../src/hosts/host.ts';
import { openCommandProcesses } from '../../../src/hosts/remote/command.ts';
import { english } from '../../said.ts';
import { notebook, PROGRAM } from '../cli/program.ts';
import { container } from './container.ts';
import { processesWhere, processesWithEnvironment, sandbox, sh, until } from './support.ts';

const NAMES = { id: 'command:lab', label: 'lab' };

function command(prefix: readonly string[]): Host {
  const host = openCommandProcesses(prefix, NAMES);
  onTestFinished(() => host.dispose());
  return host;
}

async function inContainer(): Promise<Host> {
  const { prefix, remove } = await container();
  onTestFinished(remove);
  return command(prefix);
}

async function refusal(promise: Promise<unknown>): Promise<HostError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof HostError)) throw new Error(`no HostError: ${error}`);
  return error;
}

async function allOf(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}

/** A process that prints what it is called by, and goes on; and what ends the local program that carries it. */
async function carried(host: Host): Promise<{ process: RemoteProcess; kill: () => void; alive: () => boolean }> {
  const marker = randomUUID();
  const process = host.spawn(['sh', '-c', 'echo up; exec sleep 1000'], { env: { NETLAB_TEST: marker } });
  await once(process.stdout, 'data');
  const carriers = processesWhere(
    (directory) => readFileSync(`${directory}/cmdline`, 'utf8').includes('read -r netlab') && ownChild(directory),
  );
  return {
    process,
    kill: () => carriers.forEach((pid) => void globalThis.process.kill(pid, 'SIGKILL')),
    alive: () => processesWithEnvironment(`NETLAB_TEST=${marker}`).length > 0,
  };
}

function ownChild(directory: string): boolean {
  const [, parent] = /\) \S (\d+)/.exec(readFileSync(`${directory}/stat`, 'utf8')) ?? [];
  return Number(parent) === globalThis.process.pid;
}

describe('a command host', () => {
  test('arguments, directory, environment and input arrive as they are', async () => {
    const host = await inContainer();
    const words = [
      '',
      ' ',
      "it's",
      '"$HOME"',
      '`id`',
      '$(id)',
      'a\nb',
      '\\n',
      '*',
      '-x',
      'é漢🙂',
      '\t',
      '!!',
      '#',
      '\n\n',
    ];
    const { stdout, exitCode } = await host.run(
      ['sh', '-c', 'printf "%s\\0" "$@" "$V" "$(pwd)"; cat; exit 7', 'sh', ...words],
      { cwd: '/usr/bin', env: { V: "a\n'b" }, input: 'in\0put\n' },
    );
    expect(stdout.toString()).toBe([...words, "a\n'b", '/usr/bin', 'in\0put\n'].join('\0'));
    expect(exitCode).toBe(7);
  });

  test('a variable’s name cannot become a command', async () => {
    const host = command([]);
    expect(() => host.spawn(['true'], { env: { 'x=;id;': '1' } })).toThrow(RangeError);
  });

  test('a process leads its own session and group, and gets no variable that nobody gave it', async () => {
    const host = await inContainer();
    const { out } = await sh(host, 'read -r pid a b c group session d </proc/self/stat; echo $$ $pid $group $session');
    expect(new Set(out.trim().split(' ')).size).toBe(1);
    expect((await sh(host, 'env')).out).not.toMatch(/^netlab/m);
  });

  test('what cannot be run is told as elsewhere', async () => {
    const host = await inContainer();
    for (const argv of [['no-such-program'], ['-x'], ['']])
      expect((await refusal(host.run(argv))).message).toContain('Cannot run');
    expect((await refusal(host.run(['true'], { cwd: '/nowhere' }))).message).toContain('no directory /nowhere');
    const process = host.spawn(['no-such-program']);
    expect(await allOf(process.stderr)).toBe('netlab: cannot run no-such-program\n');
    expect(await process.exited).toEqual({ code: 127, signal: null });
  });

  test('signals reach the group, although the prefix forwards none', async () => {
    const host = await inContainer();
    const process = host.spawn(['bash', '-c', 'trap "echo got it; exit 5" TERM; echo up; sleep 1000 & wait']);
    const out = allOf(process.stdout);
    await once(process.stdout, 'data');
    await process.signal('SIGTERM');
    expect(await out).toBe('up\ngot it\n');
    expect(await process.exited).toEqual({ code: 5, signal: null });
  });

  test('a signal that comes before the process is there waits for it', async () => {
    const host = await inContainer();
    const process = host.spawn(['sleep', '1000']);
    await process.signal('SIGTERM');
    expect((await process.exited).code).toBe(143);
  });

  test('login-banner-and-noisy-rc: what the prefix prints first is not the process’s', async () => {
    const noise = 'printf "Welcome\\nto the lab" ; echo "last login: never" >&2; head -c 100000 /dev/zero; exec "$@"';
    const host = command(['sh', '-c', noise, 'sh']);
    const { stdout, stderr } = await host.run(['sh', '-c', 'echo out; echo err >&2']);
    expect([stdout.toString(), stderr.toString()]).toEqual(['out\n', 'err\n']);
  });

  test('a prefix that fails is told in its own words, and nothing more is started', async () => {
    const host = command(['sh', '-c', 'echo "Error: No such container: lab" >&2; exit 1', 'docker']);
    expect((await refusal(host.run(['true']))).message).toBe(
      'lab: No process could be started on that machine (status 1). Error: No such container: lab',
    );
    expect(() => host.spawn(['true'])).toThrow(HostError);
  });

  test('a prefix that is not there', async () => {
    const { message, remedy } = await refusal(command(['no-such-docker', 'exec']).run(['true']));
    expect(message).toContain('Cannot reach lab: no-such-docker cannot be run here.');
    expect(english(remedy)).toContain('Install no-such-docker');
  });

  test('cut-mid-cell: when what carries a process is killed, the connection is lost, for all of them', async () => {
    const host = await inContainer();
    const other = host.spawn(['sleep', '1000']);
    await sh(host, 'true');
    const { process, kill, alive } = await carried(host);
    kill();
    const { lost } = await process.exited;
    expect(english(lost)).toContain('The program that carried the process has ended (SIGKILL)');
    expect((await other.exited).lost).toEqual(lost);
    expect(alive()).toBe(true); // that it ends is the machine's matter
    expect(() => host.spawn(['true'])).toThrow(HostError);
    await process.signal('SIGTERM');
  });

  test('a process that is killed itself has not lost its connection', async () => {
    const host = command([]);
    const process = host.spawn(['sh', '-c', 'kill -KILL $$']);
    expect(await process.exited).toEqual({ code: null, signal: 'SIGKILL' });
    expect((await sh(host, 'echo on')).out).toBe('on\n');
  });

  test('its end ends what it started, and is told', async () => {
    const host = await inContainer();
    const { process, alive } = await carried(host);
    await host.dispose();
    expect((await process.exited).code).toBe(137);
    expect(await until(() => !alive(), 2000)).toBe(true);
    expect(() => host.spawn(['true'])).toThrow(HostError);
  });

  test('a carrier that does not answer any more is let go', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'netlab-test-'));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    const host = command(['sh', '-c', `[ ! -e ${directory}/deaf ] || exec sleep 1000; exec "$@"`, 'sh']);
    const process = host.spawn(['sh', '-c', 'trap "" TERM; echo up; sleep 1000']);
    await once(process.stdout, 'data');
    writeFileSync(join(directory, 'deaf'), '');
    await host.dispose();
    expect(await process.exited).toEqual({ code: null, signal: 'SIGKILL' });
  });
});

test('unreadable-config: the configuration of SSH that may not be read is passed over, as ssh does', async () => {
  const { file, remove } = notebook(['true']);
  onTestFinished(remove);
  const hosts = join(dirname(file), 'hosts.json');
  writeFileSync(hosts, '[{ "name": "box", "command": ["env"] }]');
  // The home of root, whom a user is there, is not the user's.
  const machine = await sandbox({ internet: 'none' });
  const { exitCode, stderr } = await machine.run([...PROGRAM, 'run', file, '--hosts', hosts, '--host', 'box']);
  expect([exitCode, stderr.toString()]).toEqual([0, '']);
});
