// What ssh(1) is asked to do.

import { looseOptions } from '../shell/getopt.ts';

/** Its options with values. */
const TAKES = 'B b c D E e F I i J L l m O o p Q R S W w';

export const sshOptions = (args: readonly string[]): ReturnType<typeof looseOptions> => looseOptions(args, TAKES);

/** What it does in place of a shell: it forwards, it goes to the background, it asks, it says something of itself. */
const OTHER_THINGS = ['N', 'f', 'O', 'Q', 'W', 'G', 'V'];

/** Without a command it is a shell on another machine. */
export function opensShell(args: readonly string[]): boolean {
  const { options, operands } = sshOptions(args);
  return operands.length === 1 && !OTHER_THINGS.some((name) => options.has(name));
}
