// What a word of a command names, by the words before it. Sources: ip(8) and its sisters, bridge(8), iptables(8), ping(8).

/** What may stand somewhere in a command. `master`: a link that others can be ports of. `prefix`: an address with its length. */
export type Sort = 'netns' | 'link' | 'master' | 'address' | 'prefix';

export interface Position {
  readonly sort: Sort | undefined;
  /** The name of the netns in which the command runs, where it names one. */
  readonly netns: string | undefined;
}

/** What comes next behind these words of a simple command that begins in `netns` (a name; undefined: where the shell is). */
export function positionAfter(words: readonly string[], netns: string | undefined): Position {
  const [program = '', ...rest] = words.slice(words.findIndex((word) => !isPrefix(word)));
  if (words.length === 0 || words.every(isPrefix)) return { sort: undefined, netns };
  const name = program.split('/').at(-1) ?? '';
  if (name === 'ip') return afterIp(rest, netns);
  if (name === 'bridge') return afterBridge(rest, netns);
  if (name === 'nsenter') return afterNsenter(rest, netns);
  return { sort: PROGRAMS.get(name)?.(rest, rest.at(-1) ?? ''), netns };
}

/** What may stand before a command: assignments, sudo, keywords of the shell. */
export const isPrefix = (word: string) => /^(?:\w+=.*|sudo|time|!|do|then|else|if|while|until|\{)$/.test(word);

function afterIp(words: readonly string[], outer: string | undefined): Position {
  const { rest, netns, open } = options(words, outer);
  if (open) return { sort: 'netns', netns };
  const [object = '', ...args] = rest;
  if (isShort(object, 'netns') && object.length > 2) {
    if (args[0] === 'exec' && args.length > 1) return positionAfter(args.slice(2), args[1]);
    const named = args.length === 1 && /^(?:exec|del|delete|pids|set)$/.test(args[0] ?? '');
    return { sort: named ? 'netns' : undefined, netns };
  }
  return { sort: ofObject(object, args), netns };
}

function ofObject(object: string, args: readonly string[]): Sort | undefined {
  const last = args.at(-1) ?? '';
  const only = args.length === 1;
  if (last === 'netns') return 'netns';
  if (last === 'master') return 'master';
  if (/^(?:dev|iif|oif|nomaster|vrf)$/.test(last)) return 'link';
  if (/^(?:via|src|gateway|remote)$/.test(last)) return 'address';
  if (isShort(object, 'link'))
    return last === 'link' || (only && /^(?:set|show|list|ls|del|delete)$/.test(last)) ? 'link' : undefined;
  if (isShort(object, 'address') || object === 'addr') {
    if (only && /^(?:show|list|ls|flush)$/.test(last)) return 'link';
    return only && /^(?:del|delete)$/.test(last) ? 'prefix' : undefined;
  }
  if (isShort(object, 'route')) return only && last === 'get' ? 'address' : undefined;
  if (isShort(object, 'neighbour') || isShort(object, 'neighbor'))
    return only && /^(?:add|del|delete|get|replace)$/.test(last) ? 'address' : undefined;
  return undefined;
}

function afterBridge(words: readonly string[], outer: string | undefined): Position {
  const { rest, netns, open } = options(words, outer);
  if (open) return { sort: 'netns', netns };
  const last = rest.at(-1) ?? '';
  if (last === 'br' || last === 'master') return { sort: 'master', netns };
  if (last === 'dst') return { sort: 'address', netns };
  return { sort: /^(?:dev|brport|via)$/.test(last) ? 'link' : undefined, netns };
}

/** The options of ip(8) before its object. `open`: the value of -netns comes next. */
function options(words: readonly string[], outer: string | undefined) {
  let netns = outer;
  let at = 0;
  while (words[at]?.startsWith('-')) {
    const option = words[at] ?? '';
    if (/^--?n(?:e|et|etn|etns)?$/.test(option)) {
      if (at === words.length - 1) return { rest: [], netns, open: true };
      netns = words[at + 1];
    }
    at += /^--?(?:n(?:e|et|etn|etns)?|f|family|b|batch|l|loops|rc|rcvbuf)$/.test(option) ? 2 : 1;
  }
  return { rest: words.slice(at), netns, open: false };
}

function afterNsenter(words: readonly string[], outer: string | undefined): Position {
  const option = words.find((word) => word.startsWith('--net=/'));
  const netns = /^--net=(?:\/var)?\/run\/netns\/(.+)$/.exec(option ?? '')?.[1] ?? outer;
  const command = words.findIndex((word) => !word.startsWith('-'));
  return command < 0 ? { sort: undefined, netns } : positionAfter(words.slice(command), netns);
}

/** As ip(8) takes abbreviations: `ip a`, `ip ro`. */
const isShort = (word: string, whole: string) => word !== '' && whole.startsWith(word);

type Rule = (words: readonly string[], last: string) => Sort | undefined;

/** A program whose operand is an address, with the options that take a link and those that take another value. */
const toAddress =
  (link: RegExp, value: RegExp): Rule =>
  (_, last) =>
    link.test(last) ? 'link' : value.test(last) ? undefined : 'address';

const filter: Rule = (_, last) => {
  if (/^(?:-i|-o|--in-interface|--out-interface)$/.test(last)) return 'link';
  return /^(?:-s|-d|--source|--destination|--to-source|--to-destination)$/.test(last) ? 'address' : undefined;
};

const reach = toAddress(/^-[Ii]$/, /^-[a-zA-Z]*[cWwstTQMmpPlqfOo]$/);
const ping = toAddress(/^-I$/, /^-[a-zA-Z]*[cWwistTQMmpPlF]$/);

const PROGRAMS: ReadonlyMap<string, Rule> = new Map<string, Rule>([
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
