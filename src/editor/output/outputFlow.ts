import { StringDecoder } from 'node:string_decoder';
import type { OutputStream } from '../../kernel/run-types.ts';

/** What a piece of output comes from: a stream of the process, the kernel, or us, telling of a check or of output that is not shown. */
export type Source = OutputStream | 'notice' | 'failure' | 'gap' | 'verdict' | 'shown';

/** Text of one source, in the order of arrival. */
export interface Piece {
  readonly source: Source;
  readonly text: string;
}

/** Shows pieces; the promise is the acknowledgement of the one who shows them. */
export type Show = (pieces: readonly Piece[]) => PromiseLike<unknown>;

/** Milliseconds between two showings: the eye does not need more, and each one costs VS Code a round trip. */
const INTERVAL_MS = 50;
/** Characters that are shown at once, whatever the time. */
const EAGER_CHARS = 64 * 1024;
/** Characters that may wait before the writer has to. */
const HIGH_WATER_CHARS = 256 * 1024;

/**
 * Gathers small writes into few showings, one under way at a time, and holds the writer back when the reader is slow.
 * UTF-8 sequences that a chunk cuts are kept together; bytes that are no UTF-8 become U+FFFD.
 */
export class OutputFlow {
  readonly #show: Show;
  readonly #decoders = { stdout: new StringDecoder('utf8'), stderr: new StringDecoder('utf8') };
  #pending: Piece[] = [];
  #pendingChars = 0;
  #lastShown = Number.NEGATIVE_INFINITY;
  #pumping: Promise<void> | undefined;
  #wake: (() => void) | undefined;
  #finishing = false;
  #gone = false;

  constructor(show: Show) {
    this.#show = show;
  }

  /** A returned promise is backpressure: it resolves when what waits has been shown. */
  write(stream: OutputStream, chunk: Buffer): void | Promise<void> {
    this.#add(stream, this.#decoders[stream].write(chunk));
    if (this.#pendingChars >= HIGH_WATER_CHARS) return this.#pumping;
  }

  /** A line that no process wrote, shown in its place among the output; a gap's replaces the one before. */
  say(source: Exclude<Source, OutputStream>, line: string): void {
    this.#add(source, `${line}\n`);
  }

  /** Shows all that waits, incomplete UTF-8 sequences included. */
  async finish(): Promise<void> {
    this.#finishing = true;
    this.#add('stdout', this.#decoders.stdout.end());
    this.#add('stderr', this.#decoders.stderr.end());
    this.#wake?.();
    await this.#pumping;
    this.#finishing = false;
  }

  #add(source: Source, text: string): void {
    if (text === '' || this.#gone) return;
    this.#pending.push({ source, text });
    this.#pendingChars += text.length;
    if (this.#pendingChars >= EAGER_CHARS) this.#wake?.();
    this.#pumping ??= this.#pump();
  }

  async #pump(): Promise<void> {
    while (this.#pending.length > 0) {
      const wait = this.#lastShown + INTERVAL_MS - performance.now();
      if (wait > 0 && !this.#finishing && this.#pendingChars < EAGER_CHARS) await this.#sleep(wait);
      const pieces = merge(this.#pending);
      this.#pending = [];
      this.#pendingChars = 0;
      this.#lastShown = performance.now();
      try {
        await this.#show(pieces);
      } catch {
        // The cell or its notebook is gone: nobody is there to be shown anything.
        this.#gone = true;
        this.#pending = [];
        this.#pendingChars = 0;
      }
    }
    // In the same turn as the last look at #pending: a write that comes later starts a new pump.
    this.#pumping = undefined;
  }

  #sleep(ms: number): Promise<void> {
    return new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    }).then(() => {
      this.#wake = undefined;
    });
  }
}

/** Sources that take turns more often than this within one showing are put together, each in its own order. */
const MAX_TURNS = 32;
const SOURCES: readonly Source[] = ['stdout', 'stderr', 'gap', 'verdict', 'notice', 'failure'];

/** Neighbours of the same source become one piece. */
export function merge(pieces: readonly Piece[]): Piece[] {
  const turns: { source: Source; texts: string[] }[] = [];
  for (const { source, text } of pieces) {
    const last = turns.at(-1);
    if (last?.source === source) last.texts.push(text);
    else turns.push({ source, texts: [text] });
  }
  if (turns.length <= MAX_TURNS) return turns.map(({ source, texts }) => join(source, texts));
  return SOURCES.flatMap((source) => {
    const texts = turns.flatMap((turn) => (turn.source === source ? turn.texts : []));
    return texts.length > 0 ? [join(source, texts)] : [];
  });
}

function join(source: Source, texts: readonly string[]): Piece {
  return { source, text: source === 'gap' ? (texts.at(-1) ?? '') : texts.join('') };
}
