// Rules that open the packet filter for one flow, or give it an address that is known outside.
import { isNear } from '../topology/addresses.ts';
import { inNetns } from '../topology/argv.ts';
import { linkById } from '../topology/find.ts';
import { chainsOf } from '../topology/firewall/chains.ts';
import type { Chain } from '../topology/firewall/model.ts';
import type { JsonObject, Netns, Topology } from '../topology/model.ts';
import { prefixText, readIp } from '../topology/prefix.ts';
import { type Fix, type NewRule, withRule } from './edits.ts';
import type { Flow } from './flow.ts';
import type { Hop, Stop } from './trace.ts';

/** A rule before all others of the chain that the kernel calls, for this flow alone. */
export function opened(netns: Netns, flow: Flow, { thing, packet, way, args: [hook] }: Stop): Fix[] {
  const chain = thing.kind === 'rule' || thing.kind === 'chain' ? baseOf(netns, thing.chain, hook) : undefined;
  if (!chain) return [];
  return [fixWith(netns, ruleFor(chain, flow, packet, way))];
}

/** The chain by which the kernel comes to another: of the same table, at the hook. */
function baseOf({ firewall }: Netns, chain: Chain, hook: string | undefined): Chain | undefined {
  if (chain.hook) return chain;
  return chainsOf(firewall).find(
    ({ hook: own, table, family, legacy }) =>
      own?.name === hook && table === chain.table && family === chain.family && legacy === chain.legacy,
  );
}

function ruleFor({ tool, family, table, name }: Chain, flow: Flow, packet: Stop['packet'], way: Stop['way']): NewRule {
  const isBack = way === 'back';
  const base = { tool, family, table, chain: name, first: true };
  const ip = packet.src.includes(':') ? 'ip6' : 'ip';
  const accept: JsonObject = { accept: null };
  // Answers are let in once for all: of what was let out.
  if (isBack && family !== 'bridge' && family !== 'netdev' && table !== 'raw')
    return {
      ...base,
      text: '-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
      expressions: [equals({ ct: { key: 'state' } }, ['established', 'related'], 'in'), accept],
    };
  const address = (field: 'saddr' | 'daddr', value: string) => equals({ payload: { protocol: ip, field } }, value);
  const { protocol, port } = flow;
  const icmp = ip === 'ip6' ? 'icmpv6' : 'icmp';
  const type = isBack ? 'echo-reply' : 'echo-request';
  const [side, number] = isBack ? ['sport', packet.sport ?? port ?? 0] : ['dport', packet.dport ?? port ?? 0];
  const of =
    protocol === 'icmp'
      ? {
          text: `-p ${ip === 'ip6' ? 'ipv6-icmp -m icmp6 --icmpv6-type' : 'icmp -m icmp --icmp-type'} ${TYPES[icmp][type]}`,
          json: equals({ payload: { protocol: icmp, field: 'type' } }, type),
        }
      : {
          text: `-p ${protocol} -m ${protocol} --${side} ${number}`,
          json: equals({ payload: { protocol, field: side } }, number),
        };
  const length = ip === 'ip6' ? 128 : 32;
  return {
    ...base,
    text: `-s ${packet.src}/${length} -d ${packet.dst}/${length} ${of.text} -j ACCEPT`,
    expressions: [address('saddr', packet.src), address('daddr', packet.dst), of.json, accept],
  };
}

const TYPES = {
  icmp: { 'echo-request': 8, 'echo-reply': 0 },
  icmpv6: { 'echo-request': 128, 'echo-reply': 129 },
} as const;

const equals = (left: JsonObject, right: string | number | readonly string[], op = '=='): JsonObject => ({
  match: { op, left, right },
});

function fixWith(netns: Netns, rule: NewRule): Fix {
  return { argv: [argvOf(netns, rule)], edit: withRule(netns.id, rule) };
}

function argvOf(netns: Netns, { tool, family, table, chain, first, text, expressions }: NewRule): string[] {
  if (tool !== 'nft') {
    const words = text
      .replace(/ -m (?:icmp6?|tcp|udp)(?= )/, '')
      .replaceAll(/\/(?:32|128)(?= )/g, '')
      .split(' ');
    return inNetns(netns, tool, ...(table === 'filter' ? [] : ['-t', table]), first ? '-I' : '-A', chain, ...words);
  }
  return inNetns(
    netns,
    'nft',
    first ? 'insert' : 'add',
    'rule',
    family,
    table,
    chain,
    ...expressions.flatMap(nftWords),
  );
}

/** As nft(8) writes it. */
function nftWords({ match, accept }: JsonObject): string[] {
  if (accept !== undefined || typeof match !== 'object' || match === null || Array.isArray(match)) return ['accept'];
  const { left, right } = match as { left: JsonObject; right: string | number | readonly string[] }; // made by `equals`
  const { payload, ct } = left as { payload?: { protocol: string; field: string }; ct?: { key: string } }; // likewise
  const field = payload ? [payload.protocol, payload.field] : ['ct', ct?.key ?? ''];
  return [...field, typeof right === 'object' ? right.join(',') : `${right}`];
}

/** Masquerading for the network of the sender, where its packets leave. */
export function translated(topology: Topology, there: readonly Hop[], { packet, way }: Stop): Fix[] {
  const inside = readIp(way === 'back' ? packet.dst : packet.src);
  const sent = there
    .flatMap(({ steps }) => steps)
    .filter(({ code }) => code === 'sent' || code === 'left')
    .at(-1);
  const out = sent?.thing.kind === 'link' ? linkById(topology, sent.thing.link) : undefined;
  if (!inside || !out || inside.family !== 'inet') return [];
  const network = out.netns.links
    .flatMap(({ addr_info }) => addr_info)
    .find((address) => address.scope === 'global' && isNear(address, inside));
  const source = network ? prefixText(inside, network.prefixlen) : `${packet.src}/32`;
  return [
    fixWith(out.netns, {
      tool: 'iptables',
      family: 'ip',
      table: 'nat',
      chain: 'POSTROUTING',
      first: false,
      text: `-s ${source} -o ${out.link.ifname} -j MASQUERADE`,
      expressions: [],
    }),
  ];
}
