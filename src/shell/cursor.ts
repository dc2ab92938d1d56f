import { commandsOf, type ShellWord } from './commands.ts';
import { parseShell, walk } from './parse.ts';

/** The simple command that is being written. */
export interface Writing {
  /** Its words that are written, assignments before it included. */
  readonly before: readonly ShellWord[];
  /** The word that is being written. */
  readonly current: ShellWord | undefined;
}

/**
 * What is being written at the end of a text: a command, of which there may be no word yet. Undefined in a comment, in a
 * here-document, and where something other than a word of a command is.
 */
export function writingAtEnd(text: string): Writing | undefined {
  const { commands } = commandsOf(text);
  // The last one that begins is the innermost.
  const command = commands.findLast(({ words, end }) => words.length > 0 && BLANKS.test(text.slice(end)));
  if (!command) return isCode(text) ? { before: [], current: undefined } : undefined;
  const current = command.words.find(({ end }) => end === text.length);
  if (!current && !/\s$/.test(text)) return undefined;
  return { before: current ? command.words.filter((word) => word !== current) : command.words, current };
}

const BLANKS = /^(?:[ \t]|\\\n)*$/;

/** Whether a command may begin at the end of a text. */
function isCode(text: string): boolean {
  if (!/(?:^|[\s;&|(){}`])$/.test(text)) return false;
  let last = 0;
  let open = false;
  walk(parseShell(text).tree, (node) => {
    if (node.type === 'HereDoc' && !node.closing) open = true;
    if (node.type === 'Word' || node.type === 'HereDocBody') last = Math.max(last, node.end);
  });
  return !open && !text.slice(last).includes('#');
}
