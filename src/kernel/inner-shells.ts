import { HostError } from '../hosts/host.ts';
import { type Entering, enteringOf, type InnerShell } from '../import/inner-shells.ts';
import { prefixOf } from '../shell/started-shell.ts';
import type { Said } from '../words.ts';
import type { NoShell } from './boot.ts';
import type { InnerOptions } from './inner-argv.ts';
import { NO_PROC } from './protocol.ts';
import { notNow } from './run-end.ts';
import type { OutputSink, OutputStream } from './run-types.ts';
import type { SavedSession } from './saved.ts';
import type { Session } from './session.ts';
import type { SessionCell, SessionEnd } from './session-cell.ts';
import { sayOfRun } from './words.ts';

/** What is asked for by a cell. */
export interface Asking {
  readonly cell: SessionCell;
  readonly sink: OutputSink;
  readonly stop: AbortSignal;
  /** The line in the cell of the command that starts a shell, from 1. */
  readonly line?: number;
}

/** Why there is no shell; `status`: that with which the command ended that should have started it. */
export interface NotEntered {
  readonly end: SessionEnd;
  readonly status?: number;
}

interface Open {
  readonly within: readonly InnerShell[];
  readonly session: Session;
}

/** The shells that cells have started within the shell of a slot, as `sudo ip netns exec blue bash` does. */
export class InnerShells {
  /** By the commands that lead to them. */
  readonly #open = new Map<string, Open>();

  /** The one that those commands have started, and, where they mean the same at any time, start again if it does not run. */
  async at(outer: Session, within: readonly InnerShell[], asking: Asking): Promise<Session | NotEntered> {
    let session = outer;
    const chains = within.map((_, index) => within.slice(0, index + 1));
    const missing = chains.filter((chain) => !this.#get(chain));
    const lost = missing.find((chain) => !isRepeatable(chain));
    if (lost) return { end: notRunning(lost) };
    for (const chain of chains) {
      const known = this.#get(chain);
      const found = known ?? (await this.#start(session, chain, asking));
      if ('end' in found) return found;
      session = found;
    }
    return session;
  }

  /** Starts the innermost of them anew. */
  async enter(outer: Session, within: readonly InnerShell[], asking: Asking): Promise<Session | NotEntered> {
    const around = await this.at(outer, within.slice(0, -1), asking);
    if ('end' in around) return around;
    await this.leave(within);
    return this.#start(around, within, asking);
  }

  /** Ends it, and those within it. */
  async leave(within: readonly InnerShell[]): Promise<void> {
    const isLeft = (chain: readonly InnerShell[]) => keyOf(chain.slice(0, within.length)) === keyOf(within);
    const left = [...this.#open].filter(([, open]) => isLeft(open.within));
    for (const [key] of left) this.#open.delete(key);
    await Promise.all(left.map(([, { session }]) => session.dispose().catch(() => undefined)));
  }

  /** One that has kept running without us. */
  keep(within: readonly InnerShell[], session: Session): void {
    this.#open.set(keyOf(within), { within, session });
  }

  saved(): SavedSession[] {
    return [...this.#open.values()].flatMap(({ within, session }) => {
      const [saved, place] = [session.saved(), session.place];
      return saved && place ? [{ ...saved, inner: { within, place } }] : [];
    });
  }

  #get(within: readonly InnerShell[]): Session | undefined {
    const { session } = this.#open.get(keyOf(within)) ?? {};
    return session?.alive ? session : undefined;
  }

  async #start(around: Session, within: readonly InnerShell[], asking: Asking): Promise<Session | NotEntered> {
    const shell = within.at(-1);
    const entering = shell && enteringOf(shell);
    if (!entering) throw new Error('no command that starts a shell');
    try {
      const options = await askFor(around, entering, asking);
      if ('end' in options) return options;
      if ('said' in options) return notEntered(shell, options, asking);
      const session = await around.openWithin(options);
      if ('said' in session) return notEntered(shell, session, asking);
      this.keep(within, session);
      return session;
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      return { end: { kind: 'refused', why: 'shell', problem: notNow(error) } };
    }
  }
}

const keyOf = (within: readonly InnerShell[]): string =>
  JSON.stringify(within.map(({ command, terminal }) => [command, terminal ?? null]));

const isRepeatable = (within: readonly InnerShell[]): boolean => {
  const shell = within.at(-1);
  return shell !== undefined && enteringOf(shell)?.isRepeatable === true;
};

const quoted = (shell: InnerShell | undefined): string => `\`${shell?.command ?? ''}\``;

const refused = (what: Said, remedy?: Said): SessionEnd => ({
  kind: 'refused',
  why: 'shell',
  problem: { what, ...(remedy ? { remedy } : {}) },
});

const notRunning = (within: readonly InnerShell[]): SessionEnd =>
  refused(sayOfRun('shell-not-running', quoted(within.at(-1))), sayOfRun('run-what-starts-it'));

async function notEntered(shell: InnerShell, { status, said }: NoShell, { cell }: Asking): Promise<NotEntered> {
  if (status.lost !== undefined) return { end: { kind: 'shell-ended', status, stopped: false } };
  if (said.includes(NO_PROC))
    return { end: refused(sayOfRun('shell-without-proc', quoted(shell)), sayOfRun('mount-proc')) };
  if (said !== '') await cell.write('stderr', Buffer.from(said));
  const code = status.code ?? 137;
  return { end: refused(sayOfRun('shell-not-entered', quoted(shell), code)), status: code };
}

/** How the shell around it would start it: its words as they are expanded there, and what a process gets from its parent. */
async function askFor(
  around: Session,
  { before, words }: Pick<Entering, 'before' | 'words'>,
  { cell, stop, line = 1 }: Asking,
): Promise<InnerOptions | NotEntered | NoShell> {
  const printed: Record<OutputStream, Buffer[]> = { stdout: [], stderr: [] };
  const { request, cwd } = cell;
  const question: SessionCell = {
    request,
    code: `${'\n'.repeat(line - 1)}( __netlab_words() { ${TELL}; }; ${before}__netlab_words ${words}\n)`,
    ...(cwd === undefined || around.place ? {} : { cwd }),
    write: (stream, chunk) => void printed[stream].push(chunk),
    late: () => undefined,
    isOurs: true,
  };
  const end = await around.run(question, stop);
  if (end.kind !== 'ended' || end.interrupted) return { end };
  const [count, ...fields] = Buffer.concat(printed.stdout).toString().split('\0').slice(0, -1);
  const argv = fields.splice(0, Number(count));
  const [uid = '', gid = '', groups = '', umask = '', directory = '', ...environment] = fields;
  const prefix = end.code === 0 ? prefixOf(argv, uid === '0') : undefined;
  if (!prefix) {
    const status = { code: end.code || 1, signal: null };
    return { status, said: Buffer.concat(printed.stderr).toString() };
  }
  const own = environment.filter((entry) => !entry.startsWith('_='));
  return { ...prefix, user: [uid, gid, groups], umask, directory, environment: own };
}

/** Its arguments, its user, its groups, its umask, its directory and its environment. */
const TELL = [
  String.raw`\builtin printf '%s\0' "$#" "$@" "$EUID" "$(\builtin command -p id -g)" "$(\builtin command -p id -G)"`,
  String.raw`"$(\builtin umask)" "$PWD"; \builtin command -p env -0`,
].join(' ');
