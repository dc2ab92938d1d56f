import { optionsOf } from './getopt.ts';
import { ipCommand } from './ip.ts';
import { WRAPPERS } from './wrapper-options.ts';
import { isShell, readsInput, runBy } from './wrappers.ts';

/** Where in the words of a command the shell is that it starts for a person to type in. */
export interface StartedShell {
  /** The indices of the programs before it: `sudo`, `ip`. */
  readonly programs: readonly number[];
  /** That of the shell. The number of words: the last of the programs starts one by itself, as `su` does. */
  readonly shell: number;
}

/** Programs that give their terminal to the command behind them. */
const LENDS =
  /^(?:sudo|doas|su|runuser|pkexec|env|exec|command|ip|nsenter|unshare|chroot|setpriv|nice|ionice|stdbuf|setsid|nohup|fakeroot|busybox|setarch|linux(?:32|64))$/;

/** As it is written, it may be any shell. */
const OWN_SHELL = /^\$(?:SHELL|\{SHELL\})$/;

const MAX_PROGRAMS = 20;

/** The interactive shell that a command starts, without a script or `-c`; undefined where it starts none. */
export function startedShell(argv: readonly string[]): StartedShell | undefined {
  const programs: number[] = [];
  for (let at = 0; programs.length < MAX_PROGRAMS; ) {
    const [path = '', ...args] = argv.slice(at);
    const program = programOf(path);
    if (isShell(program)) return isInteractive(program, args) ? { programs, shell: at } : undefined;
    const [inner, ...more] = LENDS.test(program) ? runBy(program, args) : [];
    if (!inner || inner === 'unread' || !('words' in inner) || more.length > 0 || asks(program, args)) return undefined;
    programs.push(at);
    const { words } = inner;
    const isBehind = words.every((word, index) => word === argv.at(index - words.length));
    if (isBehind && !/^su$/.test(program)) at = argv.length - words.length;
    else return words.length === 1 && words[0] === 'sh' ? { programs, shell: argv.length } : undefined;
  }
  return undefined;
}

export const programOf = (path: string): string => (OWN_SHELL.test(path) ? 'bash' : (path.split('/').at(-1) ?? ''));

/** It reads what is typed: `bash -l`, and not `bash script`, `bash /dev/stdin`. */
const isInteractive = (program: string, args: readonly string[]): boolean =>
  readsInput(program, args) && !args.some((word) => /^\/|^<\(|^-n$/.test(word));

/** It only says something of itself, or runs a command more than once. */
const asks = (program: string, args: readonly string[]): boolean =>
  /^--(?:help|version)$/.test(args[0] ?? '') ||
  (program === 'command' && /^-\w*[vV]/.test(args[0] ?? '')) ||
  (program === 'ip' && ipCommand(args).options.has('-all'));

/** The name of the netns that it runs in, as it is written: that of the last program that enters one. */
export function netnsOf(argv: readonly string[], { programs, shell }: StartedShell): string | undefined {
  const names = programs.map((at, index) => {
    const program = programOf(argv[at] ?? '');
    const own = argv.slice(at + 1, programs[index + 1] ?? shell);
    if (program === 'ip') {
      const { object, args } = ipCommand(own);
      return object === 'netns' ? args[0] : undefined;
    }
    const [net = '', ...more] = program === 'nsenter' ? own : [];
    return more.length === 0 ? NETNS_FILE.exec(net)?.[1] : undefined;
  });
  return names.findLast((name) => name !== undefined);
}

const NETNS_FILE = /^(?:--net=|-n)(?:\/var)?\/run\/netns\/([^/]+)$/;

/** How a shell of ours is started in the place of the one that a command starts. */
export interface Prefix {
  /** What comes before it. */
  readonly argv: readonly string[];
  /** It begins in the home directory, as a login does. */
  readonly home: boolean;
}

/**
 * What leads to the shell of a command, its words as they have been expanded and without the shell. `sudo -i`, `su` and their like choose a
 * shell on their own: who is root already gets root's by none of them, and another user's by the options that name a command.
 */
export function prefixOf(words: readonly string[], isRoot: boolean): Prefix | undefined {
  const started = startedShell(words) ?? startedShell([...words, 'bash']);
  if (!started) return undefined;
  let home = false;
  const argv = started.programs.flatMap((at, index) => {
    const [path = '', ...own] = words.slice(at, started.programs[index + 1] ?? started.shell);
    const program = programOf(path);
    if (program === 'exec' || program === 'command') return [];
    if (program === 'su') {
      const { user, login } = suOptions(own);
      if (user === 'root' && isRoot) {
        home ||= login;
        return [];
      }
      return [path, ...(login ? ['-'] : []), '-s', '/bin/sh', '-c', 'exec "$0" "$@"', '--', user];
    }
    if (program !== 'sudo' && program !== 'doas') return [path, ...own];
    const { user, login, shell } = sudoOptions(own);
    if (!shell) return [path, ...own];
    home ||= login;
    return [path, ...(login ? ['-H'] : []), ...(user === undefined ? [] : ['-u', user])];
  });
  return { argv, home };
}

const SU = {
  short: 'fhlmpPVc:g:G:s:w:T',
  long: 'login pty fast preserve-environment shell= group= supp-group= whitelist-environment=',
};

function suOptions(args: readonly string[]): { readonly user: string; readonly login: boolean } {
  const { options = new Map<string, string | undefined>(), operands = [] } =
    optionsOf(
      args.filter((word) => word !== '-'),
      SU,
    ) ?? {};
  return { user: operands[0] ?? 'root', login: args.includes('-') || options.has('l') || options.has('login') };
}

function sudoOptions(args: readonly string[]) {
  const { options = new Map<string, string | undefined>() } =
    optionsOf(args, WRAPPERS.get('sudo') ?? { short: '' }) ?? {};
  const login = options.has('i') || options.has('login');
  return {
    user: options.get('u') ?? options.get('user'),
    login,
    shell: login || options.has('s') || options.has('shell'),
  };
}
