/** One answer of the program on the host: the words of its header without the length, and its body. */
export interface Frame {
  readonly words: readonly string[];
  readonly body: Buffer;
}

/** A header longer than this is none: something else is writing there. */
const LONGEST_HEADER = 4096;
/** A body longer than this is none either: a namespace with a million routes has less. */
const LARGEST_BODY = 256 * 1024 * 1024;

export class FrameError extends Error {
  override readonly name = 'FrameError';
}

/** Cuts a stream into frames: `WORD… LENGTH\n`, then LENGTH bytes. */
export class FrameReader {
  #chunks: Buffer[] = [];
  #size = 0;
  /** The words of the header that has been read, until its body is complete. */
  #words: readonly string[] | undefined;
  #need = 0;

  /** The frames that are complete with this chunk. Throws FrameError when it is no such stream. */
  *push(chunk: Buffer): Generator<Frame> {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    for (;;) {
      if (this.#words === undefined && !this.#readHeader()) return;
      if (this.#size < this.#need) return;
      const words = this.#words ?? [];
      this.#words = undefined;
      yield { words, body: this.#take(this.#need) };
    }
  }

  #readHeader(): boolean {
    const all = this.#joined();
    const end = all.indexOf(10);
    if (end < 0 && all.length <= LONGEST_HEADER) return false;
    const words = all.toString('latin1', 0, Math.max(end, 0)).split(' ');
    this.#need = Number(words.pop());
    const isLength = Number.isSafeInteger(this.#need) && this.#need >= 0 && this.#need <= LARGEST_BODY;
    if (end < 0 || words.length === 0 || !isLength) {
      throw new FrameError(`unexpected output: ${JSON.stringify(all.toString('latin1', 0, 80))}`);
    }
    this.#take(end + 1);
    this.#words = words;
    return true;
  }

  #take(length: number): Buffer {
    const all = this.#joined();
    this.#size = all.length - length;
    this.#chunks = [all.subarray(length)];
    return all.subarray(0, length);
  }

  #joined(): Buffer {
    const [first = Buffer.alloc(0)] = this.#chunks;
    const all = this.#chunks.length > 1 ? Buffer.concat(this.#chunks, this.#size) : first;
    this.#chunks = [all];
    return all;
  }
}
