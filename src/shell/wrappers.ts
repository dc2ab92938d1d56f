// Programs that run the command, or the text of shell, that follows them.

import { mayBeAnything } from './fields.ts';
import { type Options, operandsAt } from './getopt.ts';
import { ipCommand, isOwnNetns } from './ip.ts';
import { shellCommand } from './quote.ts';
import { WRAPPERS, type Wrapper } from './wrapper-options.ts';

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

/** All that a command runs besides itself, or in its place. Empty: it is none that runs others. */
export function runBy(program: string, args: readonly string[]): readonly Inner[] {
  const wrapper = WRAPPERS.get(program);
  if (wrapper) return [ofWrapper(program, args, wrapper)];
  if (isShell(program)) return ofShell(args);
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
    case 'script':
      return ofOption(args, /^(?:-[a-z]*c|--command)$/, /^--command=/);
    case 'find':
      return args.flatMap((word, at) =>
        /^-(?:exec|ok)(?:dir)?$/.test(word) ? [{ words: untilEnd(args, at + 1) }] : [],
      );
    case 'xargs':
      return [ofXargs(args)];
    case 'parallel':
      return ofParallel(args);
    case 'start-stop-daemon':
      return ofDaemon(args);
    case 'capsh': {
      // The rest is for the shell that it starts.
      const at = args.findIndex((word) => /^(?:--|==)$/.test(word));
      return at < 0 ? [] : [{ words: ['bash', ...args.slice(at + 1)] }];
    }
    case 'mapfile':
    case 'readarray':
    case 'compgen':
    case 'complete':
      return ofOption(args, /^-C$/, /^(?!)/);
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

/** Files that are what another process writes. */
const STREAMS = /^\/(?:dev|proc)\/|^<\(/;

export const isShell = (program: string): boolean => SHELL.test(program);

/** The file that a shell reads, or that `.` does. */
export function scriptOf(program: string, args: readonly string[]): string | undefined {
  if (program === '.' || program === 'source') return args[args[0] === '--' ? 1 : 0];
  return isShell(program) && !readsInput(program, args) && !shellArguments(args).text
    ? shellArguments(args).operands[0]
    : undefined;
}

/** Whether a command is a shell that takes its text from its input, or from a file that is not seen. */
export function readsInput(program: string, args: readonly string[]): boolean {
  if (program === '.' || program === 'source')
    return args.slice(0, 1).some((file) => STREAMS.test(file) || mayBeAnything(file));
  // A builtin from a library.
  if (program === 'enable') return args.some((word) => /^-[a-z]*f/.test(word));
  if (!isShell(program) || args.some((word) => /^--(?:version|help)$/.test(word))) return false;
  const { text, operands } = shellArguments(args);
  if (text !== undefined) return false;
  return operands.length === 0 || STREAMS.test(operands[0] ?? '') || args.some((word) => /^-[a-z]*s/.test(word));
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

function ofWrapper(program: string, args: readonly string[], { operands = 0, shell, ...options }: Wrapper): Inner {
  if (program === 'env') {
    const split = ofSplit(args);
    if (split) return split;
  }
  // It may come before its options as well as after them.
  const hasArch = program === 'setarch' && /^\w/.test(args[0] ?? '');
  const at = operandsAt(hasArch ? args.slice(1) : args, options);
  if (at === undefined) return 'unread';
  const own = args.slice(0, at);
  const rest = (hasArch ? args.slice(1) : args).slice(program === 'env' && args[at] === '-' ? at + 1 : at);
  const assignments = rest.findIndex((word) => !/^\w+=/.test(word));
  const words = assignments < 0 ? [] : rest.slice(assignments);
  if (program === 'flock' && /^(?:-c|--command)$/.test(words[1] ?? '')) return { text: words[2] ?? '' };
  const isLogin =
    (program === 'sudo' || program === 'doas') && own.some((word) => /^-\w*[si]|^--(?:login|shell)$/.test(word));
  if ((isLogin || shell) && words.length <= operands) return { words: ['sh'] };
  return { words: words.slice(operands) };
}

/** `env -S TEXT WORD…`: the words of a text, options of env among them, then the others. */
function ofSplit(args: readonly string[]): Inner | undefined {
  const at = args.findIndex((word) => /^-[i0v]*S|^--split-string(?:=|$)/.test(word));
  if (at < 0 || args.slice(0, at).some((word) => !/^-|=/.test(word))) return undefined;
  const [, joined = ''] = /^(?:-[i0v]*S|--split-string=?)([\s\S]*)$/.exec(args[at] ?? '') ?? [];
  const rest = args.slice(joined === '' ? at + 2 : at + 1);
  return { text: `env ${joined || (args[at + 1] ?? '')} ${shellCommand(rest)}` };
}

/** parallel(1): a text of shell with the arguments in it, or at its end; the arguments themselves where there is none. */
function ofParallel(args: readonly string[]): Inner[] {
  const end = args.findIndex((word) => SEPARATES.test(word));
  const before = end < 0 ? args : args.slice(0, end);
  const at = operandsAt(before, PARALLEL);
  if (at === undefined) return ['unread'];
  const command = before.slice(at).join(' ');
  const listed = args.slice(end + 1);
  const isOneList = args[end] === ':::' && !listed.some((word) => SEPARATES.test(word));
  if (command === '') return isOneList ? listed.map((text) => ({ text })) : [{ words: ['sh'] }];
  const text = command.search(PLACES) >= 0 ? command : `${command} {}`;
  const values = isOneList && listed.length < 100 ? listed : [XARGS];
  return values.map((value) => ({ text: text.replaceAll('{}', value).replaceAll(PLACES, XARGS) }));
}

const SEPARATES = /^:::?:?\+?$/;
const PLACES = /\{[\d#%+./|:a-z]*\}/g;

const PARALLEL: Options = {
  short: 'j:P:kmXxtvuqr0a:d:n:N:L:l::I:i::E:s:S:C:',
  long: `jobs= max-procs= keep-order xargs verbose ungroup group line-buffer lb quote null arg-file= delimiter= max-args=
    max-replace-args= max-lines colsep= no-run-if-empty dry-run bar progress eta will-cite halt= retries= timeout= delay=
    joblog= results= tag tagstring= load= memfree= nice= trim= header= pipe block= shuf shell-quote silent link`,
};

/** start-stop-daemon(8): its program is the value of an option, the arguments come after `--`. */
function ofDaemon(args: readonly string[]): Inner[] {
  const end = args.indexOf('--');
  const own = end < 0 ? args : args.slice(0, end);
  if (!own.some((word) => /^(?:-\w*S|--start$)/.test(word))) return [];
  const [program] = [
    ...ofOption(own, /^(?:-\w*a|--startas)$/, /^--startas=/),
    ...ofOption(own, /^(?:-\w*x|--exec)$/, /^--exec=/),
  ];
  if (!program || program === 'unread' || !('text' in program)) return ['unread'];
  return [{ words: [program.text, ...(end < 0 ? [] : args.slice(end + 1))] }];
}

/** `su` and `runuser`: `-c TEXT`, `-u USER COMMAND`, or a shell. */
function ofSu(args: readonly string[]): Inner[] {
  const texts = ofOption(args, /^(?:-[a-z]*c|--(?:session-)?command)$/, /^--(?:session-)?command=/);
  if (texts.length > 0) return texts;
  const user = args.findIndex((word) => /^(?:-u|--user)$/.test(word));
  if (user >= 0) return [{ words: args.slice(args[user + 2] === '--' ? user + 3 : user + 2) }];
  return [{ words: ['sh'] }];
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
