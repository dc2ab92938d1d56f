import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Argument, Said } from '../../words.ts';
import { CELL_ENVIRONMENT } from '../cell-environment.ts';
import type { Completed, Durability, Host, RemoteProcess, RunOptions, SavedHostState, SpawnOptions } from '../host.ts';
import { HostError } from '../host.ts';
import { makeAuthority } from '../internet/authority.ts';
import { connectReal, PASTA_RESOLVER } from '../internet/pasta.ts';
import { PACKAGES } from '../packages.ts';
import { firstLine, howEnded, lastWords } from '../process-output.ts';
import { cannotStart, complete } from '../processes.ts';
import { sayHost, withOutput } from '../words.ts';
import { type Lan, lanOf } from './lan.ts';
import OPEN from './open.sh' with { type: 'text' };
import { explainRefusal } from './sandbox-refusal.ts';
import { SCRIPTS } from './scripts.ts';
import { isUplinkName } from './uplink-name.ts';

export type Internet = 'simulated' | 'real' | 'none';

export interface SandboxOptions {
  /** What is behind the default route. Default 'simulated'. */
  readonly internet?: Internet;
  /** The name of the interface that leads there. Default 'eth0'. */
  readonly uplink?: string;
  /** Its address in the simulated internet, with the prefix length. Default 203.0.113.2/24. */
  readonly uplinkAddress?: string;
  /** Where its default route leads. Default: the first other address there. */
  readonly uplinkGateway?: string;
  /** The program that answers DNS, HTTP and HTTPS in the simulated internet; null for none. Default: the one that ships. */
  readonly responder?: { readonly node: string; readonly script: string } | null;
  /** The sandbox to reattach to, on an inner host that was reattached to. */
  readonly saved?: SavedHostState;
}

/** A host whose network is its own, with what it could not provide. */
export interface SandboxHost extends Host {
  /** Sentences; empty when all is there. */
  readonly notes: readonly Said[];
}

/** Where the simulated internet has its resolver. */
const SIMULATED_RESOLVER = '203.0.113.1';
const READY_WITHIN_MS = 20_000;
/** How often, and how far apart, a process is tried to be killed when the machine has none to do it by. */
const KILL_TRIES = 10;
const TRY_AGAIN_MS = 100;

/**
 * Makes a sandbox out of a host: fresh user, network, mount, UTS and PID namespaces, in which `argv` is root.
 * It takes over `inner` and disposes it. It ends with us, however we end: PID 1 in there reads a pipe from us.
 * Throws HostError when the machine forbids it, with what to do. See docs/sandbox.md.
 */
export async function openSandbox(inner: Host, options: SandboxOptions = {}): Promise<SandboxHost> {
  const internet = options.internet ?? 'simulated';
  const uplink = options.uplink ?? 'eth0';
  checkInterfaceName(uplink);
  const lan = lanAt(options);
  const responder = options.responder === undefined ? shippedResponder() : options.responder;
  const token = randomBytes(8).toString('hex');
  const env = {
    ...CELL_ENVIRONMENT,
    NETLAB_INTERNET: internet,
    NETLAB_UPLINK: uplink,
    NETLAB_RESOLV_CONF: resolvConf(internet, responder !== null),
    NETLAB_NODE: responder?.node ?? '',
    NETLAB_RESPONDER: responder?.script ?? '',
    NETLAB_HTTPS: internet === 'simulated' && responder ? '1' : '0',
    NETLAB_ADDRESS: lan.address,
    NETLAB_GATEWAY: lan.gateway,
    NETLAB_LAN: lan.network,
    NETLAB_RESERVED: lan.reserved.join(' '),
    ...SCRIPTS,
    NETLAB_TOKEN: token,
    NETLAB_PACKAGES: Object.entries(PACKAGES)
      .map(([name, programs]) => [name, ...programs].join(' '))
      .join('\n'),
  };
  try {
    const saved = options.saved?.sandbox;
    const holder = saved ? reattach(inner, saved) : await open(inner, env, token);
    const notes = explainLacks(holder, internet, responder !== null);
    const sandbox = makeHost(inner, holder, notes);
    if (internet === 'real' && !saved) holder.uplink = await connectReal(inner, holder.pid, uplink, sandbox);
    return sandbox;
  } catch (error) {
    await inner.dispose();
    throw error;
  }
}

interface Holder {
  readonly process: RemoteProcess;
  /** The sandbox's PID 1 as the host numbers it. */
  readonly pid: string;
  /** Names our scripts in there: when `pid` has become that of another sandbox, nothing is run in it. */
  readonly token: string;
  readonly userNamespace: boolean;
  /** What init.sh could not provide, in its words. */
  readonly lacks: readonly string[];
  /** What connects it to the real network. */
  uplink?: RemoteProcess;
}

type SavedSandbox = NonNullable<SavedHostState['sandbox']>;

/** The holder of a sandbox that has kept running without us. */
function reattach({ durable }: Host, { holder, uplink, ...known }: SavedSandbox): Holder {
  if (!durable) throw hasEnded();
  const again = (id: string) => {
    const process = durable.reattach(id, { stdout: 0, stderr: 0 });
    process.stdout.resume();
    process.stderr.resume();
    return process;
  };
  return { ...known, process: again(holder), ...(uplink === undefined ? {} : { uplink: again(uplink) }) };
}

const hasEnded = () => new HostError(sayHost('sandbox-ended'), sayHost('restart-sandbox'));

/** Starts the holder; as root on a machine without user namespaces, without one. */
async function open(inner: Host, env: Record<string, string>, token: string): Promise<Holder> {
  const first = await start(inner, env, token, true);
  if (!('failed' in first)) return first;
  const second = await explainRefusal(inner, first.failed);
  if (second !== 'try-without-user-namespace') throw second;
  const holder = await start(inner, env, token, false);
  if (!('failed' in holder)) return holder;
  throw new HostError(sayHost('sandbox-failed', holder.failed), sayHost('see-doctor'));
}

/** The holder when it is ready, or what it said, or what is to be said, when it ended instead. */
async function start(
  inner: Host,
  env: Record<string, string>,
  token: string,
  userNamespace: boolean,
): Promise<Holder | { readonly failed: Argument }> {
  const process = inner.spawn(['sh', '-c', OPEN, 'netlab-open'], {
    env: { ...env, NETLAB_USERNS: userNamespace ? '1' : '0' },
  });
  // Only now, as what is in there takes a moment until it reads it.
  if (env['NETLAB_HTTPS'] === '1') process.stdin.write(makeAuthority());
  const said = await answerOf(process);
  const [word, pid = '', ...lacks] = typeof said === 'string' ? said.split(' ') : [];
  if (word === 'ready') return { process, pid, token, userNamespace, lacks };
  process.stdin.end();
  await process.signal('SIGKILL');
  await process.exited;
  return { failed: typeof said === 'string' ? said.replace(/^error /, '') : said };
}

/** The first line of its standard output; when it ends without one, what it wrote to standard error, or how it ended. */
function answerOf(process: RemoteProcess): Promise<Argument> {
  const errors = lastWords(process.stderr);
  return new Promise((resolve) => {
    const timer = setTimeout(
      () => resolve(withOutput(sayHost('sandbox-slow', READY_WITHIN_MS / 1000), errors())),
      READY_WITHIN_MS,
    );
    const settle = (answer: Argument) => {
      clearTimeout(timer);
      resolve(typeof answer === 'string' ? answer.trim() : answer);
    };
    void firstLine(process.stdout).then((line) => {
      if (line !== undefined) settle(line.startsWith('error ') ? `${line}. ${errors()}` : line);
    });
    void process.exited.then((status) =>
      settle(errors() || (status.lost ?? sayHost('sandbox-exited', howEnded(status)))),
    );
  });
}

function makeHost(inner: Host, holder: Holder, notes: readonly Said[]): SandboxHost {
  const enter = [
    ...['nsenter', '--target', holder.pid, '--preserve-credentials', '--mount', '--uts', '--net', '--pid'],
    ...(holder.userNamespace ? ['--user'] : []),
    '--',
  ];
  const scripts = `/run/netlab/${holder.token}`;
  let closed = false;
  void holder.process.exited.then(() => {
    closed = true;
  });

  // A slot holds one process's id while it lives; its turn distinguishes the process from the slot's earlier ones. A run that
  // reattaches to a sandbox has slots of its own.
  const own = randomBytes(4).toString('hex');
  const free: string[] = [];
  let slots = 0;
  let turns = 0;

  const spawn = (argv: readonly string[], options: SpawnOptions = {}): RemoteProcess => {
    // The kernel may give the holder's number to another process: never enter that.
    if (closed) throw hasEnded();
    const slot = free.pop() ?? `${own}-${slots++}`;
    const place = [slot, String(++turns)];
    const { cwd = '', env = {}, ...others } = options;
    const outer = inner.spawn([...enter, 'setsid', 'sh', `${scripts}/enter`, ...place, cwd, ...argv], {
      ...others,
      env: { ...CELL_ENVIRONMENT, ...env },
    });
    void outer.exited.then(() => free.push(slot));
    return inside(outer, place);
  };

  const inside = (outer: RemoteProcess, place: readonly string[]): RemoteProcess => {
    let ended = false;
    void outer.exited.then(() => {
      ended = true;
    });
    const { handle } = outer;
    return {
      stdin: outer.stdin,
      stdout: outer.stdout,
      stderr: outer.stderr,
      exited: outer.exited,
      signal: async (signal) => {
        const send = [...enter, 'sh', `${scripts}/signal`, ...place, signal.replace(/^SIG/, '')];
        for (let tries = signal === 'SIGKILL' ? KILL_TRIES : 1; !ended && !closed && tries > 0; tries--) {
          const sent = await inner.run(send).catch(() => undefined);
          // nsenter stops itself when its child stops, and must see it continue or end.
          if (sent) return signal === 'SIGKILL' || signal === 'SIGCONT' ? outer.signal('SIGCONT') : undefined;
          await Promise.race([outer.exited, sleep(TRY_AGAIN_MS)]);
        }
        // No process could be started for it. What runs in there ends with the sandbox, and nobody waits for it any longer.
        if (signal === 'SIGKILL' && !ended) await outer.signal('SIGKILL');
      },
      ...(handle ? { handle: { ...handle, id: [...place, handle.id].join(' ') } } : {}),
    };
  };

  const run = async (argv: readonly string[], options?: RunOptions): Promise<Completed> => {
    const done = await complete(spawn(argv, options), options);
    const refused = whyNotStarted(done);
    if (refused !== undefined) throw cannotStart(argv, refused);
    return done;
  };

  let disposed: Promise<void> | undefined;
  const dispose = async () => {
    holder.process.stdin.end();
    const late = setTimeout(() => void holder.process.signal('SIGKILL'), 1000);
    // Where the connection is lost, nobody can say that it has ended.
    await Promise.race([holder.process.exited, sleep(3000, undefined, { ref: false })]);
    clearTimeout(late);
    await inner.dispose();
  };
  const durable = inner.durable && durableOf(inner.durable, holder, inside);
  const terminal = inner.terminal?.bind(inner);
  return {
    id: 'sandbox',
    sandboxed: true,
    label: sayHost('sandbox'),
    notes,
    spawn,
    run,
    ...(terminal && {
      terminal: (argv: readonly string[], directory: string) => {
        if (closed) throw hasEnded();
        // No setsid: the terminal is the one of the session we are started in.
        return terminal([...enter, 'sh', `${scripts}/enter`, 'terminal', '0', directory, ...argv], '/');
      },
    }),
    ...(durable ? { durable } : {}),
    dispose: () => {
      disposed ??= dispose();
      return disposed;
    },
  };
}

/** What enter.sh says, or what should have started it: nsenter(1) and setsid(1) say so and give 1, 126 or 127. */
function whyNotStarted({ exitCode, stdout, stderr }: Completed): string | undefined {
  if (exitCode === 127) return /^netlab: (cannot run .*|no directory .*)\n/s.exec(stderr.toString())?.[1];
  if ((exitCode !== 1 && exitCode !== 126) || stdout.length > 0) return undefined;
  return /^(?:netlab: cannot run |(?=nsenter: |setsid: ))(.*)\n$/.exec(stderr.toString())?.[1];
}

/** What the inner host keeps, seen from inside the sandbox. */
function durableOf(
  durable: Durability,
  holder: Holder,
  inside: (outer: RemoteProcess, place: readonly string[]) => RemoteProcess,
): Durability {
  return {
    ...durable,
    state: () => {
      const { process, uplink, pid, token, userNamespace, lacks } = holder;
      const way = uplink?.handle && { uplink: uplink.handle.id };
      return {
        ...durable.state(),
        sandbox: { holder: process.handle?.id ?? '', pid, token, userNamespace, lacks, ...way },
      };
    },
    reattach: (id, from) => {
      const [slot = '', turn = '', outer = ''] = id.split(' ');
      return inside(durable.reattach(outer, from), [slot, turn]);
    },
  };
}

/** Throws HostError unless the uplink can be called so. */
function checkInterfaceName(name: string): void {
  if (!isUplinkName(name)) throw new HostError(sayHost('bad-uplink', JSON.stringify(name)), sayHost('name-uplink'));
}

/** The network at the uplink. Throws HostError where there can be none. */
function lanAt({ uplinkAddress, uplinkGateway }: SandboxOptions): Lan {
  const lan = lanOf(uplinkAddress, uplinkGateway);
  if (lan) return lan;
  const asked = [uplinkAddress, uplinkGateway].filter((one) => one !== undefined).join(', ');
  throw new HostError(sayHost('bad-uplink-address', asked), sayHost('address-uplink'));
}

/** resolv.conf(5). Where nothing answers, the server is one that refuses at once, so that plain route(8) never hangs. */
function resolvConf(internet: Internet, answered: boolean): string {
  const server = { simulated: answered ? SIMULATED_RESOLVER : '127.0.0.1', real: PASTA_RESOLVER, none: '127.0.0.1' }[
    internet
  ];
  // The responder needs a moment to start; when it has, it changes this to one attempt.
  const attempts = internet === 'simulated' && answered ? 5 : 1;
  return `# The sandbox's own\nnameserver ${server}\noptions timeout:1 attempts:${attempts}\n`;
}

function explainLacks({ lacks }: Holder, internet: Internet, answered: boolean): Said[] {
  const simulated = internet === 'simulated';
  return [
    ...(lacks.includes('sysfs') ? [sayHost('sys-of-machine')] : []),
    ...(simulated && !answered ? [sayHost('ping-only')] : []),
    ...(simulated && answered && lacks.includes('redirect') ? [sayHost('dns-at-one-address', SIMULATED_RESOLVER)] : []),
  ];
}

/** The responder beside this file: a bundle's, or the source. */
function shippedResponder(): { node: string; script: string } | null {
  const script = ['./responder.js', '../internet/responder.ts']
    .map((path) => fileURLToPath(new URL(path, import.meta.url)))
    .find((path) => existsSync(path));
  return script === undefined ? null : { node: process.execPath, script };
}
