/** How long after an answer the view has taken it, and how long it may take to ask for what it must, in milliseconds. */
const TAKEN_MS = { least: 50, perLine: 2, most: 1500 };
const PATIENCE_MS = 1000;

/**
 * Tells the view which lines to draw again, but not while it is asking. VS Code gathers what it asks for at the same
 * moment, and mixes up the answers when a redraw asks in between: lines are open then with nothing below them, for good.
 */
export class Redraws {
  readonly #fire: (lines: readonly string[] | undefined) => void;
  readonly #isOpen: (id: string) => boolean;
  /** Lines, by id, for whose children the view is about to ask. `undefined`: the topmost. */
  readonly #owed = new Set<string | undefined>();
  readonly #waiting = new Set<string | undefined>();
  #visible = false;
  #answeredAt = 0;
  /** How many lines the view has been given since it was told to draw. */
  #given = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(fire: (lines: readonly string[] | undefined) => void, isOpen: (id: string) => boolean) {
    this.#fire = fire;
    this.#isOpen = isOpen;
  }

  /** Whether the view still has to be notified of something, or to ask. */
  get pending(): boolean {
    return this.#waiting.size > 0 || this.#owed.size > 0;
  }

  /** A view that is hidden asks for nothing; when it is shown again, it is notified of everything at once. */
  set visible(visible: boolean) {
    this.#visible = visible;
    this.#owed.clear();
    if (!visible && this.#waiting.size > 0) this.#waiting.add(undefined);
    this.#schedule();
  }

  /** The view has asked for what is below a line, and is given that. */
  answered(id: string | undefined, children: readonly string[]): void {
    this.#owed.delete(id);
    for (const child of children) if (this.#isOpen(child)) this.#owed.add(child);
    this.#answeredAt = performance.now();
    this.#given += children.length;
    this.#schedule();
  }

  /** These lines are to be drawn again, with what is below them. `undefined`: all. */
  add(lines: readonly (string | undefined)[]): void {
    for (const line of lines) this.#waiting.add(line);
    if (!this.#visible && lines.length > 0) this.#waiting.add(undefined);
    this.#schedule();
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    if (!this.#visible) return;
    const taken = Math.min(Math.max(this.#given * TAKEN_MS.perLine, TAKEN_MS.least), TAKEN_MS.most);
    const patience = this.#owed.size > 0 ? PATIENCE_MS : taken;
    const rest = this.#answeredAt + patience - performance.now();
    if (rest > 0) this.#timer = setTimeout(() => this.#flush(), rest);
    else this.#flush();
  }

  #flush(): void {
    // What the view has not asked for until now is closed in it.
    this.#owed.clear();
    if (this.#waiting.size === 0) return;
    const lines = [...this.#waiting].filter((line) => line !== undefined);
    const all = lines.length < this.#waiting.size;
    this.#waiting.clear();
    this.#given = 0;
    for (const line of all ? [undefined] : lines) if (line === undefined || this.#isOpen(line)) this.#owed.add(line);
    this.#answeredAt = performance.now();
    this.#fire(all ? undefined : lines);
  }
}
