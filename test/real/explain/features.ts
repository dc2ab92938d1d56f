// What a working network may have besides: translations, packet filters, settings, further links.
import type { Draw } from '../../random.ts';
import { anyNetns, prefixOf, stationsOf } from './draws.ts';
import { bridgeCalls, iptablesFilter, netdev, nftBridge, nftFilter, raw } from './filters.ts';
import type { Plan } from './plan.ts';
import { dnat, masquerade, netmap, redirect, routeLocalnet, snat } from './translations.ts';
import { vlans } from './vlans.ts';

/** Each with how often it is drawn. */
export type Feature = (plan: Plan, draw: Draw) => void;

export function features(plan: Plan, draw: Draw): void {
  for (const [chance, feature] of ALL) if (draw.chance(chance)) feature(plan, draw);
}

const ALL: readonly (readonly [number, Feature])[] = [
  [0.2, masquerade],
  [0.12, snat],
  [0.15, dnat],
  [0.06, redirect],
  [0.06, netmap],
  [0.25, iptablesFilter],
  [0.25, nftFilter],
  [0.1, nftBridge],
  [0.08, netdev],
  [0.05, raw],
  [0.2, reversePath],
  [0.1, bridgeCalls],
  [0.12, policy],
  [0.08, marks],
  [0.06, proxyArp],
  [0.06, proxyNeighbour],
  [0.08, permanent],
  [0.06, macvlans],
  [0.06, vxlan],
  [0.05, routeLocalnet],
  [0.06, moreAddresses],
  [0.15, vlans],
];

function reversePath(plan: Plan, draw: Draw): void {
  const at = anyNetns(plan, draw);
  const who = draw.pick(['all', ...stationsOf(plan, at).map(({ link }) => link)]);
  plan.op(at, 'set', `ipv4/conf/${who}/rp_filter=${1 + draw.below(2)}`);
}

function policy(plan: Plan, draw: Draw): void {
  const at = anyNetns(plan, draw);
  const stations = stationsOf(plan, at);
  const table = 100 + draw.below(3);
  const { link } = draw.pick(stations);
  const selector = draw.pick([
    `from ${prefixOf(draw, false)}`,
    `to ${prefixOf(draw, false)}`,
    `iif ${link}`,
    'iif lo',
    `oif ${link}`,
    `fwmark ${1 + draw.below(3)}`,
    `not from ${prefixOf(draw, false)}`,
    'ipproto tcp',
    'ipproto icmp',
    'ipproto udp dport 53',
    'ipproto tcp sport 80',
    'dport 50-90',
    'sport 53',
    `from ${prefixOf(draw, false)} iif ${link}`,
    'fwmark 1/3',
  ]);
  const action = draw.pick([
    `lookup ${table}`,
    `lookup ${table}`,
    `lookup ${table}`,
    'blackhole',
    'unreachable',
    'prohibit',
    'lookup main suppress_prefixlength 0',
    'goto 200',
  ]);
  plan.op(at, 'ip', `rule add pref ${draw.pick([10, 100, 150])} ${selector} ${action}`);
  if (action === 'goto 200') plan.op(at, 'ip', `rule add pref 200 lookup ${table}`);
  const via = draw.pick(
    plan.stations.filter((one) => one.netns !== at && stations.some((own) => own.segment === one.segment)),
  );
  for (let count = draw.below(3); count > 0 && via; count--)
    plan.op(
      at,
      'ip',
      `route add ${draw.pick(['default', '10.0.0.0/16', prefixOf(draw, false)])} ${draw.pick([`via ${via.v4?.address}`, `via ${via.v4?.address}`, `dev ${link}`])} table ${table}`,
    );
  if (draw.chance(0.2))
    plan.op(
      at,
      'ip',
      `route add ${draw.pick(['throw', 'blackhole', 'unreachable'])} ${prefixOf(draw, false)} table ${table}`,
    );
}

function marks(plan: Plan, draw: Draw): void {
  const at = anyNetns(plan, draw);
  const mark = 1 + draw.below(3);
  plan.op(
    at,
    'iptables',
    `mangle -A ${draw.pick(['PREROUTING', 'OUTPUT', 'OUTPUT'])} ${draw.pick(['', `-d ${prefixOf(draw, false)} `, '-p icmp ', '-p tcp --dport 80 ', '-p udp --sport 53 '])}-j MARK --set-mark ${mark}`,
  );
  if (draw.chance(0.6)) {
    const via = draw.pick(plan.stations.filter((one) => one.netns !== at && plan.segmentsOf(at).includes(one.segment)));
    plan.op(at, 'ip', `rule add pref 50 fwmark ${mark} lookup 66`);
    if (via) plan.op(at, 'ip', `route add default via ${via.v4?.address} table 66`);
  }
}

function proxyArp(plan: Plan, draw: Draw): void {
  const at = anyNetns(plan, draw);
  const who = draw.pick(['all', ...stationsOf(plan, at).map(({ link }) => link)]);
  plan.op(at, 'set', `ipv4/conf/${who}/${draw.chance(0.8) ? 'proxy_arp' : 'proxy_arp_pvlan'}=1`);
  const host = draw.pick(plan.stations);
  // Who believes that the others are on its wire.
  if (draw.chance(0.7)) plan.op(host.netns, 'ip', `route add 10.0.0.0/16 dev ${host.link}`);
}

function proxyNeighbour(plan: Plan, draw: Draw): void {
  const at = anyNetns(plan, draw);
  const own = draw.pick(stationsOf(plan, at));
  const other = draw.pick(plan.stations);
  plan.op(at, 'ip', `neigh add proxy ${other.v4?.address} dev ${own.link}`);
  const host = draw.pick(plan.stations.filter((one) => one.segment === own.segment));
  plan.op(host.netns, 'ip', `route add ${other.v4?.address}/32 dev ${host.link}`);
  if (plan.six && other.v6) {
    plan.op(at, 'set', `ipv6/conf/${draw.pick(['all', own.link])}/proxy_ndp=1`);
    plan.op(at, 'ip', `neigh add proxy ${other.v6.address} dev ${own.link}`);
    plan.op(host.netns, 'ip', `route add ${other.v6.address}/128 dev ${host.link}`);
  }
}

function permanent(plan: Plan, draw: Draw): void {
  const from = draw.pick(plan.stations);
  const to = draw.pick(plan.stations.filter((one) => one.segment === from.segment && one !== from && one.mac !== ''));
  if (!to) return;
  const mac = draw.chance(0.6)
    ? to.mac
    : draw.pick([
        `02:00:00:00:00:${(1 + draw.below(9)).toString(16).padStart(2, '0')}`,
        '02:00:00:00:99:99',
        from.mac || to.mac,
      ]);
  plan.op(
    from.netns,
    'ip',
    `neigh replace ${plan.six && draw.chance(0.3) ? to.v6?.address : to.v4?.address} lladdr ${mac} dev ${from.link} nud permanent`,
  );
}

function macvlans(plan: Plan, draw: Draw): void {
  const own = draw.pick(plan.stations.filter(({ link }) => link.startsWith('e')));
  if (!own) return;
  const mode = draw.pick(['bridge', 'bridge', 'private', 'vepa']);
  const count = 1 + draw.below(2);
  for (let at = 0; at < count; at++) {
    const netns = draw.chance(0.7) ? plan.netns() : own.netns;
    plan.macvlan(own, netns, mode);
  }
}

function vxlan(plan: Plan, draw: Draw): void {
  const a = draw.pick(plan.stations);
  const b = draw.pick(plan.stations.filter((one) => one.netns !== a.netns));
  if (!b) return;
  const segment = plan.segment();
  const id = 5 + draw.below(2);
  const six = draw.chance(0.2) && a.v6 && b.v6;
  for (const [own, other] of [
    [a, b],
    [b, a],
  ] as const) {
    const [local, remote] = six ? [own.v6?.address, other.v6?.address] : [own.v4?.address, other.v4?.address];
    plan.vxlan(
      segment,
      own.netns,
      `id ${draw.chance(0.05) ? 9 : id} ${draw.chance(0.6) ? `local ${local} ` : ''}remote ${draw.chance(0.95) ? remote : '10.0.0.77'} dstport ${draw.chance(0.04) ? 4790 : 4789}${draw.chance(0.3) ? ` dev ${own.link}` : ''}`,
    );
  }
}

function moreAddresses(plan: Plan, draw: Draw): void {
  const at = draw.pick(plan.stations);
  const address = `10.0.${draw.pick([at.segment, 0, 1, 7])}.${1 + draw.below(6)}`;
  const link = draw.chance(0.3) ? 'lo' : at.link;
  plan.op(
    at.netns,
    'ip',
    `addr add ${address}/${draw.pick([24, 24, 32, 16])} dev ${link}${draw.chance(0.15) ? ' scope link' : ''}`,
  );
  plan.targets.push(address);
}
