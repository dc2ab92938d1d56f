import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, onTestFinished, test } from 'vitest';
import type { Asker, Confirmation, Question } from '../../../src/hosts/asker.ts';
import { Connections } from '../../../src/hosts/ssh/connections.ts';
import { openSshProcesses, type SshHost } from '../../../src/hosts/ssh/processes.ts';

const SSHD = '/usr/sbin/sshd';
/** crypt(3) of PASSWORD. */
const HASH = '$6$netlabnotebook$7SoBNmlHOL7371HJrlzN8MgNUpjRF/Wa6aFiblW4tBKhqv5fbJltGMf/jGQUG07gYdZA3ToneraSzQahHtTj6.';
export const PASSWORD = 'correct horse';

/** Why there can be no server here; undefined when there can. */
export const noServer = existsSync(SSHD) ? undefined : `no ${SSHD}: install openssh-server`;

/** Tests that need a server; they say so where there can be none. */
export function describeWithServer(name: string, body: () => void): void {
  if (noServer === undefined) describe(name, body);
  else test(name, ({ skip }) => skip(noServer));
}

export interface ServerOptions {
  /** More lines of sshd_config(5). */
  readonly config?: readonly string[];
  /** The login shell of an account of its own, with PASSWORD. Default: the account of whoever runs the tests. */
  readonly shell?: string;
  /** Files in the home directory. */
  readonly home?: Readonly<Record<string, string>>;
  /** PAM asks for the password: keyboard-interactive. */
  readonly pam?: boolean;
  /** What commands find first, instead of sshd's own PATH. */
  readonly path?: string;
  /** Shown before anybody is let in. */
  readonly banner?: string;
  readonly port?: number;
}

export interface Server {
  readonly port: number;
  readonly directory: string;
  readonly home: string;
  readonly user: string;
  /** The private key that the server lets in. */
  readonly key: string;
  /** Names `lab`, with the host key known. */
  readonly config: string;
  readonly knownHosts: string;
  /** The public half of its host key: 'ssh-ed25519 AAAA…'. */
  readonly hostKey: string;
  log(): string;
  /** Ends the server and its connections, and starts it again. */
  stop(): Promise<void>;
  start(): Promise<void>;
  dispose(): Promise<void>;
}

/** An OpenSSH server on loopback, with keys and configuration of its own. */
export async function startServer(options: ServerOptions = {}): Promise<Server> {
  const directory = mkdtempSync(join(tmpdir(), 'netlab-ssh-'));
  const at = (name: string) => join(directory, name);
  const home = at('home');
  mkdirSync(home);
  for (const [name, text] of Object.entries(options.home ?? {})) {
    mkdirSync(join(home, name, '..'), { recursive: true });
    writeFileSync(join(home, name), text);
  }
  writeFileSync(at('banner'), options.banner ?? '');
  makeKey(at('host_key'));
  makeKey(at('id'));
  writeFileSync(at('authorized_keys'), readFileSync(at('id.pub')));
  const port = options.port ?? (await freePort());
  const user = userInfo().username;
  const hostKey = readFileSync(at('host_key.pub'), 'utf8').split(' ').slice(0, 2).join(' ');
  writeFileSync(
    at('sshd_config'),
    [
      ...(options.config ?? []),
      ...(options.banner === undefined ? [] : [`Banner ${at('banner')}`]),
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${at('host_key')}`,
      `AuthorizedKeysFile ${at('authorized_keys')}`,
      `UsePAM ${options.pam ? 'yes' : 'no'}`,
      'StrictModes no',
      'PidFile none',
      'MaxStartups 100',
      'PermitRootLogin yes',
      'LogLevel VERBOSE',
      `SetEnv HOME=${home}${options.path === undefined ? '' : ` PATH=${options.path}`}`,
    ].join('\n'),
  );
  writeFileSync(at('known_hosts'), `[127.0.0.1]:${port} ${hostKey}\n`);
  writeFileSync(
    at('config'),
    [
      'Host lab',
      '  HostName 127.0.0.1',
      `  Port ${port}`,
      `  User ${user}`,
      `  IdentityFile ${at('id')}`,
      '  IdentitiesOnly yes',
      '  IdentityAgent none',
      `  UserKnownHostsFile ${at('known_hosts')}`,
      '  GlobalKnownHostsFile none',
      '',
    ].join('\n'),
  );
  const argv = options.shell === undefined ? [] : ownAccount(directory, home, user, options);
  let log = '';
  let child: ChildProcess | undefined;
  const start = async () => {
    if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true });
    const [file = SSHD, ...args] = [...argv, SSHD, '-D', '-e', '-f', at('sshd_config')];
    child = spawn(file, args, { stdio: ['ignore', 'ignore', 'pipe'], env: { PATH: process.env['PATH'] } });
    child.stderr?.on('data', (chunk: Buffer) => {
      log += chunk.toString();
    });
    const before = log.length;
    for (let tries = 0; !log.slice(before).includes('Server listening'); tries++) {
      if (tries > 200 || child.exitCode !== null) throw new Error(`sshd did not start: ${log}`);
      await sleep(50);
    }
  };
  const stop = async () => {
    if (child?.pid === undefined) return;
    for (const pid of descendants(child.pid)) tryKill(pid);
    tryKill(child.pid);
    if (child.exitCode === null && child.signalCode === null)
      await new Promise((resolve) => child?.once('exit', resolve));
    child = undefined;
  };
  const dispose = async () => {
    await stop();
    rmSync(directory, { recursive: true, force: true });
  };
  await start();
  return {
    ...{ port, directory, home, user, hostKey, key: at('id'), config: at('config'), knownHosts: at('known_hosts') },
    ...{ log: () => log, start, stop, dispose },
  };
}

/** A server that ends with the test. */
export async function testServer(options: ServerOptions = {}): Promise<Server> {
  const server = await startServer(options);
  onTestFinished(() => server.dispose());
  return server;
}

/** Puts before a server what gives it a user with that shell: files in place of those in /etc, which only it sees. */
function ownAccount(
  directory: string,
  home: string,
  user: string,
  { shell = '/bin/sh', pam }: ServerOptions,
): readonly string[] {
  writeFileSync(join(directory, 'passwd'), passwdWith({ home, shell, hash: HASH }));
  writeFileSync(join(directory, 'shadow'), `${user}:${HASH}:19000:0:99999:7:::\n`);
  writeFileSync(
    join(directory, 'pam'),
    'auth required pam_unix.so\naccount required pam_permit.so\nsession required pam_permit.so\n',
  );
  return inPlaceOf(directory, {
    passwd: '/etc/passwd',
    shadow: '/etc/shadow',
    ...(pam ? { pam: '/etc/pam.d/sshd' } : {}),
  });
}

/** Puts before a program what gives it another home directory, in passwd(5), which is where ssh(1) looks. */
export function withHome(directory: string, home: string): readonly string[] {
  writeFileSync(join(directory, 'passwd-home'), passwdWith({ home, shell: '/bin/sh', hash: 'x' }));
  return inPlaceOf(directory, { 'passwd-home': '/etc/passwd' });
}

/** passwd(5) with another line for whoever runs the tests. */
function passwdWith({ home, shell, hash }: Readonly<Record<'home' | 'shell' | 'hash', string>>): string {
  const { username, uid, gid } = userInfo();
  const others = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith(`${username}:`));
  return [`${username}:${hash}:${uid}:${gid}::${home}:${shell}`, ...others, ''].join('\n');
}

/** What starts a program with files of a directory in place of others, which only it sees. */
function inPlaceOf(directory: string, binds: Readonly<Record<string, string>>): readonly string[] {
  const script = Object.entries(binds)
    .map(([name, path]) => `mount --bind "$1/${name}" ${path}`)
    .join(' && ');
  const rootless = process.getuid?.() === 0 ? [] : ['--user', '--map-current-user', '--keep-caps'];
  return ['unshare', ...rootless, '--mount', 'sh', '-c', `${script} && shift && exec "$@"`, 'sh', directory];
}

export function makeKey(file: string, passphrase = '', kind: readonly string[] = ['ed25519']): void {
  execFileSync('ssh-keygen', ['-q', '-t', ...kind, '-N', passphrase, '-C', 'netlab-test', '-f', file]);
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

/** Children of a process and theirs: proc_pid_task_children(5). */
export function descendants(pid: number): number[] {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
      .trim()
      .split(' ')
      .filter(Boolean)
      .map(Number);
    return children.flatMap((child) => [child, ...descendants(child)]);
  } catch {
    return []; // It has ended.
  }
}

function tryKill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

export interface TestAsker extends Asker {
  readonly questions: Question[];
  readonly confirmations: Confirmation[];
  readonly forgotten: string[];
}

/** Answers with these texts in turn, then gives up; says yes, unless told otherwise. */
export function asker(answers: readonly string[] = [], yes = true): TestAsker {
  const left = [...answers];
  const questions: Question[] = [];
  const confirmations: Confirmation[] = [];
  const forgotten: string[] = [];
  return {
    questions,
    confirmations,
    forgotten,
    ask: async (question) => {
      questions.push(question);
      return left.shift();
    },
    confirm: async (confirmation) => {
      confirmations.push(confirmation);
      return yes;
    },
    forget: async (keepAs) => void forgotten.push(keepAs),
  };
}

/** For those that do not say otherwise. */
export const connections = new Connections();

/** Connects to `lab` for the time of a test. */
export async function connectTo(
  config: string,
  who: Asker = asker(),
  host = 'lab',
  shared = connections,
): Promise<SshHost> {
  const connected = await openSshProcesses({ host }, { asker: who, connections: shared, configFile: config });
  onTestFinished(() => connected.dispose());
  return connected;
}

/** A copy of a configuration with another line for some keywords. */
export function changedConfig(
  { directory, config }: Server,
  changes: Readonly<Record<string, string | number>>,
): string {
  const file = join(directory, `config-${Math.random().toString(36).slice(2)}`);
  const keywords = Object.keys(changes);
  const kept = readFileSync(config, 'utf8')
    .split('\n')
    .filter((line) => !keywords.some((keyword) => line.trim().startsWith(`${keyword} `)));
  writeFileSync(
    file,
    [...kept, ...Object.entries(changes).map(([keyword, value]) => `  ${keyword} ${value}`), ''].join('\n'),
  );
  return file;
}
