// What a text writes into files, which it may run afterwards.
import { textOf, type Variables } from './fields.ts';
import type { Redirection } from './parse.ts';

/** A command, and what it reads. */
interface Printing {
  readonly argv: readonly string[];
  readonly document?: string;
}

export interface FileWritten {
  readonly name: string;
  readonly appends: boolean;
}

/** One name for `f`, `./f` and `.//f`. */
export const pathOf = (name: string): string => name.replaceAll(/\/+/g, '/').replace(/^(?:\.\/)+/, '');

/** Under which name a file was written that is named so now: the shell may be in another folder than it was then. */
export function writtenAs(files: ReadonlyMap<string, unknown>, name: string): string | undefined {
  const path = pathOf(name);
  if (files.has(path)) return path;
  const mayBeSame = (other: string) =>
    !(other.startsWith('/') && path.startsWith('/')) && (other.endsWith(`/${path}`) || path.endsWith(`/${other}`));
  return [...files.keys()].findLast(mayBeSame);
}

/** The files that a redirection writes. */
export function filesWritten(redirection: Redirection, variables: Variables): FileWritten[] {
  if (redirection.type !== 'Redirect' || !redirection.target || !redirection.operator.includes('>')) return [];
  const name = textOf(redirection.target, variables);
  const isDescriptor = redirection.operator === '>&' && /^(?:\d+-?|-)$/.test(name);
  return isDescriptor ? [] : [{ name, appends: redirection.operator.includes('>>') }];
}

/** What a command writes: into the files to which its output goes, and into those that tee(1) is given. Undefined: not known. */
export function contentsOf(
  steps: readonly Printing[],
  files: readonly FileWritten[],
): { readonly file: FileWritten; readonly content: string | undefined }[] {
  const [step, ...others] = steps;
  const content = step && others.length === 0 ? printedBy(step) : undefined;
  const all = [...files, ...steps.flatMap(({ argv }) => filesOfTee(argv))];
  return all.map((file) => ({ file, content }));
}

function filesOfTee([program, ...args]: readonly string[]): FileWritten[] {
  if (program !== 'tee') return [];
  const appends = args.some((word) => /^(?:-\w*a|--append)/.test(word));
  return args.filter((word) => !word.startsWith('-')).map((name) => ({ name, appends }));
}

/** What cat(1), tee(1), echo and printf print. */
function printedBy({ argv: [program, ...args], document }: Printing): string | undefined {
  if (program === 'tee' || (program === 'cat' && args.every((word) => word === '-'))) return document;
  if (program === 'echo') {
    const at = args.findIndex((word) => !/^-[neE]+$/.test(word));
    const text = at < 0 ? '' : args.slice(at).join(' ');
    return args.slice(0, at).some((word) => word.includes('e')) ? withEscapes(text) : text;
  }
  if (program !== 'printf') return undefined;
  const [format = '', ...values] = args;
  if (/^%s\\n$/.test(format)) return values.join('\n');
  return values.length > 0 || format.includes('%') ? undefined : withEscapes(format);
}

const withEscapes = (text: string) => text.replaceAll('\\n', '\n').replaceAll('\\t', '\t');
