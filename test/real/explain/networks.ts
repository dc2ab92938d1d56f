// Random networks, the same for the same seed: first one that works, then what changes or breaks it.
import type { Protocol } from '../../../src/explain/flow.ts';
import { type Draw, draws } from '../../random.ts';
import { features } from './features.ts';
import { mutations } from './mutations.ts';
import { type Op, Plan } from './plan.ts';
import { listeners, PORTS } from './services.ts';

export interface Flow {
  readonly from: string;
  readonly to: string;
  readonly source?: string;
  /** Otherwise a ping. */
  readonly protocol?: Protocol;
  readonly port?: number;
}

export interface Network {
  readonly seed: number;
  readonly ops: readonly Op[];
  readonly flows: readonly Flow[];
}

export function network(seed: number, flows = 4): Network {
  const draw = draws(seed);
  const plan = new Plan(`n${seed}`, draw);
  shape(plan, draw);
  plan.addRoutes();
  features(plan, draw);
  mutations(plan, draw);
  listeners(plan, draw);
  return { seed, ops: plan.ops(), flows: flowsOf(plan, draw, flows) };
}

/** Segments in a row or a star, joined by routers; hosts on each. */
function shape(plan: Plan, draw: Draw): void {
  const segments = 1 + draw.below(3);
  let router: string | undefined;
  for (let at = 0; at < segments; at++) {
    const segment = plan.segment();
    const isCable = draw.chance(0.3);
    const before = router;
    // A star: the same router again. A row: another one.
    router = before === undefined || draw.chance(0.5) ? undefined : before;
    if (isCable) {
      const a = before ?? plan.netns();
      const b = plan.netns();
      plan.cable(segment, a, b);
      router ??= draw.pick([a, b, b]);
    } else router = switched(plan, draw, segment, before);
  }
}

/** A bridge, perhaps two, in the netns of a router or in one of its own, with hosts at its ports. Returns a router of it. */
function switched(plan: Plan, draw: Draw, segment: number, before: string | undefined): string {
  const isRouters = draw.chance(0.6);
  const home = isRouters && before !== undefined ? before : plan.netns();
  const bridges = [plan.bridge(segment, home, isRouters)];
  if (draw.chance(0.25)) {
    const other = draw.chance(0.5) ? home : plan.netns();
    bridges.push(plan.bridge(segment, other, other !== home && draw.chance(0.4)));
    plan.join(segment, bridges[0] ?? '', bridges[1] ?? '');
  }
  if (before !== undefined && before !== home) plan.attach(segment, before, draw.pick(bridges));
  const hosts = 1 + draw.below(2);
  const there = Array.from({ length: hosts }, () => {
    const host = plan.netns();
    plan.attach(segment, host, draw.pick(bridges));
    return host;
  });
  return isRouters ? home : draw.pick(there);
}

function flowsOf(plan: Plan, draw: Draw, count: number): Flow[] {
  const hosts = plan.hosts();
  return Array.from({ length: count }, () => {
    const from = draw.pick(hosts);
    const six = plan.six && draw.chance(0.5);
    const all = plan.addresses(six ? 6 : 4);
    const others = all.filter(({ netns }) => netns !== from);
    const own = all.filter(({ netns }) => netns === from);
    const to =
      draw.chance(0.9) || plan.targets.length === 0
        ? (draw.pick(draw.chance(0.94) && others.length > 0 ? others : all)?.address ?? '10.0.0.1')
        : draw.pick(plan.targets.filter((target) => target.includes(':') === six).concat(six ? 'fd09::9' : '10.9.9.9'));
    const source = draw.chance(0.2) ? draw.pick(own)?.address : undefined;
    return { from, to, ...(source !== undefined && { source }), ...serviceOf(draw) };
  });
}

const serviceOf = (draw: Draw): Pick<Flow, 'protocol' | 'port'> =>
  draw.chance(0.35) ? { protocol: draw.pick(['tcp', 'udp']), port: draw.pick(PORTS) } : {};
