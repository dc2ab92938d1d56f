import type { OutlineNode } from '../../outline/node.ts';

/** One line that the tree has been given, and the ids of those below it if they have been asked for. */
interface Shown {
  readonly node: OutlineNode;
  readonly parent: string | undefined;
  readonly children?: readonly string[];
  readonly look: string;
}

/** What is different in the lines that are shown. */
export interface Redraw {
  /** The lines to redraw, with what is below them. `undefined`: all. */
  readonly lines: readonly (string | undefined)[];
  readonly added: readonly string[];
  readonly changed: readonly string[];
}

/**
 * The lines of the tree as they have been given out, by id. Only those that were asked for are made and compared, so a
 * change costs what is open, not what exists.
 */
export class ShownLines {
  readonly #lines = new Map<string, Shown>();
  #roots: readonly string[] | undefined;
  #makeRoots: () => readonly OutlineNode[];

  constructor(makeRoots: () => readonly OutlineNode[]) {
    this.#makeRoots = makeRoots;
  }

  get(id: string): OutlineNode | undefined {
    return this.#lines.get(id)?.node;
  }

  parent(id: string): string | undefined {
    return this.#lines.get(id)?.parent;
  }

  /** The ids of the lines below one, or of the topmost. */
  children(id?: string): readonly string[] {
    if (id === undefined) {
      this.#roots ??= this.#add(this.#makeRoots(), undefined);
      return this.#roots;
    }
    const line = this.#lines.get(id);
    if (!line) return [];
    if (line.children) return line.children;
    const children = this.#add(line.node.children?.() ?? [], id);
    this.#lines.set(id, { ...line, children });
    return children;
  }

  /** The ids from the topmost line to this one; the line must be known. */
  path(id: string): string[] {
    const parent = this.parent(id);
    return parent === undefined ? [id] : [...this.path(parent), id];
  }

  /** Rebuilds all known lines, and says what that changed. */
  update(): Redraw {
    if (!this.#roots) return { lines: [], added: [], changed: [] };
    const before = new Map(this.#lines);
    const roots = this.#roots;
    this.#lines.clear();
    const redraw = { lines: [] as (string | undefined)[], added: [] as string[], changed: [] as string[] };
    const nodes = this.#makeRoots();
    this.#roots = nodes.map(({ id }) => id);
    const moved = !sameIds(roots, this.#roots);
    if (moved) redraw.lines.push(undefined);
    for (const node of nodes) this.#compare(node, undefined, moved, before, redraw);
    return redraw;
  }

  #compare(
    node: OutlineNode,
    parent: string | undefined,
    drawn: boolean,
    before: ReadonlyMap<string, Shown>,
    redraw: Mutable<Redraw>,
  ) {
    const old = before.get(node.id);
    const look = lookOf(node);
    const line: Shown = { node, parent, look };
    this.#lines.set(node.id, line);
    if (!old) {
      redraw.added.push(node.id);
      return;
    }
    if (old.look !== look) redraw.changed.push(node.id);
    const children = old.children && (node.children?.() ?? []);
    const ids = children?.map(({ id }) => id);
    const stale = old.look !== look || (ids !== undefined && !sameIds(old.children ?? [], ids));
    if (stale && !drawn) redraw.lines.push(node.id);
    if (!children || !ids) return;
    this.#lines.set(node.id, { ...line, children: ids });
    for (const child of children) this.#compare(child, node.id, drawn || stale, before, redraw);
  }

  #add(nodes: readonly OutlineNode[], parent: string | undefined): string[] {
    for (const node of nodes) this.#lines.set(node.id, { node, parent, look: lookOf(node) });
    return nodes.map(({ id }) => id);
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer U)[] ? U[] : T[K] };

/** All of a line that the user can see or act on. */
function lookOf({ children, ...line }: OutlineNode): string {
  return JSON.stringify([line, children !== undefined]);
}

function sameIds(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, index) => id === b[index]);
}
