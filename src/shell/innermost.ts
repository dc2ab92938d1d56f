import type { ShellWord } from './commands.ts';
import { runBy } from './wrappers.ts';

/** Other programs that are one of many by their first argument: what they do is their own. */
const MANY_IN_ONE = /^(?:busybox|toybox|xtables-multi)$/;

/** `command -v tcpdump` only asks. */
export const onlyAsks = (program: string, args: readonly string[]): boolean =>
  program === 'command' && /^-\w*[vV]/.test(args[0] ?? '');

/** Nobody writes more programs before the one that is meant. */
const MAX_PREFIXES = 20;

/**
 * The index of the program that the words of a command run in the end: behind assignments, sudo, `ip netns exec`. That of the
 * number of words if there is none.
 */
export function innermost(words: readonly ShellWord[]): number {
  let at = words.findIndex(({ text }) => !/^\w+=/.test(text));
  if (at < 0) return words.length;
  for (let prefixes = 0; prefixes < MAX_PREFIXES; prefixes++) {
    const [program = '', ...args] = words.slice(at).map(({ text }) => text);
    const name = program.slice(program.lastIndexOf('/') + 1);
    if (MANY_IN_ONE.test(name) || onlyAsks(name, args)) return at;
    const [inner, ...more] = runBy(name, args);
    if (more.length > 0 || inner === undefined || inner === 'unread' || !('words' in inner)) return at;
    const rest = inner.words.length;
    const isTail = rest > 0 && rest <= args.length && inner.words.every((word, i) => word === args.at(i - rest));
    if (!isTail) return at;
    at = words.length - rest;
  }
  return at;
}

/** A program by its bare name, and its arguments. */
export type Argv = readonly [program: string, ...args: string[]];

/** The innermost program of a command; '' if there is none. Without quotes; expansions as written. */
export function innermostArgv(words: readonly ShellWord[]): Argv {
  const [path = '', ...args] = words.slice(innermost(words)).map(({ text }) => text);
  return [path.slice(path.lastIndexOf('/') + 1), ...args];
}
