import './set-union.ts';
import { Readable } from 'node:stream';
import { execa } from 'execa';
import type { Completed, ExitStatus, Host, RemoteProcess, RunOptions, SpawnOptions } from './host.ts';
import { CannotStart } from './host.ts';
import { sayHost } from './words.ts';

const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_MAX_BYTES = 16 * 1024 * 1024;

/** A process of this machine; `pid` is undefined when it could not be started, and `failed` says why. */
export interface LocalProcess extends RemoteProcess {
  readonly pid: number | undefined;
  /** Resolves when it is known to run (undefined), or not to (the reason). Never rejects. */
  readonly failed: Promise<Error | undefined>;
  /** Whether it has been reaped, so that its number may be another's. */
  hasEnded(): boolean;
}

/** Variables that an editor or npm sets for its own children, and that would change what a learner's commands do. */
const FOREIGN = /^(VSCODE_|ELECTRON_|npm_|NODE_OPTIONS$|NODE_CHANNEL_FD$|INIT_CWD$)/;

/** The environment of this process without what its own launcher put there. */
function ownEnvironment(): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !FOREIGN.test(entry[0]),
  );
  return Object.fromEntries(kept);
}

/**
 * Starts a process of this machine as the leader of its own session and process group (setsid(2)), with no controlling
 * terminal. A program that cannot be started gives exit status 127 where there is none and else 126, and the reason on standard error, as with
 * a shell.
 */
export function startProcess(argv: readonly string[], options: SpawnOptions = {}): LocalProcess {
  const [file = '', ...args] = argv;
  const child = execa(file, args, {
    detached: true,
    cleanup: false,
    buffer: false,
    reject: false,
    encoding: 'buffer',
    stripFinalNewline: false,
    extendEnv: false,
    env: { ...ownEnvironment(), ...options.env },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const { pid } = child;
  // A reader that has gone must not bring down the writer: EPIPE is reported by the exit of the process.
  child.stdin.on('error', () => {});

  const failed =
    pid === undefined
      ? child.then((result) => toError(result.cause ?? result.shortMessage), toError)
      : Promise.resolve(undefined);
  let ended = false;
  const exited = new Promise<ExitStatus>((resolve) => {
    child.nodeChildProcess.once('exit', (code, signal) => resolve({ code, signal }));
    if (pid === undefined) void failed.then((error) => resolve({ code: isMissing(error) ? 127 : 126, signal: null }));
  }).finally(() => {
    ended = true;
  });
  return {
    pid,
    failed,
    stdin: child.stdin,
    stdout: child.stdout,
    stderr: pid === undefined ? Readable.from(saying(failed, file)) : child.stderr,
    exited,
    hasEnded: () => ended,
    signal: async (signal) => {
      // Once it is reaped its number may be another's; while its group has members the kernel keeps the number.
      if (pid !== undefined && !ended) killGroup(pid, signal);
    },
  };
}

const toError = (reason: unknown): Error => (reason instanceof Error ? reason : new Error(String(reason)));

const isMissing = (error: Error | undefined) => error !== undefined && 'code' in error && error.code === 'ENOENT';

async function* saying(failed: Promise<Error | undefined>, file: string) {
  yield Buffer.from(`netlab: cannot run ${file}: ${(await failed)?.message}\n`);
}

/** kill(2) of a process group; false when there is none. */
function killGroup(pgid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(-pgid, signal);
  } catch {
    return false;
  }
}

/** Follows a started process to its end, keeping at most `maxBytes` of each stream; ends it when a limit is passed. */
export async function complete(process: RemoteProcess, options: RunOptions = {}): Promise<Completed> {
  const maxBytes = options.maxBytes ?? DEFAULT_MAX_BYTES;
  let cut = false;
  const end = () => {
    if (cut) return;
    cut = true;
    void process.signal('SIGKILL');
    // A descendant that left the group may hold the streams open indefinitely.
    process.stdout.destroy();
    process.stderr.destroy();
  };
  const timer = setTimeout(end, options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  process.stdin.end(options.input);
  const [stdout, stderr, status] = await Promise.all([
    readUpTo(process.stdout, maxBytes, end),
    readUpTo(process.stderr, maxBytes, end),
    process.exited,
  ]);
  clearTimeout(timer);
  return { exitCode: status.code, signal: status.signal, stdout, stderr, cut };
}

function readUpTo(stream: NodeJS.ReadableStream, maxBytes: number, tooMuch: () => void): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve) => {
    stream.on('data', (chunk: Buffer) => {
      const room = maxBytes - size;
      chunks.push(chunk.length > room ? chunk.subarray(0, room) : chunk);
      size += Math.min(chunk.length, room);
      if (chunk.length > room) tooMuch();
    });
    stream.on('error', () => {});
    stream.on('close', () => resolve(Buffer.concat(chunks)));
  });
}

/** The argv that runs another in a directory. */
export function inDirectory(argv: readonly string[], directory: string): readonly string[] {
  return ['sh', '-c', 'cd -- "$1" && shift && exec "$@"', 'sh', directory, ...argv];
}

/** This machine, as the user we are: no other rights, no other namespaces. What a sandbox is made from. */
export function openProcesses(): Host {
  const live = new Set<LocalProcess>();
  const spawn = (argv: readonly string[], options?: SpawnOptions) => {
    const process = startProcess(argv, options);
    live.add(process);
    void process.exited.then(() => live.delete(process));
    return process;
  };
  return {
    id: 'processes',
    label: sayHost('local-without-root'),
    sandboxed: false,
    spawn,
    run: async (argv, options) => {
      const process = spawn(argv, options);
      const reason = await process.failed;
      if (reason !== undefined) throw cannotStart(argv, reason.message);
      return complete(process, options);
    },
    terminal: inDirectory,
    dispose: async () => {
      await Promise.all([...live].map((process) => process.signal('SIGKILL').then(() => process.exited)));
    },
  };
}

export function cannotStart(argv: readonly string[], reason: string): CannotStart {
  return new CannotStart(sayHost('cannot-run', argv[0] ?? sayHost('empty-command'), reason));
}
