// What was seen of a flow, made of what the program on the host reports.
import type { Flow } from '../explain/flow.ts';
import { whereOf } from '../explain/where.ts';
import { linkByIndex, netnsById } from '../topology/find.ts';
import type { NetnsId, Topology } from '../topology/model.ts';
import { ipText } from '../topology/prefix.ts';
import type { Said } from '../words.ts';
import type { Report } from './reports.ts';
import { type RuleSighting, rulesOf } from './rules.ts';
import { partsOf, type Sent, type Sighting } from './sighting.ts';
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
  const rules = rulesOf(topology, partsOf(flow, sent), of('trace'), { sightings, began });
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
