import type { ShellWord } from '../../shell/commands.ts';
import { writingAtEnd } from '../../shell/cursor.ts';
import { precedesCommand } from '../../shell/operands.ts';

/** One of snippets/netlab-shell.json, which has VS Code's own format. */
export interface Snippet {
  readonly name: string;
  readonly prefixes: readonly string[];
  readonly description: string;
  readonly body: string;
}

/** What can be written in place of the word that a command begins with. */
export interface SnippetOffer {
  readonly snippet: Snippet;
  readonly prefix: string;
  /** What the typed word is compared with while the list is shown: it must no longer fit when the word is a command. */
  readonly filter: string;
}

/** So much of a prefix must be typed: shorter words are commands, and fit too much. */
const MIN_TYPED = 3;
/** Prefixes that are commands themselves are offered until they are whole, for then Enter ends a line. */
const COMMANDS = new Set(['bridge', 'exec', 'ping', 'route']);

/** The snippets whose prefix begins with a word. `text`: the notebook's, whose own functions and aliases come first. */
export function snippetsFor(word: string, snippets: readonly Snippet[], text: string): SnippetOffer[] {
  if (word.length < MIN_TYPED || namesDefinedIn(text).some((name) => name.startsWith(word))) return [];
  return snippets.flatMap((snippet) =>
    snippet.prefixes
      .map((prefix) => ({ snippet, prefix, filter: COMMANDS.has(prefix) ? prefix.slice(0, -1) : prefix }))
      .filter(({ filter }) => filter.startsWith(word)),
  );
}

/** Functions and aliases that a text defines (bash(1), Shell Function Definitions, ALIASES). */
function namesDefinedIn(text: string): string[] {
  const definitions = text.matchAll(
    /\bfunction\s+([^\s(){}]+)|(?<![^\s(){};|&<>])([^\s(){};|&<>]+)[ \t]*\(\)|\balias\s+([^\s=]+)=/g,
  );
  return [...definitions].map(([, keyword = '', plain = '', alias = '']) => keyword || plain || alias);
}

/** The word at the end of a text if a command begins with it; none that is quoted or expanded. */
export function commandWordAtEnd(text: string): ShellWord | undefined {
  const { before, current } = writingAtEnd(text) ?? {};
  if (!before || !current || current.text !== text.slice(current.start) || /[$`]/.test(current.text)) return undefined;
  return before.every((word) => precedesCommand(word.text)) ? current : undefined;
}

/** Reads a file of snippets. */
export function parseSnippets(json: string): Snippet[] {
  // Safe: the file is part of this extension, and a test reads it.
  const entries = JSON.parse(json) as Record<
    string,
    { prefix: string | string[]; description: string; body: string | string[] }
  >;
  return Object.entries(entries).map(([name, { prefix, description, body }]) => ({
    name,
    prefixes: [prefix].flat(),
    description,
    body: [body].flat().join('\n'),
  }));
}
