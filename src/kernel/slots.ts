import { CannotStart, type Host } from '../hosts/host.ts';
import type { Said } from '../words.ts';
import { NotStartedError } from './boot.ts';
import type { OpenHosts } from './open-hosts.ts';
import { LEFT, noSuchNetns, notNow } from './run-end.ts';
import { type OutputSink, type RunEnd, sessionKey } from './run-types.ts';
import { Session, type SessionOptions } from './session.ts';
import { Slot } from './slot.ts';
import { sayOfRun } from './words.ts';

/** The shells of a notebook: one for each host and netns, started when it is needed. */
export class Slots {
  readonly #hosts: OpenHosts;
  readonly #directory: string;
  readonly #slots = new Map<string, Slot>();
  /** Hosts on which a shell has started: when the next one does not start, the host with all that cells made on it is kept. */
  readonly #proved = new WeakSet<Host>();

  /** `directory`: where shells begin. */
  constructor(hosts: OpenHosts, directory: string) {
    this.#hosts = hosts;
    this.#directory = directory;
  }

  get all(): readonly Slot[] {
    return [...this.#slots.values()];
  }

  /** The one for a host, by its id, and a netns. */
  of(id: string, netns: string | undefined): Slot {
    const key = sessionKey(id, netns);
    let slot = this.#slots.get(key);
    if (!slot) {
      slot = new Slot();
      this.#slots.set(key, slot);
    }
    return slot;
  }

  clear(): void {
    this.#slots.clear();
  }

  /** Whether a restart has removed it, and so ended its shell. */
  hasLeft(slot: Slot): boolean {
    return !this.all.includes(slot);
  }

  /** Hosts to which the connection is lost, also while nothing ran, are opened again by the next run. */
  forgetLost(): void {
    for (const slot of this.all) {
      if (slot.session?.lost === undefined) continue;
      slot.lose(sayOfRun('new-shell-lost'));
      if (slot.host) this.#hosts.forget(slot.host);
    }
  }

  /** A slot's living shell, or a fresh one, or why there is none. Throws HostError. */
  async session(
    slot: Slot,
    host: Host,
    netns: string | undefined,
    notice: (what: Said) => void,
  ): Promise<Session | RunEnd> {
    if (slot.session?.alive) return slot.session;
    const whyFresh = slot.whyFresh ?? (slot.session && sayOfRun('new-shell-ended'));
    if (whyFresh) notice(whyFresh);
    slot.lose();
    try {
      const refused = netns === undefined ? undefined : await noSuchNetns(host, netns);
      if (refused) return refused;
      slot.host = host;
      slot.session = await this.#open({ host, ...(netns === undefined ? {} : { netns }) }, notice);
      this.#proved.add(host);
      return slot.session;
    } catch (error) {
      if (this.hasLeft(slot)) return LEFT;
      if (error instanceof CannotStart && this.#proved.has(host)) return notNow(error);
      this.#hosts.forget(host);
      throw error;
    }
  }

  /** In the notebook's directory, or, where the host does not have that, in its default one. */
  async #open(options: SessionOptions, notice: OutputSink['notice']): Promise<Session> {
    const directory = this.#directory;
    try {
      return await Session.open({ ...options, directory });
    } catch (error) {
      if (!(error instanceof NotStartedError)) throw error;
      const session = await Session.open(options);
      notice(sayOfRun('no-folder', directory, options.host.label));
      return session;
    }
  }
}
