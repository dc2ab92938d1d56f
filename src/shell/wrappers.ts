// Programs that run the command, or the text of shell, that follows them.

import { mayBeAnything } from './fields.ts';
import { type Options, operandsAt, optionsOf } from './getopt.ts';
import { ipCommand, isOwnNetns } from './ip.ts';

const SHELL = /^(?:ba|da|z|k|mk|a)?sh$/;

/** In place of the arguments that xargs(1) adds. */
export const XARGS = '$(xargs)';

/** What a command runs besides itself. */
export type Inner =
  | {
      readonly words: readonly string[];
      /** In another network namespace than the shell (true), or in the machine's own (false); absent: where it runs itself. */
      readonly elsewhere?: boolean;
    }
  /** A text of shell. */
  | { readonly text: string }
  /** An option that is not known, so that it cannot be said where the command begins. */
  | 'unread';

interface Wrapper extends Options {
  /** Its own words before those of the command. */
  readonly operands?: number;
}

const ENV = { short: 'i0u:C:v', long: 'ignore-environment null unset= chdir= debug block-signal ignore-signal' };
/** Programs that run the command after their options, or a shell where there is none. */
const WRAPPERS: ReadonlyMap<string, Wrapper> = new Map<string, Wrapper>([
  ['command', { short: 'pvV' }],
  ['builtin', { short: '' }],
  ['exec', { short: 'cla:' }],
  ['time', { short: 'apvqVf:o:', long: 'append portability quiet verbose format= output=' }],
  [
    'sudo',
    {
      short: 'ABbC:c:D:EeHg:h:iKklNnPp:R:r:SsT:t:U:u:Vv',
      long: `askpass background bell close-from= chdir= preserve-env set-home group= host= login non-interactive
        preserve-groups prompt= chroot= role= stdin shell type= command-timeout= other-user= user= no-update reset-timestamp`,
    },
  ],
  ['doas', { short: 'LnsC:u:' }],
  ['env', ENV],
  ['nice', { short: 'n:0123456789', long: 'adjustment=' }],
  ['ionice', { short: 'c:n:p:P:u:t', long: 'class= classdata= ignore' }],
  ['stdbuf', { short: 'i:o:e:', long: 'input= output= error=' }],
  ['timeout', { short: 'fpvk:s:', long: 'foreground preserve-status verbose kill-after= signal=', operands: 1 }],
  ['flock', { short: 'sxenuoFvw:E:', long: 'shared exclusive unlock nonblock timeout= close verbose', operands: 1 }],
  ['chrt', { short: 'abdfiorRvmpT:P:D:', long: 'all-tasks batch deadline fifo idle other rr verbose', operands: 1 }],
  ['taskset', { short: 'acp', long: 'all-tasks cpu-list pid', operands: 1 }],
  ['setsid', { short: 'cfw', long: 'ctty fork wait' }],
  ['nohup', { short: '' }],
  ['busybox', { short: '' }],
  ['toybox', { short: '' }],
  ['xtables-multi', { short: '' }],
  ['chroot', { short: '', long: 'groups= userspec= skip-chdir', operands: 1 }],
  ['strace', { short: 'CDdfhikrtTvVwxyYza:b:e:E:I:o:O:p:P:s:S:u:U:X:', long: 'follow-forks output= trace=' }],
  ['ltrace', { short: 'CfhiLrStTVa:A:D:e:F:l:n:o:p:s:u:w:x:' }],
  ['unbuffer', { short: 'p' }],
  ['setpriv', { short: 'dh', long: 'reuid= regid= clear-groups keep-groups init-groups groups= no-new-privs' }],
  [
    'systemd-run',
    { short: 'dEGHMPpqrStu:', long: 'user scope wait pty pipe quiet collect unit= property= uid= setenv=' },
  ],
  ['systemd-inhibit', { short: '', long: 'what= who= why= mode=' }],
  ['xtables-nft-multi', { short: '' }],
  ['xtables-legacy-multi', { short: '' }],
  ['pkexec', { short: '', long: 'user= disable-internal-agent keep-cwd' }],
  ['fakeroot', { short: 'l:f:s:i:ub:hv', long: 'lib= faked= unknown-is-real' }],
  [
    'prlimit',
    { short: 'p:o:vcdefilmnqrstuxy0123456789', long: 'pid= output= noheadings raw verbose core data nofile' },
  ],
]);

/** All that a command runs besides itself, or in its place. Empty: it is none that runs others. */
export function runBy(program: string, args: readonly string[]): readonly Inner[] {
  const wrapper = WRAPPERS.get(program);
  if (wrapper) return [ofWrapper(program, args, wrapper)];
  if (SHELL.test(program)) return ofShell(args);
  switch (program) {
    case 'eval':
      return [{ text: args.slice(args[0] === '--' ? 1 : 0).join(' ') }];
    case 'trap':
      return args
        .filter(isOperand)
        .slice(0, 1)
        .map((text) => ({ text }));
    case 'watch':
      return [textBehind(args, { short: 'bcdegrtwxCn:q:s:', long: WATCH_LONG })];
    case 'su':
    case 'runuser':
      return ofSu(args);
    case 'capsh':
      return args.includes('--') ? ofShell(args.slice(args.indexOf('--') + 1)) : [];
    case 'start-stop-daemon':
      return ofDaemon(args);
    case 'script':
      return ofOption(args, /^(?:-[a-z]*c|--command)$/, /^--command=/);
    case 'find':
      return args.flatMap((word, at) =>
        /^-(?:exec|ok)(?:dir)?$/.test(word) ? [{ words: untilEnd(args, at + 1) }] : [],
      );
    case 'xargs':
      return [ofXargs(args)];
    case 'parallel':
      return ['unread'];
    case 'ip':
    case 'bridge':
    case 'tc':
      return ofIp(program, args);
    case 'nsenter':
    case 'unshare':
      return ofNamespaces(program, args);
    default:
      return [];
  }
}

const WATCH_LONG = 'beep color differences errexit chgexit interval= precise no-title no-wrap exec equexit=';

/** Whether a command is a shell that takes its text from its input, or from a file that is not seen. */
export function readsInput(program: string, args: readonly string[]): boolean {
  if (program === '.' || program === 'source')
    return args.slice(0, 1).some((file) => /^\/(?:dev|proc)\/|^<\(/.test(file) || mayBeAnything(file));
  if (!SHELL.test(program)) return false;
  const { text, operands } = shellArguments(args);
  return text === undefined && (operands.length === 0 || args.some((word) => /^-[a-z]*s/.test(word)));
}

function ofShell(args: readonly string[]): Inner[] {
  const { text } = shellArguments(args);
  return text === undefined ? [] : [{ text }];
}

/** Of bash(1), OPTIONS: with `-c`, anywhere among them, the first operand is the text. */
function shellArguments(args: readonly string[]): { text?: string; operands: readonly string[] } {
  let at = 0;
  let command = false;
  for (let word = args[at] ?? ''; /^[-+]./.test(word) && word !== '--'; word = args[at] ?? '') {
    const isLong = word.startsWith('--');
    command ||= !isLong && word.startsWith('-') && word.includes('c');
    at += (isLong ? /^--(?:rcfile|init-file)$/ : /^[-+]\w*[oO]$/).test(word) ? 2 : 1;
  }
  const operands = args.slice(args[at] === '--' || args[at] === '-' ? at + 1 : at);
  return command ? { text: operands[0] ?? '', operands } : { operands };
}

function ofWrapper(program: string, args: readonly string[], { operands = 0, ...options }: Wrapper): Inner {
  if (program === 'env' && args.some((word) => /^-[a-zA-Z]*S|^--split/.test(word))) return 'unread';
  const at = operandsAt(args, options);
  if (at === undefined) return 'unread';
  const own = args.slice(0, at);
  const rest = args.slice(at);
  const assignments = rest.findIndex((word) => !/^\w+=/.test(word));
  const words = assignments < 0 ? [] : rest.slice(assignments);
  if (program === 'flock' && /^(?:-c|--command)$/.test(words[1] ?? '')) return { text: words[2] ?? '' };
  const isLogin =
    (program === 'sudo' || program === 'doas') && own.some((word) => /^-\w*[si]|^--(?:login|shell)$/.test(word));
  if (isLogin && words.length === 0) return { words: ['sh'] };
  return { words: words.slice(operands) };
}

/** `su` and `runuser`: `-c TEXT`, `-u USER COMMAND`, or a shell. */
function ofSu(args: readonly string[]): Inner[] {
  const texts = ofOption(args, /^(?:-[a-z]*c|--(?:session-)?command)$/, /^--(?:session-)?command=/);
  if (texts.length > 0) return texts;
  const user = args.findIndex((word) => /^(?:-u|--user)$/.test(word));
  if (user >= 0) return [{ words: args.slice(args[user + 2] === '--' ? user + 3 : user + 2) }];
  return [{ words: ['sh'] }];
}

function ofDaemon(args: readonly string[]): Inner[] {
  const found = optionsOf(args, {
    short: 'KSTHVbCmoqtvx:a:p:P:u:g:c:s:n:R:N:d:k:r:I:O:',
    long: `start stop status help version background make-pidfile oknodo quiet test verbose no-close exec= startas= pidfile=
      user= group= chuid= signal= name= retry= nicelevel= chdir= umask= chroot= procsched= iosched= output=`,
  });
  if (!found) return ['unread'];
  const { options, operands } = found;
  const program = options.get('a') ?? options.get('startas') ?? options.get('x') ?? options.get('exec');
  return program === undefined ? [] : [{ words: [program, ...operands] }];
}

/** The text that an option has as its value: as the next word, or after `=`. */
function ofOption(args: readonly string[], apart: RegExp, joined: RegExp): Inner[] {
  return args.flatMap((word, at) => {
    if (joined.test(word)) return [{ text: word.slice(word.indexOf('=') + 1) }];
    return apart.test(word) ? [{ text: args[at + 1] ?? '' }] : [];
  });
}

function textBehind(args: readonly string[], options: Options): Inner {
  const at = operandsAt(args, options);
  return at === undefined ? 'unread' : { text: args.slice(at).join(' ') };
}

/** What `find -exec` runs. */
function untilEnd(args: readonly string[], from: number): readonly string[] {
  const end = args.findIndex((word, at) => at >= from && /^[;+]$/.test(word));
  return args.slice(from, end < 0 ? undefined : end);
}

/** Without `-netns`; and what `ip netns exec` and `ip vrf exec` run. */
function ofIp(program: string, words: readonly string[]): Inner[] {
  const { options, object, action, args } = ipCommand(words);
  if (program === 'ip' && object === 'netns' && action === 'exec') {
    const all = options.has('-all');
    return [{ words: args.slice(all ? 0 : 1), elsewhere: all || !isOwnNetns(args[0] ?? '') }];
  }
  const name = options.get('-netns');
  const netns = name === undefined ? {} : { elsewhere: !isOwnNetns(name) };
  if (program === 'ip' && object === 'vrf' && action === 'exec') return [{ words: args.slice(1), ...netns }];
  if (netns.elsewhere === undefined) return [];
  const others = [...options].filter(([name]) => name !== '-netns').flat();
  const rest = [...others, object, action, ...args].filter((word) => word !== undefined);
  return [{ words: [program, ...rest], ...netns }];
}

/** Its command, with what it adds: at the end, or in place of what `-I` names. */
function ofXargs(args: readonly string[]): Inner {
  const at = operandsAt(args, {
    short: '0prtxoa:d:E:I:L:n:P:s:',
    long: 'null open-tty interactive no-run-if-empty verbose exit arg-file= delimiter= eof replace= max-args= max-procs=',
  });
  if (at === undefined) return 'unread';
  const command = args.slice(at);
  const options = args.slice(0, at);
  const replaces = options.findIndex((word) => word.startsWith('-I'));
  const place = options[replaces]?.slice(2) || options[replaces + 1];
  if (command.length === 0) return { words: [] };
  return {
    words: replaces < 0 || !place ? [...command, XARGS] : command.map((word) => word.replaceAll(place, XARGS)),
  };
}

const isOperand = (word: string) => !word.startsWith('-');

/** nsenter(1), unshare(1): in another network namespace only where an option says so. */
function ofNamespaces(program: string, args: readonly string[]): Inner[] {
  const separator = args.indexOf('--');
  const operand = args.findIndex(
    (word, at) => isOperand(word) && !/^(?:-\w*[tSG]|--target|--set[ug]id)$/.test(args[at - 1] ?? ''),
  );
  const at = separator >= 0 && (operand < 0 || separator < operand) ? separator + 1 : operand;
  const options = at < 0 ? args : args.slice(0, at);
  const words = at < 0 ? ['sh'] : args.slice(at);
  const net = options.some((word) => /^(?:--net|--all|-[a-zA-Z]*[na])/.test(word) && !/^-[tSG]/.test(word));
  if (!net) return [{ words }];
  return [{ words, elsewhere: program === 'unshare' || !entersMachine(options) }];
}

/** Whether nsenter(1) may enter the network namespace of process 1: the machine's own. */
function entersMachine(options: readonly string[]): boolean {
  const all = ` ${options.join(' ')} `;
  if (options.some(mayBeAnything)) return true;
  if (/ (?:--net=|-n)(?!\/proc\/1\/)[^ ]/.test(all) && !/ -n?t?\d/.test(all)) return false;
  return / (?:-\w*t|--target)[ =]?1 | (?:--net=|-\w*n)\/proc\/1\/ns\/net /.test(all);
}
