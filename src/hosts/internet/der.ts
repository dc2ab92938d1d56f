/** As much of DER (ITU-T X.690) as a certificate needs. Libraries for it were measured to cost each first sandbox 4 ms and more. */

/** One value: its tag, its length, its contents. */
export function der(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const length = contents.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const octets = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  if (length > 0xffff) throw new RangeError('too long for a certificate');
  return Buffer.concat([Buffer.from([tag, ...octets]), ...contents]);
}

export const sequence = (...values: readonly Uint8Array[]) => der(0x30, ...values);
export const set = (...values: readonly Uint8Array[]) => der(0x31, ...values);
export const octetString = (contents: Uint8Array) => der(0x04, contents);
export const utf8String = (text: string) => der(0x0c, Buffer.from(text));
export const TRUE = der(0x01, Buffer.of(0xff));

/** A positive one, whose first bit is 0. */
export const integer = (...bytes: readonly number[]) => der(0x02, Buffer.from(bytes));

/** Without the last `unused` bits. */
export const bitString = (bytes: Uint8Array, unused = 0) => der(0x03, Buffer.of(unused), bytes);

/** [TAG] of a structure; EXPLICIT, or IMPLICIT where it holds no value but bytes. */
export const explicit = (tag: number, value: Uint8Array) => der(0xa0 + tag, value);
export const implicit = (tag: number, bytes: Uint8Array) => der(0x80 + tag, bytes);

/** `1.2.840.10045.4.3.2`: §8.19. */
export function objectIdentifier(name: string): Buffer {
  const [first = 0, second = 0, ...others] = name.split('.').map(Number);
  const base128 = (part: number): number[] =>
    part < 0x80 ? [part] : [...base128(part >>> 7).map((byte) => byte | 0x80), part & 0x7f];
  return der(0x06, Buffer.from([first * 40 + second, ...others].flatMap(base128)));
}

/** Two digits of the year are enough until 2050: RFC 5280 §4.1.2.5. */
export function utcTime(ms: number): Buffer {
  const [date = '', time = ''] = new Date(ms).toISOString().split('T');
  return der(0x17, Buffer.from(`${date.slice(2)}${time.slice(0, 8)}Z`.replaceAll(/[-:]/g, '')));
}
