import { isUtf8 } from 'node:buffer';

/**
 * The text of bytes that are meant to be UTF-8. A byte that is not becomes U+DC00 + byte, so nothing is lost and
 * two different names stay different (Python's "surrogateescape", PEP 383).
 */
export function decodeBytes(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  let text = '';
  let from = 0;
  while (from < bytes.length) {
    const length = sequenceLength(bytes, from);
    const valid = length > 0 && isUtf8(bytes.subarray(from, from + length));
    text += valid ? bytes.toString('utf8', from, from + length) : String.fromCharCode(0xdc00 + (bytes[from] ?? 0));
    from += valid ? length : 1;
  }
  return text;
}

/** Bytes of the UTF-8 sequence that begins here, by its first byte; 0 if none can. */
function sequenceLength(bytes: Buffer, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first < 0xe0) return 2;
  if (first >= 0xe0 && first < 0xf0) return 3;
  return first >= 0xf0 && first < 0xf5 ? 4 : 0;
}
