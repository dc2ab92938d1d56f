// Bridges that filter by VLANs. Where the kernel cannot do that, these operations fail and the networks are as if they were not there.
import type { Draw } from '../../random.ts';
import type { Plan, Port } from './plan.ts';

const vid = (draw: Draw): number => draw.pick([1, 10, 10, 20]);

/** Of a port: what keeps a network whole, or not. */
function portOf(plan: Plan, draw: Draw, { netns, link }: Pick<Port, 'netns' | 'link'>, self: string): void {
  const one = vid(draw);
  const lines = draw.pick([
    [],
    [],
    [`add dev ${link} vid ${one} pvid untagged`],
    [`add dev ${link} vid 10 pvid untagged`, `del dev ${link} vid 1`],
    [`add dev ${link} vid ${one}`],
    [`add dev ${link} vid 2-30`],
    [`add dev ${link} vid ${one} pvid`],
    [`add dev ${link} vid ${one} untagged`],
    [`del dev ${link} vid 1`],
  ]);
  for (const line of lines) plan.op(netns, 'bridge', `vlan ${line}${self}`);
}

export function vlans(plan: Plan, draw: Draw): void {
  const all = draw.chance(0.6);
  const chosen = draw.pick(plan.bridges);
  // All of one kind are the same network still: each port has VLAN 10 in place of 1.
  const isWhole = draw.chance(0.4);
  for (const bridge of plan.bridges.filter((one) => all || one === chosen)) {
    const { netns, link } = bridge;
    if (draw.chance(0.15)) plan.op(netns, 'ip', `link set ${link} type bridge vlan_default_pvid ${draw.pick([0, 10])}`);
    plan.op(netns, 'ip', `link set ${link} type bridge vlan_filtering 1`);
    const ports = plan.ports.filter((one) => one.netns === netns && one.bridge === link);
    for (const one of [...ports, bridge]) {
      const self = one === bridge ? ' self' : '';
      if (isWhole) {
        plan.op(netns, 'bridge', `vlan add dev ${one.link} vid 10 pvid untagged${self}`);
        plan.op(netns, 'bridge', `vlan del dev ${one.link} vid 1${self}`);
      } else if (draw.chance(0.5)) portOf(plan, draw, one, self);
    }
  }
  for (const own of plan.stations.filter(({ link }) => /^(?:e|br)/.test(link)))
    if (draw.chance(0.3)) plan.vlan(own, draw.pick([10, 10, 20]));
}

/** What goes wrong with them. */
export function vlanMutation(plan: Plan, draw: Draw): void {
  const one = draw.pick(plan.ports);
  const bridge = draw.pick(plan.bridges);
  if (bridge && draw.chance(0.3)) portOf(plan, draw, bridge, ' self');
  else if (one) portOf(plan, draw, one, '');
}
