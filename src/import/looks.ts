// Whether what fails matters for what comes after it.

import { commandsOf } from '../shell/commands.ts';
import { innermost } from '../shell/innermost.ts';
import { ipCommand } from '../shell/ip.ts';

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
  if (!last || faults.length > 0) return false;
  const [program = '', ...args] = last.words.slice(innermost(last.words)).map(({ text }) => text);
  const name = program.slice(program.lastIndexOf('/') + 1);
  if (name === 'route' || name === 'arp') return !args.some((word) => /^(?:add|del|-[sd])$/.test(word));
  if (name === 'brctl') return /^show/.test(args[0] ?? '');
  if (/^ip6?tables$/.test(name)) return args.some((word) => /^-\w*[LS]/.test(word));
  if (/^(?:ip|bridge)$/.test(name)) return /^(?:show|get|identify|pids|list-id)?$/.test(ipCommand(args).action ?? '');
  return LOOKING.has(name) || PREPARING.test(name);
}
