/** One line of a file: its text, and the line ending that stood behind it ('' at the end of the file). */
export interface Line {
  readonly text: string;
  readonly eol: string;
}

/**
 * Cuts text into lines at LF, CRLF or a lone CR, the line endings of CommonMark (§2.1), which are also VS Code's.
 * Joining `text + eol` of all lines gives the text back. A final line ending makes no further empty line.
 */
export function splitLines(text: string): Line[] {
  const lines: Line[] = [];
  for (let start = 0; start < text.length; ) {
    let end = start;
    while (end < text.length && text[end] !== '\n' && text[end] !== '\r') end++;
    const eolLength = end === text.length ? 0 : text[end] === '\r' && text[end + 1] === '\n' ? 2 : 1;
    lines.push({ text: text.slice(start, end), eol: text.slice(end, end + eolLength) });
    start = end + eolLength;
  }
  return lines;
}

/** The bytes-to-be of some lines, exactly. */
export function joinLines(lines: readonly Line[]): string {
  return lines.map((line) => line.text + line.eol).join('');
}

/** The text of some lines as an editor shows it: LF between them, none at the end. */
export function linesText(lines: readonly Line[]): string {
  return lines.map((line) => line.text).join('\n');
}

/** Text as an editor gives it back, with every line ending an LF. */
export function toLf(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}

/** An editor takes U+FEFF at the start of a text for a byte order mark, and drops it. */
export function withoutByteOrderMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

/** Whether CommonMark takes a line for blank: nothing but spaces and tabs (§2.1). */
export function isBlank(text: string): boolean {
  for (const character of text) if (character !== ' ' && character !== '\t') return false;
  return true;
}
