// Distinguishes what a terminal showed from what should be run.

import { linesOf } from '../shell/lines.ts';
import { CONFIGURATION } from './other-shells.ts';
import { showsPrompt } from './prompts.ts';

/** A line that is no command. */
export interface NoCommand {
  readonly kind: 'prompt' | 'output' | 'drawing';
  /** Line of the text, from 1. */
  readonly line: number;
  readonly text: string;
}

/**
 * The first line of a text of shell that is evidently no command: one that shows a prompt, output of a program, or a
 * drawing. What is quoted, a comment or text of a here-document, and what continues a line before it, is none.
 */
export function findNoCommand(shellText: string): NoCommand | undefined {
  const texts = shellText.split('\n');
  if (!texts.some((text) => mayBeNoCommand(text.slice(0, MAX_LENGTH)))) return undefined;
  const lines = linesOf(shellText);
  for (const [index, text] of texts.entries()) {
    const { begins = false, bare = '' } = lines[index] ?? {};
    const kind = begins ? signOf(text.slice(0, MAX_LENGTH), bare.slice(0, MAX_LENGTH)) : undefined;
    if (kind) return { kind, line: index + 1, text };
  }
  return undefined;
}

/** By so much of a line it is known what it is. */
const MAX_LENGTH = 1000;

/** Whatever of it is quoted or a comment: what is evidently none of it need not be read as shell, which takes longer. */
const mayBeNoCommand = (text: string): boolean =>
  MAY_DRAW.test(text) || showsPrompt(text) || OUTPUTS.some((output) => output.test(text));

/** What a line evidently is that is no command. `bare`: see shell/lines.ts. */
export function signOf(text: string, bare: string): NoCommand['kind'] | undefined {
  if (bare.trim() === '') return undefined;
  if (showsPrompt(text)) return 'prompt';
  if (OUTPUTS.some((output) => output.test(text))) return 'output';
  return isDrawing(bare) ? 'drawing' : undefined;
}

const ADDRESS = String.raw`(?:\d{1,3}\.){3}\d{1,3}(?:\/\d{1,2})?`;
const MAC = '(?:[0-9a-f]{2}:){5}[0-9a-f]{2}';

/** First words that no command has: a number, an address. But `1) …` is a pattern of `case`. */
const OUTPUTS: readonly RegExp[] = [
  new RegExp(String.raw`^\s*(?:\d+:?|${ADDRESS}|${MAC})(?:\s+[^\s)|]|\s*$)`),
  new RegExp(
    String.raw`^\s*(?:default (?:via|dev)|(?:unreachable|blackhole|prohibit|local|broadcast|multicast) (?:default|${ADDRESS})) `,
  ),
  // ip link, ip addr, ip -br, ip netns
  /^\s+(?:link\/\w+ |inet6? [\da-f.:]+\/\d|valid_lft |altname |(?:RX|TX)(?: errors)?: +bytes)/,
  /^[\w.@-]+\s{2,}(?:UP|DOWN|UNKNOWN|LOWERLAYERDOWN)(?:\s{2,}|$)/,
  /^[\w.-]+ \(id: \d+\)\s*$/,
  /^nsid \d+ /,
  /^Settings for \S+:$/,
  // ping, traceroute
  /^PING \S+ \(/,
  /^From \S+ icmp_seq/,
  /^--- \S+ ping statistics/,
  /^rtt min\/avg/,
  /^traceroute to \S+ \(/,
  /^\s*\d+\s+\*/,
  // iptables, iptables-save, nft
  /^Chain \S+ \((?:policy|\d+ references)/,
  /^\s*(?:num +|pkts +bytes +)?target +prot +opt/,
  /^\s*(?:ACCEPT|DROP|REJECT|RETURN|LOG|MASQUERADE|SNAT|DNAT|REDIRECT) +(?:all|tcp|udp|icmp|\d+) +--/,
  /^-[APNI] [\w-]+(?: |$)/,
  /^:[\w-]+ (?:ACCEPT|DROP|-) \[\d/,
  /^\*(?:nat|filter|mangle|raw|security)\s*$/,
  /^COMMIT\s*$/,
  /^table (?:ip|ip6|inet|arp|bridge|netdev) \S+ \{/,
  // route, arp, ss, netstat, bridge, brctl, sysctl
  /^(?:Kernel IP routing|Destination +Gateway|Address +HWtype|bridge name\s+bridge id|Netid +State|State +Recv-Q|Proto +Recv-Q|Active Internet)/,
  /^\S+ \((?:\d{1,3}\.){3}\d{1,3}\) at /,
  /^(?:tcp|udp|icmp)6? +(?:\S+ +)?\d+ +\d+ +\S+:/,
  /^(?:LISTEN|ESTAB|UNCONN|TIME-WAIT|CLOSE-WAIT|SYN-SENT) +\d+ +\d+ /,
  /^[\w.-]+\s+8000\.[\da-f]{12}\s/,
  /^\s*(?:net|kernel|fs|vm)\.[\w./-]+ ?= ?\S/,
  // ls -l, ps, tcpdump, curl -v, dig
  /^total \d+\s*$/,
  /^[dlcbsp-][rwxsStT-]{9}[+.@]? /,
  /^\s*(?:PID +(?:TTY|USER|PPID)|UID +PID|USER +PID)/,
  /^\d{2}:\d{2}:\d{2}\.\d+ /,
  /^(?:tcpdump: |listening on \S+, link-type)/,
  /^HTTP\/[\d.]+ \d{3}/,
  /^[<*] +[^\s)|]/,
  /^;; (?:->>|[A-Z]|global|flags)|^; <<>> DiG/,
  // Between one thing and the next
  /^[-=_*~]{20,}\s*$/,
  // Python
  /^(?:from [\w.]+ import \w|import \w+(?:$| as |, )|(?:def|class) \w+.*:$)/,
  // tcpdump -t, docker ps, what docker prints of what it has made
  /^(?=(?:\D*\d){6})[\da-z]{32,64}\s*$/,
  /^(?:IP6? \S+ > \S+:|ARP, )/,
  /^(?:CONTAINER ID|[\da-f]{12}) {2,}\S/,
  /:\d{1,5}->\d{1,5}\/(?:tcp|udp|sctp)\b/,
  new RegExp(String.raw`^\s*${ADDRESS}:\d+(?:\s|$)`),
  // Files: settings, INI, interfaces(5), YAML (and what `ifconfig` prints), JSON
  /^\s*(?!(?:test|expr|let)\s)[\w.-]+\s+=\s/,
  ...CONFIGURATION,
  /^\s*\[[^\s\]]+\]\s*$/,
  /^(?:iface \S+ inet6? \w+|(?:auto|allow-hotplug) [\w.:-]+\s*$)/,
  new RegExp(String.raw`^\s+(?:address|netmask|gateway|network|broadcast) ${ADDRESS}\s*$`),
  /^\s*(?:- )?[A-Za-z_][\w.-]*:(?:\s|$)/,
  /^\s*(?:\{\s*)?"[^"]*"\s*:(?:\s|$|["\d[{])/,
  /^\s*\[(?:\s*$|[{"])/,
  // What `set -x` prints, and what the shell and programs say of errors
  /^\++ \S/,
  /^(?:RTNETLINK answers|Cannot (?:open network namespace|find device)|(?:Device|Object) "|Error: |-?(?:ba|da|z)?sh: |(?:ip|ping|iptables|connect|curl|cat|ls|sudo): )/,
];

const ARROW = /(?:^|\s)<?(?:-+|=+)>+(?=\s|$)|(?<![-=])(?:--+|==+)>|(?<![<\d&])<-+(?:[>\s]|$)/;
/** `[h1]---[br0]`, `(h1)---(h2)`, `[h1]--- h2` */
const JOINED = /\]\s?[-=]{2,}\s?\[|^\s*\[[^\s\]]+\]\s*[-=]{2,}|^\s*\([\w.-]+\)\s?[-=]{2,}/;
const LINES = /[\u2190-\u21ff\u2500-\u259f\u25b2-\u25c6]/;
/** Every drawing has this. */
const MAY_DRAW = new RegExp(String.raw`[<>|•/\\]\s|[<>|•]|^\s*\[|[-=+_*~]{2}|^\s*-|${LINES.source}`);

/** Arrows, and boxes of letters or of box-drawing characters. */
function isDrawing(bare: string): boolean {
  if (/^\s*(?:\+[-=+]{2,}|\|(?![|&])|[-•] |(?:[-=_*~]{3,}\s*)+$)/.test(bare) || ARROW.test(bare) || JOINED.test(bare))
    return true;
  // `[ h1 ]` is a box, as a test it says nothing; slashes and bars alone join boxes.
  if (/^\s*\[ [A-Za-z][\w:-]* \](?:\s*$|\s*[-+=]{2})/.test(bare) || /^[\s/\\|+_]*[/\\|]\s[\s/\\|+_-]*$/.test(bare))
    return true;
  return LINES.test(bare) && !/^\s*(?:echo|printf)\s/.test(bare);
}
