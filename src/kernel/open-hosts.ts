import { type Host, HostError, type SavedHostState } from '../hosts/host.ts';
import { unlessAborted } from '../hosts/unless-aborted.ts';
import { sayOfRun } from './words.ts';

/**
 * Makes the host of that id, or reattaches to the one that was `saved`. Called once per id until all are left, or until
 * `givenUp` comes: then nobody waits for it any more. Throws HostError. The caller disposes of what it returns.
 */
export type OpenHost = (id: string, saved: SavedHostState | undefined, givenUp: AbortSignal) => Promise<Host>;

/** A host that is being opened, or is open. */
interface Opening {
  readonly host: Promise<Host>;
  /** Once it is open. */
  opened?: Host;
  readonly givenUp: AbortController;
  /** Runs that wait for it. */
  waiting: number;
}

/** The hosts of a notebook. The one owner of them. */
export class OpenHosts {
  readonly #open: OpenHost;
  readonly #hosts = new Map<string, Opening>();
  /** Hosts that were given up while they were opened, until they are gone. */
  readonly #leaving = new Set<Promise<void>>();
  #closed = false;

  constructor(open: OpenHost) {
    this.#open = open;
  }

  /** The hosts that are open, by their ids. */
  get opened(): [string, Host][] {
    return [...this.#hosts].flatMap(([id, { opened }]): [string, Host][] => (opened ? [[id, opened]] : []));
  }

  /** Undefined when the stop comes first. A host that nobody waits for is opened no further. */
  async get(id: string, stop: AbortSignal): Promise<Host | undefined> {
    const opening = this.#opening(id);
    opening.waiting++;
    try {
      return await unlessAborted(opening.host, stop);
    } finally {
      opening.waiting--;
      if (opening.waiting === 0 && this.#hosts.get(id) === opening && !opening.opened) this.#giveUp(id, opening);
    }
  }

  /** Comes back to a host. */
  async reattach(id: string, saved: SavedHostState): Promise<Host> {
    const opening = this.#opening(id, saved);
    opening.waiting++;
    return opening.host;
  }

  /** A host that is of no more use: the next run opens a new one. */
  forget(host: Host): void {
    for (const [id, { opened }] of this.#hosts) if (opened === host) this.#hosts.delete(id);
    void host.dispose();
  }

  /** Leaves them all. `closed`: for good. Resolves when they are gone. */
  async leave(how: (host: Host) => Promise<void>, { closed }: { readonly closed: boolean }): Promise<void> {
    this.#closed ||= closed;
    const hosts = [...this.#hosts.values()];
    this.#hosts.clear();
    for (const { opened, givenUp } of hosts) if (!opened) givenUp.abort();
    await Promise.all([...hosts.map(({ host }) => host.then(how).catch(() => undefined)), ...this.#leaving]);
  }

  #giveUp(id: string, { host, givenUp }: Opening): void {
    this.#hosts.delete(id);
    givenUp.abort();
    const gone = host.then((late) => late.dispose()).catch(() => undefined);
    this.#leaving.add(gone);
    void gone.then(() => this.#leaving.delete(gone));
  }

  #opening(id: string, saved?: SavedHostState): Opening {
    if (this.#closed) throw new HostError(sayOfRun('notebook-closed'));
    const known = this.#hosts.get(id);
    if (known) return known;
    const givenUp = new AbortController();
    const host = this.#open(id, saved, givenUp.signal);
    const opening: Opening = { host, givenUp, waiting: 0 };
    this.#hosts.set(id, opening);
    host.then(
      (opened) => {
        opening.opened = opened;
      },
      () => {
        if (this.#hosts.get(id) === opening) this.#hosts.delete(id);
      },
    );
    return opening;
  }
}
