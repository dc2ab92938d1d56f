import { ipCommand } from '../shell/ip.ts';

/** Programs that show, and with which arguments they do nothing else. What is not listed may do anything. */

/** The arguments with which a program only shows. */
interface Usage {
  /** Options that take no value. */
  readonly options?: RegExp;
  /** Options whose value is the next word. */
  readonly valued?: RegExp;
  /** What the other words are. Default: anything. */
  readonly operands?: RegExp;
  /** How many of them there may be. Default: any number. */
  readonly most?: number;
}

type Judge = (args: readonly string[]) => boolean;

/** Whatever their arguments are. */
const ALWAYS =
  `: true false echo cat ls cd pwd sleep type which grep egrep fgrep head tail wc cut tr tac nl rev column jq cmp comm
  stat readlink realpath basename dirname id groups whoami uname uptime ps pgrep free df du nproc lsns lsmod lspci getent
  printenv seq expr md5sum sha256sum dig nslookup host netstat`
    .split(/\s+/)
    .filter(Boolean);

/** What may hold anything does no harm there. */
const PRINTING = new Set([':', 'true', 'false', 'echo']);

const IPTABLES = usage({
  // With -Z it clears counters, and --modprobe is a command: iptables(8).
  options: /^(?:-[nvx46w]*[LS]?[nvx]*|--list|--list-rules|--numeric|--verbose|--line-numbers|--exact|--version)$/,
  valued: /^-t$|^--table$/,
});
const PING = usage({ options: /^-[46nqDOva]+$/, valued: /^-[ciWwsItMm]$/ });

const JUDGES: ReadonlyMap<string, Judge> = new Map<string, Judge>([
  ...ALWAYS.map((name): [string, Judge] => [name, () => true]),
  // %n assigns a variable: bash(1).
  ['printf', ([format = '-']) => !/^-|[$]|%[^%a-zA-Z]*[hjlLtz]*n/.test(format)],
  // Of these -v and -R evaluate subscripts.
  ['[', (args) => !args.some((word) => /^-[vR]$/.test(word))],
  ['test', (args) => !args.some((word) => /^-[vR]$/.test(word))],
  ['command', ([option, ...names]) => /^-[vV]$/.test(option ?? '') && names.every(isOperand)],
  ['sort', usage({ options: /^-[bdfgiMhnRrVcCuz]+$/, valued: /^-[kt]$/ })],
  ['uniq', usage({ options: /^-[cdDiuz]+$/, valued: /^-[fsw]$/, most: 1 })],
  ['diff', usage({ options: /^-(?:[ubwqyiBE]+|-color|-brief)$/ })],
  ['date', usage({ options: /^-(?:[uR]|I\w*|-utc|-rfc-3339=\w+|-iso-8601\S*)$/, valued: /^-d$/, operands: /^\+/ })],
  ['sed', ([option, script = '']) => option === '-n' && /^(?:\d+(?:,(?:\d+|\$))?|\/[^/\\$]*\/)p$/.test(script)],
  ['find', (args) => args.every((word) => !/^[-(!]/.test(word) || FIND.test(word))],
  ['hostname', usage({ options: /^-[fsiIdA]$/, most: 0 })],
  ['ping', PING],
  ['ping6', PING],
  ['traceroute', usage({ options: /^-[46nITU]+$/, valued: /^-[mqwf]$/ })],
  ['tracepath', usage({ options: /^-[46nb]+$/, valued: /^-[mpl]$/ })],
  ['mtr', usage({ options: /^-[46nrwbz]+$/, valued: /^-[ci]$/ })],
  // -w writes %output{FILE}, -K, -o and others read and write files: curl(1).
  [
    'curl',
    usage({
      options: /^(?:-[sSviILfk46]+|--max-time=[\d.]+)$/,
      valued: /^(?:-m|--max-time|--connect-timeout)$/,
      operands: /^(?:https?:\/\/)?(?!\w+:\/\/)[\w.:[\]/?&=%-]+$/,
    }),
  ],
  ['tcpdump', usage({ options: /^-[nevqtlAxXpDL]+$/, valued: /^-[cis]$/ })],
  ['ss', usage({ options: /^-[hnraloempitudwxsHOZ460]+$/ })],
  ['iptables', IPTABLES],
  ['ip6tables', IPTABLES],
  ['iptables-save', usage({ options: /^-c$/, valued: /^-t$/, most: 0 })],
  ['ip6tables-save', usage({ options: /^-c$/, valued: /^-t$/, most: 0 })],
  [
    'nft',
    (args) => showsFirst(/^-[anNSpsjtye]+$/, args, ['list', 'monitor']) && args.every((word) => /^[\w.-]+$/.test(word)),
  ],
  ['conntrack', usage({ options: /^-[LSCEn]$/, valued: /^-[psdfo]$/, most: 0 })],
  ['sysctl', usage({ options: /^-[aneN]+$/, operands: /^[\w./-]+$/ })],
  ['arp', usage({ options: /^-[naev46]+$/, valued: /^-i$/, most: 1 })],
  ['route', usage({ options: /^-[nev46]+$/, most: 0 })],
  ['ifconfig', usage({ options: /^-[as]$/, most: 1 })],
  ['brctl', (args) => args.length <= 2 && /^show(?:macs|stp)?$/.test(args[0] ?? '')],
  [
    'ethtool',
    (args) =>
      args.length === 1 ? isOperand(args[0] ?? '-') : args.length === 2 && /^-[iSkgcalTPm]$/.test(args[0] ?? ''),
  ],
  ['bridge', (args) => showsObject(args, ['link', 'fdb', 'mdb', 'vlan'], ['show', 'list'])],
  ['tc', (args) => showsObject(args, ['qdisc', 'class', 'filter', 'chain'], ['show', 'list', 'ls'])],
  ['ip', showsIp],
  ['sudo', ([...args]) => onlyShows(args[0] === '-n' ? args.slice(1) : args, { unsure: false }, true)],
  ['timeout', ([time = '', ...args]) => /^[\d.]+[smh]?$/.test(time) && onlyShows(args, { unsure: false }, true)],
]);

const FIND = /^-(?:name|iname|path|type|maxdepth|mindepth|size|mtime|mmin|newer|user|print|ls|empty|not|o|a)$/;

/** To open some devices is to change something: a watchdog, a tape. */
const DEVICE = /^\/+(?:\.+\/+)*dev(?:\/(?!null$)|$)|\.\.\/+dev(?:\/|$)/;

/** Programs that are the shell's own. Behind sudo(8) and timeout(1) they are other ones, or none. */
const BUILT_IN = new Set([':', 'cd', 'type', 'command']);

/** More than a command that only shows has: each `sudo` or `timeout` looks at all the words behind it again. */
const MOST_WORDS = 500;

/**
 * Whether this command only shows. `unsure`: a word of it may be anything. `bare`: something else than the shell starts
 * it.
 */
export function onlyShows(
  [program = '', ...args]: readonly string[],
  { unsure }: { unsure: boolean },
  bare = false,
): boolean {
  const name = /^\/(?:usr\/(?:local\/)?)?s?bin\/([^/]+)$/.exec(program)?.[1] ?? program;
  if (unsure && !PRINTING.has(name) && !(name === 'printf' && !/\$/.test(args[0] ?? '$'))) return false;
  if ((bare && BUILT_IN.has(name)) || args.length > MOST_WORDS) return false;
  if (args.some((word) => DEVICE.test(word))) return false;
  return JUDGES.get(name)?.(args) ?? false;
}

const isOperand = (word: string) => !word.startsWith('-');

function usage({ options = /^(?!)/, valued = /^(?!)/, operands = /^/, most = Number.POSITIVE_INFINITY }: Usage): Judge {
  return (args) => {
    let count = 0;
    for (let at = 0; at < args.length; at++) {
      const word = args[at] ?? '';
      if (word.startsWith('-') && word !== '-') {
        if (valued.test(word)) at++;
        else if (!options.test(word)) return false;
      } else if (++count > most || !operands.test(word)) return false;
    }
    return true;
  };
}

/** The words behind options without a value; undefined when there is another option. */
function afterOptions(options: RegExp, args: readonly string[]): readonly string[] | undefined {
  const at = args.findIndex(isOperand);
  const rest = at < 0 ? [] : args.slice(at);
  return args.slice(0, args.length - rest.length).every((word) => options.test(word)) ? rest : undefined;
}

function showsFirst(options: RegExp, args: readonly string[], actions: readonly string[]): boolean {
  return actions.includes(afterOptions(options, args)?.[0] ?? '');
}

function showsObject(args: readonly string[], objects: readonly string[], actions: readonly string[]): boolean {
  const [object = '', action] = afterOptions(/^-(?:[sdjpco]|br|stats|details|json|pretty|color)$/, args) ?? [];
  return objects.includes(object) && (action === undefined || actions.includes(action));
}

const IP_OPTIONS = new Set(
  `-4 -6 -0 -M -B -human -human-readable -iec -stats -statistics -details -resolve -oneline -timestamp -tshort -brief
  -json -pretty -color -help -Numeric -netns -family`.split(/\s+/),
);
const IP_LISTS = new Set('address link route rule neighbour maddress nexthop netconf ntable vrf tunnel'.split(' '));

function showsIp(words: readonly string[]): boolean {
  const { options, object, action = 'show', args } = ipCommand(words);
  for (const [name, value = ''] of options) if (!IP_OPTIONS.has(name) || value.startsWith('-')) return false;
  if (object === undefined) return true;
  if (object === 'netns' && action === 'exec')
    return isOperand(args[0] ?? '-') && onlyShows(args.slice(1), { unsure: false }, true);
  if (object === 'netns') return /^(?:show|list-id|identify|pids)$/.test(action);
  if (object === 'monitor')
    return [action, ...args].every((word) => /^(?:show|all|link|address|route|neigh|rule|label)$/.test(word));
  if (!IP_LISTS.has(object)) return false;
  return action === 'show' || (action === 'get' && /^(?:route|neighbour|nexthop)$/.test(object));
}
