import type { OutputStream } from './run-types.ts';

export interface Chunk {
  readonly stream: OutputStream;
  readonly bytes: Buffer;
}

const STREAMS: readonly OutputStream[] = ['stdout', 'stderr'];

/**
 * The last `size` bytes of two streams in the order of their arrival: in two bytes of memory each, into however small
 * pieces they come.
 */
export class LastBytes {
  readonly #size: number;
  /** Rings, made when there is something to keep: the bytes, and of which stream each is. */
  #bytes = Buffer.alloc(0);
  #streams = new Uint8Array(0);
  #total = 0;

  constructor(size: number) {
    this.#size = size;
  }

  get length(): number {
    return Math.min(this.#total, this.#size);
  }

  push(stream: OutputStream, chunk: Buffer): void {
    if (this.#size === 0 || chunk.length === 0) return;
    if (this.#total === 0) {
      this.#bytes = Buffer.allocUnsafeSlow(this.#size);
      this.#streams = new Uint8Array(this.#size);
    }
    for (let rest = chunk.subarray(-this.#size); rest.length > 0; ) {
      const at = this.#total % this.#size;
      const piece = rest.subarray(0, this.#size - at);
      piece.copy(this.#bytes, at);
      this.#streams.fill(STREAMS.indexOf(stream), at, at + piece.length);
      this.#total += piece.length;
      rest = rest.subarray(piece.length);
    }
  }

  /** A copy of all of them, whatever stream they are of. */
  bytes(): Buffer {
    if (this.#total <= this.#size) return Buffer.from(this.#bytes.subarray(0, this.#total));
    const at = this.#total % this.#size;
    return Buffer.concat([this.#bytes.subarray(at), this.#bytes.subarray(0, at)]);
  }

  /** All of them, neighbours of one stream together; they are valid until the next `push`. */
  *chunks(): Generator<Chunk> {
    const end = this.#total;
    for (let from = end - this.length; from < end; ) {
      const at = from % this.#size;
      const which = this.#streams[at] ?? 0;
      const limit = Math.min(this.#size, at + end - from);
      let to = at + 1;
      while (to < limit && this.#streams[to] === which) to++;
      yield { stream: STREAMS[which] ?? 'stdout', bytes: this.#bytes.subarray(at, to) };
      from += to - at;
    }
  }
}
