import type * as vscode from 'vscode';
import type { LiveTopology } from '../../discovery/live-topology.ts';
import { isReal } from '../../hosts/catalog.ts';
import type { Host } from '../../hosts/host.ts';
import type { Change } from '../../topology/change.ts';
import type { Counters } from '../../topology/counters.ts';
import type { LinkId, NetnsId, Topology } from '../../topology/model.ts';
import { inWords, type Said } from '../../words.ts';
import type { OpenedHost } from '../hosts/hosts.ts';
import type { Log } from '../messages.ts';

/** A host that is followed while somebody looks. */
export interface Followed extends OpenedHost {
  /** The same for the host that the notebook gets after a restart, and for a machine that several notebooks use. */
  readonly id: string;
  readonly topology: Topology | undefined;
  /** Why there is none, or it no longer follows the host. */
  readonly problem: Said | undefined;
  /** Set while the topology is only what was seen last. */
  readonly lost: Lost | undefined;
  /** What is different from when the last cell began. */
  readonly sinceLastCell: readonly Change[];
  /** What the links of these namespaces have carried until now. */
  counters(ids: readonly NetnsId[]): Promise<ReadonlyMap<LinkId, Counters>>;
  /** The number of the last cell that has begun: what is told from then on is later than what cells before it did. */
  readonly lastCell: number;
  /** The last cell began before all was read that came before it, so its first changes are not among them. */
  readonly sinceIsPartial: boolean;
}

/** That a host which has been read before is not reached now. */
export interface Lost {
  readonly reason: Said;
  readonly since: Date;
}

/** How long until a host that is not reached is tried again, in milliseconds: twice as long each time, up to the second. */
const RETRY_MS = { first: 1000, longest: 30_000 };

/** How long a cell waits for what was there before it to be read, in milliseconds. */
const BEFORE_CELL_MS = 5000;
/** A cell that begins so soon after another needs no reading of its own: that after the other one is enough. In milliseconds. */
const AT_ONCE_MS = 1000;

/** Follows one host of one notebook. */
export class Follower implements Followed {
  readonly id: string;
  readonly notebook: vscode.NotebookDocument;
  readonly host: Host;
  lost: Lost | undefined;
  sinceLastCell: readonly Change[] = [];
  sinceIsPartial = false;
  lastCell = 0;
  readonly #log: Log;
  readonly #tell: (changes: readonly Change[]) => void;
  #live: Promise<LiveTopology> | undefined;
  #current: LiveTopology | undefined;
  #follows = false;
  /** Resolves when what was asked for last has been read: after a cell, all that it did. */
  #refreshed: Promise<void> | undefined;
  /** When the last cell ended. */
  #endedAt = Number.NEGATIVE_INFINITY;
  /** Nothing has been read since following began again. */
  #stale = true;
  #disposed = false;
  #retry: NodeJS.Timeout | undefined;
  #retryMs = RETRY_MS.first;
  #beforeCell: Topology | undefined;
  /** What came before the last cell is being read. */
  #settling = false;
  /** Counts the cells that have begun. */
  #cells = 0;

  constructor(notebook: vscode.NotebookDocument, host: Host, log: Log, tell: (changes: readonly Change[]) => void) {
    this.id = isOwn(host) ? `${host.id} ${notebook.uri}` : host.id;
    this.notebook = notebook;
    this.host = host;
    this.#log = log;
    this.#tell = tell;
  }

  get topology(): Topology | undefined {
    return this.#current?.current;
  }

  get problem(): Said | undefined {
    return this.#current?.problem;
  }

  async counters(ids: readonly NetnsId[]): Promise<ReadonlyMap<LinkId, Counters>> {
    return (await this.#current?.counters(ids)) ?? new Map();
  }

  follow(follows: boolean): void {
    if (this.#disposed || follows === this.#follows) return;
    this.#follows = follows;
    if (follows) this.#stale = true;
    clearTimeout(this.#retry);
    if (this.#current && follows) this.#current.resume();
    else if (this.#current) this.#current.pause();
    else if (follows) this.#open();
  }

  /** Resolves when all has been read that cells did and that came before following began, or after that many milliseconds. */
  async read(patienceMs: number): Promise<void> {
    const patience = new Promise((resolve) => setTimeout(resolve, patienceMs));
    if (this.#stale) this.#refresh();
    await Promise.race([this.#refreshed, patience]);
  }

  /** Reads all again, and at once if the host is not reached. */
  async readAgain(): Promise<void> {
    if (!this.#follows || this.#disposed) return;
    if (this.problem !== undefined) this.#current?.resume();
    this.#refresh();
    await this.#refreshed;
  }

  /** A cell is about to begin. Resolves when what it changes can be distinguished from what came before, or after a while. */
  async cellBegins(): Promise<void> {
    const cell = ++this.#cells;
    this.#beforeCell = undefined;
    this.#settling = this.#follows;
    this.sinceIsPartial = false;
    if (this.sinceLastCell.length > 0) {
      this.sinceLastCell = [];
      this.#tell([]);
    }
    if (!this.#follows) {
      this.lastCell = cell;
      return;
    }
    if (this.#stale || performance.now() - this.#endedAt > AT_ONCE_MS) this.#refresh();
    const settled = Promise.resolve(this.#refreshed).then(() => {
      if (cell !== this.#cells) return true;
      this.#settling = false;
      this.#beforeCell = this.topology?.extent === 'full' ? this.topology : undefined;
      return true;
    });
    const patience = new Promise<false>((resolve) => setTimeout(resolve, BEFORE_CELL_MS, false));
    const known = await Promise.race([settled, patience]);
    if (cell !== this.#cells) return;
    this.sinceIsPartial = !known;
    this.lastCell = cell;
  }

  cellEnded(): void {
    if (!this.#follows) return;
    this.#refresh();
    this.#endedAt = performance.now();
  }

  #refresh(): void {
    const refreshed = this.#live?.then((live) => live.refresh());
    this.#refreshed = refreshed?.catch((error) => this.#log.warn(`${this.id}: ${error}`));
  }

  /** Its host has ended, because the connection to it was lost: what was seen last stays. */
  lose(reason: Said): void {
    this.lost = { reason, since: this.lost?.since ?? new Date() };
    this.dispose();
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#retry);
    // Its host ends the processes; here only the following ends.
    this.#live?.then((live) => live.dispose()).catch((error) => this.#log.debug(`${this.id}: ${error}`));
  }

  #open(): void {
    this.#live ??= this.#start();
    this.#live.catch((error) => this.#log.error(error));
  }

  async #start(): Promise<LiveTopology> {
    // Loaded here and not at activation: most windows never look.
    const [{ openLiveTopology }, { diff }] = await Promise.all([
      import('../../discovery/live-topology.ts'),
      import('../../topology/diff.ts'),
    ]);
    const live = openLiveTopology(this.host);
    if (this.#disposed) return live;
    this.#current = live;
    if (!this.#follows) live.pause();
    live.onChange((topology, changes) => {
      this.#noteLoss(live);
      if (topology?.extent === 'full') {
        this.#stale = false;
        if (!this.#settling) this.#beforeCell ??= topology;
        if (this.#beforeCell) this.sinceLastCell = diff(this.#beforeCell, topology);
      }
      this.#tell(changes);
    });
    return live;
  }

  /** Keeps what was seen last, and tries again while somebody looks. */
  #noteLoss(live: LiveTopology): void {
    clearTimeout(this.#retry);
    const { problem } = live;
    if (problem === undefined) {
      this.lost = undefined;
      this.#retryMs = RETRY_MS.first;
      return;
    }
    this.#log.debug(`${this.id}: ${inWords(problem)}`);
    if (live.current) this.lost = { reason: problem, since: this.lost?.since ?? new Date() };
    if (!this.#follows || this.#disposed) return;
    this.#retry = setTimeout(() => live.resume(), this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, RETRY_MS.longest);
  }
}

/** Whether no other notebook sees the same network: a sandbox is made for one. */
const isOwn = (host: Host) => !isReal(host);
