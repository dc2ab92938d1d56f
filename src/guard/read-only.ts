import { partsOf, variableOf } from '../shell/fields.ts';
import {
  type Command,
  type CommandArgument,
  parseShell,
  type Redirection,
  type SyntaxNode,
  type Word,
  type WordPart,
} from '../shell/parse.ts';
import { onlyShows } from './showing-programs.ts';

/**
 * Whether a text of shell only looks. It is so for what is read with certainty, and for programs and options that are
 * known: all else is taken to change something. So there are no substitutions, assignments, patterns, here-documents,
 * functions, backslashes or jobs in it, and no output goes to a file.
 */
export function isReadOnly(text: string): boolean {
  if (text.length > MAX_LENGTH || UNSEEN.test(text)) return false;
  const { tree, faults } = parseShell(text);
  return faults.length === 0 && looks(tree, new Set());
}

/** Nobody looks at a network with more. */
const MAX_LENGTH = 20_000;
/** What is not seen in an editor, or looks like something else. */
const UNSEEN = /[^\t\n\P{C}]|[^ \t\n\P{Z}]/u;

/** `loops`: the variables of `for`, whose values are words that are written here. */
function looks(node: SyntaxNode, loops: ReadonlySet<string>): boolean {
  const all = (...nodes: readonly (SyntaxNode | undefined)[]) => nodes.every((each) => !each || looks(each, loops));
  switch (node.type) {
    case 'Script':
    case 'CompoundList':
      return all(...node.commands);
    case 'Statement':
      return !node.background && looks(node.command, loops);
    case 'AndOr':
      return all(...node.commands);
    case 'Pipeline':
      return node.prefixes.every(({ type }) => type === 'Negation') && all(...node.commands);
    case 'If':
      return all(node.clause, node.then, ...node.elif, node.else);
    case 'Elif':
      return all(node.clause, node.then);
    case 'While':
      return all(node.clause, node.body);
    case 'For':
      return looksOver(node.name, node.wordlist, loops) && looks(node.body, new Set([...loops, node.name.text]));
    case 'Subshell':
    case 'BraceGroup':
      return looks(node.body, loops);
    case 'Redirected':
      return node.redirects.every(goesNowhere) && looks(node.command, loops);
    case 'Command':
      return commandLooks(node, loops);
    default:
      return false;
  }
}

function commandLooks({ name, prefix, suffix }: Command, loops: ReadonlySet<string>): boolean {
  if (!prefix.every((item) => item.type !== 'Assignment' && goesNowhere(item))) return false;
  const redirections = suffix.filter((item) => item.type !== 'Word' && item.type !== 'Assignment');
  if (!redirections.every(goesNowhere)) return false;
  if (!name) return true;
  if (!/^[\w./-]+$|^[:[]$/.test(name.text)) return false;
  const args: Plain[] = [];
  for (const item of suffix) {
    if (item.type !== 'Word' && item.type !== 'Assignment') continue;
    const plain = plainOf(item, loops);
    if (!plain) return false;
    args.push(plain);
  }
  return onlyShows([name.text, ...args.map(({ text }) => text)], { unsure: args.some(({ unsure }) => unsure) });
}

/** To or from /dev/null, or to another of the three streams. */
function goesNowhere(redirection: Redirection): boolean {
  if (redirection.type !== 'Redirect' || redirection.descriptor?.type === 'FileDescriptorVariable') return false;
  const { operator, target, descriptor } = redirection;
  if ((descriptor?.value ?? 0) > 2) return false;
  if (operator === '>&') return /^[12]$/.test(target?.text ?? '');
  return /^(?:>>?|&>|<)$/.test(operator) && target?.text === '/dev/null';
}

/** `NAME in WORD…`. What a name in capitals is for, others may decide: PATH, LD_PRELOAD, IFS. */
function looksOver(name: Word, words: readonly Word[] | undefined, loops: ReadonlySet<string>): boolean {
  if (!words || !/^[a-z]\w*$/.test(name.text)) return false;
  const plain = words.map((word) => plainOf(word, loops));
  return plain.every((word) => word && !word.unsure && /^[\w.:/@,+][\w.:/@,+-]*$/.test(word.text));
}

/** A word in which nothing runs and nothing is made. */
interface Plain {
  /** Without its quotes. Variables are left as they are written. */
  readonly text: string;
  /** It has a variable that may hold anything. */
  readonly unsure: boolean;
}

function plainOf(word: CommandArgument, loops: ReadonlySet<string>): Plain | undefined {
  if (word.type !== 'Word' || /(?:^|[:=])~/.test(word.text)) return undefined;
  let text = '';
  let unsure = false;
  for (const { part, quoted } of partsOf(word).flatMap(inQuotes)) {
    const name = variableOf(part);
    if (part.type === 'SingleQuoted' && !part.value.includes('\n')) text += part.value;
    else if (part.type === 'Literal' && isPlain(part.text, quoted, word)) text += part.value;
    else if (part.type === 'ArithmeticExpansion' && NUMBERS.test(part.text)) text += '0';
    else if (name !== undefined && /^(?:[A-Za-z_]\w*|[?#$])$/.test(name)) {
      text += part.text;
      unsure ||= !loops.has(name);
    } else return undefined;
  }
  return { text, unsure };
}

const inQuotes = (part: WordPart) =>
  part.type === 'DoubleQuoted'
    ? part.parts.map((inner: WordPart) => ({ part: inner, quoted: true }))
    : [{ part, quoted: false }];

/** The word is what the program gets. The parser may not know all about braces, brackets and the like. */
function isPlain(text: string, quoted: boolean, word: Word): boolean {
  if (text.includes('\n')) return false;
  return quoted ? !/\\[$`"\\]|\\$/.test(text) : !/[\\{}<>()*?[]/.test(text) || word.text === '[';
}

/** Numbers only: a name in it may be evaluated to a command (bash(1), ARITHMETIC EVALUATION). */
const NUMBERS = /^\$\(\([\d +*/%-]*\)\)$/;
