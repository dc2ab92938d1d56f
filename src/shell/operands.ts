// What a word of a command names, by the words before it. Sources: ip(8) and its sisters, bridge(8), iptables(8), ping(8).
import { type IpCommand, ipCommand } from './ip.ts';

/** What may come somewhere in a command. `master`: a link that others can be ports of. `prefix`: an address with its length. */
export type OperandSort = 'netns' | 'link' | 'master' | 'address' | 'prefix';

export interface Operand {
  readonly sort: OperandSort | undefined;
  /** The name of the netns in which the command runs, where it names one. */
  readonly netns: string | undefined;
}

/** What comes next after these words of a simple command that begins in `netns` (a name; undefined: where the shell is). */
export function operandAfter(words: readonly string[], netns: string | undefined): Operand {
  const [program = '', ...rest] = words.slice(words.findIndex((word) => !precedesCommand(word)));
  if (words.length === 0 || words.every(precedesCommand)) return { sort: undefined, netns };
  const name = program.split('/').at(-1) ?? '';
  if (name === 'ip') return afterIp(rest, netns);
  if (name === 'bridge') return afterBridge(rest, netns);
  if (name === 'nsenter') return afterNsenter(rest, netns);
  return { sort: PROGRAMS.get(name)?.(rest, rest.at(-1) ?? ''), netns };
}

/** What may come before a command: assignments, sudo, keywords of the shell. */
export const precedesCommand = (word: string) => /^(?:\w+=.*|sudo|time|!|do|then|else|if|while|until|\{)$/.test(word);

function afterIp(words: readonly string[], outer: string | undefined): Operand {
  const { options, object = '', action, args } = ipCommand(words);
  const netns = options.get('-netns') ?? outer;
  if (awaitsNetns(options)) return { sort: 'netns', netns };
  if (object !== 'netns') return { sort: ofObject(object, action, args), netns };
  if (action === 'exec' && options.has('-all')) return operandAfter(args, netns);
  if (action === 'exec' && args.length > 0) return operandAfter(args.slice(1), args[0]);
  const named = args.length === 0 && /^(?:exec|delete|pids|set)$/.test(action ?? '');
  return { sort: named ? 'netns' : undefined, netns };
}

/** The value of `-netns` comes next. */
const awaitsNetns = (options: IpCommand['options']) => options.has('-netns') && options.get('-netns') === undefined;

function ofObject(object: string, action = '', args: readonly string[]): OperandSort | undefined {
  const last = args.at(-1) ?? action;
  if (last === 'netns') return 'netns';
  if (last === 'master') return 'master';
  if (/^(?:dev|iif|oif|nomaster|vrf)$/.test(last)) return 'link';
  if (/^(?:via|src|gateway|remote)$/.test(last)) return 'address';
  if (object === 'link' && last === 'link') return 'link';
  return args.length === 0 ? OPERANDS.get(`${object} ${action}`) : undefined;
}

/** What comes first after an action. */
const OPERANDS = new Map<string, OperandSort>([
  ['link set', 'link'],
  ['link show', 'link'],
  ['link delete', 'link'],
  ['address show', 'link'],
  ['address flush', 'link'],
  ['address delete', 'prefix'],
  ['route get', 'address'],
  ['neighbour add', 'address'],
  ['neighbour delete', 'address'],
  ['neighbour get', 'address'],
  ['neighbour replace', 'address'],
]);

function afterBridge(words: readonly string[], outer: string | undefined): Operand {
  const { options } = ipCommand(words);
  const netns = options.get('-netns') ?? outer;
  if (awaitsNetns(options)) return { sort: 'netns', netns };
  const last = words.at(-1) ?? '';
  if (last === 'br' || last === 'master') return { sort: 'master', netns };
  if (last === 'dst') return { sort: 'address', netns };
  return { sort: /^(?:dev|brport|via)$/.test(last) ? 'link' : undefined, netns };
}

function afterNsenter(words: readonly string[], outer: string | undefined): Operand {
  const option = words.find((word) => word.startsWith('--net=/'));
  const netns = /^--net=(?:\/var)?\/run\/netns\/(.+)$/.exec(option ?? '')?.[1] ?? outer;
  const command = words.findIndex((word) => !word.startsWith('-'));
  return command < 0 ? { sort: undefined, netns } : operandAfter(words.slice(command), netns);
}

type OperandRule = (words: readonly string[], last: string) => OperandSort | undefined;

/** A program whose operand is an address, with the options that take a link and those that take another value. */
const toAddress =
  (link: RegExp, value: RegExp): OperandRule =>
  (_, last) =>
    link.test(last) ? 'link' : value.test(last) ? undefined : 'address';

const filter: OperandRule = (_, last) => {
  if (/^(?:-i|-o|--in-interface|--out-interface)$/.test(last)) return 'link';
  return /^(?:-s|-d|--source|--destination|--to-source|--to-destination)$/.test(last) ? 'address' : undefined;
};

const reach = toAddress(/^-[Ii]$/, /^-[a-zA-Z]*[cWwstTQMmpPlqfOo]$/);
const ping = toAddress(/^-I$/, /^-[a-zA-Z]*[cWwistTQMmpPlF]$/);

const PROGRAMS: ReadonlyMap<string, OperandRule> = new Map<string, OperandRule>([
  ['ping', ping],
  ['ping6', ping],
  ['arping', toAddress(/^-I$/, /^-[cwsi]$/)],
  ['traceroute', reach],
  ['tracepath', reach],
  ['mtr', reach],
  ['nc', toAddress(/^$/, /^-[a-zA-Z]*[wpsqlX]$/)],
  ['telnet', toAddress(/^$/, /^$/)],
  ['iptables', filter],
  ['ip6tables', filter],
  ['tcpdump', (_, last) => (last === '-i' ? 'link' : /^(?:host|src|dst|net)$/.test(last) ? 'address' : undefined)],
  ['ifconfig', (words) => (words.length === 0 ? 'link' : undefined)],
  ['ethtool', (words, last) => (words.length === 0 || last.startsWith('-') ? 'link' : undefined)],
  ['route', (_, last) => (last === 'dev' ? 'link' : last === 'gw' ? 'address' : undefined)],
  ['brctl', (words) => (words.length === 1 ? 'master' : words.length === 2 ? 'link' : undefined)],
]);
