import { Transform, type TransformCallback } from 'node:stream';

/** How much is kept of what comes before the token, in bytes: an error message of whatever carries the process. */
const NOISE_LIMIT = 1000;
/** A line of the token that is longer is not ours. */
const LINE_LIMIT = 4096;
const NEWLINE = 10;
const NOTHING: Buffer = Buffer.alloc(0);

/** Passes on what follows the first line that holds a token, and keeps the end of what came before it. */
export class AfterToken extends Transform {
  /** What follows the token on its line; undefined when the stream ended without. */
  readonly report: Promise<string | undefined>;
  readonly #token: string;
  #resolve: (report: string | undefined) => void = () => undefined;
  #before = NOTHING;
  #passing = false;
  readonly #onNoise: ((before: string) => void) | undefined;

  /** `onNoise` gets the end of what came, as long as the token has not. */
  constructor(token: string, onNoise?: (before: string) => void) {
    super();
    this.#token = token;
    this.#onNoise = onNoise;
    this.report = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    this.once('close', () => this.#resolve(undefined));
    // A broken connection is reported by the end of the process.
    this.on('error', () => undefined);
  }

  /** The end of what came before the token. */
  get noise(): string {
    return this.#before.toString().trim();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const rest = this.#passing ? chunk : this.#seek(Buffer.concat([this.#before, chunk]));
    if (rest.length > 0) this.push(rest);
    done(this.#before.length > NOISE_LIMIT + LINE_LIMIT ? new Error('The line of the token has no end.') : null);
  }

  /** What follows the line of the token, in all that came so far. */
  #seek(bytes: Buffer): Buffer {
    const start = bytes.indexOf(this.#token);
    const end = start < 0 ? -1 : bytes.indexOf(NEWLINE, start);
    if (end < 0) {
      this.#before = bytes.subarray(start < 0 ? -NOISE_LIMIT : Math.max(0, start - NOISE_LIMIT));
      this.#onNoise?.(this.#before.toString());
      return NOTHING;
    }
    this.#passing = true;
    this.#before = bytes.subarray(Math.max(0, start - NOISE_LIMIT), start);
    this.#resolve(bytes.toString('utf8', start + this.#token.length, end));
    return bytes.subarray(end + 1);
  }

  override _flush(done: TransformCallback): void {
    this.#resolve(undefined);
    done();
  }
}
