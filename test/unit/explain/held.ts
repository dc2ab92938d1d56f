// Whether a topology holds what an explanation names.
import type { Thing } from '../../../src/explain/trace.ts';
import { linkById, netnsById } from '../../../src/topology/find.ts';
import { chainsOf, placeOf } from '../../../src/topology/firewall/chains.ts';
import type { Topology } from '../../../src/topology/model.ts';

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

export function holds(topology: Topology, thing: Thing): boolean {
  const netns = netnsById(topology, thing.netns);
  if (!netns) return false;
  switch (thing.kind) {
    case 'netns':
      return true;
    case 'link':
      return linkById(topology, thing.link)?.netns.id === netns.id;
    case 'route':
      return netns.routes.some((one) => same(one, thing.route));
    case 'policy':
      return netns.rules.some((one) => same(one, thing.rule));
    case 'neighbour':
      return netns.neighbours.some((one) => same(one, thing.neighbour));
    case 'fdb':
      return netns.fdb.some((one) => same(one, thing.entry));
    case 'chain':
    case 'rule':
      return chainsOf(netns.firewall).some(
        (chain) =>
          chain.name === thing.chain.name &&
          same(placeOf(chain), placeOf(thing.chain)) &&
          (thing.kind === 'chain' || chain.rules.some((rule) => same(rule, thing.rule))),
      );
    case 'setting':
      // Of what was recorded, there may be none.
      return thing.key in netns.sysctls || Object.keys(netns.sysctls).length === 0;
  }
}
