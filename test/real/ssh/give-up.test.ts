import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Asker } from '../../../src/hosts/asker.ts';
import { makeCatalog } from '../../../src/hosts/catalog.ts';
import { HostError } from '../../../src/hosts/host.ts';
import { openHost } from '../../../src/hosts/open.ts';
import { createKernel } from '../../../src/kernel/kernel.ts';
import { PROGRAM } from '../cli/program.ts';
import {
  asker,
  changedConfig,
  connections,
  describeWithServer,
  type Server as SshServer,
  startServer,
} from './server.ts';

/** In a configuration in which nothing gives up by itself for as long as a test may take. */
const PATIENT = ['ConnectTimeout 3600', 'IdentityFile none', 'IdentityAgent none', 'StrictHostKeyChecking yes'];

/** Only ends what would never end. */
const LATEST = { timeout: 60_000 };

const directory = mkdtempSync(join(tmpdir(), 'netlab-give-up-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function configOf(...lines: readonly string[]): string {
  const file = join(directory, `config-${Math.random().toString(36).slice(2)}`);
  writeFileSync(file, ['Host lab', 'HostName 127.0.0.1', ...PATIENT, ...lines, ''].join('\n'));
  return file;
}

const catalog = makeCatalog({ sshNames: ['lab'] });

/** Opens the host and gives it up as soon as `reached` says that it has come as far as it can. */
async function giveUp(config: string, reached: (aborted: AbortSignal) => Promise<unknown>, who: Asker = asker()) {
  const controller = new AbortController();
  const opened = openHost('ssh:lab', {
    catalog,
    sshConfig: config,
    asker: who,
    connections,
    signal: controller.signal,
  });
  opened.catch(() => undefined);
  await reached(controller.signal);
  controller.abort();
  const outcome = await opened.catch((error: unknown) => error);
  expect(outcome).toBeInstanceOf(HostError);
  return outcome as HostError; // safe: looked at above
}

/** A server that says something to whoever comes, and then nothing; `come` resolves with the connection. */
async function mute(greeting: string) {
  let arrive: (socket: Socket) => void = () => undefined;
  const come = new Promise<Socket>((resolve) => {
    arrive = resolve;
  });
  const server: Server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.write(greeting, () => arrive(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return { port: typeof address === 'object' ? address?.port : undefined, come };
}

/** Not so when it only waits to be reaped: proc_pid_stat(5). */
function isAlive(pid: string): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}

const ended = (socket: Socket) =>
  new Promise<void>((resolve) => {
    socket.resume();
    if (socket.destroyed) resolve();
    socket.once('close', () => resolve());
  });

describe('interrupt-while-connecting: it is given up at once, and nothing is left behind', () => {
  test.each([
    ['says nothing', ''],
    ['stops in the middle of its greeting', 'SSH-2.0-Open'],
    ['stops before it exchanges keys', 'SSH-2.0-OpenSSH_9.2\r\n'],
  ])('a server that %s', async (_, greeting) => {
    const { port, come } = await mute(greeting);
    const error = await giveUp(configOf(`Port ${port}`), () => come);
    expect(error.message).toBe('Not connected to lab: cancelled.');
    await ended(await come);
  });

  test('a proxy command that hangs, with what it has started', async () => {
    const pids = join(directory, 'pids');
    const hang = `sh -c 'trap "" TERM; sleep 3600 & echo $$ $! >${pids}; wait'`;
    const alive = () => readFileSync(pids, 'utf8').trim().split(' ').filter(isAlive);
    await giveUp(configOf(`ProxyCommand ${hang}`), () =>
      expect.poll(() => existsSync(pids) && alive().length, LATEST).toBe(2),
    );
    await expect.poll(alive, LATEST).toEqual([]);
  });

  test('the other one who waits for the same machine goes on', async () => {
    const { port, come } = await mute('');
    const config = configOf(`Port ${port}`);
    const second = new AbortController();
    const options = { catalog, sshConfig: config, asker: asker(), connections };
    const other = openHost('ssh:lab', { ...options, signal: second.signal }).catch((error: unknown) => error);
    await giveUp(config, () => come);
    expect((await come).destroyed).toBe(false);
    second.abort();
    expect(await other).toBeInstanceOf(HostError);
    await ended(await come);
  });

  test('a stopped cell is over at once, and so is its connection', async () => {
    const { port, come } = await mute('');
    const kernel = createKernel({
      directory,
      defaultHost: 'ssh:lab',
      openHost: (id, _joined, signal) =>
        openHost(id, { catalog, sshConfig: configOf(`Port ${port}`), asker: asker(), connections, signal }),
    });
    onTestFinished(() => kernel.dispose());
    const stop = new AbortController();
    const request = { code: 'true', language: 'sh', attributes: { background: false, interactive: false } };
    const run = kernel.run(request as never, { write: () => undefined, notice: () => undefined }, stop.signal);
    const socket = await come;
    stop.abort();
    expect((await run).end.kind).toBe('interrupted');
    await ended(socket);
  });
});

describeWithServer('interrupt-while-connecting, at a real server', () => {
  let server: SshServer;
  beforeAll(async () => {
    server = await startServer({ shell: '/bin/sh', config: ['KbdInteractiveAuthentication no'] });
  });
  afterAll(() => server.dispose());

  const question = () => {
    let asked: () => void = () => undefined;
    const arrives = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const never = () => {
      asked();
      return new Promise<never>(() => undefined);
    };
    return { arrives, who: { ask: never, confirm: never, forget: async () => undefined } };
  };

  test('while a password is asked', async () => {
    const { arrives, who } = question();
    await giveUp(changedConfig(server, { IdentityFile: 'none' }), () => arrives, who);
  });

  test('while a host key is asked about', async () => {
    const { arrives, who } = question();
    await giveUp(changedConfig(server, { UserKnownHostsFile: join(directory, 'empty') }), () => arrives, who);
    expect(existsSync(join(directory, 'empty'))).toBe(false);
  });

  test('while a jump host is connected to, and behind one', async () => {
    const { port, come } = await mute('');
    const hop = `\nHost hop\n  HostName 127.0.0.1\n  Port ${port}\n`;
    const through = changedConfig(server, { ProxyJump: 'hop' });
    writeFileSync(through, readFileSync(through, 'utf8') + hop);
    await giveUp(through, () => come);
    await ended(await come);

    const behind = await mute('');
    const jump = readFileSync(server.config, 'utf8').replace('Host lab', 'Host hop');
    const config = configOf(`Port ${behind.port}`, 'ProxyJump hop');
    writeFileSync(config, `${readFileSync(config, 'utf8')}\n${jump}`);
    await giveUp(config, () => behind.come);
    await ended(await behind.come);
  });

  test('after the login, while the machine does not answer', async () => {
    const started = join(directory, 'started');
    // It ends with its connection.
    const silent = await startServer({ config: [`ForceCommand touch ${started}; exec cat >/dev/null`] });
    onTestFinished(() => silent.dispose());
    await giveUp(silent.config, () => expect.poll(() => existsSync(started), LATEST).toBe(true));
    await expect.poll(() => silent.log(), LATEST).toMatch(/Disconnected|Connection closed|disconnected/);
  });
});

/** Runs the terminal program in a network of its own, without a way out. */
const UNSHARE = ['unshare', ...(process.getuid?.() === 0 ? [] : ['--user', '--map-root-user']), '--net', '--mount'];
/** What goes to that machine arrives at the other end of a cable, where it is not for anybody. */
const NO_ANSWER = [
  'ip link set lo up && ip link add near0 type veth peer name far0 && ip link set far0 up && ip link set near0 up',
  'ip addr add 192.0.2.1/24 dev near0 && ip neigh add 192.0.2.9 lladdr 02:00:00:00:00:09 dev near0',
].join(' && ');

describe('interrupt-while-connecting, in the terminal program', () => {
  const run = async (setup: string, hostName: string) => {
    const config = join(directory, `config-${hostName}`);
    writeFileSync(config, ['Host lab', `HostName ${hostName}`, ...PATIENT, ''].join('\n'));
    const script = `${setup} && shift && exec "$@"`;
    const program = [...PROGRAM, 'topology', '--host', 'ssh:lab', '--ssh-config', config];
    const [file = '', ...args] = [...UNSHARE, 'sh', '-c', script, 'sh', directory, ...program];
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        said += chunk.toString();
      });
    onTestFinished(() => void child.kill('SIGKILL'));
    const end = new Promise<number | string | null>((resolve) =>
      child.once('close', (status, signal) => resolve(status ?? signal)),
    );
    return { child, end, said: () => said };
  };
  const socketsOf = (pid: number, text: string) => readFileSync(`/proc/${pid}/net/${text}`, 'utf8');

  test('a machine that does not answer at all', async () => {
    const { child, end, said } = await run(NO_ANSWER, '192.0.2.9');
    const pid = child.pid ?? 0;
    // State 02 is SYN_SENT: proc(5), /proc/net/tcp.
    await expect.poll(() => socketsOf(pid, 'tcp'), LATEST).toMatch(/ 090200C0:0016 02 /);
    child.kill('SIGINT');
    expect([await end, said()]).toEqual([130, '']);
  });

  test('a name server that does not answer', async () => {
    writeFileSync(join(directory, 'resolv.conf'), 'nameserver 192.0.2.9\noptions timeout:30 attempts:5\n');
    writeFileSync(join(directory, 'nsswitch.conf'), 'hosts: dns\n');
    const binds = ['resolv.conf', 'nsswitch.conf'].map(
      (name) => `mount --bind "$1/${name}" "$(realpath /etc/${name})"`,
    );
    const setup = [NO_ANSWER, ...binds].join(' && ');
    const { child, end, said } = await run(setup, 'far.example');
    await expect.poll(() => socketsOf(child.pid ?? 0, 'udp'), LATEST).toContain(' 090200C0:0035 ');
    child.kill('SIGINT');
    expect([await end, said()]).toEqual(['SIGINT', '']);
  });
});
