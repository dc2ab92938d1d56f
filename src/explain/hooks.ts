// The hooks of the packet filter, with connection tracking and translation in their places: nf_conntrack_core.c, nf_nat_core.c.
import { placeOf, type Way } from '../topology/firewall/chains.ts';
import type { Chain } from '../topology/firewall/model.ts';
import type { Link, Netns } from '../topology/model.ts';
import type { Ip } from '../topology/prefix.ts';
import { chainsAt, type Decide, type Effect, runChain } from './chains.ts';
import { target } from './nat.ts';
import { type Attached, addressesOf, type Connection, type Packet, sameTuple, type Tuple, turned } from './packet.ts';
import type { Seen, Tracked } from './seen.ts';
import type { Thing } from './trace.ts';
import { Lost, type Walk } from './walk.ts';

type HookName = 'prerouting' | 'input' | 'forward' | 'output' | 'postrouting';

/** What a hook sees besides the packet. */
interface At {
  readonly netns: Netns;
  readonly iif?: Link | undefined;
  readonly oif?: Link | undefined;
  readonly ports?: Seen['ports'];
  readonly macs?: Seen['macs'];
  readonly own?: boolean;
  /** The VLANs that a frame is in. */
  readonly tags?: readonly number[] | undefined;
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
  pass(walk, hook, at, state, before);
  // nf_conntrack_in(); what a netns sends to itself has been seen already.
  if (tracksHere && !state.packet.ct) state.packet = { ...state.packet, ct: attached(walk, at.netns, state.packet) };
  const rest = filters.filter((chain) => !before.includes(chain));
  const first = nat === undefined ? rest : rest.filter((chain) => priority(chain) < nat);
  pass(walk, hook, at, state, first);
  const { ct } = state.packet;
  const translators = chains.filter((chain) => chain.hook?.type === 'nat');
  if (nat !== undefined && typeof ct === 'object') translate(walk, hook, at, state, translators, ct);
  const last = rest.filter((chain) => !first.includes(chain));
  pass(walk, hook, at, state, last);
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
    ({ hook: own, family: of }) =>
      family !== 'netdev' ||
      // One of inet sees IP alone.
      ((own?.devices ?? []).includes((at.iif ?? at.oif)?.ifname ?? '') && !(of === 'inet' && arp)),
  );
  const state = { packet };
  const asks = chains.find(({ rules }) => rules.length > 0);
  // What such a frame has where is not modelled.
  if (asks && (at.tags ?? []).length > 0) walk.doubt('tagged', { netns: at.netns.id, kind: 'chain', chain: asks });
  pass(walk, hook, at, state, chains, arp);
  return state.packet;
}

interface State {
  packet: Packet;
}

function pass(walk: Walk, hook: string, at: At, state: State, chains: readonly Chain[], arp?: Seen['arp']): void {
  for (const chain of chains) {
    const seen = seenAt(walk, at, state.packet, arp);
    const decide = decider(walk, at.netns, seen);
    const { effect, mark, connMark, ttl, ttlBy, isClassed, exempting } = runChain(
      at.netns.firewall,
      chain,
      seen,
      decide,
    );
    const { ct } = state.packet;
    const isExempt = ct === undefined && exempting.length > 0;
    const ruleThing = (rule: Way) => ({ netns: at.netns.id, kind: 'rule', ...rule }) as const;
    state.packet = {
      ...state.packet,
      ...{ mark, ct: isExempt ? 'untracked' : ct, ttl },
      ...(isClassed && { isClassed }),
      ...(ttlBy && { hopsBy: { thing: ruleThing(ttlBy), hops: ttl } }),
    };
    for (const rule of isExempt ? exempting : []) walk.step('untracked', ruleThing(rule), state.packet, hook);
    if (typeof ct === 'object') ct.mark = connMark;
    end(walk, hook, at.netns, state.packet, chain, effect, arp);
  }
}

/** A rule that is not modelled may hold or not: the same for each packet that looks the same. */
const decider =
  (walk: Walk, netns: Netns, { packet, arp }: Seen): Decide =>
  (chain, rule, what) => {
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
    // First as if it did not: what is lost either way is then told by what is certain.
    return walk.choose(what, thing, 2, key) === 1;
  };

function end(
  walk: Walk,
  hook: string,
  netns: Netns,
  packet: Packet,
  chain: Chain,
  effect: Effect,
  arp?: Seen['arp'],
): void {
  const thing = thingOf(netns, effect, chain);
  const what = arp ? `arp ${arp}` : packet.protocol === 'icmp' ? packet.icmp : packet.protocol;
  if (effect.kind === 'reject') walk.stop('firewall-rejects', thing, packet, hook, what);
  if (effect.kind === 'drop' && effect.rule) walk.stop('firewall-drops', thing, packet, hook, what);
  if (effect.kind === 'drop') walk.stop('policy-drops', thing, packet, hook, what, chain.name);
  if (effect.kind === 'doubt') throw new Lost({ what: effect.what, thing });
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

function seenAt(walk: Walk, at: At, packet: Packet, arp?: Seen['arp']): Seen {
  const { netns, iif, oif, ports, macs, own = false } = at;
  return {
    netns,
    packet,
    iif,
    oif,
    own,
    ct: tracked(packet),
    changedSets: walk.changedSets,
    limited: walk.limited,
    ...(ports && { ports }),
    ...(macs && { macs }),
    ...(arp && { arp }),
  };
}

/** What nobody has looked at yet counts as invalid: nft_ct_get_eval(). */
function tracked(packet: Packet): Tracked {
  const { ct = 'invalid' } = packet;
  const tuple = tupleOf(packet);
  if (typeof ct === 'string')
    return { state: ct, direction: undefined, original: tuple, reply: turned(tuple), mark: 0 };
  const { original, reply, mark, answered } = ct;
  const direction = isReply(packet, ct) ? 'reply' : 'original';
  return { state: answered || direction === 'reply' ? 'established' : 'new', direction, original, reply, mark };
}

const tupleOf = ({ src, dst, protocol, sport, dport }: Packet): Tuple => ({ src, dst, protocol, sport, dport });

/** Said by the packet, as both tuples look the same of what a host sends to itself. */
const isReply = ({ answer }: Packet, { byAnswer }: Connection): boolean => answer !== byAnswer;

/** What a packet belongs to: nf_conntrack_in(). */
function attached(walk: Walk, netns: Netns, packet: Packet): Attached {
  if (isNeighbourDiscovery(packet)) return 'untracked';
  const all = walk.connections.get(netns.id) ?? [];
  const tuple = tupleOf(packet);
  const known = all.find((one) => sameTuple(isReply(packet, one) ? one.reply : one.original, tuple));
  if (known) {
    // tcp_conntracks: of a connection whose answer has gone another way, what follows the first packet is invalid.
    if (packet.later && !known.answered) return 'invalid';
    known.answered ||= isReply(packet, known);
    return known;
  }
  // icmp_packet() and tcp_new() begin nothing with an answer, UDP does.
  if (packet.answer && packet.protocol !== 'udp') return 'invalid';
  const made: Connection = {
    ...{ original: tuple, reply: turned(tuple), mark: 0, byAnswer: packet.answer },
    ...{ sourceDone: false, destinationDone: false, answered: false },
  };
  walk.connections.set(netns.id, [...all, made]);
  return made;
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
      const seen = seenAt(walk, at, state.packet);
      const { effect } = runChain(at.netns.firewall, chain, seen, decider(walk, at.netns, seen));
      if (effect.kind === 'nat') {
        const to = target(walk, at, effect.nat, state.packet, isSource, thingOf(at.netns, effect, chain));
        connection.reply = isSource
          ? { ...connection.reply, dst: to.ip, dport: to.port ?? connection.reply.dport }
          : { ...connection.reply, src: to.ip, sport: to.port ?? connection.reply.sport };
        if (effect.nat.kind === 'masquerade') connection.masquerades = at.oif?.id;
        state.packet = applied(state.packet, connection, isSource);
        walk.translations++;
        walk.step('translated', thingOf(at.netns, effect, chain), state.packet, hook);
        break;
      }
      end(walk, hook, at.netns, state.packet, chain, effect);
    }
    if (isSource) connection.sourceDone = true;
    else connection.destinationDone = true;
    if (isSource) checkClash(walk, at.netns, connection);
    return;
  }
  if (hook === 'postrouting' && isDone && packetIsNew(state.packet, connection))
    checkAgain(walk, at, state.packet, chains);
  // nf_nat_oif_changed(): by another link it would have another address.
  const { masquerades = at.oif?.id } = connection;
  if (hook === 'postrouting' && !isReply(state.packet, connection) && masquerades !== at.oif?.id)
    walk.stop('firewall-drops', { netns: at.netns.id, kind: 'netns' }, state.packet, hook);
  const next = applied(state.packet, connection, isSource);
  if (sameTuple(tupleOf(next), tupleOf(state.packet))) return;
  state.packet = next;
  walk.translations++;
  const code = isReply(state.packet, connection) ? 'undone' : 'translated';
  walk.step(code, { netns: at.netns.id, kind: 'netns' }, next, hook);
}

/** Whether it is one of the first of a connection of which nobody has translated the source. */
const packetIsNew = (packet: Packet, connection: Connection): boolean =>
  packet.protocol === 'udp' &&
  !isReply(packet, connection) &&
  !connection.answered &&
  sameTuple(turned(connection.original), connection.reply);

/** What a bridge has shown to the packet filter is not translated any more when it is routed; what comes of rules that would is not known. */
function checkAgain(walk: Walk, at: At, packet: Packet, chains: readonly Chain[]): void {
  const seen = seenAt(walk, at, packet);
  for (const chain of chains) {
    const { effect } = runChain(at.netns.firewall, chain, seen, decider(walk, at.netns, seen));
    if (effect.kind !== 'nat') continue;
    walk.doubt('translation', thingOf(at.netns, effect, chain));
    return;
  }
}

/** nf_nat_used_tuple(): where the answers to two conversations would look the same, the second one is given another port or number. */
function checkClash(walk: Walk, { id }: Netns, connection: Connection): void {
  const others = (walk.connections.get(id) ?? []).filter((one) => one !== connection);
  // What comes back to one may look as what begins another, too: an answer that a bridge shows when its translation is undone.
  if (others.some(({ original, reply }) => [original, reply].some((one) => sameTuple(one, connection.reply))))
    throw new Lost({ what: 'translation', thing: { netns: id, kind: 'netns' } });
}

function applied(packet: Packet, connection: Connection, isSource: boolean): Packet {
  const meant = turned(isReply(packet, connection) ? connection.original : connection.reply);
  return isSource
    ? { ...packet, src: meant.src, sport: meant.sport }
    : { ...packet, dst: meant.dst, dport: meant.dport };
}
