import { isUtf8 } from 'node:buffer';
import type { Netns } from './model.ts';

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

/** The bytes that `decodeBytes` made that text of. */
export function encodeBytes(text: string): Buffer {
  const chunks: Buffer[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    chunks.push(code >= 0xdc80 && code <= 0xdcff ? Buffer.from([code - 0xdc00]) : Buffer.from(character));
  }
  return Buffer.concat(chunks);
}

export const SIMULATED_INTERNET = 'internet (simulated)';

/** Whether it is the sandbox's own netns that answers for every address outside (docs/sandbox.md). */
export const isSimulatedInternet = ({
  names,
  holder,
}: Pick<Netns, 'names'> & { holder?: Netns['holder'] | undefined }): boolean =>
  names.length === 0 && holder?.command === 'netlab-internet';
