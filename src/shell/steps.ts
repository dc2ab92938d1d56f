import { type SimpleCommand, simpleCommand } from './commands.ts';
import { evaluated, hidden, literalOf, SUBSTITUTES, textOf, type Variables } from './fields.ts';
import { byName, functionsIn, namesGiven, withArguments } from './functions.ts';
import { ipCommand } from './ip.ts';
import { commandsOfRestored, restoresMore } from './iptables.ts';
import { nftArguments } from './nft.ts';
import {
  type Command,
  parseShell,
  type Redirected,
  type Redirection,
  type ShellFunction,
  type SyntaxNode,
  walk,
} from './parse.ts';
import { shellCommand } from './quote.ts';
import { DECLARING, type Values, valuesIn, worldsOf } from './variables.ts';
import { isShell, readsInput, runBy, scriptOf } from './wrappers.ts';
import { contentsOf, type FileWritten, filesWritten, pathOf, writtenAs } from './written.ts';

/** A simple command of a cell, as far as its text shows. */
export interface Step {
  /** The program by its bare name, and its arguments. Without quotes; expansions as written. */
  readonly argv: readonly string[];
  /** In another network namespace than the shell (true: `ip netns exec`), or in the machine's own (false: `nsenter -t 1 -n`). Absent: there. */
  readonly elsewhere?: boolean;
  /** Files to which the shell redirects output; then there is no program. */
  readonly writes?: readonly string[];
  /** The here-documents that its line opens, whose commands are steps as well where it reads them. */
  readonly document?: string;
  /** What is in a file that it names and the text writes. */
  readonly file?: string;
  /** It runs a file that the text writes, and with what is not known. */
  readonly unseen?: true;
  /** It is in a function that the text does not call, so that it is not run yet. */
  readonly uncalled?: true;
}

/** What could not be read, so that anything may be there. */
export type Unread =
  | { readonly why: 'syntax' | 'depth' }
  /** An option that is not known, so that it cannot be said where the command after it begins. */
  | { readonly why: 'option'; readonly program: string };

/** What a text of shell runs. */
export interface Steps {
  /** In the order in which they begin, those after sudo, env or `bash -c` included. */
  readonly steps: readonly Step[];
  readonly faults: readonly Unread[];
}

/** What the texts that a shell has run mean for those that it runs next. */
export interface Known {
  readonly values: Values;
  readonly functions: ReadonlyMap<string, readonly ShellFunction[]>;
  /** What an alias stands for, or a name given by `hash -p`. */
  readonly aliases: ReadonlyMap<string, string>;
  /** What was written into files: undefined if that is not known. */
  readonly files: ReadonlyMap<string, string | undefined>;
}

/** Of a new shell, which is bash. */
export const NOTHING_KNOWN: Known = {
  values: new Map([['BASH', ['bash']]]),
  functions: new Map(),
  aliases: new Map(),
  files: new Map(),
};

/** Text that calls itself through shells has no end. */
const MAX_DEPTH = 4;
/** The values of variables, put in again and again, have no end either. */
const MAX_TEXT = 100_000;
/** Nobody writes more programs before the one that is meant, nor functions that call one another. */
const MAX_PREFIXES = 20;
/** Nor do functions of functions and loops in loops: so many commands are read again with other values. */
const MAX_REPEATED = 5000;

/**
 * The commands in a text of shell. It reads what is written, as a person would: variables hold what the text gives them,
 * functions are read for each call with its arguments, and for any arguments if there is none; aliases where they are used.
 */
export function stepsOf(text: string, known: Known = NOTHING_KNOWN): Steps & { readonly known: Known } {
  const reader = new Reader(known);
  const read = reader.ofText(text, { values: known.values, depth: 0, running: [] });
  return { ...read, known: reader.known };
}

/** Whether ip(8) reads its commands from a file. */
export const isBatch = ({ argv: [program, ...args] }: Step): boolean =>
  program === 'ip' && ipCommand(args).options.has('-batch');

const NONE: Steps = { steps: [], faults: [] };
const TOO_DEEP: Steps = { steps: [], faults: [{ why: 'depth' }] };
const steps = (...all: readonly Step[]): Steps => ({ steps: all, faults: [] });
const together = (all: readonly Steps[]): Steps => ({
  steps: all.flatMap((each) => each.steps),
  faults: all.flatMap((each) => each.faults),
});

/** Where what runs them does, if they do not say otherwise. */
function within({ steps: inner, faults }: Steps, elsewhere: boolean | undefined): Steps {
  if (elsewhere === undefined) return { steps: inner, faults };
  return { steps: inner.map((step) => ({ elsewhere, ...step })), faults };
}

/** Words that come before a command, or do not: `${NETNS:+ip netns exec "$NETNS"}`. */
const OPTIONAL = /^\$\{\w+:?\+([^}]*)\}$/;
/** What bash runs of variables by itself: at each prompt; in each script. */
const PROMPT_COMMAND = 'PROMPT_COMMAND';
const STARTUP = /^(?:BASH_ENV|ENV)$/;
/** Builtins that evaluate their arguments, in which subscripts are expanded once more (bash(1), Arrays). */
const EVALUATING =
  /^(?:let|test|\[|read|unset|mapfile|readarray|compgen|complete|getopts|wait|declare|typeset|local|export|readonly)$/;

interface Scope {
  readonly values: Values;
  /** In how many texts this one is. */
  readonly depth: number;
  /** The functions and aliases that are being read: what calls itself is not read again. */
  readonly running: readonly string[];
}

/** Reads one text, and all in it. */
class Reader {
  readonly #functions: Map<string, readonly ShellFunction[]>;
  readonly #aliases: Map<string, string>;
  readonly #files: Map<string, string | undefined>;
  readonly #called = new Set<ShellFunction>();
  #values: Values;
  /** A file that is not known may have set any variable. */
  #isSourced = false;
  #repeated = 0;

  constructor({ functions, aliases, files, values }: Known) {
    this.#functions = new Map(functions);
    this.#aliases = new Map(aliases);
    this.#files = new Map(files);
    this.#values = values;
  }

  /** After the text. */
  get known(): Known {
    return {
      functions: this.#functions,
      aliases: this.#aliases,
      files: this.#files,
      values: this.#isSourced ? NOTHING_KNOWN.values : this.#values,
    };
  }

  /** `args`: what a script is called with. */
  ofText(text: string, outer: Scope, args?: readonly string[]): Steps {
    const isTooMuch = text.length > MAX_TEXT || ++this.#repeated > MAX_REPEATED;
    if (outer.depth > MAX_DEPTH || (outer.depth > 0 && isTooMuch)) return TOO_DEEP;
    const { tree, faults } = parseShell(text);
    // What is read within a text knows the functions of it.
    const callable = outer.depth > 0 ? [] : [...this.#functions.values()].flat();
    const values = valuesIn(tree, withArguments(args, tree, outer.values), callable);
    if (outer.depth === 0) this.#values = values;
    const scope = { ...outer, values, depth: outer.depth + 1 };
    const functions = functionsIn(tree);
    for (const [name, all] of byName(functions)) this.#functions.set(name, all);
    const read = this.#ofNode(tree, scope);
    // Those that are called by others mostly come before them.
    const uncalled = together(
      functions.toReversed().map((each) => (this.#called.has(each) ? NONE : this.#ofNode(each.body, scope))),
    );
    const waiting = uncalled.steps.map((step): Step => ({ ...step, uncalled: true }));
    const unread = faults.map(({ tooDeep }): Unread => ({ why: tooDeep ? 'depth' : 'syntax' }));
    return together([read, { steps: waiting, faults: [...uncalled.faults, ...unread] }]);
  }

  /** Without what is in the functions there. */
  #ofNode(root: SyntaxNode, scope: Scope): Steps {
    const all: Steps[] = [];
    walk(root, (node) => {
      if (node.type === 'Function') return false;
      if (node.type === 'Command' || node.type === 'Redirected') {
        const worlds = worldsOf(node.type === 'Command' ? [node] : node.redirects, scope.values);
        for (const [index, variables] of worlds.entries()) {
          if ((index > 0 || scope.running.length > 0) && ++this.#repeated > MAX_REPEATED) all.push(TOO_DEEP);
          else all.push(this.#ofCommand(simpleCommand(node, variables), variables, this.#withPrefix(node, scope)));
        }
      }
      if (node.type === 'Command') all.push(this.#ofAssignments(node, scope));
      else all.push(...evaluated(node).map((text) => this.#ofSubstitutions(text, scope)));
      return undefined;
    });
    return together(all);
  }

  #ofCommand({ fields, redirections }: SimpleCommand, variables: Variables, scope: Scope): Steps {
    const files = redirections.flatMap((redirection) => filesWritten(redirection, variables));
    const documents = redirections.flatMap((redirection) => this.#documentOf(redirection, variables));
    const document = documents.length > 0 ? documents.join('\n') : undefined;
    const argv = fields.map(({ text }) => text);
    const own = this.#run(argv, scope, MAX_PREFIXES);
    const reading = document === undefined ? own.steps : own.steps.map((step): Step => ({ ...step, document }));
    const read = document === undefined ? [] : reading.map((step) => this.#ofDocument(step, document, scope));
    for (const { file, content } of contentsOf(reading, files)) this.#write(file, content);
    // The shell itself opens them, before the command may go elsewhere.
    const opened = files.length > 0 ? steps({ argv: [], writes: files.map(({ name }) => name) }) : NONE;
    return together([{ ...own, steps: reading }, ...read, opened]);
  }

  /** What a function knows that is called with assignments before it. */
  #withPrefix(node: Command | Redirected, scope: Scope): Scope {
    if (node.type !== 'Command' || node.prefix.length === 0 || !this.#functions.has(node.name?.value ?? ''))
      return scope;
    return { ...scope, values: valuesIn({ ...node, name: undefined, suffix: [] }, scope.values) };
  }

  #write({ name, appends }: FileWritten, content: string | undefined): void {
    const path = pathOf(name);
    const before = appends && this.#files.has(path) ? this.#files.get(path) : '';
    const whole = content === undefined || before === undefined ? undefined : `${before}${content}\n`;
    this.#files.set(path, whole !== undefined && whole.length <= MAX_TEXT ? whole : undefined);
  }

  /** What is evaluated of the values that are assigned: by arithmetic, `${x@P}`, at prompts (bash(1)). */
  #ofAssignments(command: Command, scope: Scope): Steps {
    const items = [...command.prefix, ...(DECLARING.test(command.name?.value ?? '') ? command.suffix : [])];
    const all = items.flatMap((item): Steps[] => {
      if (item.type !== 'Assignment') return [];
      const words = item.value.type === 'Word' ? [item.value] : item.value.elements;
      return words.flatMap((word) => {
        const text = literalOf(word);
        if (item.name === PROMPT_COMMAND) return [this.ofText(text, scope)];
        const started = STARTUP.test(item.name) && writtenAs(this.#files, text) !== undefined;
        if (started) return [this.#run(['.', text], scope, MAX_PREFIXES)];
        return hidden(word).map((each) => this.#ofSubstitutions(each, scope));
      });
    });
    return together(all);
  }

  /** The substitutions in a text that may be expanded, as a here-document is. */
  #ofSubstitutions(text: string, scope: Scope): Steps {
    if (scope.depth > MAX_DEPTH || text.length > MAX_TEXT) return TOO_DEEP;
    // No line of the text is that long.
    const end = 'E'.repeat(text.length + 1);
    const all: Steps[] = [];
    walk(parseShell(`: <<${end}\n${text}\n${end}`).tree, (node) => {
      if (node.type === 'HereDocBody') all.push(this.#ofNode(node, { ...scope, depth: scope.depth + 1 }));
      return node.type !== 'HereDocBody';
    });
    return together(all);
  }

  /** What a redirection gives to the command as its input, where it is written here or before. */
  #documentOf(redirection: Redirection, variables: Variables): string[] {
    if (redirection.type === 'HereDoc') return [redirection.body.text];
    if (!redirection.target) return [];
    const text = textOf(redirection.target, variables);
    if (redirection.type === 'HereString') return [text];
    const content = redirection.operator === '<' ? this.#files.get(writtenAs(this.#files, text) ?? '') : undefined;
    return content === undefined ? [] : [content];
  }

  /** The commands of a here-document that a shell, `ip -batch -`, `nft -f -` or `iptables-restore -n` reads. */
  #ofDocument(reader: Step, document: string, scope: Scope): Steps {
    const [program = '', ...args] = reader.argv;
    if (program === 'nft') {
      const { checks, file } = nftArguments(args) ?? {};
      return within(
        file !== undefined && !checks ? steps({ argv: [program, '--', document] }) : NONE,
        reader.elsewhere,
      );
    }
    if (restoresMore(program, args))
      return within(this.ofText(commandsOfRestored(program, document), scope), reader.elsewhere);
    if (!isBatch(reader) && !readsInput(program, args)) return NONE;
    const text = isBatch(reader) ? document.replaceAll(/^(?=.)/gm, 'ip ') : document;
    return within(this.ofText(text, scope), reader.elsewhere);
  }

  /** What a command runs: itself, or what follows it. */
  #run([path = '', ...args]: readonly string[], scope: Scope, left: number): Steps {
    if (path === '' && args.length === 0) return NONE;
    if (left === 0) return TOO_DEEP;
    const [, optional] = OPTIONAL.exec(path) ?? [];
    if (optional !== undefined)
      return together([this.#run(args, scope, left - 1), this.ofText(`${optional} ${shellCommand(args)}`, scope)]);
    const program = path.split('/').at(-1) ?? '';
    return together([
      this.#ofName(path, args, scope),
      this.#ofProgram(program, args, scope, left),
      this.#ofFile(path, args, scope),
    ]);
  }

  /** What a function or an alias of that name does. The program of that name may be meant as well: by sudo, before, without aliases. */
  #ofName(name: string, args: readonly string[], scope: Scope): Steps {
    if (scope.running.includes(name)) return NONE;
    const alias = this.#aliases.get(name);
    const functions = this.#functions.get(name) ?? [];
    if (alias === undefined && functions.length === 0) return NONE;
    if (scope.running.length >= MAX_PREFIXES || this.#repeated > MAX_REPEATED) return TOO_DEEP;
    const inner = { ...scope, running: [...scope.running, name] };
    const called = functions.map((each) => {
      this.#called.add(each);
      const values = withArguments(args, each.body, scope.values);
      return this.#ofNode(each.body, { ...inner, values: valuesIn(each.body, values) });
    });
    return together([...called, alias === undefined ? NONE : this.ofText(`${alias} ${shellCommand(args)}`, inner)]);
  }

  #ofProgram(program: string, args: readonly string[], scope: Scope, left: number): Steps {
    for (const [name, text] of namesGiven(program, args)) this.#aliases.set(name, text);
    const inner = runBy(program, args);
    const evaluates = EVALUATING.test(program) || (program === 'printf' && args[0] === '-v');
    const late = (evaluates ? args : []).filter((word) => SUBSTITUTES.test(word));
    const all = inner.map((each): Steps => {
      if (each === 'unread') return { steps: [], faults: [{ why: 'option', program }] };
      if ('text' in each) return this.ofText(each.text, scope);
      return within(this.#run(each.words, scope, left - 1), each.elsewhere);
    });
    const file = args
      .map((word) => this.#files.get(writtenAs(this.#files, word) ?? ''))
      .find((content) => content !== undefined);
    const step: Step = { argv: [program, ...args], ...(file !== undefined && { file }) };
    const own =
      inner.length > 0 ? [] : [steps(step), ...(file === undefined ? [] : [this.#ofDocument(step, file, scope)])];
    return together([...own, ...all, ...late.map((text) => this.#ofSubstitutions(text, scope))]);
  }

  /** What is in a file that was written before and is run now: by its path, by a shell, or by `.`. */
  #ofFile(path: string, args: readonly string[], scope: Scope): Steps {
    const program = path.split('/').at(-1) ?? '';
    const name = path.includes('/') && writtenAs(this.#files, path) !== undefined ? path : scriptOf(program, args);
    if (name === undefined) return NONE;
    const written = writtenAs(this.#files, name);
    const content = this.#files.get(written ?? '');
    this.#isSourced ||= content === undefined && /^(?:\.|source)$/.test(program);
    if (written === undefined) return NONE;
    if (content === undefined) return steps({ argv: [program, ...args], unseen: true });
    const [, interpreter = 'sh'] = /^#!.*?([^/\s]+)[ \t]*(?:-\S*)?\n/.exec(content) ?? [];
    const own = name === path ? args : args.slice(args.indexOf(name) + 1);
    if (isShell(interpreter)) return this.ofText(content, scope, own);
    return steps({ argv: [interpreter, name], file: content });
  }
}
