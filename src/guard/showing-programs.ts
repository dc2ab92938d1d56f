import { shortTakes } from '../shell/getopt.ts';
import { ipCommand } from '../shell/ip.ts';

/** Programs that show, and with which arguments they do nothing else. What is not listed may do anything. */

/** The arguments with which a program only shows. */
interface Usage {
  /** Its options of one letter, as for getopt(3). */
  readonly short?: string;
  /** Longer ones that take no value as a word of its own. */
  readonly long?: RegExp;
  /** Longer ones whose value is the next word. */
  readonly valued?: RegExp;
  /** What the other words are. Default: anything. */
  readonly operands?: RegExp;
  /** How many of them there may be. Default: any number. */
  readonly most?: number;
}

type Judge = (args: readonly string[]) => boolean;

const isOperand = (word: string) => !word.startsWith('-');
const NONE = /^(?!)/;

/** Whatever their arguments are. */
const ALWAYS =
  `: true false echo cat ls cd pwd sleep type which grep egrep fgrep head tail wc cut tr tac nl rev column jq cmp comm
  stat readlink realpath basename dirname id groups whoami uname uptime ps pgrep free df du nproc lsns lsmod getent
  printenv seq expr md5sum sha256sum dig nslookup host netstat`
    .split(/\s+/)
    .filter(Boolean);

/** What may hold anything does no harm there. */
const PRINTING = new Set([':', 'true', 'false', 'echo']);

/** With -Z it clears counters, and --modprobe is a command: iptables(8). */
const IPTABLES = usage({
  short: 'nvx46wLSVt:',
  long: /^--(?:list|list-rules|numeric|verbose|line-numbers|exact|version)$/,
  valued: /^--table$/,
});
const PING = usage({ short: '46nqDOvac:i:W:w:s:I:t:M:m:' });
/** Only words of the line are printed. */
const AWK = /^(?:NR ?[=<>]=? ?\d+ ?|\/[\w .:-]+\/ ?)?\{ ?print(?: ?\$(?:\d+|NF)(?:, ?\$(?:\d+|NF))*)? ?\}$/;

const JUDGES: ReadonlyMap<string, Judge> = new Map<string, Judge>([
  ...ALWAYS.map((name): [string, Judge] => [name, () => true]),
  // %n assigns a variable: bash(1).
  ['printf', ([format = '-']) => !/^-|[$]|%[^%a-zA-Z]*[hjlLtz]*n/.test(format)],
  // Of these -v and -R evaluate subscripts.
  ['[', (args) => !args.some((word) => /^-[vR]$/.test(word))],
  ['test', (args) => !args.some((word) => /^-[vR]$/.test(word))],
  ['command', ([option, ...names]) => /^-[vV]$/.test(option ?? '') && names.every(isOperand)],
  ['sort', usage({ short: 'bdfgiMhnRrVcCuzk:t:' })],
  ['uniq', usage({ short: 'cdDiuzf:s:w:', most: 1 })],
  ['diff', usage({ short: 'ubwqyiBE', long: /^--(?:color|brief)$/ })],
  ['date', usage({ short: 'uRd:', long: /^-(?:I\w*|-utc|-rfc-3339=\w+|-iso-8601\S*)$/, operands: /^\+/ })],
  [
    'sed',
    ([option, script = '', ...files]) =>
      option === '-n' && /^(?:\d+(?:,(?:\d+|\$))?|\/[^/\\$]*\/)p$/.test(script) && files.every(isOperand),
  ],
  [
    'awk',
    ([script = '', ...files]) => AWK.test(script) && files.every((file) => isOperand(file) && !file.includes('=')),
  ],
  ['lspci', usage({ short: 'nkvtqmD' })],
  ['dmesg', usage({ short: 'HkLrTtxu' })],
  ['journalctl', usage({ short: 'xekbfqarn:u:p:S:U:o:', long: /^--no-pager$/, most: 0 })],
  ['systemctl', shows(/^(?:status|is-active|is-enabled|show|cat|list-units)$/)],
  ['networkctl', shows(/^(?:|list|status|lldp)$/)],
  ['resolvectl', shows(/^(?:|status|query|statistics)$/)],
  [
    'nmcli',
    ([object = '', ...args]) => /^(?:d|dev|device|g|general)$/.test(object) && shows(/^(?:status|show)$/)(args),
  ],
  ['wg', shows(/^(?:|show)$/)],
  ['lsof', usage({ short: 'nPUti4:6' })],
  [
    'docker',
    ([object, ...args]) =>
      shows(/^(?:ps|images|version|info|inspect|port|top|ls)$/)(object === 'network' ? args : [object ?? '-', ...args]),
  ],
  ['find', (args) => args.every((word) => !/^[-(!]/.test(word) || FIND.test(word))],
  ['hostname', usage({ short: 'fsiIdA', most: 0 })],
  ['ping', PING],
  ['ping6', PING],
  ['traceroute', usage({ short: '46nITUm:q:w:f:' })],
  ['tracepath', usage({ short: '46nbm:p:l:' })],
  ['mtr', usage({ short: '46nrwbzc:i:' })],
  // -w writes %output{FILE}, -K, -o and others read and write files: curl(1).
  [
    'curl',
    usage({
      short: 'sSviILfk46m:',
      long: /^--max-time=[\d.]+$/,
      valued: /^--(?:max-time|connect-timeout)$/,
      operands: /^(?:https?:\/\/)?(?!\w+:\/\/)[\w.:[\]/?&=%-]+$/,
    }),
  ],
  ['tcpdump', usage({ short: 'nevqtlAxXpDLc:i:s:' })],
  ['ss', usage({ short: 'hnraloempitudwxsHOZ460' })],
  ['iptables', IPTABLES],
  ['ip6tables', IPTABLES],
  ['iptables-save', usage({ short: 'ct:', most: 0 })],
  ['ip6tables-save', usage({ short: 'ct:', most: 0 })],
  [
    'nft',
    (args) => showsFirst(/^-[anNSpsjtye]+$/, args, ['list', 'monitor']) && args.every((word) => /^[\w.-]+$/.test(word)),
  ],
  ['conntrack', usage({ short: 'LSCEnp:s:d:f:o:', most: 0 })],
  ['sysctl', usage({ short: 'aneN', operands: /^[\w./-]+$/ })],
  ['arp', usage({ short: 'naev46i:', most: 1 })],
  ['route', usage({ short: 'nev46', most: 0 })],
  ['ifconfig', usage({ short: 'as', most: 1 })],
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

/** To open some devices is to change something: a watchdog, a tape. Also by a relative path, or joined to an option. */
const DEVICE = /(?:^|[^\w.])dev\/(?!null$)|^\/+dev$|\.\.\/+dev$/;
/** To them `dev` is a word of their own, or another program's. */
const SAYS_DEV = /^(?:ip|bridge|tc|sudo|timeout|echo|printf)$/;

/** Programs that are the shell's own. After sudo(8) and timeout(1) they are other ones, or none. */
const BUILT_IN = new Set([':', 'cd', 'type', 'command']);

/** More than a command that only shows has: each `sudo` or `timeout` looks at all the words after it again. */
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
  if (args.some((word) => DEVICE.test(word) || (word === 'dev' && !SAYS_DEV.test(name)))) return false;
  return JUDGES.get(name)?.(args) ?? false;
}

/** The first word says that it shows; the others are names. */
function shows(action: RegExp): Judge {
  return ([first = '', ...names]) => action.test(first) && names.every(isOperand);
}

function usage({
  short = '',
  long = NONE,
  valued = NONE,
  operands = /^/,
  most = Number.POSITIVE_INFINITY,
}: Usage): Judge {
  return (args) => {
    let count = 0;
    for (let at = 0; at < args.length; at++) {
      const word = args[at] ?? '';
      if (!word.startsWith('-') || word === '-') {
        if (++count > most || !operands.test(word)) return false;
      } else if (valued.test(word)) at++;
      else if (!long.test(word)) {
        const takes = word.startsWith('--') ? undefined : shortTakes(word.slice(1), short);
        if (takes === undefined) return false;
        if (takes) at++;
      }
    }
    return true;
  };
}

/** The words after options without a value; undefined when there is another option. */
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
  -json -pretty -color -help -Version -Numeric -netns -family`.split(/\s+/),
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
