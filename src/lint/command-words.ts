import type { ShellWord } from '../shell/commands.ts';
import { runBy } from '../shell/wrappers.ts';

/** Other programs that are one of many by their first argument: what they do is their own. */
const MANY_IN_ONE = /^(?:busybox|toybox|xtables-multi)$/;

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
    // `command -v tcpdump` only asks.
    if (MANY_IN_ONE.test(name) || (name === 'command' && /^-\w*[vV]/.test(args[0] ?? ''))) return at;
    const [inner, ...more] = runBy(name, args);
    if (more.length > 0 || inner === undefined || inner === 'unread' || !('words' in inner)) return at;
    const rest = inner.words.length;
    const isTail = rest > 0 && rest <= args.length && inner.words.every((word, i) => word === args.at(i - rest));
    if (!isTail) return at;
    at = words.length - rest;
  }
  return at;
}
