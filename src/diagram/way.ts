// The way of a flow on a picture: what of it the packet and its answer pass, and what happens to them there.
import { capital, endsOf, stepText, thingText } from '../explain/report.ts';
import type { Addresses, Step, Thing, Trace } from '../explain/trace.ts';
import { whereOf } from '../explain/where.ts';
import { sayDoubt, sayReason, sayVerdict } from '../explain/words.ts';
import { printable } from '../printable.ts';
import { linkByName, netnsById } from '../topology/find.ts';
import type { Topology } from '../topology/model.ts';
import { type Argument, filled, inWords, type Said, type Translate } from '../words.ts';
import { keyOf } from './keys.ts';
import type { ShownWay, WayLine, WayMark, WayStep } from './messages.ts';
import type { Picture } from './picture.ts';
import { Roads, type Stretch } from './roads.ts';
import { sayShortReason, sayWay } from './way-words.ts';

type Direction = WayLine['way'];

/** A step, and the ids of what has met it. */
interface Placed {
  readonly way: Direction;
  readonly step: Step;
  readonly ids: Set<string>;
}

/** What a trace in a topology looks like in a picture of it. */
export function wayOn(topology: Topology, picture: Picture, trace: Trace, t: Translate = filled): ShownWay {
  return new WayDrawing(topology, picture, trace, (said) => printable(inWords(said, t))).way();
}

/** The code of the sentence above the picture. */
const titleOf = ({ verdict, stop }: Trace) => (verdict === 'lost' && stop?.way === 'back' ? 'unanswered' : verdict);

class WayDrawing {
  readonly #topology: Topology;
  readonly #trace: Trace;
  readonly #say: (said: Argument) => string;
  readonly #roads: Roads;
  readonly #keys: ReadonlyMap<string, string>;
  readonly #lines: WayLine[] = [];
  readonly #passed = new Map<string, Set<Direction>>();
  readonly #marks: WayMark[] = [];
  readonly #steps: Placed[] = [];
  /** The node that the packet is at, if it is drawn. */
  #at: string | undefined;
  /** Whether it is on a wire, or inside of a netns. */
  #by: 'wire' | 'routed' = 'routed';

  constructor(topology: Topology, picture: Picture, trace: Trace, say: (said: Argument) => string) {
    this.#topology = topology;
    this.#trace = trace;
    this.#say = say;
    this.#roads = new Roads(picture);
    this.#keys = new Map([...picture.boxes, ...picture.nodes].map(({ id, subject }) => [id, keyOf(subject)]));
  }

  way(): ShownWay {
    const { there, back, verdict, stop, doubts, flow } = this.#trace;
    this.#go(
      'there',
      there.flatMap(({ steps }) => steps),
    );
    this.#go(
      'back',
      back.flatMap(({ steps }) => steps),
    );
    const [doubt] = doubts;
    if (stop && verdict === 'lost') {
      const says = sayReason(stop, (id) => whereOf(this.#topology, id));
      this.#mark('ends', stop.thing, stop.way, sayShortReason(stop.reason), says);
    } else if (doubt && verdict === 'unknown') {
      const says = sayDoubt(doubt.what, thingText(this.#topology, doubt.thing));
      this.#mark('unknown', doubt.thing, back.length > 0 ? 'back' : 'there', sayWay('notKnown'), says);
    }
    const [from, to] = endsOf(this.#topology, flow, this.#say);
    return {
      title: this.#say(sayWay(titleOf(this.#trace), from, to)),
      lines: this.#lines,
      passed: [...this.#passed].map(([id, ways]) => ({ key: this.#keys.get(id) ?? id, ways: [...ways] })),
      marks: this.#marks,
      steps: this.#steps.map((one) => this.#shown(one)),
    };
  }

  #shown({ way, step, ids }: Placed): WayStep {
    return {
      way,
      where: this.#say(whereOf(this.#topology, step.thing.netns)),
      text: this.#say(stepText(this.#topology, step)),
      keys: [...ids].flatMap((id) => this.#keys.get(id) ?? []),
      netns: step.thing.netns,
      ...('link' in step.thing && step.thing.link !== undefined ? { link: step.thing.link } : {}),
    };
  }

  #go(way: Direction, steps: readonly Step[]): void {
    this.#at = undefined;
    this.#by = 'routed';
    let before: Step | undefined;
    for (const step of steps) {
      // The question for a neighbour gets there, but the packet itself is not sent.
      const asks = before?.code === 'route' && step.code === 'stopped' && before.thing.netns !== step.thing.netns;
      if (asks && before) this.#goOut(way, before.thing);
      const ids = new Set([this.#placeOf(step.thing, step.code), this.#roads.boxOf(step.thing.netns)].filter(isThere));
      this.#steps.push({ way, step, ids });
      for (const id of ids) this.#pass(id, way);
      if (moves(step)) for (const id of this.#move(way, step)) ids.add(id);
      this.#markStep(way, step, before?.packet);
      before = step;
    }
  }

  /** Follows the packet to the link of a step; returns the ids of what it passes. */
  #move(way: Direction, { code, thing }: Step): string[] {
    if (!('link' in thing) || thing.link === undefined) return [];
    const to = this.#roads.linkOf(thing.netns, thing.link);
    const stretches = this.#follow(way, to && this.#at ? this.#roads.between(this.#at, to, this.#by) : []);
    const out = code === 'left' && to ? this.#roads.outOf(to) : undefined;
    this.#at = to;
    this.#by = code === 'received' || code === 'to-itself' ? 'routed' : 'wire';
    return [...stretches, ...this.#follow(way, out ? [out] : [])];
  }

  #follow(way: Direction, stretches: readonly Stretch[]): string[] {
    for (const { id, reversed, to } of stretches) {
      this.#lines.push({ id, way, reversed });
      this.#pass(to, way);
    }
    return stretches.map(({ to }) => to);
  }

  /** To the link that a route leads out by. */
  #goOut(way: Direction, thing: Thing): void {
    const netns = netnsById(this.#topology, thing.netns);
    const link = thing.kind === 'route' && netns ? linkByName(netns.links, thing.route.dev ?? '') : undefined;
    const to = link && this.#roads.linkOf(thing.netns, link.id);
    if (!to) return;
    if (this.#at) this.#follow(way, this.#roads.between(this.#at, to, this.#by));
    this.#pass(to, way);
    this.#at = to;
    this.#by = 'wire';
  }

  #markStep(way: Direction, { code, thing, packet }: Step, before: Addresses | undefined): void {
    const where = whereOf(this.#topology, thing.netns);
    const at = this.#at;
    if (code === 'delivered' && way === 'there')
      this.#mark('arrived', thing, way, sayWay('arrived'), sayWay('arrivedAt', where), at);
    if (code === 'delivered' && way === 'back' && this.#trace.verdict === 'delivered')
      this.#mark('arrived', thing, way, sayWay('answered'), sayWay('answeredAt', where), at);
    if (code === 'left')
      this.#mark('left', thing, way, sayWay('leaves'), sayWay('leavesBy', thingText(this.#topology, thing)));
    const change = before && (code === 'translated' || code === 'undone') ? changeOf(before, packet) : undefined;
    if (change)
      this.#mark(
        'nat',
        thing,
        way,
        sayWay('nat', ...change),
        sayWay('translates', where, ...change),
        this.#placeOf(thing, code),
      );
  }

  #mark(kind: WayMark['kind'], thing: Thing, way: Direction, text: Said, says: Said, at = this.#placeOf(thing)): void {
    const key = at === undefined ? undefined : this.#keys.get(at);
    if (key === undefined) return;
    const step = Math.max(0, this.#steps.length - 1);
    const [short, long] = [this.#say(text), capital(this.#say(says), this.#say(sayVerdict('the-host')))];
    this.#marks.push({ kind, key, way, step, text: short, says: long });
  }

  /** The id of what shows a thing, or what is done with it. */
  #placeOf(thing: Thing, code?: Step['code']): string | undefined {
    const { netns } = thing;
    const isRouting = thing.kind === 'chain' || thing.kind === 'rule' || ROUTING.includes(code);
    const link = 'link' in thing && thing.link !== undefined ? this.#roads.linkOf(netns, thing.link) : undefined;
    const router = isRouting ? this.#roads.routerOf(netns) : undefined;
    return link ?? router ?? this.#roads.boxOf(netns);
  }

  #pass(id: string, way: Direction): void {
    this.#passed.set(id, (this.#passed.get(id) ?? new Set<Direction>()).add(way));
  }
}

/** What a router does. */
const ROUTING: readonly (Step['code'] | undefined)[] = ['translated', 'undone', 'forwarded'];

const isThere = (id: string | undefined): id is string => id !== undefined;

/** Where the packet is elsewhere then, or would be. */
const moves = ({ code }: Step): boolean => code !== 'neighbour';

/** What a translation changes, as 'ADDRESS' or, where only that is different, as 'ADDRESS:PORT'. */
function changeOf(before: Addresses, after: Addresses): [from: string, to: string] | undefined {
  if (before.src !== after.src) return [before.src, after.src];
  if (before.dst !== after.dst) return [before.dst, after.dst];
  if (before.dport !== after.dport) return [withPort(before.dst, before.dport), withPort(after.dst, after.dport)];
  return before.sport === after.sport
    ? undefined
    : [withPort(before.src, before.sport), withPort(after.src, after.sport)];
}

const withPort = (address: string, port = 0): string =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
