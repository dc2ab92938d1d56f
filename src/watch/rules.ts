// Which rules of the packet filters met the packets of a flow, made of what nf_tables reports.
import { netnsById } from '../topology/find.ts';
import { chainsOf } from '../topology/firewall/chains.ts';
import type { Chain, FirewallRule } from '../topology/firewall/model.ts';
import { isObject } from '../topology/json.ts';
import type { NetnsId, Topology } from '../topology/model.ts';
import type { Headers, IpPacket } from './headers.ts';
import type { TraceMessage } from './nft-trace.ts';
import type { Report } from './reports.ts';
import type { Part, Sighting } from './sighting.ts';

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

type Trace = Extract<Report, { kind: 'trace' }>;

/** Where the packets passed links, and the moment from which that counts. */
interface Seen {
  readonly sightings: readonly Sighting[];
  /** Nanoseconds of the host's clock. */
  readonly began: bigint;
}

/** A packet at a hook, and the links between which it is there. */
interface Traced extends Pick<TraceMessage, 'iif' | 'oif'> {
  readonly packet: IpPacket;
}

interface Met {
  readonly rule: RuleSighting;
  /** As a sighting has it. */
  readonly at: number;
}

/** In the order in which the packets met them. */
export function rulesOf(
  topology: Topology,
  parts: (headers: Headers) => Part,
  traces: readonly Trace[],
  seen: Seen,
): RuleSighting[] {
  const packets = new Map<string, Traced>();
  const met = traces.flatMap(({ netns, time, message }): Met[] => {
    const { id, family, table, chain, kind, handle, verdict, iif, oif } = message;
    const key = `${netns} ${id}`;
    // Each chain of a hook says anew which packet it has.
    if (message.packet) packets.set(key, { packet: message.packet, iif, oif });
    // The end of a chain is reported as a rule without a handle.
    if (kind === 'return' || (kind === 'rule' && handle === undefined)) return [];
    const traced = packets.get(key);
    const packet = traced?.packet;
    const known = knownRule(topology, netns, { family, table, chain, handle });
    const rule: RuleSighting = {
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
    };
    return [{ rule, at: metAt(rule, traced, Number(time - seen.began) / 1000, seen.sightings) }];
  });
  return inOrder(met);
}

/** When the packet passed there, as its links tell: a report says only when it was read, which is at some time afterwards. */
function metAt(
  { netns, part }: RuleSighting,
  traced: Traced | undefined,
  read: number,
  sightings: readonly Sighting[],
): number {
  if (!traced) return read;
  const passed = sightings.filter(
    (one) => one.netns === netns && one.part === part && one.at <= read && isOf(one.headers, traced.packet),
  );
  const by = (index: number | undefined, direction: Sighting['direction']) =>
    passed.findLast((one) => one.direction === direction && one.link === `${netns}/${index}`);
  // What is bridged has the bridge for its links, where it is not seen.
  const any = passed.findLast(({ direction }) => direction === 'in') ?? passed.at(-1);
  return (by(traced.iif, 'in') ?? by(traced.oif, 'out') ?? any)?.at ?? read;
}

/** Whether it is that packet, by what no translation changes. */
function isOf({ body }: Headers, packet: IpPacket): boolean {
  if (body?.kind !== 'ip') return false;
  const [seen, traced] = [body.payload, packet.payload];
  if (seen.kind === 'udp' && seen.inner && isOf(seen.inner, packet)) return true;
  if (seen.kind !== traced.kind) return false;
  if (seen.kind === 'tcp' && traced.kind === 'tcp')
    return seen.seq === traced.seq && seen.ack === traced.ack && seen.flags.join() === traced.flags.join();
  return seen.kind !== 'icmp' || traced.kind !== 'icmp' || seen.type === traced.type;
}

/** A packet filter reports of a packet in its order, which stays; else it is the packets' way that counts. */
function inOrder(met: readonly Met[]): RuleSighting[] {
  const last = new Map<string, number>();
  return met
    .map(({ rule, at }) => {
      const key = `${rule.netns} ${rule.id}`;
      const then = Math.max(at, last.get(key) ?? at);
      last.set(key, then);
      return { rule, at: then };
    })
    .toSorted((a, b) => a.at - b.at)
    .map(({ rule }) => rule);
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
