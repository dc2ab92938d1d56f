/**
 * Text as one word of a bash command, for people to read: the one way by which data gets into a command that is shown to
 * the user or written into a cell. Plain where it can be, else in single quotes (POSIX.1, 2.2.2), else, with control
 * characters or bytes that are not UTF-8 (lone surrogates U+DC80…U+DCFF, as in the topology), by ANSI-C quoting
 * (bash(1), QUOTING). Throws RangeError for NUL, which no word can hold.
 */
export function shellWord(text: string): string {
  if (text.includes('\0')) throw new RangeError('a shell word cannot hold NUL');
  if (/^[A-Za-z0-9_@%+:,./-]+$/.test(text)) return text;
  if (!UNSHOWN.test(text)) return `'${text.replaceAll("'", "'\\''")}'`;
  return `$'${[...text].map(escaped).join('')}'`;
}

/** A command of such words. */
export function shellCommand(argv: readonly string[]): string {
  return argv.map(shellWord).join(' ');
}

/** What nobody sees, or sees as something else: controls, line ends, invisible and direction marks, broken text. */
const UNSHOWN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

function escaped(character: string): string {
  if (character === '\\' || character === "'") return `\\${character}`;
  if (!UNSHOWN.test(character)) return character;
  const code = character.codePointAt(0) ?? 0;
  const bytes = code >= 0xdc80 && code <= 0xdcff ? [code - 0xdc00] : [...new TextEncoder().encode(character)];
  return bytes.map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
}
