import { fieldsOf, literalOf, NO_VARIABLES, type Variables, variableOf } from './fields.ts';
import { type CommandArgument, parseShell, type Statement, type SyntaxNode, type Word, walk } from './parse.ts';

/** The values that a variable may have: name → all that are given to it. None: it may have any. */
export type Values = ReadonlyMap<string, readonly string[]>;

/** A name or an address is no longer; a longer value, put in many times, would have no end. */
const MAX_VALUE = 256;
/** Nobody writes longer lists to loop over; and so many values may a command have to be read with. */
const MAX_VALUES = 32;
/** `A=…; B=$A; C=$B` */
const MAX_STEPS = 3;
/** What bash splits at none of the values that IFS has in use (bash(1), Word Splitting). */
const UNSPLIT = /^[\w-]*$/;

/** Builtins whose arguments are assignments (bash(1), SHELL BUILTIN COMMANDS). */
export const DECLARING = /^(?:export|local|declare|typeset|readonly)$/;
/** Builtins that give values to the variables that they name. */
const SETTING = /^(?:read|mapfile|readarray|getopts|unset|printf|let|wait)$/;

/** What sets a variable: to a word, to each of several, or to what is not known. */
interface Setting {
  readonly name: string;
  readonly word?: Word;
  readonly each?: readonly Word[];
}

/**
 * What variables may hold in and after some shell, where they held `outer` before: what it gives them, and what they held,
 * unless it sets them first of all. `functions`: bodies of those that it may call.
 */
export function valuesIn(node: SyntaxNode, outer: Values, functions: readonly SyntaxNode[] = []): Values {
  const settings: Setting[] = [];
  let isIndirect = false;
  for (const root of [node, ...functions])
    walk(root, (inner) => {
      settings.push(...settingsOf(inner));
      isIndirect ||= isNameref(inner);
    });
  // By another name any variable may be set.
  if (isIndirect) return new Map([...outer.keys(), ...settings.map(({ name }) => name)].map((name) => [name, []]));
  if (settings.length === 0 && !outer.has('IFS')) return outer;
  const first = setFirst(node, functions);
  const before = new Map([...outer].filter(([name]) => !first.has(name)));
  let values: Values = new Map([...outer, ...settings.map(({ name }): [string, string[]] => [name, []])]);
  for (let step = 0; step < MAX_STEPS; step++) values = new Map([...outer, ...given(settings, values, before)]);
  if (!values.has('IFS')) return values;
  return new Map([...values].map(([name, all]) => [name, all.every((value) => UNSPLIT.test(value)) ? all : []]));
}

/** The variables of which the first that some shell does is to set them, whatever else it does. */
function setFirst(node: SyntaxNode, functions: readonly SyntaxNode[]): ReadonlySet<string> {
  const first = new Set<string>();
  const seen = new Set<string>(functions.flatMap((each) => [...namesIn(each)]));
  for (const statement of statementsOf(node)) {
    const { command } = statement;
    const used = namesIn(statement);
    // The variable of a loop is set before its body uses it.
    for (const { name } of settingsOf(command))
      if (!seen.has(name) && (command.type === 'For' || !used.has(name))) first.add(name);
    for (const name of used) seen.add(name);
    walk(statement, (inner) => {
      for (const { name } of settingsOf(inner)) seen.add(name);
    });
  }
  return first;
}

function statementsOf(node: SyntaxNode): readonly Statement[] {
  if (node.type === 'BraceGroup') return node.body.commands;
  return node.type === 'Script' || node.type === 'CompoundList' ? node.commands : [];
}

/** The variables that are expanded in some shell, be it later: in quotes for `eval`. */
function namesIn(root: SyntaxNode): ReadonlySet<string> {
  const names = new Set<string>();
  walk(root, (node) => {
    if (node.type === 'ArithmeticWord') names.add(node.value);
    if (node.type === 'Word' || node.type === 'HereDocBody')
      for (const [, name = ''] of node.text.matchAll(/\$\{?[!#]?(\w+)/g)) names.add(name);
  });
  return names;
}

function given(settings: readonly Setting[], values: Values, before: Values): Values {
  const sets = new Map<string, Set<string>>();
  const unsure = new Set<string>();
  for (const { name, word, each } of settings) {
    const set = sets.get(name) ?? new Set(before.get(name));
    sets.set(name, set);
    const all = word ? valuesOf([word], values, 1) : each && valuesOf(each, values, MAX_VALUES);
    for (const value of all ?? []) set.add(value);
    if (!all || set.size > MAX_VALUES || before.get(name)?.length === 0) unsure.add(name);
  }
  return new Map([...sets].map(([name, set]) => [name, unsure.has(name) ? [] : [...set]]));
}

/** All that some words may be, each at most so many fields; undefined where that is not known. */
function valuesOf(words: readonly Word[], values: Values, most: number): string[] | undefined {
  const all: string[] = [];
  if (words.length > MAX_VALUES) return undefined;
  for (const word of words)
    for (const variables of worldsOf([word], values)) {
      const fields = word.text === '' ? [{ text: '', sure: true }] : fieldsOf(word, variables);
      if (fields.length > most || !fields.every(({ text, sure }) => sure && text.length <= MAX_VALUE)) return undefined;
      all.push(...(fields.length === 0 ? [''] : fields.map(({ text }) => text)));
    }
  return all;
}

/** For each combination of the values of the variables that are in some shell: their values. */
export function worldsOf(nodes: readonly SyntaxNode[], values: Values): readonly Variables[] {
  const names = new Set<string>();
  if (values.size > 0)
    for (const node of nodes)
      walk(node, (part) => {
        if (part.type !== 'SimpleExpansion' && part.type !== 'ParameterExpansion') return;
        const name = variableOf(part);
        if (name !== undefined && values.get(name)?.length) names.add(name);
      });
  let worlds: Variables[] = [NO_VARIABLES];
  for (const name of names) {
    const all = values.get(name) ?? [];
    // Too many: this one may have any value.
    if (worlds.length * all.length > MAX_VALUES) continue;
    worlds = worlds.flatMap((world) => all.map((value) => new Map([...world, [name, value]])));
  }
  return worlds;
}

/** Whether a command declares a variable that is another one's name. */
const isNameref = (node: SyntaxNode): boolean =>
  node.type === 'Command' &&
  DECLARING.test(node.name?.value ?? '') &&
  node.args.some((arg) => arg.type === 'Word' && /^-[a-zA-Z]*n/.test(arg.value));

/** What a node sets. */
function settingsOf(node: SyntaxNode): readonly Setting[] {
  switch (node.type) {
    case 'For':
      return [{ name: node.name.value, ...(node.wordlist && { each: node.wordlist }) }];
    case 'Select':
      return [{ name: node.name.value }];
    case 'ParameterExpansion':
      return /=/.test(node.operation?.type === 'Default' ? node.operation.operator : '')
        ? [{ name: node.parameter }]
        : [];
    case 'ArithmeticBinary':
      return /^(?:[^=!<>]|<<|>>)?=$/.test(node.operator) && node.left.type === 'ArithmeticWord'
        ? [{ name: node.left.value }]
        : [];
    case 'ArithmeticUnary':
      return /^(?:\+\+|--)$/.test(node.operator) && node.operand.type === 'ArithmeticWord'
        ? [{ name: node.operand.value }]
        : [];
    case 'Command':
      if (SETTING.test(node.name?.value ?? ''))
        return node.args.flatMap((arg) => {
          const name = /^\w+/.exec(arg.type === 'Word' ? arg.value : arg.name)?.[0];
          return name === undefined ? [] : [{ name }];
        });
      if (/^(?:eval|trap)$/.test(node.name?.value ?? '')) return settingsOfText(node.args.map(literalText).join(' '));
      return assignmentsOf(node);
    default:
      return [];
  }
}

const literalText = (arg: CommandArgument) => (arg.type === 'Word' ? literalOf(arg) : arg.text);

/** Those of a text that the same shell runs. */
function settingsOfText(text: string): Setting[] {
  const settings: Setting[] = [];
  walk(parseShell(text).tree, (node) => settings.push(...settingsOf(node)));
  return settings;
}

function assignmentsOf(node: SyntaxNode & { type: 'Command' }): Setting[] {
  // Before a command they are for that command alone, whose words are expanded before.
  const items = !node.name ? node.prefix : DECLARING.test(node.name.value) ? node.suffix : [];
  return items.flatMap((item) => {
    if (item.type !== 'Assignment') return [];
    const { name, value, append, index } = item;
    return [{ name, ...(value.type === 'Word' && !append && !index && { word: value }) }];
  });
}
