// What was seen of a flow, made of what the program on the host reports.
import type { Flow } from '../explain/flow.ts';
import { whereOf } from '../explain/report.ts';
import { linkByIndex, netnsById } from '../topology/find.ts';
import { chainsOf } from '../topology/firewall/chains.ts';
import type { Chain, FirewallRule } from '../topology/firewall/model.ts';
import { isObject } from '../topology/json.ts';
import type { LinkId, NetnsId, Topology } from '../topology/model.ts';
import { ipText } from '../topology/prefix.ts';
import type { Said } from '../words.ts';
import type { Headers, IpPacket, Payload } from './headers.ts';
import type { Report } from './reports.ts';
import { sayMissing } from './words.ts';

/** Where one real flow was seen, and what became of it. */
export interface Observation {
  readonly flow: Flow;
  /** Where it came from; absent: nothing was sent. */
  readonly source?: { readonly address: string; readonly port?: number };
  readonly outcome: Outcome;
  /** The namespaces whose links were watched. */
  readonly watched: readonly NetnsId[];
  /** Whether they are in the order in which they happened, also those of different namespaces. */
  readonly ordered: boolean;
  /** In their order. */
  readonly sightings: readonly Sighting[];
  /** In their order, of all packets of the flow. */
  readonly rules: readonly RuleSighting[];
  /** What the kernel dropped, where it tells that. */
  readonly drops: readonly Drop[];
  /** Of a netns as a whole: other traffic moves them too. */
  readonly counters: readonly { readonly netns: NetnsId; readonly name: string; readonly moved: number }[];
  /** What could not be looked at. */
  readonly missing: readonly Said[];
}

export type Outcome =
  | { readonly kind: 'answered' }
  /** Nothing came in time. */
  | { readonly kind: 'silent' }
  /** What the kernel told the sender: 'Connection refused'. */
  | { readonly kind: 'error'; readonly why: string }
  /** It could not be sent. */
  | { readonly kind: 'cannot'; readonly why: string };

/** Whether it is of what was asked, of the answer, an error about it, or an exchange about a next hop. */
export type Part = 'question' | 'answer' | 'error' | 'neighbour';

export interface Sighting {
  /** Microseconds after the first one. */
  readonly at: number;
  readonly netns: NetnsId;
  readonly link: LinkId;
  readonly ifname: string;
  readonly direction: 'out' | 'in';
  /** It came in, with a MAC address that is not that link's: for a bridge to pass on, or flooded. */
  readonly passing: boolean;
  readonly part: Part;
  readonly headers: Headers;
}

export interface Drop {
  /** Microseconds after the first sighting. */
  readonly at: number;
  /** Where the packet was last seen before it. */
  readonly netns: NetnsId;
  /** Of enum skb_drop_reason. */
  readonly reason: string;
  /** The function of the kernel. */
  readonly where: string;
}

export interface RuleSighting {
  readonly netns: NetnsId;
  /** One packet has one id in a netns. */
  readonly id: string;
  /** As it was at that hook. */
  readonly packet?: IpPacket;
  readonly part: Part;
  readonly family: string;
  readonly table: string;
  readonly chain: string;
  readonly kind: 'rule' | 'policy';
  readonly handle?: number;
  readonly verdict: string;
  /** The chain and the rule of the topology. */
  readonly known?: { readonly chain: Chain; readonly rule?: FirewallRule };
}

/** In the order in which they came. */
export function observationOf(
  topology: Topology,
  flow: Flow,
  netns: readonly NetnsId[],
  reports: readonly Report[],
): Observation {
  const of = <Kind extends Report['kind']>(kind: Kind) =>
    // The kind says which of them it is.
    reports.filter((report): report is Extract<Report, { kind: Kind }> => report.kind === kind);
  const sent = of('sent')[0];
  const parts = partsOf(flow, sent);
  const frames = of('frame').toSorted((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
  const began = frames[0]?.time ?? 0n;
  const blind = new Set(of('missing').flatMap(({ what, netns: id }) => (what === 'sightings' ? [id] : [])));
  const all = frames.flatMap(({ netns, time, ifindex, type, headers }): Sighting[] => {
    const links = netnsById(topology, netns)?.links ?? [];
    const part = parts(headers);
    const body = headers.body;
    if (body === undefined) return [];
    return [
      {
        at: Number(time - began) / 1000,
        netns,
        link: `${netns}/${ifindex}`,
        ifname: linkByIndex(links, ifindex)?.ifname ?? `${ifindex}`,
        direction: type === OUTGOING ? 'out' : 'in',
        passing: type === OTHER_HOST,
        part,
        headers,
      },
    ];
  });
  const result = of('result')[0];
  const sightings = withoutStrangers(topology, flow, all);
  const rules = inOrder(flow, sightings, rulesOf(topology, flow, sent, of('trace')));
  return {
    flow,
    ...(sent ? { source: sourceOf(sent) } : {}),
    outcome: outcomeOf(result?.result, result?.why ?? ''),
    watched: netns.filter((id) => !blind.has(id)),
    ordered: !of('missing').some(({ what }) => what === 'times'),
    sightings,
    rules,
    drops: of('drop').map(({ netns, time, reason, where }) => ({
      at: Number(time - began) / 1000,
      netns,
      reason,
      where,
    })),
    counters: of('counter').map(({ netns, name, moved }) => ({ netns, name, moved })),
    missing: [
      ...of('missing').map(({ what, netns: id, why }) => missingOf(topology, what, id, why)),
      ...[...new Set(rules.filter(({ kind, known }) => kind === 'rule' && !known?.rule).map((rule) => rule.netns))].map(
        (id) => sayMissing('handles', whereOf(topology, id)),
      ),
    ],
  };
}

/** PACKET_OUTGOING, PACKET_OTHERHOST of packet(7). */
const OUTGOING = 4;
const OTHER_HOST = 3;

type Sent = Extract<Report, { kind: 'sent' }>;

const sourceOf = ({ source, port }: Sent): NonNullable<Observation['source']> => ({
  address: ipText({ family: source.length === 8 ? 'inet' : 'inet6', value: BigInt(`0x${source || '0'}`) }),
  ...(port === 0 ? {} : { port }),
});

function outcomeOf(result: string | undefined, why: string): Outcome {
  if (result === 'answered' || result === 'silent') return { kind: result };
  return { kind: result === 'error' ? 'error' : 'cannot', why };
}

function missingOf(topology: Topology, what: string, id: NetnsId | undefined, why: string): Said {
  const where = id === undefined ? '' : whereOf(topology, id);
  if (what === 'times') return sayMissing('times');
  if (what === 'trace') return sayMissing('trace', where, why);
  return what === 'frames' ? sayMissing('frames') : sayMissing('sightings', where, why);
}

/** What tells the parts of a conversation apart. Datagrams have to be shown in the order of time: their port may have been translated. */
function partsOf({ protocol }: Flow, sent: Sent | undefined): (headers: Headers) => Part {
  const clients = new Set(sent ? [sent.port] : []);
  const token = Buffer.from(protocol === 'tcp' ? '' : (sent?.token ?? ''), 'hex');
  const ofPayload = (payload: Payload): Part => {
    switch (payload.kind) {
      case 'icmp':
        if (payload.target !== undefined) return 'neighbour';
        if (payload.type === ECHO.question[payload.six ? 'six' : 'four']) return 'question';
        return payload.type === ECHO.answer[payload.six ? 'six' : 'four'] ? 'answer' : 'error';
      case 'tcp':
        return tcpPart(payload, Number(sent?.token ?? 0));
      case 'udp': {
        if (payload.inner) return ofHeaders(payload.inner);
        if (clients.has(payload.dport)) return 'answer';
        if (token.length > 0 && payload.data.subarray(0, token.length).equals(token)) clients.add(payload.sport);
        return 'question';
      }
      case 'other':
        return 'question';
    }
  };
  const ofHeaders = ({ body }: Headers): Part => (body?.kind === 'ip' ? ofPayload(body.payload) : 'neighbour');
  return ofHeaders;
}

const ECHO = { question: { four: 8, six: 128 }, answer: { four: 0, six: 129 } } as const;

/** By the numbers of the sequence: ours are those that we chose. */
function tcpPart({ seq, ack, flags }: Extract<Payload, { kind: 'tcp' }>, first: number): Part {
  const isOurs = seq >= first && seq <= first + 2;
  const isTheirs = flags.includes('ack') && ack > first && ack <= first + 2;
  return isTheirs && !isOurs ? 'answer' : 'question';
}

/** Exchanges about a next hop are of the flow only if they begin where it has been. */
function withoutStrangers(topology: Topology, flow: Flow, all: readonly Sighting[]): Sighting[] {
  const been = new Set([flow.from, ...all.filter(({ part }) => part !== 'neighbour').map(({ netns }) => netns)]);
  const owners = new Map(
    topology.netns.flatMap(({ id, links }) => links.map(({ address = '' }) => [address, id] as const)),
  );
  return all.filter(({ part, headers: { macs } }) => {
    const [from, to] = [owners.get(macs.src), owners.get(macs.dst)];
    if (part !== 'neighbour') return true;
    return from === undefined || been.has(from) || (to !== undefined && been.has(to));
  });
}

function rulesOf(
  topology: Topology,
  flow: Flow,
  sent: Sent | undefined,
  traces: readonly Extract<Report, { kind: 'trace' }>[],
): RuleSighting[] {
  const parts = partsOf(flow, sent);
  const packets = new Map<string, IpPacket>();
  return traces.flatMap(({ netns, message }): RuleSighting[] => {
    const { id, family, table, chain, kind, handle, verdict } = message;
    const key = `${netns} ${id}`;
    if (message.packet) packets.set(key, message.packet);
    // The end of a chain is reported as a rule without a handle.
    if (kind === 'return' || (kind === 'rule' && handle === undefined)) return [];
    const packet = packets.get(key);
    const known = knownRule(topology, netns, { family, table, chain, handle });
    return [
      {
        netns,
        id,
        ...(packet ? { packet } : {}),
        part: packet ? parts({ macs: { src: '', dst: '' }, vlans: [], body: packet }) : 'question',
        family,
        table,
        chain,
        kind,
        ...(handle === undefined ? {} : { handle }),
        verdict,
        ...(known ? { known } : {}),
      },
    ];
  });
}

/** Each packet filter reports in its own order; between them it is the packets' way that counts. */
function inOrder({ from }: Flow, sightings: readonly Sighting[], rules: readonly RuleSighting[]): RuleSighting[] {
  const first = new Map([[`${from} question`, -1]]);
  for (const { netns, part, at } of sightings) if (!first.has(`${netns} ${part}`)) first.set(`${netns} ${part}`, at);
  const when = ({ netns, part }: RuleSighting) => first.get(`${netns} ${part}`) ?? Number.MAX_VALUE;
  return rules.toSorted((a, b) => when(a) - when(b));
}

interface Named {
  readonly family: string;
  readonly table: string;
  readonly chain: string;
  readonly handle: number | undefined;
}

/** iptables-save(8) says no handles: its rules are as many as nft's, and in the same order. */
function knownRule(
  topology: Topology,
  id: NetnsId,
  { family, table, chain: name, handle }: Named,
): RuleSighting['known'] {
  const firewall = netnsById(topology, id)?.firewall;
  const chain =
    firewall &&
    chainsOf(firewall).find((one) => one.family === family && one.table === table && one.name === name && !one.legacy);
  if (!chain) return undefined;
  const handles = (firewall.nft ?? []).flatMap(({ rule }) =>
    isObject(rule) && rule['family'] === family && rule['table'] === table && rule['chain'] === name
      ? [rule['handle']]
      : [],
  );
  const at = handle === undefined || handles.length !== chain.rules.length ? -1 : handles.indexOf(handle);
  const rule = chain.rules.find((one) => handle !== undefined && one.handle === handle) ?? chain.rules[at];
  return { chain, ...(rule ? { rule } : {}) };
}
