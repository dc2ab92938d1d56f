// Programs that run the command, or the text of shell, that stands behind them.
import { ipCommand } from './ip.ts';

export const SHELL = /^(?:ba|da|z|k)?sh$/;

/** In place of the arguments that xargs(1) adds. */
export const XARGS = '$(xargs)';

/** The command that another one runs. */
export interface Inner {
  readonly words: readonly string[];
  /** It runs in another network namespace, or in the machine's own; undefined: where the other one runs. */
  readonly elsewhere?: boolean;
}

/** The text of shell that a command runs, where it is one of its words. */
export function textRunBy(program: string, args: readonly string[]): string | undefined {
  if (program === 'eval') return args.join(' ');
  if (program === 'trap') return args.find(isOperand);
  if (program === 'watch') return afterOptions(args, /^-[nq]$/).join(' ');
  if (!SHELL.test(program) && program !== 'su') return undefined;
  const option = args.findIndex(isCommandOption);
  return option < 0 ? undefined : (args[option + 1] ?? '');
}

/** `-c`, also among others as in `bash -ec`. */
const isCommandOption = (word: string) => /^-[a-z]*c$/.test(word);

interface Wrapper {
  /** Its options that take a value as a word of its own. */
  readonly withValue: RegExp;
  /** Its own words before those of the command. */
  readonly operands?: number;
}

const NO_VALUE = /(?!)/;
/** Programs that run the command behind their options. */
const WRAPPERS = new Map<string, Wrapper>([
  ['command', { withValue: NO_VALUE }],
  ['builtin', { withValue: NO_VALUE }],
  ['exec', { withValue: /^-a$/ }],
  ['time', { withValue: /^-[fo]$/ }],
  ['sudo', { withValue: /^-[ughpCrtTDR]$/ }],
  ['doas', { withValue: /^-[uC]$/ }],
  ['env', { withValue: /^-[uCS]$/ }],
  ['nice', { withValue: /^-n$/ }],
  ['ionice', { withValue: /^-[cnpPu]$/ }],
  ['stdbuf', { withValue: /^-[ioe]$/ }],
  ['timeout', { withValue: /^-[sk]$/, operands: 1 }],
  ['flock', { withValue: /^-[wE]$/, operands: 1 }],
  ['chrt', { withValue: /^-[TPD]$/, operands: 1 }],
  ['taskset', { withValue: NO_VALUE, operands: 1 }],
  ['setsid', { withValue: NO_VALUE }],
  ['nohup', { withValue: NO_VALUE }],
  ['busybox', { withValue: NO_VALUE }],
  ['xtables-nft-multi', { withValue: NO_VALUE }],
  ['xtables-legacy-multi', { withValue: NO_VALUE }],
]);

/** The command that a command runs, if it is one of those that do. */
export function commandRunBy(program: string, args: readonly string[]): Inner | undefined {
  const wrapper = WRAPPERS.get(program);
  if (wrapper) return { words: afterOptions(args, wrapper.withValue).slice(wrapper.operands ?? 0) };
  if (program === 'xargs') return { words: ofXargs(args) };
  if (program === 'ip' || program === 'bridge' || program === 'tc') return ofIp(program, args);
  if (program !== 'nsenter' && program !== 'unshare') return undefined;
  const at = commandAt(args);
  if (at < 0 || !args.slice(0, at).some((word) => /^(?:--net|-[a-zA-Z]*n|--all$|-a$)/.test(word))) return undefined;
  return { words: args.slice(at), elsewhere: program === 'unshare' || !entersMachine(args.slice(0, at)) };
}

/** Without `-netns`; and what `ip netns exec` and `ip vrf exec` run. */
function ofIp(program: string, words: readonly string[]): Inner | undefined {
  const { options, object, action, args } = ipCommand(words);
  if (program === 'ip' && object === 'netns' && action === 'exec')
    return { words: args.slice(options.has('-all') ? 0 : 1), elsewhere: true };
  const netns = options.get('-netns') === undefined ? {} : { elsewhere: true };
  if (program === 'ip' && object === 'vrf' && action === 'exec') return { words: args.slice(1), ...netns };
  if (!netns.elsewhere) return undefined;
  const others = [...options].filter(([name]) => name !== '-netns').flat();
  const rest = [...others, object, action, ...args].filter((word) => word !== undefined);
  return { words: [program, ...rest], elsewhere: true };
}

/** Its command, with what it adds: at the end, or in place of what `-I` names. */
function ofXargs(args: readonly string[]): readonly string[] {
  const command = afterOptions(args, /^-[IaEdLnPs]$/);
  const options = args.slice(0, args.length - command.length);
  const at = options.findIndex((word) => word.startsWith('-I'));
  const place = options[at]?.slice(2) || options[at + 1];
  return at < 0 || !place ? [...command, XARGS] : command.map((word) => word.replaceAll(place, XARGS));
}

function afterOptions(words: readonly string[], withValue: RegExp): readonly string[] {
  let at = 0;
  while (words[at]?.startsWith('-') || /^\w+=/.test(words[at] ?? '')) at += withValue.test(words[at] ?? '') ? 2 : 1;
  return words.slice(at);
}

const isOperand = (word: string) => !word.startsWith('-');

/** Where the command of nsenter(1) and unshare(1) begins. */
function commandAt(args: readonly string[]): number {
  const separator = args.indexOf('--');
  const operand = args.findIndex((word, at) => isOperand(word) && !/^(?:-[tSG]|--target)$/.test(args[at - 1] ?? ''));
  return separator >= 0 && (operand < 0 || separator < operand) ? separator + 1 : operand;
}

/** Whether nsenter(1) enters the network namespace of process 1: the machine's own. */
const entersMachine = (options: readonly string[]) =>
  /(?:^| )(?:(?:-[a-zA-Z]*t|--target)[ =]?1|--net=\/proc\/1\/ns\/net|-n\/proc\/1\/ns\/net)(?: |$)/.test(
    options.join(' '),
  ) && !options.some((word) => /^(?:--net=|-n)(?!\/proc\/1\/)./.test(word));
