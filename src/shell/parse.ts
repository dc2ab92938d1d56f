// Shell text as bash(1) reads it. The one file that knows the parser.
import { forEachChild, type ParsedScript, parse, type SyntaxNode } from 'unbash';

export type {
  Assignment,
  Command,
  CommandArgument,
  Function as ShellFunction,
  Redirected,
  Redirection,
  Statement,
  SyntaxNode,
  Word,
  WordPart,
} from 'unbash';

/** What is in a text of shell. */
export interface ShellScript {
  /** The text, as a tree. Where there are faults it holds what could be read. */
  readonly tree: ParsedScript;
  /** Why bash would not take the text as it stands, or would read it in another way than this. Empty when it is sure. */
  readonly faults: readonly Fault[];
}

export interface Fault {
  readonly message: string;
  /** Offset in the text. */
  readonly at: number;
  /** What is missing may come on the next lines: the rest of a quote, of a here-document, of this line; or more commands. */
  readonly open?: 'text' | 'commands';
  /** The line that ends the here-document. */
  readonly delimiter?: string;
  /** It may be right, but is nested deeper than is read. */
  readonly tooDeep?: true;
}

/** What a word without parts cannot hold: the parser does not look into `a[$(b)]` where it is no assignment. */
const EXPANDS = /[`'"]|\$[\w{([*@#?!'"$-]/;
/** It does not see the substitution in `2<(a)` either. In a regular expression these are its own. */
const OPENS = /[<>()]/;

const NOTHING: ParsedScript = { type: 'Script', pos: 0, end: 0, shebang: undefined, commands: [] };
const TOO_MUCH: ShellScript = {
  tree: NOTHING,
  faults: [{ message: 'nested too deeply, or too many here-documents', at: 0, tooDeep: true }],
};

/** An odd number of backslashes at the end: the next line, if there is one, continues this one. */
const JOINS_NEXT = /(?<!\\)(?:\\\\)*\\$/;

/** Nobody nests substitutions deeper, or opens more here-documents; the parser's time grows with the square of both. */
const MAX_NESTING = 100;
const MAX_DOCUMENTS = 1000;

function isTooMuch(text: string): boolean {
  let depth = 0;
  let documents = 0;
  for (const [token] of text.matchAll(/[$<>]\(|\)|<</g)) {
    if (token === '<<') documents++;
    else depth = token === ')' ? Math.max(0, depth - 1) : depth + 1;
    if (depth > MAX_NESTING || documents > MAX_DOCUMENTS) return true;
  }
  return false;
}

/** Reads a text. Never throws: what cannot be read is a fault. */
export function parseShell(text: string): ShellScript {
  if (isTooMuch(text)) return TOO_MUCH;
  try {
    const tree = parse(text);
    const faults: Fault[] = JOINS_NEXT.test(text)
      ? [{ message: 'a backslash at the end', at: text.length - 1, open: 'text' }]
      : [];
    const patterns = new Set<SyntaxNode>();
    walk(tree, (node) => {
      if (node.type === 'TestBinary' && node.operator === '=~') patterns.add(node.right);
      if (node.type === 'Script') faults.push(...faultsOf(node));
      else if (node.type === 'HereDoc' && !node.closing)
        faults.push({
          message: 'unterminated here-document',
          at: node.pos,
          open: 'text',
          delimiter: node.delimiter?.value ?? '',
        });
      else if (node.type === 'Word' && !node.parts && isUnread(node.text, patterns.has(node)))
        faults.push({ message: 'a word that is not read', at: node.pos });
    });
    return { tree, faults };
  } catch (error) {
    // What is nested deeper than our own stack allows.
    if (error instanceof RangeError) return TOO_MUCH;
    throw error;
  }
}

function isUnread(text: string, isPattern: boolean): boolean {
  const bare = text.replaceAll(/\\./gs, '');
  return EXPANDS.test(bare) || (!isPattern && OPENS.test(bare));
}

const faultsOf = ({ errors = [] }: ParsedScript): Fault[] =>
  errors.map(({ message, pos: at }) => {
    if (message.startsWith('unterminated')) return { message, at, open: 'text' };
    return message.startsWith('expected') ? { message, at, open: 'commands' } : { message, at };
  });

/** What the shell would wait for after a text, at its second prompt; undefined where it would run it, or refuse it. */
export function waitsFor(text: string): Pick<Fault, 'open' | 'delimiter'> | undefined {
  const { faults } = parseShell(text);
  if (!faults.every(({ open }) => open)) return undefined;
  return (
    faults.find(({ delimiter }) => delimiter !== undefined) ?? faults.find(({ open }) => open === 'text') ?? faults[0]
  );
}

/**
 * Calls back for a node and all below it, what is in substitutions and here-documents too, in the order of the text. What is
 * below a node for which it gets `false` is left out.
 */
export function walk(node: SyntaxNode, visit: (node: SyntaxNode) => unknown): void {
  if (visit(node) === false) return;
  forEachChild(node, (child) => walk(child, visit));
}
