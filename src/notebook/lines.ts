/** One line of a file: its text, and the line ending that followed it ('' at the end of the file). */
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
  let start = 0;
  for (const { index, 0: eol } of text.matchAll(/\r\n?|\n/g)) {
    lines.push({ text: text.slice(start, index), eol });
    start = index + eol.length;
  }
  if (start < text.length) lines.push({ text: text.slice(start), eol: '' });
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

/** Whether a text that an editor gives back is the one shown: it drops U+FEFF at the start as a byte order mark. */
export function isSameText(given: string, shown: string): boolean {
  return given === shown || (shown.startsWith('\uFEFF') && given === shown.slice(1));
}

/** Without the spaces and tabs at both ends. */
export function trimBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (text[start] === ' ' || text[start] === '\t') start++;
  while (end > start && (text[end - 1] === ' ' || text[end - 1] === '\t')) end--;
  return text.slice(start, end);
}

/** Without the blank lines at both ends. */
export function trimBlankLines(text: string): string {
  const lines = text.split('\n');
  const first = lines.findIndex((line) => !isBlank(line));
  return first < 0 ? '' : lines.slice(first, lines.findLastIndex((line) => !isBlank(line)) + 1).join('\n');
}

/** Whether CommonMark takes a line for blank: nothing but spaces and tabs (§2.1). */
export function isBlank(text: string): boolean {
  let i = 0;
  while (text[i] === ' ' || text[i] === '\t') i++;
  return i === text.length;
}
