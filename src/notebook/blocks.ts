// Which lines of a CommonMark text are fenced code: the block structure phase of CommonMark 0.31 (appendix), cut down
// to what decides that. Containers and leaves are followed exactly; inline content never matters here.

import { type HtmlBlock, htmlBlockStart } from './html-blocks.ts';
import { isBlank, trimBlanks } from './lines.ts';

/** A block quote, or a list item whose content begins `width` columns in. */
type Container =
  | { readonly kind: 'quote' }
  | { readonly kind: 'item'; readonly width: number; readonly empty: boolean };

interface OpenFence {
  readonly kind: 'fence';
  readonly marker: '`' | '~';
  readonly length: number;
  /** Columns before it, inside its containers. */
  readonly indent: number;
}

type Leaf = { readonly kind: 'none' | 'paragraph' } | OpenFence | { readonly kind: 'html'; readonly block: HtmlBlock };

/** What is open after some lines. A plain value: keep it, and continue from it twice. */
export interface BlockState {
  readonly containers: readonly Container[];
  readonly leaf: Leaf;
}

export const DOCUMENT_START: BlockState = { containers: [], leaf: { kind: 'none' } };

/** What one line turned out to be. */
export type LineRole =
  /** Opens a fence. `alone`: nothing but blanks before it on its line, and no block quote around it. */
  | { readonly kind: 'fence-open'; readonly info: string; readonly alone: boolean }
  | { readonly kind: 'fence-text'; readonly text: string }
  | { readonly kind: 'fence-close' }
  /** Code by its indent. */
  | { readonly kind: 'indented'; readonly text: string }
  | { readonly kind: 'other' };

/** Renderers stop here as well (markdown-it's maxNesting); without a bound, blank lines in deep lists cost depth × lines. */
const MAX_DEPTH = 100;

/** What MkDocs puts around text that stands four columns in: `!!! note`, `??? tip "Title"`, `=== "Tab"`. CommonMark has none. */
const ADMONITION = /^(?:(?:!!!|\?\?\?\+?) ?[A-Za-z][\w -]*(?: +"[^"]*")?|===[!+]? +"[^"]*")[ \t]*$/;

const NONE: Leaf = { kind: 'none' };
const PARAGRAPH: Leaf = { kind: 'paragraph' };
const OTHER: LineRole = { kind: 'other' };

/** A line, read from left to right in columns, with tab stops at every fourth (§2.2). */
class Cursor {
  readonly line: string;
  /** Where the text after the blanks ahead begins. */
  nextAt = 0;
  private nextColumn = 0;
  private at = 0;
  private column = 0;
  /** Columns of a tab at `at` that a container has already used up. */
  private used = 0;

  constructor(line: string) {
    this.line = line;
    this.findNext();
  }

  /** Columns of blanks ahead. */
  get indent(): number {
    return this.nextColumn - this.column;
  }

  /** The first character after the blanks ahead. */
  get next(): string | undefined {
    return this.line[this.nextAt];
  }

  get blank(): boolean {
    return this.nextAt === this.line.length;
  }

  /** The rest as text; of a tab used up in part, the columns left over as blanks. */
  get rest(): string {
    if (this.used === 0) return this.line.slice(this.at);
    return ' '.repeat(4 - (this.column % 4)) + this.line.slice(this.at + 1);
  }

  /** The text after the blanks ahead. */
  get text(): string {
    return this.line.slice(this.nextAt);
  }

  /** Skips at most so many columns of blanks. */
  skipBlanks(columns: number): void {
    for (let left = columns; left > 0; left--) {
      const character = this.line[this.at];
      if (character !== ' ' && character !== '\t') return;
      this.column++;
      if (character === ' ' || this.column % 4 === 0) {
        this.at++;
        this.used = 0;
      } else this.used++;
    }
  }

  /** Skips the blanks and so many characters after them. */
  skipTo(characters: number): void {
    this.at = this.nextAt + characters;
    this.column = this.nextColumn + characters;
    this.used = 0;
    this.findNext();
  }

  private findNext(): void {
    this.nextAt = this.at;
    this.nextColumn = this.column;
    for (; ; this.nextAt++) {
      if (this.next === ' ') this.nextColumn++;
      else if (this.next === '\t') this.nextColumn += 4 - (this.nextColumn % 4);
      else return;
    }
  }
}

/** Takes the next line (without its ending): what it is, and what is open after it. */
export function readLine(state: BlockState, line: string): { readonly role: LineRole; readonly state: BlockState } {
  const cursor = new Cursor(line);
  const matched = matchContainers(state.containers, cursor);
  const allMatched = matched.length === state.containers.length;
  if (allMatched && state.leaf.kind === 'fence') return continueFence(state.leaf, matched, cursor);
  if (allMatched && state.leaf.kind === 'html' && !(cursor.blank && state.leaf.block.closer === undefined)) {
    return other(matched, state.leaf.block.ends(cursor.rest) ? NONE : state.leaf);
  }
  return startBlocks(state, matched, cursor);
}

/** The open containers that this line continues. */
function matchContainers(containers: readonly Container[], cursor: Cursor): readonly Container[] {
  for (const [depth, container] of containers.entries()) {
    if (!continues(container, cursor)) return containers.slice(0, depth);
  }
  return containers;
}

function continues(container: Container, cursor: Cursor): boolean {
  if (container.kind === 'quote') return skipQuoteMarker(cursor);
  // A list item can begin with at most one blank line (§5.2).
  if (cursor.blank ? container.empty : cursor.indent < container.width) return false;
  cursor.skipBlanks(container.width);
  return true;
}

function skipQuoteMarker(cursor: Cursor): boolean {
  if (cursor.indent > 3 || cursor.next !== '>') return false;
  cursor.skipTo(1);
  cursor.skipBlanks(1);
  return true;
}

function continueFence(fence: OpenFence, containers: readonly Container[], cursor: Cursor) {
  const close = cursor.indent <= 3 ? fenceRun(cursor.text) : undefined;
  if (close && close.marker === fence.marker && close.length >= fence.length && isBlank(close.rest)) {
    return { role: { kind: 'fence-close' } as const, state: { containers, leaf: NONE } };
  }
  cursor.skipBlanks(fence.indent);
  return { role: { kind: 'fence-text', text: cursor.rest } as const, state: { containers, leaf: fence } };
}

/** A run of three or more fence characters at the start of a text, and what follows it. */
function fenceRun(text: string): { marker: '`' | '~'; length: number; rest: string } | undefined {
  const marker = text[0];
  if (marker !== '`' && marker !== '~') return undefined;
  let length = 1;
  while (text[length] === marker) length++;
  return length < 3 ? undefined : { marker, length, rest: text.slice(length) };
}

/** A line that no open leaf has claimed: new containers, then a new leaf or a paragraph. */
function startBlocks(state: BlockState, matched: readonly Container[], cursor: Cursor) {
  const containers = [...matched];
  let inParagraph = matched.length === state.containers.length && state.leaf.kind === 'paragraph';
  let opened = false;
  while (containers.length < MAX_DEPTH && openContainer(containers, cursor, inParagraph)) {
    opened = true;
    inParagraph = false;
  }
  if (cursor.blank)
    return other(opened ? [...fill(containers.slice(0, -1)), ...containers.slice(-1)] : containers, NONE);
  // Paragraph continuation text may be lazy: it leaves out the markers of the containers around it (§5.1).
  const afterText = !opened && state.leaf.kind === 'paragraph';
  if (cursor.indent <= 3) {
    const start = startLeaf(cursor, containers, inParagraph, afterText);
    if (start) return { role: start.role, state: { containers: fill(containers), leaf: start.leaf } };
  } else if (!afterText) {
    // Indented code, which cannot interrupt a paragraph.
    cursor.skipBlanks(4);
    return {
      role: { kind: 'indented', text: cursor.rest } as const,
      state: { containers: fill(containers), leaf: NONE },
    };
  }
  return other(afterText ? state.containers : fill(containers), PARAGRAPH);
}

function other(containers: readonly Container[], leaf: Leaf): { role: LineRole; state: BlockState } {
  return { role: OTHER, state: { containers, leaf } };
}

/** The innermost list item is no longer empty. */
function fill(containers: readonly Container[]): readonly Container[] {
  if (!containers.some((container) => container.kind === 'item' && container.empty)) return containers;
  return containers.map((container) => (container.kind === 'item' ? { ...container, empty: false } : container));
}

/** Opens the block quote or list item that begins here, if one does. */
function openContainer(containers: Container[], cursor: Cursor, inParagraph: boolean): boolean {
  if (cursor.indent > 3) return false;
  if (skipQuoteMarker(cursor)) {
    containers.push({ kind: 'quote' });
    return true;
  }
  const text = cursor.text;
  if (ADMONITION.test(text)) {
    // What belongs to it is four columns in, as in a list item.
    containers.push({ kind: 'item', width: cursor.indent + 4, empty: false });
    cursor.skipTo(text.length);
    return true;
  }
  if (isThematicBreak(text) || (inParagraph && isSetextUnderline(text))) return false;
  const marker = /^(?:[-+*]|(\d{1,9})[.)])(?=[ \t]|$)/.exec(text);
  if (!marker) return false;
  const blank = isBlank(text.slice(marker[0].length));
  // §5.3: what interrupts a paragraph is not empty, and begins to count at 1.
  if (inParagraph && (blank || (marker[1] !== undefined && Number(marker[1]) !== 1))) return false;
  const indent = cursor.indent;
  cursor.skipTo(marker[0].length);
  const padding = blank || cursor.indent > 4 ? 1 : cursor.indent;
  cursor.skipBlanks(padding);
  containers.push({ kind: 'item', width: indent + marker[0].length + padding, empty: blank });
  return true;
}

/** The leaf, other than indented code, that begins here; undefined for a paragraph's text. */
function startLeaf(
  cursor: Cursor,
  containers: readonly Container[],
  inParagraph: boolean,
  afterText: boolean,
): { role: LineRole; leaf: Leaf } | undefined {
  const text = cursor.text;
  const fence = fenceRun(text);
  if (fence && !(fence.marker === '`' && fence.rest.includes('`'))) {
    const isFirst = isBlank(cursor.line.slice(0, cursor.nextAt));
    const alone = isFirst && containers.every((container) => container.kind === 'item');
    const leaf: Leaf = { kind: 'fence', marker: fence.marker, length: fence.length, indent: cursor.indent };
    return { role: { kind: 'fence-open', info: trimBlanks(fence.rest), alone }, leaf };
  }
  if (/^#{1,6}(?:[ \t]|$)/.test(text) || isThematicBreak(text)) return { role: OTHER, leaf: NONE };
  if (inParagraph && isSetextUnderline(text)) return { role: OTHER, leaf: NONE };
  const block = text.startsWith('<') ? htmlBlockStart(text, afterText) : undefined;
  if (block) return { role: OTHER, leaf: block.ends(text) ? NONE : { kind: 'html', block } };
  return undefined;
}

function isThematicBreak(text: string): boolean {
  const marker = text[0];
  if (marker !== '*' && marker !== '_' && marker !== '-') return false;
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === marker) count++;
    else if (text[i] !== ' ' && text[i] !== '\t') return false;
  }
  return count >= 3;
}

function isSetextUnderline(text: string): boolean {
  return /^(?:=+|-+)[ \t]*$/.test(text);
}
