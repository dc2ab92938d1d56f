/** A word of a shell command, and where it stands in its line. */
export interface ShellWord {
  readonly start: number;
  readonly end: number;
  /** Without its quotes. Expansions are left as they are written. */
  readonly text: string;
}

const BREAKS = new Set([';', '|', '&', '(', ')', '<', '>', '`', '\n']);

/**
 * The simple commands of a line of shell, as words: as much of bash's reading (bash(1), QUOTING) as it takes to know
 * what a word under the cursor is about. A quote that is still open reaches to the end of the line.
 */
export function commandsOf(line: string): ShellWord[][] {
  const commands: ShellWord[][] = [[]];
  let at = 0;
  while (at < line.length) {
    const character = line[at] ?? '';
    if (BREAKS.has(character)) {
      commands.push([]);
      at++;
    } else if (character === ' ' || character === '\t') at++;
    else if (character === '#') break;
    else {
      const word = readWord(line, at);
      commands.at(-1)?.push(word);
      at = word.end;
    }
  }
  return commands;
}

function readWord(line: string, start: number): ShellWord {
  let text = '';
  let at = start;
  while (at < line.length) {
    const character = line[at] ?? '';
    if (character === ' ' || character === '\t' || BREAKS.has(character)) break;
    if (character === "'" || character === '"') {
      const close = line.indexOf(character, at + 1);
      const end = close < 0 ? line.length : close;
      text += line.slice(at + 1, end);
      at = end + 1;
    } else if (character === '\\') {
      text += line[at + 1] ?? '';
      at += 2;
    } else {
      text += character;
      at++;
    }
  }
  return { start, end: Math.min(at, line.length), text };
}
