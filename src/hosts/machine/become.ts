import { createHmac, randomBytes } from 'node:crypto';
import { PassThrough, pipeline } from 'node:stream';
import type { Said, Text } from '../../words.ts';
import type { Asker } from '../asker.ts';
import type { Host, RemoteProcess, SpawnOptions } from '../host.ts';
import { HostError } from '../host.ts';
import { inDirectory } from '../processes.ts';
import { AfterToken } from '../remote/after-token.ts';
import { type RemoteOptions, remoteProcesses } from '../remote/remote-host.ts';
import type { TransportProcess } from '../remote/transport.ts';
import { within } from '../within.ts';
import { sayHost, withOutput } from '../words.ts';
import RIGHTS from './rights.sh' with { type: 'text' };

/** How often the password is asked for, as sudo(8) does itself. */
const ATTEMPTS = 3;
/** How long sudo may take to say whether it takes a password, in ms. PAM waits some seconds after a wrong one. */
const ANSWER_MS = 20_000;

/** What the probe found: our rights, and what sudo says of them in its own words. */
export interface Rights {
  readonly user: string;
  readonly path: string;
  readonly state: 'root' | 'sudo' | 'no-sudo' | 'refused';
  readonly said: string;
}

/** Whose the processes of a host are, and whether sudo makes them root's. */
export async function probeRights(host: Host): Promise<Rights> {
  const { stdout, stderr } = await host.run(['sh', '-c', RIGHTS], { timeoutMs: ANSWER_MS });
  const [user = '', path = '', state, ...said] = stdout.toString().trimEnd().split('\n');
  if (state === 'root' || state === 'sudo' || state === 'no-sudo' || state === 'refused')
    return { user, path, state, said: said.join('\n') };
  throw new HostError(withOutput(sayHost('user-unknown', host.label), `${stdout}${stderr}`));
}

/**
 * The same host with root's processes: itself when they are root's, else by sudo(8), with the password if it needs one.
 * That is asked of the asker each time, and held nowhere else. Throws HostError when we may not be root there.
 */
export async function becomeRoot(bare: Host, rights: Rights, asker: Asker, options: RemoteOptions): Promise<Host> {
  if (rights.state === 'root') return bare;
  if (rights.state === 'sudo') return behindSudo(bare, undefined, options);
  if (rights.state === 'no-sudo') throw refused(options.label, sayHost('no-sudo', rights.user));
  if (!/a password is required/.test(rights.said)) throw explainSudo(options.label, rights.said);
  const password = sudoPassword(bare, rights.user, asker, options);
  await password();
  return behindSudo(bare, password, options);
}

type Password = () => Promise<string>;

/** Gives a password that sudo takes. Throws HostError when there is none. */
function sudoPassword(bare: Host, user: string, asker: Asker, { id, label }: RemoteOptions): Password {
  const keepAs = [`sudo:${id}`, bare.hostKey].filter(Boolean).join(' ');
  const question = {
    title: sayHost('root-on', label),
    text: sayHost('sudo-password', user, label),
    secret: true,
    keepAs,
  };
  // By this a password is known that has been tried.
  const key = randomBytes(32);
  const markOf = (password: string) => createHmac('sha256', key).update(password).digest('hex');
  let right: string | undefined;
  return async () => {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const password = await asker.ask(question);
      if (password === undefined) throw refused(label, sayHost('no-password'));
      if (markOf(password) === right) return password;
      const verdict = await tryPassword(bare, password);
      if (verdict === 'right') {
        right = markOf(password);
        return password;
      }
      if (verdict !== 'wrong')
        throw 'silent' in verdict ? refused(label, verdict.silent) : explainSudo(label, verdict.said);
      await asker.forget(keepAs);
    }
    throw refused(label, sayHost('wrong-passwords', ATTEMPTS));
  };
}

/** Whether sudo takes the password; what else it said when it is not about that. */
async function tryPassword(
  bare: Host,
  password: string,
): Promise<'right' | 'wrong' | { readonly said: string } | { readonly silent: Said }> {
  const dialog = startWithPassword(bare, ['true'], password, { LC_ALL: 'C' });
  dialog.process.stdout.resume();
  dialog.process.stderr.resume();
  const end = await within(ANSWER_MS, dialog.process.exited);
  if (!end) {
    dialog.process.abandon();
    return { silent: withOutput(sayHost('sudo-silent', ANSWER_MS / 1000), dialog.said()) };
  }
  if (end.lost !== undefined) throw new HostError(end.lost);
  if (dialog.wrong()) return 'wrong';
  return end.code === 0 ? 'right' : { said: dialog.said() };
}

/** A host whose processes sudo starts on another. What sudo is for that host, is a transport for us: streams, no signals. */
function behindSudo(bare: Host, password: Password | undefined, options: RemoteOptions): Host {
  const start = async (argv: readonly string[]) =>
    password === undefined
      ? abandonable(bare.spawn(['sudo', '-n', '--', ...argv]))
      : startWithPassword(bare, argv, await password()).process;
  const { terminal } = bare;
  return remoteProcesses(
    { tellsLoss: true, start, close: () => bare.dispose() },
    {
      ...options,
      // There sudo asks on its own.
      ...(terminal && {
        terminal: (argv, directory) => terminal(['sudo', '--', ...inDirectory(argv, directory)], '/'),
      }),
    },
  );
}

function abandonable(process: RemoteProcess): TransportProcess {
  const abandon = () => {
    process.stdin.destroy();
    process.stdout.destroy();
    process.stderr.destroy();
  };
  return { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr, exited: process.exited, abandon };
}

interface Dialog {
  readonly process: TransportProcess;
  /** Whether sudo has asked again. */
  wrong(): boolean;
  /** What sudo said, without its prompts. */
  said(): string;
}

/** After sudo: says that it has come that far, and becomes the command. */
const STARTED = 'echo "$0" >&2; exec "$@"';

/**
 * Starts a command after sudo. The password is written only in answer to the prompt, so that it never reaches the
 * standard input of a command for which sudo asks none; and what is for the command only when that has been started.
 * `-k` makes sudo ask whatever it remembers, and leaves what it remembers as it is.
 */
function startWithPassword(
  bare: Host,
  argv: readonly string[],
  password: string,
  env: SpawnOptions['env'] = {},
): Dialog {
  const prompt = randomBytes(12).toString('hex');
  const started = randomBytes(12).toString('hex');
  const options = ['-k', '-S', '-p', `${prompt}\n`];
  const sudo = bare.spawn(['sudo', ...options, '--', 'sh', '-c', STARTED, started, ...argv], { env });
  const stdin = new PassThrough();
  stdin.on('error', () => undefined);
  let prompts = 0;
  const stderr = new AfterToken(started, (before) => {
    const seen = before.split(prompt).length - 1;
    if (seen > 0 && prompts === 0) sudo.stdin.write(`${password.split('\n')[0]}\n`);
    if (seen > 1 && prompts < 2) sudo.stdin.end();
    prompts = seen;
  });
  pipeline(sudo.stderr, stderr, () => undefined);
  void stderr.report.then((report) => {
    if (report !== undefined) pipeline(stdin, sudo.stdin, () => undefined);
  });
  const process = { stdin, stdout: sudo.stdout, stderr, exited: sudo.exited };
  return {
    process: { ...process, abandon: abandonable(sudo).abandon },
    wrong: () => prompts > 1,
    said: () => stderr.noise.replaceAll(prompt, '').trim(),
  };
}

/** What sudo(8) says in the locale C, in words for the user. */
function explainSudo(label: Text, said: string): HostError {
  const reason =
    said
      .trim()
      .split('\n')
      .at(-1)
      ?.replace(/^sudo: /, '') ?? '';
  if (/must have a tty/.test(said)) {
    return refused(label, sayHost('sudo-needs-terminal'), sayHost('remove-requiretty'));
  }
  return refused(label, reason === '' ? sayHost('sudo-says-nothing') : sayHost('sudo-says', reason));
}

function refused(label: Text, why: Said, remedy: Said = sayHost('avoid-root')): HostError {
  return new HostError(sayHost('needs-root', label, why), remedy);
}
