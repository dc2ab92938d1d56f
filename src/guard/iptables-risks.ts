import { mayBeAnything } from '../shell/fields.ts';
import { type IptablesOption, iptablesCommand } from '../shell/iptables.ts';
import { shellCommand } from '../shell/quote.ts';
import { partsOf } from '../topology/firewall/iptables-rules.ts';
import type { Part } from '../topology/firewall/model.ts';
import { type ChainsRead, hold, link, readChains } from './chains.ts';
import { both, reachOf, type Way, within } from './own-traffic.ts';
import { harmless, isDefault, type Risk, risk } from './risk.ts';

/** iptables(8), its sisters for IPv6, bridges (ebtables) and ARP. `chains` follows what it does to those of one's own. */
export function ofIptables(program: string, words: readonly string[], chains = readChains()): Risk[] {
  const { options, others } = iptablesCommand(words);
  if (others.some(mayBeAnything) || options.some(mayBeMore)) return [risk('unknown-arguments', program)];
  const table = options.find(({ name }) => name === '-t')?.values[0];
  const keyOf = (chain: string) => `${program.replace(/-.*/, '')} ${table ?? 'filter'} ${chain}`;
  return options.flatMap((option) => {
    switch (option.name) {
      case '-P':
        return ofPolicy(program, option);
      case '-F':
        chains.dropping.delete(keyOf(option.values[0] ?? ''));
        chains.held.delete(keyOf(option.values[0] ?? ''));
        return ofFlush(program, option, table);
      case '-A':
      case '-I':
      case '-R':
      case '-D':
        return ofRule({ program, option, options, words, keyOf }, chains);
      default:
        return [];
    }
  });
}

/** An option that may be another one, or may be followed by one: what it need not have for its value may be an option. */
const mayBeMore = ({ name, values }: IptablesOption): boolean =>
  mayBeAnything(name) || (/^-[ADIR]$/.test(name) && mayBeAnything(values[1] ?? ''));

function ofPolicy(program: string, { values: [chain = '?', target = '?'] }: IptablesOption): Risk[] {
  const opens = target === 'ACCEPT' || (!mayBeAnything(chain) && !/^(?:INPUT|OUTPUT)$/.test(chain));
  return [(opens ? harmless : risk)('policy', chain, target, program)];
}

const BUILT_IN = /^(?:INPUT|OUTPUT|FORWARD|PREROUTING|POSTROUTING|BROUTING)$/;

function ofFlush(program: string, { values: [chain = ''] }: IptablesOption, table: string | undefined): Risk[] {
  const all = chain === '' || mayBeAnything(chain);
  // A chain of the user's own is theirs to flush.
  if (!all && !BUILT_IN.test(chain)) return [];
  if (all) return [table === undefined ? risk('rules-flushed', program) : risk('table-flushed', program, table)];
  return [
    table === undefined ? risk('chain-flushed', program, chain) : risk('chain-of-table-flushed', program, chain, table),
  ];
}

/** Which way packets go that come to a chain, where that is to the machine or from it. */
function wayOf(chain: string): Way | undefined {
  if (/^(?:INPUT|PREROUTING|BROUTING)$/.test(chain) || mayBeAnything(chain)) return 'in';
  return /^(?:OUTPUT|POSTROUTING)$/.test(chain) ? 'out' : undefined;
}

interface RuleOf {
  readonly program: string;
  /** What is done, and to which chain. */
  readonly option: IptablesOption;
  readonly options: readonly IptablesOption[];
  readonly words: readonly string[];
  readonly keyOf: (chain: string) => string;
}

/** A rule that may drop what belongs to the connection to the machine, or no longer let it through. */
function ofRule({ program, option, options, words, keyOf }: RuleOf, chains: ChainsRead): Risk[] {
  const {
    name,
    values: [chain = ''],
  } = option;
  const [key, target] = [keyOf(chain), targetOf(options) ?? ''];
  const linked = chains.linked.get(key);
  const way = wayOf(chain) ?? linked?.way;
  const conditions = conditionsOf(program, options);
  const deletes = name === '-D';
  const ends = drops(options) || chains.dropping.has(keyOf(target));
  if (deletes) {
    if (ends) chains.dropping.delete(key);
    chains.linked.delete(keyOf(target));
  } else if (ends && !way && !BUILT_IN.test(chain) && reachOf(conditions, 'in')?.all) chains.dropping.add(key);
  const text = shellCommand([program, ...words]);
  const leads = !BUILT_IN.test(target) ? { to: keyOf(target) } : {};
  if (!deletes && !BUILT_IN.test(chain))
    hold(chains, key, { conditions, ...leads, ...(ends ? { said: risk('drops-own', text) } : {}) });
  const own = way && reachOf(conditions, way);
  if (!way || !own) return [];
  const reach = linked ? both(linked.reach, own) : own;
  const held = !deletes && leads.to !== undefined ? link(chains, leads.to, { way, reach }) : [];
  const redirects = !deletes && REDIRECTS.test(target) && (linked || /^(?:PREROUTING|OUTPUT)$/.test(chain));
  if (!(deletes ? target === 'ACCEPT' : redirects || ends)) return held;
  if (reach.all && !deletes && !redirects) return [risk('drops-all', chain, target, program)];
  const code = deletes ? 'accept-deleted' : redirects ? 'redirects-own' : 'drops-own';
  return [within(risk(code, text), reach)];
}

/** What does not come to where it was sent: iptables-extensions(8). */
const DROPS = /^(?:DROP|REJECT|TARPIT|QUEUE|NFQUEUE)$/;
const REDIRECTS = /^(?:DNAT|REDIRECT|NETMAP|TPROXY)$/;

/** With a bypass, what nobody waits for goes on. */
const drops = (options: readonly IptablesOption[]): boolean =>
  (DROPS.test(targetOf(options) ?? '') || mayBeAnything(targetOf(options) ?? '')) &&
  !options.some(({ name }) => name === '--queue-bypass');

const targetOf = (options: readonly IptablesOption[]) =>
  options.find(({ name }) => name === '-j' || name === '-g')?.values[0];

const BASE = /^-[psdiof]$/;

/** What a rule asks of a packet, as iptables-save(8) has it. undefined: for what the connection has not. */
function conditionsOf(program: string, options: readonly IptablesOption[]): (Part | undefined)[] {
  const family = program.startsWith('ip6') ? 'ip6' : 'ip';
  const base = options.filter((option) => BASE.test(option.name) && !isEvery(option)).map(saved);
  const protocol = base.find(({ name, not }) => name === '-p' && !not)?.values[0] ?? '';
  const groups = [{ begin: '', name: '', options: base }, ...modulesOf(options, protocol)];
  const context = { family, protocol, chains: new Set<string>() } as const;
  return groups.flatMap((group) => partsOf(group, context) ?? [ofUnknown(group)]);
}

/** Modules of other protocols, and of ports by names or variables. */
const OF_PROTOCOL = /^(?:|tcp|multiport|udp|udplite|sctp|dccp|icmp|icmp6|icmpv6|ipv6-icmp|ah|esp|ipv\w|arp|vlan)$/;
/** Modules that match what is suspicious, or has been prepared for them. */
const SELECTS = /^(?:mac|mark|connmark|helper|rpfilter|policy|socket)$/;

/** A module that is not known to the topology. undefined: it leaves the connection out. */
function ofUnknown({ name, options }: { readonly name: string; readonly options: readonly IptablesOption[] }) {
  const said = (option: RegExp) => options.find((each) => option.test(each.name));
  const value = (option: RegExp) => said(option)?.values[0] ?? '';
  const other: Part = { kind: 'other', text: name };
  if (options.some(({ values }) => values.some(mayBeAnything))) return other;
  if (OF_PROTOCOL.test(name)) return undefined;
  if (name === 'recent') return said(/^--set$/) ? other : undefined;
  if (name === 'connlimit') return Number(value(/^--connlimit-above$/)) > 0 ? undefined : other;
  if (name === 'string') return /ssh/i.test(value(/string$/)) ? other : undefined;
  if (name === 'rpfilter') return said(/^--invert$/) ? undefined : other;
  if (name === 'hashlimit' && said(/^--hashlimit-above$/)) return OVER;
  return SELECTS.test(name) && !options.some(({ not }) => not) && value(/^--pol$/) !== 'none' ? undefined : other;
}

const OVER: Part = { kind: 'limit', rate: 1, per: 'second', unit: 'packets', burst: 5, over: true };

/** `-p all`, `-s 0/0`, `-i +`. */
function isEvery({ name, not, values: [value = ''] }: IptablesOption): boolean {
  if (not) return false;
  if (name === '-p') return /^(?:all|0)$/i.test(value);
  return /^-[sd]$/.test(name) ? isDefault(value) : value === '+';
}

/** In the words of iptables-save(8). */
function saved({ name, not, values }: IptablesOption): IptablesOption {
  if (name === '-p') return { name, not, values: values.map((value) => (value === '6' ? 'tcp' : value.toLowerCase())) };
  if (name === '--syn') return { name: '--tcp-flags', not, values: ['FIN,SYN,RST,ACK', 'SYN'] };
  if (/^--[sd]?ports?$/.test(name)) return { name, not, values: values.map(withNumbers) };
  return { name, not, values };
}

/** Of the ports with names only that of SSH matters; the first one, tcpmux, is nobody's. */
const withNumbers = (ports: string): string =>
  ports.replaceAll(/(?<=^|[,:])[a-z][\w-]*(?=$|[,:])/g, (name) => (name === 'ssh' ? '22' : '1'));

/** The matches with their options. Those of a protocol need no `-m`; what follows a target is its own. */
function modulesOf(options: readonly IptablesOption[], protocol: string) {
  const groups: { begin: string; name: string; options: IptablesOption[] }[] = [];
  const groupOf = (name: string) => groups.find((group) => group.name === name);
  let current: string | undefined = protocol;
  for (const option of options) {
    if (option.name === '-m') current = option.values[0] ?? '';
    else if (option.name === '-j' || option.name === '-g') current = undefined;
    else if (!option.name.startsWith('--')) continue;
    const isOfProtocol = /^--(?:[sd]port|tcp-flags|tcp-option|syn)$/.test(option.name);
    const owner = isOfProtocol ? protocol : option.name === '--comment' ? 'comment' : current;
    if (owner === undefined || owner === 'comment') continue;
    const group = groupOf(owner) ?? { begin: '-m', name: owner, options: [] };
    if (!groups.includes(group)) groups.push(group);
    if (option.name !== '-m') group.options.push(saved(option));
  }
  return groups;
}
