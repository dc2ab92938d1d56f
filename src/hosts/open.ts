import type { Said } from '../words.ts';
import type { Asker } from './asker.ts';
import { type Catalog, type CatalogHost, findHost, makeCatalog, unknownHost } from './catalog.ts';
import type { Host } from './host.ts';
import { HostError } from './host.ts';
import { openDurableMachine, openMachine } from './machine/machine.ts';
import { openProcesses } from './processes.ts';
import { openSandbox, type SandboxOptions } from './sandbox/sandbox.ts';
import { Connections } from './ssh/connections.ts';
import { onAbort } from './unless-aborted.ts';
import { sayHost } from './words.ts';

export interface OpenOptions extends SandboxOptions {
  /** What names mean. Default: the sandbox and this machine only. */
  readonly catalog?: Catalog;
  /** Answers what a host must know. Default: nobody does. */
  readonly asker?: Asker;
  /** Shared with the hosts that are opened with the same one. Default: with none. */
  readonly connections?: Connections;
  /** As ssh -F: this file instead of ~/.ssh/config and /etc/ssh/ssh_config. */
  readonly sshConfig?: string;
  /** Ends the host, also while it is being opened. */
  readonly signal?: AbortSignal;
  /** How long what runs in the sandbox of this machine continues without us, in milliseconds. Default: it ends with us. */
  readonly keepAliveMs?: number;
  /** Told what a host could not be given, or does not do as elsewhere: sentences. */
  readonly note?: (sentence: Said) => void;
}

/** Where there is nobody to ask. */
const NOBODY: Asker = {
  ask: async ({ text }) => Promise.reject(new HostError(sayHost('nobody-to-ask', text))),
  confirm: async ({ text }) => Promise.reject(new HostError(sayHost('nobody-to-ask', text))),
  forget: async () => {},
};

/** Makes the host of that id or name. Throws HostError for one that nobody knows, and when it is unavailable. */
export async function openHost(name: string, options: OpenOptions = {}): Promise<Host> {
  const catalog = options.catalog ?? makeCatalog();
  const listed = findHost(catalog, name);
  if (!listed) throw unknownHost(catalog, name);
  if (!listed.sandbox) return openWithoutSandbox(listed, options);
  const { id, label } = listed;
  const isHere = listed.reach.kind === 'local';
  // The program that answers in the simulated internet is here; what is elsewhere answers ping only.
  const inner = isHere ? await openKeptHere(listed, options) : await openWithoutSandbox(listed, options);
  const sandbox = await openSandbox(inner, isHere ? options : { ...options, responder: null });
  for (const note of sandbox.notes) options.note?.(note);
  return { ...sandbox, id, label };
}

/** The machine of a host of the catalog, without its sandbox. Throws HostError when it is unavailable. */
export async function openWithoutSandbox(listed: CatalogHost, options: OpenOptions = {}): Promise<Host> {
  const { id, label, become, keepAliveMs } = listed;
  const { asker = NOBODY, connections = new Connections() } = options;
  if (listed.reach.kind === 'local')
    return openMachine(openHere(options), { id, label, become, asker, mayStall: false });
  if (keepAliveMs !== undefined) return openWithKeepAlive(listed, keepAliveMs, { ...options, asker, connections });
  const bare = await openBare(listed, { ...options, asker, connections });
  return openMachine(bare, { id, label, become, asker, mayStall: true });
}

/** What is said of a host when it is opened, as far as it is known before: what of its SSH configuration is not done as by ssh. */
export async function knownNotes({ reach }: CatalogHost, sshConfig?: string): Promise<readonly Said[]> {
  if (reach.kind !== 'ssh') return [];
  const { resolveTarget } = await import('./ssh/config.ts');
  try {
    return (await resolveTarget(reach.destination, sshConfig)).notes;
  } catch (error) {
    if (error instanceof HostError) return []; // Said when it is opened.
    throw error;
  }
}

function openHere({ signal }: Pick<OpenOptions, 'signal'>): Host {
  const here = openProcesses();
  if (signal) onAbort(signal, () => void here.dispose());
  return here;
}

/** This machine, with what continues there without us where that is wanted and can be. */
async function openKeptHere(listed: CatalogHost, options: OpenOptions): Promise<Host> {
  const { keepAliveMs, asker = NOBODY, connections = new Connections() } = options;
  if (keepAliveMs === undefined) return openHere(options);
  try {
    return await openWithKeepAlive(listed, keepAliveMs, { ...options, asker, connections });
  } catch (error) {
    if (!(error instanceof HostError) || error.what.code !== 'needs-perl') throw error;
    options.note?.(sayHost('ends-with-window'));
    return openHere(options);
  }
}

type Asking = OpenOptions & Required<Pick<OpenOptions, 'asker' | 'connections'>>;

/** Such a machine, with all that connecting to it again needs. */
function openWithKeepAlive(listed: CatalogHost, keepAliveMs: number, options: Asking): Promise<Host> {
  const { id, label, become } = listed;
  const { note, saved, ...quiet } = options;
  let connections = 0;
  const keepAlive = {
    // What there is to say of it is said once.
    openBare: () => openBare(listed, connections++ === 0 ? options : quiet),
    keepAliveMs,
    connection: (state: { readonly lost: Said } | 'restored') =>
      note?.(
        state === 'restored'
          ? sayHost('reconnected', label)
          : sayHost('disconnected', label, state.lost, duration(keepAliveMs)),
      ),
    ...(saved ? { saved } : {}),
  };
  return openDurableMachine(keepAlive, { id, label, become, asker: options.asker });
}

function duration(ms: number): Said {
  const seconds = Math.round(ms / 1000);
  return seconds % 60 === 0 ? sayHost('minutes', seconds / 60) : sayHost('seconds', seconds);
}

/** Starts processes as the user there. What it takes to reach another machine is loaded only for that. */
async function openBare(listed: CatalogHost, options: Asking): Promise<Host> {
  const { id, label, reach } = listed;
  const { signal } = options;
  if (reach.kind === 'local') return openHere(options);
  if (reach.kind === 'command') {
    const { openCommandProcesses } = await import('./remote/command.ts');
    return openCommandProcesses(reach.prefix, { id, label, ...(signal ? { signal } : {}) });
  }
  const { openSshProcesses } = await import('./ssh/processes.ts');
  const { asker, connections, sshConfig } = options;
  const host = await openSshProcesses(reach.destination, {
    asker,
    connections,
    id,
    label,
    ...(signal ? { signal } : {}),
    ...(sshConfig === undefined ? {} : { configFile: sshConfig }),
  });
  for (const note of host.notes) options.note?.(note);
  return host;
}
