// Whether a flow arrives in a topology, and its answer comes back; if not, what stands in the way first.
import { netnsById } from '../topology/find.ts';
import type { Netns, Topology } from '../topology/model.ts';
import { type Ip, ipText, isOf, readIp } from '../topology/prefix.ts';
import { isSimulatedInternet } from '../topology/simulated-internet.ts';
import { endAtDownLink } from './down-links.ts';
import type { Flow } from './flow.ts';
import { forForeignSource } from './foreign-source.ts';
import { ABOVE, begin, type End, send } from './ip.ts';
import { forMissingRule } from './missing-rules.ts';
import { forOwnService } from './own-service.ts';
import type { Packet } from './packet.ts';
import { isLocal } from './routing.ts';
import { serve } from './serve.ts';
import { type Doubt, type Hop, linkThing, netnsThing, type Stop, type Trace } from './trace.ts';
import { unreadOnWay } from './unread.ts';
import { exemptionOf, exemptionsIn } from './untracked.ts';
import { type Choice, Lost, Stopped, Walk } from './walk.ts';
import type { Out } from './way.ts';
import { zoneOf } from './zone.ts';

/** ping(8) sends 56 bytes of data; the first packet of TCP has options; a datagram has little. */
const SIZES = { icmp: 84, tcp: 60, udp: 32 } as const;
/** A port that is not privileged: ip(7), "ip_local_port_range". */
const SOURCE_PORT = 40_000;

/** So many ways in which it may go are looked at. */
const MAX_WALKS = 64;

/**
 * The walk of one flow through a snapshot. No command is run. Where the kernel may go more than one way, all are gone: what they
 * agree in is certain, otherwise the verdict is 'unknown', with the first way, or the one of two that ends at something.
 */
export function trace(topology: Topology, flow: Flow): Trace {
  let first: Trace | undefined;
  let before = 0;
  for (const { trace: way, choices } of walks(topology, flow)) {
    first ??= way;
    if (way.verdict !== first.verdict || before === MAX_WALKS) {
      const told = first.stop ? first : way.stop ? way : first;
      return { ...told, verdict: 'unknown', doubts: eachOnce([...told.doubts, ...doubtsOf(choices)]) };
    }
    before++;
  }
  if (!first) throw new Error('it goes no way at all');
  return first;
}

/** All ways that it may go, as far as they are looked at; where they agree, `trace` tells the first. */
export const waysOf = (topology: Topology, flow: Flow): Trace[] => [...walks(topology, flow)].map((walk) => walk.trace);

function* walks(topology: Topology, flow: Flow): Generator<Walked> {
  let walk = walked(topology, flow, []);
  yield walk;
  for (let more = 0; more < MAX_WALKS; more++) {
    const { choices } = walk;
    const at = choices.findLastIndex(({ taken, count }) => taken + 1 < count);
    if (at < 0) return;
    const before = choices.slice(0, at).map(({ taken }) => taken);
    walk = walked(topology, flow, [...before, (choices[at]?.taken ?? 0) + 1]);
    yield walk;
  }
}

/** What the ways differ in last comes first. */
const doubtsOf = (choices: readonly Choice[]): Doubt[] =>
  choices.toReversed().map(({ what, thing }) => ({ what, thing }));

const eachOnce = (doubts: readonly Doubt[]): Doubt[] => [
  ...new Map(doubts.map((doubt) => [JSON.stringify(doubt), doubt])).values(),
];

interface Walked {
  readonly trace: Trace;
  readonly choices: readonly Choice[];
}

function walked(topology: Topology, flow: Flow, taken: readonly number[]): Walked {
  const walk = new Walk(topology, ABOVE, taken);
  const done = (verdict: Trace['verdict'], stop?: Stop): Walked => {
    if (stop && stop.steps === undefined) walk.ended(stop);
    for (const { what, thing } of unreadOnWay(walk, flow, stop)) walk.doubt(what, thing);
    return {
      trace: {
        flow,
        verdict: walk.doubts.length > 0 ? 'unknown' : verdict,
        ...(stop && { stop }),
        doubts: walk.doubts,
        there: walk.hops('there'),
        back: walk.hops('back'),
        decisions: walk.decisions,
      },
      choices: walk.choices,
    };
  };
  try {
    return done(follow(walk, flow));
  } catch (error) {
    if (error instanceof Stopped) return done('lost', causeOf(walk, error.stop));
    if (!(error instanceof Lost)) throw error;
    walk.doubt(error.doubt.what, error.doubt.thing);
    return done('unknown');
  }
}

/** What somebody would have to mend, where it ends for another reason. */
const causeOf = (walk: Walk, stop: Stop): Stop =>
  forMissingRule(walk, endAtDownLink(walk, forForeignSource(walk, forOwnService(walk, seenFromOutside(walk, stop)))));

function follow(walk: Walk, flow: Flow): Trace['verdict'] {
  const netns = netnsById(walk.topology, flow.from);
  const dst = readIp(flow.to);
  if (!netns || !dst) throw new Error(`no flow of this topology: ${flow.from} ${flow.to}`);
  const packet = firstPacket(walk, netns, flow, dst);
  const link = zoneOf(netns, flow.to);
  const out = link && { link, bound: false };
  const end = begin(walk, netns, packet, out);
  if (end.kind === 'left') return leftWell(walk, end);
  const bound = serve(walk, end);
  const answer = answerTo(end);
  walk.way = 'back';
  // icmpv6_echo_reply(): better where the question came from.
  const isSix = answer.protocol === 'icmp' && answer.dst.family === 'inet6' && end.link.ifname !== 'lo';
  // And a link-local address is one of the link by which it came (RFC 4007): programs keep that as its scope.
  const isScoped = isOf('linkLocal', answer.dst) && answer.dst.family === 'inet6';
  const way = isScoped ? { link: end.link, bound: true } : isSix ? { link: end.link, bound: false } : bound;
  const back = send(walk, end.netns, answer, way);
  if (back.kind === 'left' || back.netns.id !== netns.id || back.packet.src.value !== dst.value) {
    const exemption = exemptionOf(walk.hops('there'), walk.hops('back'));
    if (exemption) walk.stop('answer-not-tracked', exemption.thing, back.packet);
    return walk.stop(
      'answer-goes-elsewhere',
      netnsThing(back.kind === 'left' ? back.place.netns : back.netns),
      back.packet,
      ipText(back.packet.src),
      ipText(dst),
    );
  }
  checkAddressee(walk, flow, back.packet);
  if (flow.protocol === 'tcp') checkLater(walk, netns, { ...packet, src: back.packet.dst, later: true }, out);
  return 'delivered';
}

/** A socket takes only what is for its own address; that of a ping has one only if it was told so. */
function checkAddressee(walk: Walk, { from, source, protocol }: Flow, answer: Packet): void {
  const steps = walk.hops('there').flatMap((hop) => hop.steps);
  const chosen = protocol === 'icmp' ? undefined : steps.find(({ code }) => code === 'source')?.packet.src;
  const own = source ?? chosen;
  const isOwn = own === undefined || readIp(own)?.value === answer.dst.value;
  if (isOwn && (protocol === 'icmp' || answer.dport === SOURCE_PORT)) return;
  const exemption = exemptionOf(walk.hops('there'), walk.hops('back'));
  if (exemption) walk.stop('answer-not-tracked', exemption.thing, answer);
  const port = protocol === 'icmp' ? '' : ` port ${answer.dport}`;
  walk.stop('answer-to-another', { netns: from, kind: 'netns' }, answer, `${ipText(answer.dst)}${port}`, own ?? '');
}

/** What a packet filter does to a connection when it stands, such as one that refuses what is established. */
function checkLater(walk: Walk, netns: Netns, packet: Packet, out: Out | undefined): void {
  walk.way = 'there';
  try {
    walk.aside(() => send(walk, netns, packet, out));
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    walk.doubt('later', error.stop.thing);
  }
}

function firstPacket(walk: Walk, netns: Netns, { source, protocol, port = 0 }: Flow, dst: Ip): Packet {
  const src = source === undefined ? { family: dst.family, value: 0n } : readIp(source);
  const packet: Packet = {
    src: src ?? { family: dst.family, value: 0n },
    dst,
    protocol,
    sport: protocol === 'icmp' ? 0 : SOURCE_PORT,
    dport: protocol === 'icmp' ? 0 : port,
    icmp: 'request',
    ttl: 0,
    mark: 0,
    ct: undefined,
    size: SIZES[protocol] + (dst.family === 'inet6' ? 20 : 0),
    whole: true,
    answer: false,
  };
  if (source !== undefined && !(src && isLocal(netns, src)))
    walk.stop('source-not-here', netnsThing(netns), packet, source);
  return packet;
}

const answerTo = ({ packet }: Extract<End, { kind: 'delivered' }>): Packet => ({
  ...packet,
  src: packet.dst,
  dst: packet.src,
  sport: packet.dport,
  dport: packet.sport,
  icmp: 'reply',
  ttl: 0,
  hopsBy: undefined,
  mark: 0,
  ct: undefined,
  // And gives it the class of service of the question.
  isClassed: packet.protocol === 'icmp' && packet.isClassed === true,
  // icmp_reply() lets its answer be cut.
  size: SIZES[packet.protocol] + (packet.dst.family === 'inet6' ? 20 : 0),
  whole: packet.dst.family === 'inet6' || packet.protocol !== 'icmp',
  answer: true,
});

/** Outside nobody knows the way to an address that is only used here. */
function leftWell(walk: Walk, { place, packet }: Extract<End, { kind: 'left' }>): Trace['verdict'] {
  const own = place.link.addr_info.some(({ local }) => local === ipText(packet.src));
  if (!own && !isLocal(place.netns, packet.src)) {
    const [exemption] = exemptionsIn(walk.hops('there'), place.netns.id);
    if (exemption) walk.stop('not-tracked', exemption.thing, packet, ipText(packet.src));
    walk.stop('no-nat', linkThing(place), packet, ipText(packet.src), place.link.ifname);
  }
  return 'exits';
}

/** What the simulated internet refuses, a provider would: it is the host that should have translated, or that sends it the wrong way. */
function seenFromOutside(walk: Walk, stop: Stop): Stop {
  const isOutside = (id: string) => {
    const netns = netnsById(walk.topology, id);
    return netns !== undefined && isSimulatedInternet(netns);
  };
  if (!isOutside(stop.thing.netns)) return stop;
  const there = walk.hops('there');
  const lastSent = (hops: readonly Hop[]) =>
    hops.flatMap(({ steps }) => steps.filter(({ code, thing }) => code === 'sent' && !isOutside(thing.netns))).at(-1);
  const isAnswer = stop.way === 'back' && isOutside(there.at(-1)?.netns ?? '');
  const thing = lastSent(isAnswer ? there : walk.hops(stop.way))?.thing ?? stop.thing;
  if (isAnswer) {
    const untranslated: Stop = { ...stop, reason: 'no-nat', thing, args: [stop.packet.dst] };
    const [exemption] = exemptionsIn(there, thing.netns);
    return exemption ? { ...untranslated, manner: 'not-tracked', thing: exemption.thing } : untranslated;
  }
  return stop.reason === 'route-refuses' ? { ...stop, reason: 'not-outside', thing, args: [stop.packet.dst] } : stop;
}
