// The hooks of the packet filter, with connection tracking and translation in their places: nf_conntrack_core.c, nf_nat_core.c.
import { placeOf } from '../topology/firewall/chains.ts';
import type { Chain } from '../topology/firewall/model.ts';
import type { Link, Netns } from '../topology/model.ts';
import type { Ip } from '../topology/prefix.ts';
import { chainsAt, type Decide, type Effect, runChain } from './chains.ts';
import { target } from './nat.ts';
import { addressesOf, type Packet, sameTuple, type Tuple, turned } from './packet.ts';
import type { Seen, Tracked } from './seen.ts';
import type { Thing } from './trace.ts';
import { type Connection, Lost, type Walk } from './walk.ts';

type HookName = 'prerouting' | 'input' | 'forward' | 'output' | 'postrouting';

/** What a hook sees besides the packet. */
interface At {
  readonly netns: Netns;
  readonly iif?: Link | undefined;
  readonly oif?: Link | undefined;
  readonly ports?: Seen['ports'];
  readonly macs?: Seen['macs'];
  readonly own?: boolean;
  /** Who gets it next on the link by which it goes out. */
  readonly hop?: Ip | undefined;
}

/** NF_IP_PRI_CONNTRACK. */
const TRACKING = -200;
/** NF_IP_PRI_NAT_DST, NF_IP_PRI_NAT_SRC. */
const NAT = { prerouting: -100, output: -100, postrouting: 100, input: 100, forward: undefined } as const;

/** A packet through one of the hooks of IP. Returns it as it leaves. Throws Stopped. */
export function ipHook(walk: Walk, hook: HookName, at: At, packet: Packet): Packet {
  const family = packet.src.family === 'inet6' ? 'ip6' : 'ip';
  const chains = chainsAt(at.netns.firewall).get(`${family} ${hook}`) ?? [];
  const filters = chains.filter((chain) => chain.hook?.type !== 'nat');
  const tracksHere = hook === 'prerouting' || hook === 'output';
  const before = tracksHere ? filters.filter((chain) => priority(chain) < TRACKING) : [];
  const nat = NAT[hook];
  const state = { packet };
  pass(walk, hook, at, state, before, undefined);
  const connection = state.packet.untracked ? undefined : connectionOf(walk, at.netns, state.packet, tracksHere);
  const rest = filters.filter((chain) => !before.includes(chain));
  const first = nat === undefined ? rest : rest.filter((chain) => priority(chain) < nat);
  pass(walk, hook, at, state, first, connection);
  if (nat !== undefined && connection && connection !== 'invalid')
    translate(
      walk,
      hook,
      at,
      state,
      chains.filter((chain) => chain.hook?.type === 'nat'),
      connection,
    );
  pass(
    walk,
    hook,
    at,
    state,
    rest.filter((chain) => !first.includes(chain)),
    connection,
  );
  return state.packet;
}

const priority = ({ hook }: Chain): number => hook?.priority ?? 0;

/** A frame through a hook of the family bridge, or of netdev for one link. */
export function frameHook(
  walk: Walk,
  family: 'bridge' | 'netdev' | 'arp',
  hook: string,
  at: At,
  packet: Packet,
  arp?: Seen['arp'],
): Packet {
  const chains = (chainsAt(at.netns.firewall).get(`${family} ${hook}`) ?? []).filter(
    ({ hook: own }) => family !== 'netdev' || (own?.devices ?? []).includes((at.iif ?? at.oif)?.ifname ?? ''),
  );
  const state = { packet };
  pass(walk, hook, at, state, chains, undefined, arp);
  return state.packet;
}

interface State {
  packet: Packet;
}

function pass(
  walk: Walk,
  hook: string,
  at: At,
  state: State,
  chains: readonly Chain[],
  connection: Connection | 'invalid' | undefined,
  arp?: Seen['arp'],
): void {
  for (const chain of chains) {
    const seen = seenAt(at, state.packet, connection, arp);
    const { effect, mark, connMark, untracked } = runChain(
      at.netns.firewall,
      chain,
      seen,
      decider(walk, at.netns, seen),
    );
    state.packet = { ...state.packet, mark, untracked: state.packet.untracked || untracked };
    if (connection && connection !== 'invalid') connection.mark = connMark;
    end(walk, hook, at.netns, state.packet, chain, effect);
  }
}

/** A rule that is not modelled may hold or not: the same for each packet that looks the same. */
const decider =
  (walk: Walk, netns: Netns, { packet, arp }: Seen): Decide =>
  (chain, rule) => {
    const thing: Thing = { netns: netns.id, kind: 'rule', chain, rule };
    const key = JSON.stringify([
      netns.id,
      placeOf(chain),
      chain.name,
      chain.rules.indexOf(rule),
      addressesOf(packet),
      packet.icmp,
      arp,
    ]);
    return walk.choose('rule', thing, 2, key) === 0;
  };

function end(walk: Walk, hook: string, netns: Netns, packet: Packet, chain: Chain, effect: Effect): void {
  const thing = thingOf(netns, effect, chain);
  if (effect.kind === 'drop' || effect.kind === 'reject')
    walk.stop(effect.kind === 'drop' ? 'firewall-drops' : 'firewall-rejects', thing, packet, hook);
  if (effect.kind === 'doubt') throw new Lost({ what: 'rule', thing });
  if (chain.rules.length > 0) walk.step('accepted', thing, packet, hook);
}

function thingOf(netns: Netns, effect: Effect, chain: Chain): Thing {
  if (effect.kind === 'accept' || (effect.kind === 'drop' && !effect.rule))
    return { netns: netns.id, kind: 'chain', chain };
  const rule = 'rule' in effect ? effect.rule : undefined;
  return rule
    ? { netns: netns.id, kind: 'rule', chain: effect.chain, rule }
    : { netns: netns.id, kind: 'chain', chain };
}

function seenAt(at: At, packet: Packet, connection: Connection | 'invalid' | undefined, arp?: Seen['arp']): Seen {
  const { netns, iif, oif, ports, macs, own = false } = at;
  return {
    netns,
    packet,
    iif,
    oif,
    own,
    ct: tracked(packet, connection),
    ...(ports && { ports }),
    ...(macs && { macs }),
    ...(arp && { arp }),
  };
}

function tracked(packet: Packet, connection: Connection | 'invalid' | undefined): Tracked {
  const tuple = tupleOf(packet);
  if (!connection || connection === 'invalid') {
    const state = connection ?? 'untracked';
    return { state, direction: undefined, original: tuple, reply: turned(tuple), mark: 0 };
  }
  const { original, reply, mark, answered } = connection;
  const direction = isReply(packet, connection) ? 'reply' : 'original';
  return { state: answered || direction === 'reply' ? 'established' : 'new', direction, original, reply, mark };
}

const tupleOf = ({ src, dst, protocol, sport, dport }: Packet): Tuple => ({ src, dst, protocol, sport, dport });

/** Said by the packet, as both tuples look the same of what a host sends to itself. */
const isReply = ({ answer }: Packet, { byAnswer }: Connection): boolean => answer !== byAnswer;

/** The connection that a packet belongs to; at its first hook one is made for it. 'invalid': it answers what has not been seen. */
function connectionOf(walk: Walk, netns: Netns, packet: Packet, makes: boolean): Connection | 'invalid' | undefined {
  if (isNeighbourDiscovery(packet)) return undefined;
  const all = walk.connections.get(netns.id) ?? [];
  const tuple = tupleOf(packet);
  const known =
    all.find((one) => sameTuple(isReply(packet, one) ? one.reply : one.original, tuple)) ??
    all.find((one) => isPartly(one, packet));
  if (known) {
    known.answered ||= isReply(packet, known);
    return known;
  }
  // icmp_packet() and tcp_new() begin nothing with an answer, UDP does.
  if (packet.answer && packet.protocol !== 'udp') return 'invalid';
  if (!makes) return undefined;
  const made: Connection = {
    ...{ original: tuple, reply: turned(tuple), mark: 0, byAnswer: packet.answer },
    ...{ sourceDone: false, destinationDone: false, answered: false },
  };
  walk.connections.set(netns.id, [...all, made]);
  return made;
}

/** Between the two hooks that translate, a packet has one side of each. */
function isPartly(connection: Connection, packet: Packet): boolean {
  const tuple = tupleOf(packet);
  const { original, reply } = connection;
  const [from, to] = isReply(packet, connection) ? [reply, turned(original)] : [original, turned(reply)];
  return sameTuple({ ...from, dst: to.dst, dport: to.dport }, tuple) || sameTuple(to, tuple);
}

const isNeighbourDiscovery = ({ icmp, protocol }: Packet): boolean =>
  protocol === 'icmp' && icmp.startsWith('neighbour');

/** The first packet asks the chains of type nat; what they said is done to it, and undone to its answer. */
function translate(
  walk: Walk,
  hook: HookName,
  at: At,
  state: State,
  chains: readonly Chain[],
  connection: Connection,
): void {
  const isSource = hook === 'postrouting' || hook === 'input';
  const isDone = isSource ? connection.sourceDone : connection.destinationDone;
  if (!isDone && !isReply(state.packet, connection) && !connection.answered) {
    for (const chain of chains) {
      const seen = seenAt(at, state.packet, connection);
      const { effect } = runChain(at.netns.firewall, chain, seen, decider(walk, at.netns, seen));
      if (effect.kind === 'nat') {
        const to = target(walk, at, effect.nat, state.packet, isSource, thingOf(at.netns, effect, chain));
        connection.reply = isSource
          ? { ...connection.reply, dst: to.ip, dport: to.port ?? connection.reply.dport }
          : { ...connection.reply, src: to.ip, sport: to.port ?? connection.reply.sport };
        state.packet = applied(state.packet, connection, isSource);
        walk.step('translated', thingOf(at.netns, effect, chain), state.packet, hook);
        break;
      }
      end(walk, hook, at.netns, state.packet, chain, effect);
    }
    if (isSource) connection.sourceDone = true;
    else connection.destinationDone = true;
    return;
  }
  const next = applied(state.packet, connection, isSource);
  if (sameTuple(tupleOf(next), tupleOf(state.packet))) return;
  state.packet = next;
  walk.step('translated', { netns: at.netns.id, kind: 'netns' }, next, hook);
}

function applied(packet: Packet, connection: Connection, isSource: boolean): Packet {
  const meant = turned(isReply(packet, connection) ? connection.original : connection.reply);
  return isSource
    ? { ...packet, src: meant.src, sport: meant.sport }
    : { ...packet, dst: meant.dst, dport: meant.dport };
}
