import { inWords, type Said } from '../words.ts';
import { sayOfNotebook } from './words.ts';

/** A file that cannot be a notebook, because it could not be written back as it was. */
export class NotebookFormatError extends Error {
  override readonly name = 'NotebookFormatError';
  readonly what: Said;
  /** Line of the file, from 1. */
  readonly line: number;
  /** Where in the file, in bytes from 0. */
  readonly offset: number;

  constructor(code: 'utf-16' | 'nul' | 'not-utf-8', line: number, offset: number) {
    const what = sayOfNotebook(code, line, offset);
    super(inWords(what));
    this.what = what;
    this.line = line;
    this.offset = offset;
  }
}

/** The text of UTF-8 bytes, a byte order mark apart. Throws NotebookFormatError for what is not UTF-8, and for NUL. */
export function decodeUtf8(bytes: Uint8Array): { text: string; byteOrderMark: boolean } {
  const nul = bytes.indexOf(0);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw fail(bytes, invalidOffset(bytes));
  }
  if (nul >= 0) throw fail(bytes, nul);
  const byteOrderMark = text.startsWith('\uFEFF');
  return { text: byteOrderMark ? text.slice(1) : text, byteOrderMark };
}

function fail(bytes: Uint8Array, offset: number): NotebookFormatError {
  const before = new TextDecoder().decode(bytes.subarray(0, offset));
  const line = 1 + (before.match(/\r\n?|\n/g)?.length ?? 0);
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  const code = isUtf16 ? 'utf-16' : bytes[offset] === 0 ? 'nul' : 'not-utf-8';
  return new NotebookFormatError(code, line, offset);
}

/** Where the first byte sequence begins that is not UTF-8. */
function invalidOffset(bytes: Uint8Array): number {
  // The longest start of the file that decodes, its last character perhaps cut, found by halving.
  let good = 0;
  let bad = bytes.length + 1;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (decodes(bytes.subarray(0, middle), { stream: true })) good = middle;
    else bad = middle;
  }
  // Back over that cut character, three bytes at most.
  while (!decodes(bytes.subarray(0, good), { stream: false })) good--;
  return good;
}

function decodes(bytes: Uint8Array, options: { readonly stream: boolean }): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, options);
    return true;
  } catch {
    return false;
  }
}
