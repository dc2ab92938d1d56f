import { type Field, fieldsOf, NO_VARIABLES, partsOf, textOf, type Variables } from './fields.ts';
import {
  type Assignment,
  type Command,
  type CommandArgument,
  type Fault,
  parseShell,
  type Redirected,
  type Redirection,
  walk,
} from './parse.ts';

/** A word, and where it is in the text. */
export interface ShellWord {
  readonly start: number;
  readonly end: number;
  /** Without its quotes. Expansions are left as they are written. */
  readonly text: string;
}

/** A simple command, wherever it is: in a loop, a function, a substitution. */
export interface SimpleCommand {
  /** Offsets in the text. */
  readonly start: number;
  readonly end: number;
  /** As they are written: its assignments, its program, its arguments. */
  readonly words: readonly ShellWord[];
  /** Its program and its arguments. Empty for a mere assignment or redirection. */
  readonly fields: readonly Field[];
  readonly redirections: readonly Redirection[];
}

/** The simple commands of a text in the order in which they begin, and what could not be read. */
export function commandsOf(text: string): {
  readonly commands: readonly SimpleCommand[];
  readonly faults: readonly Fault[];
} {
  const { tree, faults } = parseShell(text);
  const commands: SimpleCommand[] = [];
  walk(tree, (node) => {
    if (node.type === 'Command' || node.type === 'Redirected') commands.push(simpleCommand(node, NO_VARIABLES));
  });
  return { commands, faults };
}

/** A simple command, or the redirections of a compound one, with these values of variables. */
export function simpleCommand(command: Command | Redirected, variables: Variables): SimpleCommand {
  const { pos, end } = command;
  if (command.type === 'Redirected') return { start: pos, end, words: [], fields: [], redirections: command.redirects };
  const { name, args, prefix, redirects } = command;
  const [first, ...others] = joined([...(name ? [name] : []), ...args]);
  // Of `a=<(b) c` the parser takes the substitution for the name.
  const isOfAssignment = first !== undefined && prefix.at(-1)?.end === first.pos;
  const own = [...(first && !isOfAssignment ? [first] : []), ...others];
  const assignments = prefix.filter((item) => item.type === 'Assignment');
  return {
    start: pos,
    end,
    words: [...assignments, ...own].map(wordOf),
    fields: own.flatMap((arg) => (arg.type === 'Word' ? fieldsOf(arg, variables) : ofAssignment(arg, variables))),
    redirections: redirects,
  };
}

const wordOf = (arg: CommandArgument): ShellWord => ({
  start: arg.pos,
  end: arg.end,
  text: arg.type === 'Word' ? textOf(arg, NO_VARIABLES) : arg.text,
});

/** An argument of `export`, `declare` and their like, which is no field that could be split. */
function ofAssignment({ value, text, name, append, index }: Assignment, variables: Variables): Field[] {
  if (value.type === 'ArrayValue' || index) return [{ text, sure: false }];
  const fields = fieldsOf(value, variables);
  return [
    {
      text: `${name}${append ? '+' : ''}=${fields.map((field) => field.text).join(' ')}`,
      sure: fields.every(({ sure }) => sure),
    },
  ];
}

/** A process substitution continues the word before it, and the word after it continues that. The parser separates them. */
function joined(words: readonly CommandArgument[]): CommandArgument[] {
  const whole: CommandArgument[] = [];
  for (const word of words) {
    const before = whole.at(-1);
    if (before?.type === 'Word' && word.type === 'Word' && before.end === word.pos)
      whole[whole.length - 1] = {
        type: 'Word',
        pos: before.pos,
        end: word.end,
        text: before.text + word.text,
        value: before.value + word.value,
        parts: [...partsOf(before), ...partsOf(word)],
      };
    else whole.push(word);
  }
  return whole;
}

/** Whether a text is one simple command at most: what stops it leaves nothing of it undone. */
export function isOneCommand(text: string): boolean {
  const { tree, faults } = parseShell(text);
  const [statement, ...more] = tree.commands;
  return faults.length === 0 && more.length === 0 && (!statement || statement.command.type === 'Command');
}
