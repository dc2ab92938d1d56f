// What is known while one packet, and then its answer, goes through a topology.
import type { Place } from '../topology/find.ts';
import type { Limit } from '../topology/firewall/model.ts';
import type { Link, LinkId, Netns, NetnsId, Topology } from '../topology/model.ts';
import type { Ip } from '../topology/prefix.ts';
import { addressesOf, type Connection, type Frame, type Packet } from './packet.ts';
import { isManner, MANNERS, type Manner, type Reason } from './reasons.ts';
import type { Doubt, Hop, Step, StepCode, Stop, Thing } from './trace.ts';
import type { Neighbourhood } from './wire.ts';

/** What the network layer does for the links below it. */
export interface Above {
  /** Carries a frame from one end of a tunnel to the other. Throws Stopped. */
  tunnel(walk: Walk, from: Place, to: Place, frame: Frame): void;
  /** Where a bridge sends a packet whose destination has been translated there; undefined: up. Throws Stopped. */
  bridged(walk: Walk, bridge: Place, packet: Packet): Neighbourhood | undefined;
}

export interface Choice extends Doubt {
  readonly key: string;
  readonly count: number;
  readonly taken: number;
}

/** Ends the walk: the packet goes no further. */
export class Stopped extends Error {
  readonly stop: Stop;

  constructor(stop: Stop) {
    super(stop.reason);
    this.stop = stop;
  }
}

/** Ends the walk: nothing can be said from here on. */
export class Lost extends Error {
  readonly doubt: Doubt;

  constructor(doubt: Doubt) {
    super(doubt.what);
    this.doubt = doubt;
  }
}

export class Walk {
  readonly topology: Topology;
  readonly above: Above;
  readonly doubts: Doubt[] = [];
  /** What the kernel, or something that is not modelled, may decide either way, in the order in which this walk came to it. */
  readonly choices: Choice[] = [];
  readonly connections = new Map<NetnsId, Connection[]>();
  /** What bridges and vxlans have learned from the frames of this walk: by the link that learns, MAC address → port or remote. */
  readonly learned = new Map<string, Map<string, string>>();
  /** What vxlans have learned of others: by the link that learns, the other end and its address. */
  readonly ends = new Map<LinkId, { readonly place: Place; readonly address: Ip }[]>();
  /** What a netns knows from the question for an address of its own: `${LinkId} ${address}` → MAC address. */
  readonly neighbours = new Map<string, string>();
  /** Sets of the packet filters that rules have changed. */
  readonly changedSets = new Set<string>();
  /** How many packets have met a limit of the packet filter. */
  readonly limited = new Map<Limit, number>();
  way: 'there' | 'back' = 'there';
  /** How often addresses have been translated, also of the packets of tunnels. */
  translations = 0;
  /** Tunnels within tunnels. */
  depth = 0;
  readonly #hops: Record<'there' | 'back', { netns: NetnsId; steps: Step[] }[]> = { there: [], back: [] };
  #muted = 0;
  #crossed = 0;

  readonly #taken: readonly number[];

  /** `taken`: what the first choices are; those after them are the first of what is possible. */
  constructor(topology: Topology, above: Above, taken: readonly number[]) {
    this.topology = topology;
    this.above = above;
    this.#taken = taken;
  }

  /** One of `count` possible ways on; the same question has the same answer. */
  choose(what: string, thing: Thing, count: number, key: string): number {
    if (count < 2) return 0;
    const before = this.choices.find((one) => one.key === key);
    if (before) return before.taken;
    const taken = this.#taken[this.choices.length] ?? 0;
    this.choices.push({ what, thing, count, key, taken });
    return taken;
  }

  step(code: StepCode, thing: Thing, packet: Packet, detail?: string): void {
    this.#crossed++;
    if (this.#crossed > MAX_STEPS) throw new Lost({ what: 'loop', thing });
    if (this.#muted > 0) return;
    const hops = this.#hops[this.way];
    const step = { code, thing, packet: addressesOf(packet), ...(detail === undefined ? {} : { detail }) };
    const last = hops.at(-1);
    if (last?.netns === thing.netns) last.steps.push(step);
    else hops.push({ netns: thing.netns, steps: [step] });
  }

  doubt(what: string, thing: Thing): void {
    if (!this.doubts.some((one) => one.what === what && JSON.stringify(one.thing) === JSON.stringify(thing)))
      this.doubts.push({ what, thing });
  }

  stop(why: Reason | Manner, thing: Thing, packet: Packet, ...args: readonly string[]): never {
    return this.stopAt(thing, why, thing, packet, ...args);
  }

  /** `at`: where it ends, if what is to blame is elsewhere. */
  stopAt(at: Thing, why: Reason | Manner, thing: Thing, packet: Packet, ...args: readonly string[]): never {
    const said = isManner(why) ? { reason: MANNERS[why], manner: why } : { reason: why };
    this.step('stopped', at, packet, said.reason);
    throw new Stopped({ ...said, thing, way: this.way, packet: addressesOf(packet), args });
  }

  /** What the way ends with: also what a question aside came to, and what an obstacle is called after all. */
  ended({ reason, thing, packet, way }: Stop): void {
    const hops = this.#hops[way];
    const last = hops.at(-1);
    const step: Step = { code: 'stopped', thing, packet, detail: reason };
    const end = last?.steps.at(-1);
    if (last && end?.code === 'stopped') last.steps.splice(-1, 1, { ...end, detail: reason });
    else if (last?.netns === thing.netns) last.steps.push(step);
    else hops.push({ netns: thing.netns, steps: [step] });
  }

  /** Does something that is no step of the packet's own: the question for a neighbour, the packet of a tunnel. */
  aside<T>(act: () => T): T {
    this.#muted++;
    try {
      return act();
    } finally {
      this.#muted--;
    }
  }

  hops(way: 'there' | 'back'): readonly Hop[] {
    return this.#hops[way];
  }

  /** Steps, with those of what is done aside. */
  get decisions(): number {
    return this.#crossed;
  }

  learn(at: string, mac: string, where: string): void {
    const table = this.learned.get(at) ?? new Map<string, string>();
    this.learned.set(at, table.set(mac, where));
  }
}

/** A packet that goes round in circles: its TTL ends that, but for tunnels in themselves. */
const MAX_STEPS = 50_000;

export const isOn = (netns: Netns, key: string): boolean => Number(netns.sysctls[key] ?? 0) > 0;

/** A setting of a link, as sysctl(8) names it. */
export const settingOf = (family: 'ipv4' | 'ipv6', who: string, name: string): string =>
  `net.${family}.conf.${who.includes('.') ? who.replaceAll('.', '/') : who}.${name}`;

const ofLink = ({ sysctls }: Netns, { ifname }: Link, name: string): number[] =>
  ['all', ifname].map((who) => Number(sysctls[settingOf('ipv4', who, name)] ?? 0));

/** IN_DEV_ORCONF: set for all links, or for that one. */
export const isSetFor = (netns: Netns, link: Link, name: string): boolean => most(netns, link, name) > 0;

/** IN_DEV_MAXCONF. */
export const most = (netns: Netns, link: Link, name: string): number => Math.max(...ofLink(netns, link, name));

/** The setting that this is of: that for all links where it is the higher one. */
export function strongest(netns: Netns, link: Link, name: string): string {
  const [all = 0, own = 0] = ofLink(netns, link, name);
  return settingOf('ipv4', all > own ? 'all' : link.ifname, name);
}
