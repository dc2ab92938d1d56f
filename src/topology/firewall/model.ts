/**
 * The packet filter of a netns as values: what iptables-save(8) and nft(8) say, in one form. What a packet is asked for is
 * named as nft(8) names it, so a rule of iptables and its translation to nft have the same parts.
 *
 * Nothing is left out: what is not understood is a part with the words of the program that printed it.
 */
export type Tool = 'iptables' | 'ip6tables' | 'nft';

/** A chain as the program says it that has the better words for it. */
export interface Chain {
  readonly tool: Tool;
  /** 'ip', 'ip6', 'inet', 'bridge', 'netdev', 'arp'; the rules of iptables are of 'ip', those of ip6tables of 'ip6'. */
  readonly family: string;
  readonly table: string;
  readonly name: string;
  /** Of a chain that the kernel calls on its own. */
  readonly hook?: Hook;
  /** What happens to what no rule decides on: 'accept' or 'drop'; absent for a chain that others jump to. */
  readonly policy?: string;
  readonly rules: readonly FirewallRule[];
  /** Whether any packet can come here: the kernel calls it, or a chain that can be reached jumps to it. */
  readonly reached: boolean;
  /** Its table is switched off (nft(8), "dormant"), so that nothing is reached. */
  readonly dormant?: true;
  /** Of iptables-legacy, where iptables has another table of that name: the kernel asks both. */
  readonly legacy?: true;
}

export interface Hook {
  /** 'filter', 'nat', 'route'. */
  readonly type: string;
  /** 'prerouting', 'input', 'forward', 'output', 'postrouting', 'ingress', 'egress'. */
  readonly name: string;
  /** The lowest comes first. */
  readonly priority: number;
  /** Of which links: for the family netdev alone. */
  readonly devices?: readonly string[];
  /** As nft says it: 'type filter hook input priority filter - 5'. */
  readonly text?: string;
}

export interface FirewallRule {
  /** Who says it: nft also says rules of iptables' chains that iptables does not know. */
  readonly tool: Tool;
  /** As iptables-save(8) prints it after the chain's name, or as `nft list ruleset` does. */
  readonly text: string;
  /** As the kernel takes them: one after the other, and a condition that does not hold ends the rule. */
  readonly parts: readonly Part[];
  readonly comments: readonly string[];
  readonly handle?: number;
}

export type Part =
  | Match
  | Limit
  | Nat
  | Vmap
  | Log
  | SetField
  | { readonly kind: 'accept' | 'drop' | 'return' | 'continue' | 'notrack' }
  | { readonly kind: 'jump' | 'goto'; readonly chain: string }
  /** With 'icmp port-unreachable', 'tcp reset', …; absent: what the family has for it. */
  | { readonly kind: 'reject'; readonly with?: string }
  | { readonly kind: 'queue'; readonly number: Value; readonly flags: readonly string[] }
  | { readonly kind: 'counter'; readonly name?: string }
  /** Adds what the packet has there to a set, or takes it away. */
  | { readonly kind: 'update'; readonly of: string; readonly set: string }
  /** Holds for so many bytes more, or, with `over`, only beyond them. */
  | { readonly kind: 'quota'; readonly left: number; readonly over: boolean }
  /**
   * A match or a target of iptables of which not all is understood, in its words; nft says no more of one than its name.
   * What it asks or does is not known.
   */
  | { readonly kind: 'xt'; readonly name: string; readonly text?: string }
  /** Not understood: it may be a condition, or do something, or both. */
  | { readonly kind: 'other'; readonly text: string };

/** A condition. It holds when one of the values is there, or, negated, when none is. */
export interface Match {
  readonly kind: 'match';
  /**
   * As nft(8) names it: 'ip saddr', 'meta iifname', 'tcp dport', 'ct original proto-dst', 'fib daddr . iif type',
   * 'numgen inc mod 3'. What only iptables has: 'tcp port' (one of the two), 'ct state' with 'snat' and 'dnat',
   * 'ipset src,dst', 'physdev in'.
   */
  readonly of: string;
  readonly not: boolean;
  readonly values: readonly Value[];
  /** Only these bits are compared. */
  readonly mask?: Mask;
}

/** A number, flags, or an address as a mask that is no prefix. */
export type Mask = number | string | readonly string[];

export type Value =
  /** 'tcp', 'eth0', 'local', 22. Of what holds several at once (flags): it is among them. */
  | string
  | number
  | { readonly address: string; readonly length: number }
  /** Both are within; an end that is absent is open. */
  | { readonly from?: string | number; readonly to?: string | number }
  /** Names of links that begin so: `eth+` of iptables, `eth*` of nft. */
  | { readonly startsWith: string }
  /** Exactly these flags. */
  | { readonly flags: readonly string[] }
  /** One for each field in 'ip saddr . tcp dport'. */
  | { readonly concat: readonly Value[] }
  /** A set with a name, and what it holds; what an ipset holds is not known. */
  | { readonly set: string; readonly elements?: readonly Value[] }
  /** What the packet has there. */
  | { readonly field: string }
  | { readonly other: string };

/** Holds up to so many in a time, or, with `over`, only beyond that. */
export interface Limit {
  readonly kind: 'limit';
  readonly rate: number;
  /** 'packets', 'bytes', 'kbytes', 'mbytes'. */
  readonly unit: string;
  readonly per: string;
  readonly burst: number;
  readonly over: boolean;
}

export interface Nat {
  readonly kind: 'masquerade' | 'snat' | 'dnat' | 'redirect' | 'netmap';
  readonly address?: Value;
  readonly port?: Value;
  /** 'random', 'fully-random', 'persistent', … */
  readonly flags: readonly string[];
}

/** A verdict by what the packet has; without a case for it, the rule continues. */
export interface Vmap {
  readonly kind: 'vmap';
  readonly of: string;
  readonly mask?: Mask;
  readonly cases: readonly { readonly value: Value; readonly verdict: Part }[];
  /** The name of the map in which they are. */
  readonly map?: string;
}

/** With nft's names: prefix, level, flags, group, snaplen, … */
export interface Log {
  readonly kind: 'log';
  readonly options: Readonly<Record<string, string | number | readonly string[]>>;
}

/** With a mask it becomes `old & ~mask ^ value` (iptables-extensions(8), "--set-xmark"). */
export interface SetField {
  readonly kind: 'set';
  readonly of: string;
  readonly value: Value;
  readonly mask?: number;
}

/** Whether a chain does anything to any packet: it holds rules, or its policy is not to accept. */
export const decides = ({ policy = 'accept', rules }: Pick<Chain, 'policy' | 'rules'>): boolean =>
  rules.length > 0 || policy !== 'accept';

const TRANSLATES: readonly string[] = ['masquerade', 'snat', 'dnat', 'redirect', 'netmap'];

/** How a rule translates addresses or ports. */
const translations = ({ parts }: FirewallRule): string[] =>
  parts
    .map((part) => (part.kind === 'xt' ? part.name.toLowerCase() : part.kind))
    .filter((kind) => TRANSLATES.includes(kind));

/** Whether a rule translates addresses or ports. */
export const translates = (rule: FirewallRule): boolean => translations(rule).length > 0;

/** Whether what it translates comes to the host itself. */
export const redirects = (rule: FirewallRule): boolean => translations(rule).includes('redirect');

const ENDS_ALL: readonly string[] = ['accept', 'drop', 'reject', 'queue', ...TRANSLATES];
const FINAL: readonly string[] = ['return', 'goto', ...ENDS_ALL];

function ends(part: Part, but?: string): boolean {
  if (part.kind === 'vmap') return part.cases.some(({ verdict }) => ends(verdict, but));
  return FINAL.includes(part.kind) && !(part.kind === 'goto' && part.chain === but);
}

/** Whether a rule ends the way of a packet through its chain, which it may do for some packets alone; `but` by going on to that chain. */
export const isFinal = ({ parts }: FirewallRule, but?: string): boolean => parts.some((part) => ends(part, but));

/** Whether some packets that come to a rule come to no other one, of its chain or of those that lead there. */
export const takes = ({ parts }: FirewallRule): boolean =>
  parts
    .flatMap((part) => (part.kind === 'vmap' ? part.cases.map(({ verdict }) => verdict) : [part]))
    .some(({ kind }) => ENDS_ALL.includes(kind));

/** Whether it lets every packet on: nft(8), "STATEMENTS". */
export const asksNothing = ({ kind }: Part): boolean => ['counter', 'log', 'set', 'update', 'notrack'].includes(kind);

/** Whether it does what it does last to every packet; by a verdict map, that is to those of one case. */
export const isForAll = ({ parts }: FirewallRule): boolean =>
  parts.slice(0, -1).every(asksNothing) && parts.at(-1)?.kind !== 'vmap';

/** The rules that a packet can come to: what follows one that decides on every packet does nothing. */
export function actingRules(rules: readonly FirewallRule[]): readonly FirewallRule[] {
  const last = rules.findIndex((rule) => isFinal(rule) && isForAll(rule));
  return last < 0 ? rules : rules.slice(0, last + 1);
}

/** The chains of its table that a part leads to. */
export function leadsTo(part: Part): string[] {
  if (part.kind === 'vmap') return part.cases.flatMap(({ verdict }) => leadsTo(verdict));
  return part.kind === 'jump' || part.kind === 'goto' ? [part.chain] : [];
}

/** Whether a number is one of a port, so that it ends with 65535. */
export const isPort = (of: string): boolean => /(?:^| )(?:sport|dport|port|proto-src|proto-dst)$/.test(of);

/** An address of a host is a prefix of full length, so that addresses have one form. */
export function address(text: string): Value {
  const [, host = '', length] = /^([\da-f.:]+)(?:\/(\d+))?$/i.exec(text) ?? [];
  if (!/[.:]/.test(host)) return { other: text };
  return { address: host, length: length === undefined ? (host.includes(':') ? 128 : 32) : Number(length) };
}
