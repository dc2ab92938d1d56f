import { onlyShows } from './showing-programs.ts';

/**
 * Whether a text of shell only looks. It is so for what can be read with certainty, and for programs and options that
 * are known: all else is taken to change something. So there are no substitutions, assignments, patterns, here-documents,
 * functions, backslashes or jobs in it, and no output goes to a file.
 */
export function isReadOnly(text: string): boolean {
  if (text.length > MAX_LENGTH) return false;
  /** The variables of `for`, whose values are words that are written here. */
  const loops = new Set<string>();
  let words: Word[] = [];
  let at = 0;
  while (at < text.length) {
    TOKEN.lastIndex = at;
    const groups = TOKEN.exec(text)?.groups;
    if (!groups) return false;
    at = TOKEN.lastIndex;
    const { separator, word } = groups;
    if (word !== undefined) {
      if (words.length > 0 || !OPENING.has(word)) words.push(readWord(word, loops));
    } else if (separator === '(') {
      if (words.length > 0) return false; // a function, an array
    } else if (separator !== undefined) {
      if (!looks(words, loops)) return false;
      words = [];
    }
  }
  return looks(words, loops);
}

/** Nobody looks at a network with more. */
const MAX_LENGTH = 20_000;

interface Word {
  /** As it is written. */
  readonly raw: string;
  /** Without its quotes. Variables are left as they are written. */
  readonly text: string;
  /** It has a variable that may hold anything. */
  readonly unsure: boolean;
}

const END = String.raw`(?=[\s;&|()]|$)`;
const VARIABLE = String.raw`\$(?:[A-Za-z_]\w*|\{[A-Za-z_]\w*\}|[?#$])`;
/** Numbers only: a name in it may be evaluated to a command (bash(1), ARITHMETIC EVALUATION). */
const ARITHMETIC = String.raw`\$\(\([\d +*/%-]*\)\)`;
const PART = String.raw`[\w./:,@%+=^-]|'[^'\n]*'|"(?:[^"$\x60\\\n]|${VARIABLE}|${ARITHMETIC})*"|${VARIABLE}|${ARITHMETIC}`;
const REDIRECTION = String.raw`(?:[012]?>>?|&>|<)[ \t]*/dev/null${END}|[12]?>&[12]${END}`;
const TOKEN = new RegExp(
  String.raw`[ \t]+|#[^\n]*|${REDIRECTION}|(?<separator>\n|;|&&|\|\||\|&?|[()])|(?<word>(?:[[\]{}!]${END}|(?:${PART})(?:${PART}|#)*))`,
  'y',
);
const PARTS = new RegExp(String.raw`${PART}|[#[\]{}!]`, 'g');
const VARIABLES = new RegExp(VARIABLE, 'g');

/** A command follows them. */
const OPENING = new Set(['if', 'then', 'else', 'elif', 'while', 'until', 'do', '!', '{']);
const CLOSING = new Set(['fi', 'done', '}']);

function readWord(raw: string, loops: ReadonlySet<string>): Word {
  let text = '';
  let unsure = false;
  for (const [part] of raw.matchAll(PARTS)) {
    const quote = /^['"]/.exec(part)?.[0];
    const inner = quote ? part.slice(1, -1) : part;
    const numbers = quote === "'" ? inner : inner.replaceAll(/\$\(\([^)]*\)\)/g, '0');
    text += numbers;
    if (quote === "'") continue;
    unsure ||= [...numbers.matchAll(VARIABLES)].some(([name]) => !loops.has(name.replaceAll(/[${}]/g, '')));
  }
  return { raw, text, unsure };
}

function looks(words: readonly Word[], loops: Set<string>): boolean {
  const [first, ...rest] = words;
  if (!first) return true;
  if (CLOSING.has(first.raw)) return rest.length === 0;
  if (first.raw === 'for') return looksOver(rest, loops);
  if (!/^[\w./-]+$|^[:[]$/.test(first.raw)) return false;
  return onlyShows([first.text, ...rest.map(({ text }) => text)], { unsure: rest.some(({ unsure }) => unsure) });
}

/** `NAME in WORD…`. What a name in capitals is for, others may decide: PATH, LD_PRELOAD, IFS. */
function looksOver([name, word, ...items]: readonly Word[], loops: Set<string>): boolean {
  if (!name || word?.raw !== 'in' || !/^[a-z]\w*$/.test(name.raw)) return false;
  loops.add(name.raw);
  return items.every(({ text, unsure }) => !unsure && /^[\w.:/@,+][\w.:/@,+-]*$/.test(text));
}
