import type * as vscode from 'vscode';
import { between, type Moment, present } from '../../kernel/moment.ts';
import type { CellRequest } from '../../kernel/run-types.ts';
import { requestsOf, type SavedKernel } from '../../kernel/saved.ts';

/** What keeps running of a notebook, on hosts with keepAlive, when the window is reloaded. */
export interface SavedNotebook {
  readonly hostId: string;
  readonly saved: SavedKernel;
  /** The positions of the cells that `requestsOf(saved)` gives. */
  readonly indexes: readonly number[];
  /** When it was last known to be running; milliseconds since the epoch if an older version noted it. */
  readonly at: Moment | number;
}

interface NotebookOnHost {
  readonly notebook: vscode.NotebookDocument;
  readonly hostId: string;
  indexOf(request: CellRequest): number;
}

/** How often it is noted that something is running: the end of a window may go unreported. */
const NOTE_MS = 60_000;

/**
 * What keeps running of notebooks, saved in the workspace's state at each change: when the window ends it is too late.
 */
export class SavedNotebooks implements vscode.Disposable {
  readonly #memento: vscode.Memento;
  /** How long the processes of a host keep running; undefined for a host that is no longer known. */
  readonly #keepAliveMs: (hostId: string) => number | undefined;
  readonly #saved = new Map<string, SavedNotebook>();
  readonly #timer: NodeJS.Timeout;

  constructor(memento: vscode.Memento, keepAliveMs: (hostId: string) => number | undefined) {
    this.#memento = memento;
    this.#keepAliveMs = keepAliveMs;
    this.#timer = setInterval(() => this.#note(), NOTE_MS);
  }

  save(runner: NotebookOnHost, saved: SavedKernel | undefined): void {
    if (!saved) {
      this.forget(runner.notebook);
      return;
    }
    const key = keyOf(runner.notebook);
    const indexes = requestsOf(saved).map((request) => runner.indexOf(request));
    const stored: SavedNotebook = { hostId: runner.hostId, saved, indexes, at: present() };
    this.#saved.set(key, stored);
    void this.#memento.update(key, stored);
  }

  forget(notebook: vscode.NotebookDocument): void {
    const key = keyOf(notebook);
    this.#saved.delete(key);
    if (this.#memento.get(key) !== undefined) void this.#memento.update(key, undefined);
  }

  /** Whether something may still be running of the notebook in that file. */
  has(uri: vscode.Uri): boolean {
    return this.#memento.get(keyOf({ uri })) !== undefined;
  }

  /** What may still be running of that notebook on that host. */
  of(notebook: vscode.NotebookDocument, hostId: string): SavedNotebook | undefined {
    const stored = this.#memento.get<SavedNotebook>(keyOf(notebook));
    if (!stored || stored.hostId !== hostId) return undefined;
    const { at } = stored;
    const passed = between(typeof at === 'number' ? { wall: at } : at, present());
    if (stored.saved.hosts.some(({ id }) => passed < NOTE_MS + (this.#keepAliveMs(id) ?? 0))) return stored;
    this.forget(notebook);
    return undefined;
  }

  dispose(): void {
    clearInterval(this.#timer);
  }

  #note(): void {
    for (const [key, stored] of this.#saved) void this.#memento.update(key, { ...stored, at: present() });
  }
}

const keyOf = ({ uri }: Pick<vscode.NotebookDocument, 'uri'>) => `kept:${uri}`;
