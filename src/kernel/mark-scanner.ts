/** A piece of a stream: bytes that a cell printed, or a frame of the protocol. */
export type Piece = { readonly data: Buffer } | { readonly mark: string; readonly body: string };

/** What is looked for: begins with `head`, ends with `last`. Without a mark it is noise, and dropped. */
interface Needle {
  readonly head: Buffer;
  readonly last: Buffer;
  readonly mark?: string;
}

const FRAME_END = Buffer.from('\0\0');
const LINE_END = Buffer.from('\n');
/** What begins like a frame or a line of noise and is still not over after so many bytes is neither. */
const LONGEST = 256 * 1024;

/**
 * Tells a cell's bytes from the frames `NUL MARK [SPACE body] NUL NUL` in one stream, chunk by chunk, for the marks that
 * are expected. Holds back no more bytes than could be the beginning of a frame, and never more than LONGEST. A frame in which another one begins was
 * broken off (by the signals of a stop) and is dropped; a body holds no NUL.
 */
export class MarkScanner {
  #needles: readonly Needle[] = [];
  #rest: Buffer = Buffer.alloc(0);

  expect(mark: string): void {
    this.#needles = [...this.#needles, { head: Buffer.from(`\0${mark}`, 'latin1'), last: FRAME_END, mark }];
  }

  /** Drops every line that begins so, wherever it is. */
  dropLine(beginning: string): void {
    this.#needles = [...this.#needles, { head: Buffer.from(beginning), last: LINE_END }];
  }

  push(chunk: Buffer): Piece[] {
    let bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    this.#rest = Buffer.alloc(0);
    const pieces: Piece[] = [];
    for (;;) {
      const found = this.#earliest(bytes);
      const end = found ? bytes.indexOf(found.needle.last, found.at + found.needle.head.length) : -1;
      if (found && end < 0 && bytes.length - found.at > LONGEST) {
        const passed = found.at + found.needle.head.length;
        pieces.push({ data: bytes.subarray(0, passed) });
        bytes = bytes.subarray(passed);
        continue;
      }
      if (!found || end < 0) {
        const keepFrom = found ? found.at : this.#partial(bytes);
        if (keepFrom > 0) pieces.push({ data: bytes.subarray(0, keepFrom) });
        this.#rest = Buffer.from(bytes.subarray(keepFrom));
        return pieces;
      }
      const { at, needle } = found;
      if (at > 0) pieces.push({ data: bytes.subarray(0, at) });
      const inner = needle.mark === undefined ? undefined : this.#earliest(bytes.subarray(at + 1, end));
      if (inner) {
        bytes = bytes.subarray(at + 1 + inner.at);
        continue;
      }
      if (needle.mark !== undefined) {
        pieces.push({ mark: needle.mark, body: bytes.toString('utf8', at + needle.head.length, end).trimStart() });
        this.#needles = this.#needles.filter((other) => other !== needle);
      }
      bytes = bytes.subarray(end + needle.last.length);
    }
  }

  /** What is held back when the stream ends: it was no frame. */
  flush(): Buffer {
    const rest = this.#rest;
    this.#rest = Buffer.alloc(0);
    return rest;
  }

  #earliest(bytes: Buffer): { needle: Needle; at: number } | undefined {
    let first: { needle: Needle; at: number } | undefined;
    for (const needle of this.#needles) {
      const at = bytes.indexOf(needle.head);
      if (at >= 0 && (!first || at < first.at)) first = { needle, at };
    }
    return first;
  }

  /** Where a needle may begin that the chunk's end cuts off; the length when nowhere. */
  #partial(bytes: Buffer): number {
    let from = bytes.length;
    for (const { head } of this.#needles) {
      for (let length = Math.min(head.length - 1, bytes.length); length > 0; length--) {
        const at = bytes.length - length;
        if (bytes[at] === head[0] && bytes.subarray(at).equals(head.subarray(0, length))) {
          from = Math.min(from, at);
          break;
        }
      }
    }
    return from;
  }
}
