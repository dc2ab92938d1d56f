/**
 * Text as one word of a bash command, on one line: the one way by which data gets into a line that bash reads, into a cell
 * and into a command that is shown to the user. Plain where it can be, else in single quotes (POSIX.1, 2.2.2), else, with control
 * characters or bytes that are not UTF-8 (lone surrogates U+DC80…U+DCFF, as in the topology), by ANSI-C quoting
 * (bash(1), QUOTING). Throws RangeError for NUL, which no word can hold.
 */
export function shellWord(text: string): string {
  if (/^[A-Za-z0-9_@%+:,./-]+$/.test(text)) return text;
  if (!UNSHOWN.test(text)) return posixWord(text);
  refuseNul(text);
  return `$'${[...text].map(escaped).join('')}'`;
}

/** The same for sh(1), which knows no ANSI-C quoting: over as many lines as the text has. Throws RangeError for NUL. */
export function posixWord(text: string): string {
  refuseNul(text);
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function refuseNul(text: string): void {
  if (text.includes('\0')) throw new RangeError('a shell word cannot hold NUL');
}

/** A command of such words. */
export function shellCommand(argv: readonly string[]): string {
  return argv.map((word, at) => (at > 0 && PLAIN_LATER.test(word) ? word : shellWord(word))).join(' ');
}

/** Behind the program `=` makes no assignment. */
const PLAIN_LATER = /^[A-Za-z0-9_@%+:,./=-]+$/;

/** What nobody sees, or sees as something else: controls, line ends, invisible and direction marks, broken text. */
const UNSHOWN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

const ESCAPES = new Map([
  ['\\', '\\\\'],
  ["'", "\\'"],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

function escaped(character: string): string {
  const named = ESCAPES.get(character);
  if (named !== undefined) return named;
  if (!UNSHOWN.test(character)) return character;
  const code = character.codePointAt(0) ?? 0;
  const bytes = code >= 0xdc80 && code <= 0xdcff ? [code - 0xdc00] : [...new TextEncoder().encode(character)];
  return bytes.map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
}
