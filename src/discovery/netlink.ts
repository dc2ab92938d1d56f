// What netlink(7) writes: messages, each with attributes, in the byte order of the host's processor.
import { decodeBytes } from './decode-bytes.ts';

/** Attributes and messages begin at multiples of four. */
export const aligned = (length: number) => (length + 3) & ~3;

/** A stretch of bytes in the order of the host's processor. */
export class Message {
  readonly #bytes: Buffer;
  readonly #view: DataView;
  readonly #little: boolean;

  constructor(bytes: Buffer, little: boolean) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#little = little;
  }

  get length(): number {
    return this.#bytes.length;
  }

  part(from: number, to: number): Message {
    return new Message(this.#bytes.subarray(from, to), this.#little);
  }

  uint8(at: number): number {
    return this.#view.getUint8(at);
  }

  uint16(at: number): number {
    return this.#view.getUint16(at, this.#little);
  }

  /** In the network's order, as ports are. */
  port(at: number): number {
    return this.#view.getUint16(at, false);
  }

  uint32(at: number): number {
    return this.#view.getUint32(at, this.#little);
  }

  /** Undefined where there is none: an older kernel knows fewer settings. */
  int32(at: number): number | undefined {
    return at + 4 <= this.length ? this.#view.getInt32(at, this.#little) : undefined;
  }

  /** Up to the first NUL. */
  text(): string {
    const end = this.#bytes.indexOf(0);
    return decodeBytes(end < 0 ? this.#bytes : this.#bytes.subarray(0, end));
  }

  /** An address of IPv4 or IPv6, by its length, as `ip` prints it: inet_ntop(3), RFC 5952 with its section 5. */
  address(): string | undefined {
    const bytes = [...this.#bytes];
    if (bytes.length === 4) return bytes.join('.');
    if (bytes.length !== 16) return undefined;
    const groups = Array.from({ length: 8 }, (_, at) => this.#bytes.readUInt16BE(2 * at).toString(16));
    const beginning = groups.slice(0, 6).join(':');
    const dotted = bytes.slice(12).join('.');
    if (beginning === '0:0:0:0:0:ffff') return `::ffff:${dotted}`;
    if (beginning === '0:0:0:0:0:0' && groups[6] !== '0') return `::${dotted}`;
    return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
  }

  /** What the first attribute of that type holds, of those that begin there: each is its length, its type, and so much. */
  attribute(from: number, type: number): Message | undefined {
    for (let at = from; at + 4 <= this.length; ) {
      const length = this.uint16(at);
      if (length < 4) return undefined;
      // The two highest bits are flags.
      if ((this.uint16(at + 2) & 0x3fff) === type) return this.part(at + 4, at + length);
      at += aligned(length);
    }
    return undefined;
  }
}

/** A message begins with its length, which is never so large that its higher half is not zero. */
export function inHostOrder(bytes: Buffer): Message {
  return new Message(bytes, bytes.length < 4 || bytes.readUInt32LE(0) < 0x10000);
}
