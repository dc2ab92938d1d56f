import { type FileHandle, open, rm } from 'node:fs/promises';

/** Bytes and pieces gathered before they are written: IOV_MAX of writev(2). */
const BATCH = 1024 * 1024;
const PIECES = 1024;

/** Appends bytes to a file of its own in large writes, one under way at a time. */
export class LogFile {
  readonly path: string;
  readonly #handle: FileHandle;
  #batch: Buffer[] = [];
  #size = 0;
  #writing: Promise<void> = Promise.resolve();

  private constructor(path: string, handle: FileHandle) {
    this.path = path;
    this.#handle = handle;
  }

  /** Makes the file, for its owner alone: output may hold secrets. Throws what open(2) gives. */
  static async create(path: string): Promise<LogFile> {
    return new LogFile(path, await open(path, 'w', 0o600));
  }

  /** A returned promise is backpressure. It rejects when the disk is full. */
  write(chunk: Buffer): void | Promise<void> {
    this.#batch.push(chunk);
    this.#size += chunk.length;
    if (this.#size >= BATCH || this.#batch.length >= PIECES) return this.#flush();
  }

  async close(): Promise<void> {
    try {
      await this.#flush();
    } finally {
      await this.#handle.close();
    }
  }

  /** Closes it and removes it. Never rejects. */
  async discard(): Promise<void> {
    await this.#handle.close().catch(() => undefined);
    await rm(this.path, { force: true }).catch(() => undefined);
  }

  #flush(): Promise<void> {
    const batch = this.#batch;
    this.#batch = [];
    this.#size = 0;
    const before = this.#writing;
    this.#writing = (async () => {
      await before;
      for (let rest = batch; rest.length > 0; ) {
        const { bytesWritten } = await this.#handle.writev(rest);
        rest = without(rest, bytesWritten);
      }
    })();
    return this.#writing;
  }
}

/** The buffers after the first `count` bytes: writev(2) may write less than it was given. */
function without(buffers: readonly Buffer[], count: number): Buffer[] {
  let left = count;
  return buffers.flatMap((buffer) => {
    const cut = Math.min(left, buffer.length);
    left -= cut;
    return cut === buffer.length ? [] : [buffer.subarray(cut)];
  });
}
