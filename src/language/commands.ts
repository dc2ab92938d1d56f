// Which program a command runs in the end, and the words of its language.
import { precedesCommand } from '../shell/operands.ts';
import { runBy } from '../shell/wrappers.ts';

/** A word of a program's language, and where it is: many of them may stand between the quotes of one word of the shell. */
export interface Token {
  readonly text: string;
  /** Which word it is in, and from where. */
  readonly word: number;
  readonly offset: number;
}

/**
 * The words of the program that is told a word of a command, its bare name first: of several in a row, such as `sudo` and
 * `ip netns exec` before another one, the last that begins there or before.
 */
export function tokensOf(words: readonly string[], index = words.length - 1): readonly Token[] {
  const start = programsIn(words).findLast((at) => at <= index) ?? words.length;
  const name = words[start]?.split('/').at(-1) ?? '';
  const pattern = PATTERNS.get(name);
  return words.slice(start).flatMap((text, index): Token[] => {
    const word = start + index;
    if (index === 0) return [{ text: name, word, offset: text.length - name.length }];
    if (!pattern) return inOption(text).map((part) => ({ ...part, word }));
    return [...text.matchAll(pattern)].map((found) => ({ text: found[0], word, offset: found.index }));
  });
}

/** `--name=value` is two words. */
function inOption(text: string): Pick<Token, 'text' | 'offset'>[] {
  const name = /^--[\w-]+(?==)/.exec(text)?.[0];
  if (name === undefined) return [{ text, offset: 0 }];
  return [
    { text: name, offset: 0 },
    { text: text.slice(name.length + 1), offset: name.length + 1 },
  ];
}

/** Programs that read their arguments as one text. */
const PATTERNS: ReadonlyMap<string, RegExp> = new Map([
  ['nft', /#.*|"[^"]*"?|[{};]|[^\s{};"#]+/g],
  ['tcpdump', /[()]|[^\s()]+/g],
  ['sysctl', /=|[^=]+/g],
]);

/** Whether such a program is at an end of a word behind this text. */
export const endsWord = (program: string, text: string): boolean =>
  PATTERNS.has(program) && /(?:^|[\s{};()=])$/.test(text);

/** Where the programs of a command begin, each run by the one before it. */
function programsIn(words: readonly string[], from = 0): readonly number[] {
  // sudo is a program with options of its own.
  const own = words.findIndex((word, at) => at >= from && (word === 'sudo' || !precedesCommand(word)));
  if (own < 0) return [];
  const args = words.slice(own + 1);
  for (const inner of runBy(words[own]?.split('/').at(-1) ?? '', args)) {
    if (inner === 'unread' || !('words' in inner) || inner.words.length === 0) continue;
    const at = args.length - inner.words.length;
    // `ip -n blue link` runs `ip link`, which is nowhere written.
    if (at >= 0 && inner.words.every((word, index) => word === args[at + index]))
      return [own, ...programsIn(words, own + 1 + at)];
  }
  return [own];
}
