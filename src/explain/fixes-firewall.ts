// Rules that open the packet filter for one flow, or give it an address that is known outside.
import { isNear } from '../topology/addresses.ts';
import { inNetns } from '../topology/argv.ts';
import { linkById } from '../topology/find.ts';
import { chainsOf } from '../topology/firewall/chains.ts';
import { savedArguments } from '../topology/firewall/iptables-rules.ts';
import type { Chain } from '../topology/firewall/model.ts';
import { isObject } from '../topology/json.ts';
import type { Firewall, JsonObject, Netns, Topology } from '../topology/model.ts';
import { prefixText, readIp } from '../topology/prefix.ts';
import type { Fix } from './edits.ts';
import { type NewRule, withoutRuleAt, withRule } from './edits-firewall.ts';
import type { Flow } from './flow.ts';
import { baseOf, isLegacy, programOf } from './programs.ts';
import type { Hop, Step, Stop } from './trace.ts';

/** A rule before all others of the chain that the kernel calls, for this flow alone. */
export function opened(netns: Netns, flow: Flow, stop: Stop): Fix[] {
  const { thing, args } = stop;
  const chain =
    thing.kind === 'rule' || thing.kind === 'chain' ? baseOf(netns.firewall, thing.chain, args[0]) : undefined;
  if (!chain) return [];
  const { tool, family, table, name } = chain;
  const base = { tool, family, table, chain: name, legacy: isLegacy(netns.firewall, chain), first: true };
  const neighbour = asNeighbour(stop);
  const all = neighbour ? [neighbour] : acceptances(chain, flow, stop);
  return all.map((what) => fixWith(netns, { ...base, ...what }));
}

type What = Pick<NewRule, 'text' | 'expressions'>;

const ACCEPT: JsonObject = { accept: null };

/** A question for a neighbour, or its answer, belongs to no flow. */
function asNeighbour({ packet, args: [, what = ''] }: Stop): What | undefined {
  const neighbour = NEIGHBOURS[what];
  if (neighbour) {
    const [type, number] = neighbour;
    return {
      text: `-p ipv6-icmp -m icmp6 --icmpv6-type ${number} -j ACCEPT`,
      expressions: [equals({ payload: { protocol: 'icmpv6', field: 'type' } }, type), ACCEPT],
    };
  }
  if (!what.startsWith('arp ')) return undefined;
  const field = (name: string, value: string) => equals({ payload: { protocol: 'arp', field: name } }, value);
  return {
    text: '',
    expressions: [
      field('operation', what.slice('arp '.length)),
      field('saddr ip', packet.src),
      field('daddr ip', packet.dst),
      ACCEPT,
    ],
  };
}

const NEIGHBOURS: Readonly<Record<string, readonly [string, number]>> = {
  'neighbour-solicitation': ['nd-neighbor-solicit', 135],
  'neighbour-advertisement': ['nd-neighbor-advert', 136],
};

/** The first that helps is the best: what carries a tunnel, or is not tracked, is no answer to a connection. */
function acceptances({ family, table, hook }: Chain, flow: Flow, stop: Stop): What[] {
  // Answers are let in once for all, of what was let out, there where connections are known.
  const isTracked = family !== 'bridge' && family !== 'netdev' && (hook?.priority ?? 0) > CONNTRACK && table !== 'raw';
  const own = acceptance(flow, stop);
  if (stop.way === 'there' || !isTracked) return [own];
  return [
    {
      text: '-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
      expressions: [equals({ ct: { key: 'state' } }, ['established', 'related'], 'in'), ACCEPT],
    },
    own,
  ];
}

function acceptance(flow: Flow, { packet, way, args: [, what] }: Stop): What {
  const ip = packet.src.includes(':') ? 'ip6' : 'ip';
  const protocol = what === 'tcp' || what === 'udp' ? what : 'icmp';
  // What is answered by a tunnel is sent to the same port.
  const isBack = way === 'back' && protocol === flow.protocol;
  const address = (field: 'saddr' | 'daddr', value: string) => equals({ payload: { protocol: ip, field } }, value);
  const { port } = flow;
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
    text: `-s ${packet.src}/${length} -d ${packet.dst}/${length} ${of.text} -j ACCEPT`,
    expressions: [address('saddr', packet.src), address('daddr', packet.dst), of.json, ACCEPT],
  };
}

/** The priority at which connections are looked up: nf_conntrack, NF_IP_PRI_CONNTRACK. */
const CONNTRACK = -200;

const TYPES = {
  icmp: { 'echo-request': 8, 'echo-reply': 0 },
  icmpv6: { 'echo-request': 128, 'echo-reply': 129 },
} as const;

type Asked = string | number | readonly string[] | { readonly prefix: { readonly addr: string; readonly len: number } };

const equals = (left: JsonObject, right: Asked, op = '=='): JsonObject => ({
  match: { op, left, right },
});

function fixWith(netns: Netns, rule: NewRule): Fix {
  return { argv: [argvOf(netns, rule)], edit: withRule(netns.id, rule) };
}

function argvOf(netns: Netns, { tool, family, table, chain, legacy, first, text, expressions }: NewRule): string[] {
  if (tool !== 'nft') {
    const words = text
      .replace(/ -m (?:icmp6?|tcp|udp)(?= )/, '')
      .replaceAll(/\/(?:32|128)(?= )/g, '')
      .split(' ');
    const program = legacy ? `${tool}-legacy` : tool;
    return inNetns(netns, program, ...(table === 'filter' ? [] : ['-t', table]), first ? '-I' : '-A', chain, ...words);
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
function nftWords({ match, masquerade }: JsonObject): string[] {
  if (masquerade !== undefined) return ['masquerade'];
  if (!isObject(match)) return ['accept'];
  const { left, right } = match as { left: JsonObject; right: Asked }; // made by `equals`
  const { payload, ct, meta } = left as Partial<Record<string, { protocol: string; field: string; key: string }>>; // likewise
  if (meta) return [meta.key, `"${right}"`];
  const field = payload ? [payload.protocol, ...payload.field.split(' ')] : ['ct', ct?.key ?? ''];
  if (typeof right === 'object' && 'prefix' in right) return [...field, `${right.prefix.addr}/${right.prefix.len}`];
  return [...field, typeof right === 'object' ? right.join(',') : `${right}`];
}

/** Without a rule that changes what it is not to change. */
export function withoutRule(netns: Netns, { chain, rule }: Extract<Stop['thing'], { kind: 'rule' }>): Fix {
  const { tool, family, table, name } = chain;
  const program = programOf(netns.firewall, chain);
  const argv =
    tool === 'nft'
      ? inNetns(netns, 'nft', 'delete', 'rule', family, table, name, 'handle', `${rule.handle}`)
      : inNetns(netns, program, ...(table === 'filter' ? [] : ['-t', table]), '-D', name, ...savedArguments(rule.text));
  return { argv: [argv], edit: withoutRuleAt(netns.id, chain, chain.rules.indexOf(rule), program !== tool) };
}

/** Masquerading for the network of the sender, where its packets leave. */
export function translated(topology: Topology, there: readonly Hop[], { packet, way }: Stop): Fix[] {
  return masquerading(
    topology,
    there
      .flatMap(({ steps }) => steps)
      .filter(isOut)
      .at(-1),
    way === 'back' ? packet.dst : packet.src,
  );
}

/** For who asks where a destination is translated: so that the answer comes back there. */
export function translatedBack(topology: Topology, there: readonly Hop[]): Fix[] {
  const steps = there.flatMap((hop) => hop.steps);
  const at = steps.findIndex(
    ({ code, packet }, index) => code === 'translated' && steps[index - 1]?.packet.dst !== packet.dst,
  );
  const netns = steps[at]?.thing.netns;
  const out = steps.slice(at).find((step) => isOut(step) && step.thing.netns === netns);
  return at < 1 ? [] : masquerading(topology, out, out?.packet.src ?? '', out?.packet.dst);
}

const isOut = ({ code }: Step): boolean => code === 'sent' || code === 'left';

/** `to`: for what goes there alone. */
function masquerading(topology: Topology, sent: Step | undefined, asker: string, to?: string): Fix[] {
  const inside = readIp(asker);
  const out = sent?.thing.kind === 'link' ? linkById(topology, sent.thing.link) : undefined;
  if (!inside || !out || inside.family !== 'inet') return [];
  const network = out.netns.links
    .flatMap(({ addr_info }) => addr_info)
    .find((address) => address.scope === 'global' && isNear(address, inside));
  const length = network?.prefixlen ?? 32;
  const addr = prefixText(inside, length).replace(/\/.*/, '');
  const { tool, family, table, name, legacy } = translating(out.netns.firewall);
  return [
    fixWith(out.netns, {
      ...{ tool, family, table, chain: name, legacy, first: false },
      text: `-s ${addr}/${length}${to === undefined ? '' : ` -d ${to}/32`} -o ${out.link.ifname} -j MASQUERADE`,
      expressions: [
        equals({ payload: { protocol: 'ip', field: 'saddr' } }, { prefix: { addr, len: length } }),
        ...(to === undefined ? [] : [equals({ payload: { protocol: 'ip', field: 'daddr' } }, to)]),
        equals({ meta: { key: 'oifname' } }, out.link.ifname),
        { masquerade: null },
      ],
    }),
  ];
}

type Place = Pick<NewRule, 'tool' | 'family' | 'table'> & { readonly name: string; readonly legacy: boolean };

/** The chain that is there for it, of whichever program; without one that of iptables, which makes it. */
function translating(firewall: Firewall): Place {
  const chains = chainsOf(firewall).filter(
    ({ hook, family }) => hook?.type === 'nat' && hook.name === 'postrouting' && ['ip', 'inet'].includes(family),
  );
  const chain = chains.find(({ tool }) => tool === 'iptables') ?? chains[0];
  return chain
    ? { ...chain, legacy: isLegacy(firewall, chain) }
    : { tool: 'iptables', family: 'ip', table: 'nat', name: 'POSTROUTING', legacy: false };
}
