// What goes wrong in a network: up to four things.
import type { Draw } from '../../random.ts';
import type { Plan, Station } from './plan.ts';
import { vlanMutation } from './vlans.ts';

type Mutation = (plan: Plan, draw: Draw, own: Station) => void;

export function mutations(plan: Plan, draw: Draw): void {
  const count = draw.pick([0, 0, 1, 1, 1, 2, 2, 3, 4]);
  for (let at = 0; at < count; at++) draw.pick(ALL)(plan, draw, draw.pick(plan.stations));
}

const link =
  (what: (draw: Draw) => string): Mutation =>
  (plan, draw, own) =>
    plan.op(own.netns, 'ip', `link set ${own.link} ${what(draw)}`);

const set =
  (what: (draw: Draw, own: Station) => string): Mutation =>
  (plan, draw, own) =>
    plan.op(own.netns, 'set', what(draw, own));

const route =
  (what: (draw: Draw, own: Station) => string): Mutation =>
  (plan, draw, own) =>
    plan.op(own.netns, 'ip', `route ${what(draw, own)}`);

const net = (draw: Draw): string =>
  draw.pick([`10.0.${draw.below(3)}.0/24`, `10.0.${draw.below(3)}.${1 + draw.below(4)}`, '10.0.0.0/16']);

const port =
  (what: (draw: Draw) => string): Mutation =>
  (plan, draw) => {
    const one = draw.pick(plan.ports);
    if (one) plan.op(one.netns, 'bridge', `link set dev ${one.link} ${what(draw)}`);
  };

const ALL: readonly Mutation[] = [
  link(() => 'down'),
  (plan, draw) => {
    const one = draw.pick(plan.ports);
    if (one) plan.op(one.netns, 'ip', `link set ${one.link} ${draw.pick(['down', 'nomaster'])}`);
  },
  (plan, draw) => {
    const one = draw.pick(plan.bridges);
    if (one) plan.op(one.netns, 'ip', `link set ${one.link} down`);
  },
  (plan, _draw, own) => plan.op(own.netns, 'ip', 'link set lo down'),
  link((draw) => `mtu ${draw.pick([70, 1280, 80, 68, 100])}`),
  link(() => 'arp off'),
  (plan, _draw, own) => plan.op(own.netns, 'ip', `addr del ${own.v4?.address}/${own.v4?.length} dev ${own.link}`),
  (plan, _draw, own) => own.v6 && plan.op(own.netns, 'ip', `addr del ${own.v6.address}/64 dev ${own.link}`),
  route(() => 'del default'),
  route((draw) => `del ${net(draw)}`),
  (plan, draw) => {
    const at = draw.pick(plan.routers());
    if (at) plan.op(at, 'set', `ipv4/ip_forward=0`);
  },
  (plan, draw) => {
    const at = draw.pick(plan.routers());
    if (at) plan.op(at, 'set', `ipv6/conf/all/forwarding=0`);
  },
  set((_draw, own) => `ipv4/conf/${own.link}/forwarding=0`),
  set((draw, own) => `ipv6/conf/${own.link}/forwarding=${draw.below(2)}`),
  set((draw, own) => `ipv4/conf/${draw.pick(['all', own.link])}/rp_filter=${1 + draw.below(2)}`),
  set((draw, own) => `ipv4/conf/${draw.pick(['all', own.link])}/arp_ignore=${draw.pick([1, 2, 8])}`),
  set((draw, own) => `ipv4/conf/${draw.pick(['all', own.link])}/accept_local=1`),
  set(
    (draw, own) =>
      `ipv4/conf/${draw.pick(['all', own.link])}/${draw.pick(['arp_filter=1', 'arp_announce=1', 'arp_announce=2', 'send_redirects=0', 'src_valid_mark=1'])}`,
  ),
  set(
    (draw, own) => `${draw.pick(['ipv4', 'ipv6'])}/conf/${draw.pick(['all', own.link])}/ignore_routes_with_linkdown=1`,
  ),
  set((draw, own) => `ipv6/conf/${draw.pick(['all', own.link])}/force_forwarding=1`),
  set(() => 'ipv4/icmp_echo_ignore_all=1'),
  set(() => 'ipv6/icmp/echo_ignore_all=1'),
  set((draw) => `ipv4/ip_default_ttl=${1 + draw.below(2)}`),
  set((draw, own) => `ipv6/conf/${own.link}/hop_limit=${1 + draw.below(2)}`),
  route((draw) => `add ${net(draw)} via 10.0.${draw.below(3)}.${1 + draw.below(4)} hoplimit ${1 + draw.below(2)}`),
  route((draw) => `add ${draw.pick(['blackhole', 'unreachable', 'prohibit', 'throw'])} ${net(draw)}`),
  route((draw, own) => `replace default via 10.0.${own.segment}.${1 + draw.below(9)}`),
  route((draw, own) => `add ${net(draw)} dev ${own.link}${draw.chance(0.2) ? ' scope host' : ''}`),
  route((draw, own) => `add ${net(draw)} via 10.0.${own.segment}.${1 + draw.below(5)} metric ${draw.below(3)}`),
  route((draw, own) => `add ${net(draw)} dev ${own.link} src ${own.v4?.address} metric ${draw.below(200)}`),
  (plan, draw, own) =>
    plan.op(own.netns, 'ip', `addr add 10.0.${draw.below(3)}.${1 + draw.below(4)}/24 dev ${own.link}`),
  port((draw) => `isolated ${draw.pick(['on', 'on', 'off'])}`),
  (plan, draw) => {
    for (const one of plan.ports)
      if (draw.chance(0.6)) plan.op(one.netns, 'bridge', `link set dev ${one.link} isolated on`);
  },
  port(() => 'hairpin on'),
  port(() => 'learning off'),
  port(() => 'flood off'),
  port(() => 'bcast_flood off'),
  port(() => 'mcast_flood off'),
  port(() => 'state 0'),
  vlanMutation,
  port(() => 'neigh_suppress on'),
  port(() => 'locked on'),
  (plan, draw) => {
    const one = draw.pick(plan.ports);
    if (one) plan.op(one.netns, 'ip', `link set ${one.link} mtu ${draw.pick([68, 79, 80, 1280])}`);
  },
  (plan, draw) => {
    const at = draw.pick(plan.ports);
    const mac = draw.pick(plan.stations.filter((one) => one.mac !== ''))?.mac;
    if (at && mac)
      plan.op(
        at.netns,
        'bridge',
        `fdb ${draw.pick(['add', 'replace'])} ${mac} dev ${at.link} master ${draw.pick(['static', 'static', 'permanent', 'sticky static'])}`,
      );
  },
  (plan, draw, own) => {
    const other = draw.pick(plan.stations);
    if (other.mac !== '')
      plan.op(
        own.netns,
        'ip',
        `neigh replace ${draw.pick(plan.stations).v4?.address} lladdr ${other.mac} dev ${own.link} nud permanent`,
      );
  },
  (plan, draw, own) =>
    plan.op(
      own.netns,
      'ip',
      `rule ${draw.pick(['add pref 5 from 10.0.1.0/24 blackhole', 'add pref 5 to 10.0.0.0/24 unreachable', `add pref 5 iif ${own.link} prohibit`, 'del pref 32766'])}`,
    ),
  (plan, draw, own) => {
    const six = plan.six && draw.chance(0.4);
    plan.op(
      own.netns,
      six ? 'ip6tables' : 'iptables',
      `filter -A ${draw.pick(['INPUT', 'FORWARD', 'OUTPUT'])} -p ${six ? 'ipv6-icmp' : 'icmp'} -j ${draw.pick(['DROP', 'REJECT'])}`,
    );
  },
  (plan, draw, own) => {
    plan.op(own.netns, 'nft', 'add table arp a');
    plan.op(
      own.netns,
      'nft',
      `add chain arp a c { type filter hook ${draw.pick(['input', 'output'])} priority 0 ; policy ${draw.pick(['drop', 'accept'])} ; }`,
    );
    if (draw.chance(0.5))
      plan.op(
        own.netns,
        'nft',
        `add rule arp a c arp operation ${draw.pick(['request', 'reply'])} ${draw.pick(['drop', 'accept'])}`,
      );
  },
  (plan, draw, own) =>
    own.mac !== '' &&
    plan.op(
      own.netns,
      'ip',
      `link set ${own.link} address ${draw.pick(plan.stations.filter((one) => one.mac !== '')).mac}`,
    ),
  (plan, _draw, own) => plan.op(own.netns, 'ip', `link del ${own.link}`),
];
