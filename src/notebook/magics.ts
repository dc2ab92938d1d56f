// Lines that are answered by us in place of the shell: `%explain webapp 23.185.0.4`.
import { nearest } from '../nearest.ts';
import { commandsOf } from '../shell/commands.ts';

export const MAGICS = ['explain', 'matrix', 'watch'] as const;

export type MagicName = (typeof MAGICS)[number];

/** The magic of that name. */
export const magicNamed = (word: string | undefined): MagicName | undefined => MAGICS.find((name) => name === word);

/** Those that send something, and put something into the host's packet filter for as long: see docs/watch.md. */
const SENDING: readonly MagicName[] = ['watch'];

export interface Magic {
  /** From 1, in the cell. */
  readonly line: number;
  readonly name: MagicName;
  /** As a shell would split and unquote them; nothing is expanded. */
  readonly words: readonly string[];
}

export type CellMagics =
  | { readonly kind: 'magics'; readonly magics: readonly Magic[] }
  /** A line of shell stands beside magics. */
  | { readonly kind: 'mixed'; readonly line: number }
  /** A word is not plain: it has a variable, a substitution, a pattern, or the line is no one command. */
  | { readonly kind: 'not-plain'; readonly line: number }
  /** A line begins almost like a magic. */
  | { readonly kind: 'misspelt'; readonly line: number; readonly word: string; readonly meant: MagicName };

/** undefined: a cell of shell. A `%word` that is not even near to one of ours is the shell's. */
export function magicsIn(text: string): CellMagics | undefined {
  const lines = text.split('\n').map((own, at) => ({ own: own.trim(), line: at + 1 }));
  const said = lines.filter(({ own }) => own !== '' && !own.startsWith('#'));
  const magics = said.map(({ own, line }) => ({ line, name: nameOf(own), own }));
  const shell = magics.find(({ name }) => !name);
  const misspelt = shell && (shell === magics[0] || magics[0]?.name) ? meantBy(shell.own) : undefined;
  if (shell && misspelt) return { kind: 'misspelt', line: shell.line, ...misspelt };
  if (!magics.some(({ name }) => name)) return undefined;
  if (shell) return { kind: 'mixed', line: shell.line };
  const read: Magic[] = [];
  for (const { line, name, own } of magics) {
    const words = wordsOf(own);
    if (!name || !words) return { kind: 'not-plain', line };
    read.push({ line, name, words });
  }
  return { kind: 'magics', magics: read };
}

/** Whether a cell of magics only reads the host. */
export const onlyReads = (text: string): boolean => {
  const read = magicsIn(text);
  return read?.kind === 'magics' && read.magics.every(({ name }) => !SENDING.includes(name));
};

function nameOf(line: string): MagicName | undefined {
  const [, word] = /^%([a-z]+)(?:\s|$)/.exec(line) ?? [];
  return magicNamed(word);
}

/** `%explian`, `%Explain`. */
function meantBy(line: string): { readonly word: string; readonly meant: MagicName } | undefined {
  const [, word] = /^%([A-Za-z]+)(?:\s|$)/.exec(line) ?? [];
  const meant = word === undefined ? undefined : magicNamed(nearest(word, MAGICS));
  return word !== undefined && meant !== undefined ? { word, meant } : undefined;
}

function wordsOf(line: string): readonly string[] | undefined {
  const { commands, faults } = commandsOf(line);
  const [command, ...more] = commands;
  if (!command || more.length > 0 || faults.length > 0 || command.redirections.length > 0) return undefined;
  if (!/^\s*(?:#|$)/.test(line.slice(command.end))) return undefined;
  // A remark at its end is no word.
  const [, ...fields] = command.fields;
  return fields.every(({ sure }) => sure) ? fields.map(({ text }) => text) : undefined;
}
