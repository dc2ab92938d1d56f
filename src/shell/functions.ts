// Functions of shell, and what they are called with.
import { type ShellFunction, type SyntaxNode, walk } from './parse.ts';
import type { Values } from './variables.ts';

/** Arguments of many calls, put into one another, would have no end. */
const MAX_ARGUMENTS = 1000;

export function functionsIn(tree: SyntaxNode): ShellFunction[] {
  const functions: ShellFunction[] = [];
  walk(tree, (node) => {
    if (node.type === 'Function') functions.push(node);
  });
  return functions;
}

/** One may be defined in several ways. */
export function byName(functions: readonly ShellFunction[]): ReadonlyMap<string, readonly ShellFunction[]> {
  const named = new Map<string, ShellFunction[]>();
  for (const each of functions) {
    const all = named.get(each.name.value);
    if (all) all.push(each);
    else named.set(each.name.value, [each]);
  }
  return named;
}

const isArgument = (name: string) => /^(?:\d+|[@*])$/.test(name);

function argumentsAs(args: readonly string[]): [string, string[]][] {
  const all = args.join('\0');
  if (all.length > MAX_ARGUMENTS) return [];
  const numbered = Array.from({ length: Math.max(9, args.length) }, (_, at): [string, string[]] => [
    String(at + 1),
    [args[at] ?? ''],
  ]);
  return [...numbered, ['@', [all]], ['*', [all]]];
}

const withoutArguments = (values: Values): Values =>
  values.has('@') ? new Map([...values].filter(([name]) => !isArgument(name))) : values;

/** Whether `$1` becomes another one. */
function movesArguments(body: SyntaxNode): boolean {
  let moves = false;
  walk(body, (node) => {
    if (node.type !== 'Command') return;
    const words = node.args.map(({ text }) => text);
    moves ||= node.name?.value === 'shift' || (node.name?.value === 'set' && hasOperand(words));
  });
  return moves;
}

/** Of `set`: not only options. */
const hasOperand = (words: readonly string[]) =>
  words.some((word, at) => /^--?$/.test(word) || (!/^[-+]/.test(word) && !/^[-+]\w*o$/.test(words[at - 1] ?? '')));

/** What variables hold in a script or the body of a function that is called with these words, be they not known. */
export function withArguments(args: readonly string[] | undefined, body: SyntaxNode, values: Values): Values {
  const others = withoutArguments(values);
  return args === undefined || movesArguments(body) ? others : new Map([...others, ...argumentsAs(args)]);
}

/** The names that `alias` and `hash -p` give, and what they stand for. */
export function namesGiven(program: string, args: readonly string[]): readonly (readonly [string, string])[] {
  if (program === 'hash' && args[0] === '-p') return args.slice(2).map((name) => [name, args[1] ?? '']);
  if (program !== 'alias') return [];
  return args.flatMap((word) => {
    const [, name, text = ''] = /^([^=]+)=([\s\S]*)$/.exec(word) ?? [];
    return name === undefined ? [] : [[name, text] as const];
  });
}
