/**
 * What a client and the keeper of a durable host say to each other: frames of a header (length of the data, type, id of
 * the process, a number; big-endian) and data.
 *
 * Requests carry a number each and are done in its order, once; those not acknowledged are sent again after a reconnect:
 * - `S` start: `cwd NUL count NUL NAME=value… NUL argv…`;  `I` input;  `E` the end of it;  `K` a signal for its group
 * - `F` forget it: all is received;  `D` end those that this client neither started nor reattached to;  `Q` end all
 *
 * The rest may be lost: `H` hello; `R` send me its output from these offsets; `A` these offsets are consumed; `b` I live.
 *
 * The keeper says `h` hello (the number due, and as id the highest used), `a` requests below this number are done,
 * `p` its pid, `r` input received, `w` input written (in bytes), `o`/`e` output at this offset, `O`/`E` its end, `x` how it
 * ended (`status signal reason`; `-` where there is none), `u` I do not know it, `s` another client has taken your
 * place, `b` I live.
 */
export interface KeeperFrame {
  readonly type: string;
  readonly id: number;
  readonly number: number;
  readonly data: Buffer;
}

const HEADER = 17;
const NOTHING = Buffer.alloc(0);
/** The keeper sends output in pieces of 64 KiB, and nothing longer. */
const LONGEST = 128 * 1024;

/** What came is not what a keeper says. */
export class KeeperFrameError extends Error {}

export function encodeFrame(type: string, id = 0, number = 0, data: Buffer = NOTHING): Buffer {
  const header = Buffer.alloc(HEADER);
  header.writeUInt32BE(data.length, 0);
  header.write(type, 4, 'latin1');
  header.writeUInt32BE(id, 5);
  header.writeBigUInt64BE(BigInt(number), 9);
  return data.length === 0 ? header : Buffer.concat([header, data]);
}

/** Two offsets, as `R` and `A` carry them. */
export function encodeOffsets(stdout: number, stderr: number): Buffer {
  const data = Buffer.alloc(16);
  data.writeBigUInt64BE(BigInt(stdout), 0);
  data.writeBigUInt64BE(BigInt(stderr), 8);
  return data;
}

/** The data of `S`. No part may hold NUL, as none can be passed to a process. */
export function encodeStart(argv: readonly string[], cwd: string, env: Readonly<Record<string, string>>): Buffer {
  const environment = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const parts = [cwd, `${environment.length}`, ...environment, ...argv];
  if (parts.some((part) => part.includes('\0'))) throw new RangeError('an argument cannot hold NUL');
  return Buffer.from(parts.join('\0'));
}

/** Cuts what a keeper says into frames. Throws FrameError when it is no keeper. */
export class KeeperFrameReader {
  #rest: Buffer = NOTHING;

  *push(chunk: Buffer): Generator<KeeperFrame> {
    let bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    while (bytes.length >= HEADER) {
      const end = HEADER + bytes.readUInt32BE(0);
      const number = Number(bytes.readBigUInt64BE(9));
      if (end > HEADER + LONGEST || !Number.isSafeInteger(number)) throw new KeeperFrameError('What came is no frame.');
      if (bytes.length < end) break;
      yield {
        type: bytes.toString('latin1', 4, 5),
        id: bytes.readUInt32BE(5),
        number,
        data: bytes.subarray(HEADER, end),
      };
      bytes = bytes.subarray(end);
    }
    this.#rest = bytes;
  }
}
