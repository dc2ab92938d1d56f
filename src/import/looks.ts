// Whether what fails matters for what comes after it.

import { commandsOf } from '../shell/commands.ts';
import { type Argv, innermostArgv } from '../shell/innermost.ts';
import { ipCommand } from '../shell/ip.ts';
import { BRACKETS } from './placeholders.ts';

/** Programs that try whether something answers, or show something. */
const LOOKING = new Set(
  `ping ping6 arping curl wget nc ncat netcat telnet traceroute traceroute6 tracepath mtr dig nslookup host iperf iperf3 nmap hping3
  fping cat ls grep egrep head tail ss netstat arp ifconfig lsof lsns tcpdump conntrack ethtool ps pgrep test [ diff tree file stat
  route which ssh`.split(/\s+/),
);

/** Programs that prepare the machine of the author. What needs that says so itself. */
const PREPARING =
  /^(?:apt|apt-get|aptitude|yum|dnf|apk|pacman|zypper|snap|brew|modprobe|systemctl|service|ufw|firewall-cmd)$/;

/**
 * Whether the last command of a text, whose status is that of the text, only looks, or prepares a machine. A reader who types along goes on
 * when that fails: nothing that comes later needs it.
 */
export function endsByLooking(shellText: string): boolean {
  const { commands, faults } = commandsOf(shellText);
  const last = commands.at(-1);
  return last !== undefined && faults.length === 0 && onlyLooks(innermostArgv(last.words));
}

function onlyLooks([name, ...args]: Argv): boolean {
  if (name === 'route' || name === 'arp') return !args.some((word) => /^(?:add|del|-[sd])$/.test(word));
  if (name === 'brctl') return /^show/.test(args[0] ?? '');
  if (/^ip6?tables$/.test(name)) return args.some((word) => /^-\w*[LS]/.test(word));
  if (/^(?:ip|bridge)$/.test(name)) return /^(?:show|get|identify|pids|list-id)?$/.test(ipCommand(args).action ?? '');
  return LOOKING.has(name) || PREPARING.test(name);
}

/** What was to be removed may not have been there. */
function removes([name, ...args]: Argv): boolean {
  if (name === 'ip') return /^(?:delete|flush)$/.test(ipCommand(args).action ?? '');
  if (name === 'brctl') return /^del/.test(args[0] ?? '');
  if (/^ip6?tables$/.test(name)) return args.some((word) => /^-[DXFZ]$/.test(word));
  return /^(?:rm|rmdir|umount|kill|killall|pkill|userdel)$/.test(name);
}

const ADDRESS = /^(?:\d+\.){3}\d+|^[\da-f]*:[\da-f:]+/i;

/** The names that a command makes, or to which it does something; undefined: what it does has no name, or is not known. */
function namesIn(argv: Argv): readonly string[] | undefined {
  const [name, ...words] = argv;
  if (onlyLooks(argv) || removes(argv)) return [];
  if (/^(?:mkdir|touch)$/.test(name)) return words.filter((word) => !word.startsWith('-'));
  if (name === 'brctl') return words.slice(1);
  if (name !== 'ip') return undefined;
  const { object = '', args } = ipCommand(words);
  if (!/^(?:netns|link|address|tunnel|tuntap)$/.test(object)) return undefined;
  const before = (at: number) => args[at - 1] ?? '';
  const named = args.filter((_, at) => /^(?:name|altname|dev|link|master|netns)$/.test(before(at)));
  const addresses = args.flatMap((word) => (ADDRESS.test(word) ? [word.replace(/\/\d+$/, '')] : []));
  return [...args.slice(0, 1).filter((word) => !/^(?:type|name|dev|link|mode)$/.test(word)), ...named, ...addresses];
}

/** How much of a text was run: all of it, whose status is that of its last command; that one is not installed; nothing. */
export type HowFar = 'whole' | 'not-installed' | 'not-run';

/** Whether what comes later needs what a text should have done, and has not. */
export function isMissed(shellText: string, howFar: HowFar, later: readonly string[]): boolean {
  // Of what was not run, placeholders are the names of nothing.
  const { commands, faults } = commandsOf(howFar === 'not-run' ? shellText.replaceAll(BRACKETS, '…') : shellText);
  if (faults.length > 0 && howFar === 'whole') return true;
  const all = (howFar === 'not-run' ? commands : commands.slice(-1)).map(({ words }) => innermostArgv(words));
  const names = all.map((argv) => namesIn(argv) ?? (howFar === 'whole' ? undefined : argv.slice(1).filter(isName)));
  if (names.includes(undefined)) return true;
  // What has the same lack says so itself.
  const lacked = howFar === 'not-installed' ? (all[0]?.[0] ?? '') : '';
  const others = lacked === '' ? later : later.filter((text) => !hasWord(text, lacked));
  return names.flatMap((some) => some ?? []).some((name) => others.some((text) => hasWord(text, name)));
}

const isName = (word: string): boolean => /^[^-]./.test(word);

function hasWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0 && word !== ''; at = text.indexOf(word, at + 1))
    if (!/[\w-]/.test(text[at - 1] ?? '') && !/[\w-]/.test(text[at + word.length] ?? '')) return true;
  return false;
}
