// Random networks of all shapes, each from its seed.
import type { Link, Netns, Topology } from '../../../src/topology/model.ts';
import { type Random, randomFrom } from '../../random.ts';
import { link, netns, route, topology } from './build.ts';

const STATES = ['up', 'up', 'up', 'down', 'nocarrier'] as const;
const UPPER = ['macvlan', 'ipvlan', 'vlan'] as const;

/** At most `most` namespaces besides the root one. */
export function randomTopology(seed: number, most = 6): Topology {
  const random = randomFrom(seed);
  const chance = (percent: number) => random(100) < percent;
  const ids = Array.from({ length: random(most + 1) + 1 }, (_, index) => `${index + 1}`);
  const links = new Map<string, Link[]>(ids.map((id) => [id, []]));
  const of = (id: string) => links.get(id) ?? [];
  const anywhere = () => ids[random(ids.length)] ?? '1';
  const oneOf = <T>(...all: readonly [T, ...T[]]): T => all[random(all.length)] ?? all[0];
  // How much is plugged in, stays inside its netns, and acts, differs from network to network.
  const plugged = oneOf(0, 40, 95);
  const inside = oneOf(0, 30, 70);
  const acts = oneOf(0, 15, 50);
  /** Most networks have their switches and loose ends in the root netns. */
  const mostlyRoot = () => (chance(60) ? '1' : anywhere());
  let subnet = 0;
  const facts = (id: string) => ({
    state: STATES[random(STATES.length)] ?? 'up',
    ...(chance(40) ? { addresses: [`10.${random(3)}.${++subnet}.1/${chance(70) ? 24 : 16}`] } : {}),
    ...(chance(plugged) ? masterIn(id) : {}),
  });
  const masterIn = (id: string) => {
    const bridges = of(id).filter(({ linkinfo }) => linkinfo?.info_kind === 'bridge');
    const master = bridges[random(bridges.length || 1)];
    return master ? { master: master.ifname } : {};
  };
  const add = (id: string, name: string, kind: string, more: Parameters<typeof link>[4] = {}): Link => {
    const made = link(id, of(id).length + 2, name, kind, { ...facts(id), ...more });
    of(id).push(made);
    return made;
  };

  for (let n = random(8); n > 0; n--) {
    const { addresses = [], state } = facts('1');
    const id = mostlyRoot();
    of(id).push(link(id, of(id).length + 2, `br${n}`, 'bridge', { addresses, state }));
  }
  for (let n = random(2 + oneOf(1, 2) * ids.length); n > 0; n--) {
    const a = anywhere();
    const b = chance(inside) ? a : mostlyRoot();
    const far = chance(8) ? null : `${b}/${of(b).length + (a === b ? 3 : 2)}`;
    const near = add(a, `v${2 * n}`, 'veth', { peer: far });
    if (far !== null) add(b, `v${2 * n + 1}`, 'veth', { peer: near.id });
  }
  for (let n = random(4); n > 0; n--) add(mostlyRoot(), `eth${n}`, chance(50) ? 'dummy' : 'ether');
  for (let n = random(3); n > 0; n--) {
    const all = [...links.values()].flat();
    const lower = all[random(all.length || 1)];
    const kind = UPPER[random(UPPER.length)] ?? 'vlan';
    if (lower) add(anywhere(), `up${n}`, kind, { lower: lower.id });
  }
  for (let n = random(3); n > 0; n--) add(anywhere(), `vx${n}`, 'vxlan', { linkinfo: vxlan(links, random) });

  const made = ids.map((id): Netns => {
    const own = of(id);
    const dev = own[random(own.length || 1)]?.ifname;
    const gateways = [...links.values()].flat().flatMap(({ addr_info }) => addr_info.map(({ local }) => local));
    const gateway = chance(70) ? gateways[random(gateways.length || 1)] : '192.0.2.1';
    return netns(id, id === '1' ? 'root netns' : `n${id}`, own, {
      root: id === '1',
      routes: dev && chance(acts) ? [route({ dev, ...(gateway && chance(80) ? { gateway } : {}) })] : [],
      sysctls: { 'net.ipv4.ip_forward': chance(acts) ? '1' : '0' },
      firewall: chance(acts / 2) ? { iptables: '*nat\n-A POSTROUTING -s 10.0.0.0/16 -j MASQUERADE\nCOMMIT\n' } : {},
      unread: chance(5) ? [{ what: 'addr', why: 'Operation not permitted' }] : [],
    });
  });
  return topology(...made);
}

/**
 * A sandbox in the middle of a lab: a provider, namespaces, bridges without ports, and cables of which many stay inside
 * their netns. dagre has lost nodes of one in fifty of these.
 */
export function unfinishedTopology(seed: number): Topology {
  const random = randomFrom(seed);
  const chance = (percent: number) => random(100) < percent;
  const oneOf = <T>(...all: readonly [T, ...T[]]): T => all[random(all.length)] ?? all[0];
  const ids = Array.from({ length: oneOf(3, 5, 6, 6, 7) }, (_, index) => `${index + 1}`);
  const links = new Map<string, Link[]>(ids.map((id) => [id, []]));
  const of = (id: string) => links.get(id) ?? [];
  const anywhere = () => ids[1 + random(ids.length - 1)] ?? '1';
  const next = (id: string) => of(id).length + 2;
  const plugged = oneOf(0, 0, 20);
  const addressed = oneOf(0, 10, 40);
  const acts = oneOf(0, 0, 20);
  const facts = (id: string) => {
    const bridge = of(id).find(({ linkinfo }) => linkinfo?.info_kind === 'bridge');
    return {
      state: STATES[random(STATES.length)] ?? 'up',
      ...(chance(addressed) ? { addresses: [`10.0.${random(4)}.${next(id)}/24`] } : {}),
      ...(bridge && chance(plugged) ? { master: bridge.ifname } : {}),
    };
  };
  const add = (id: string, name: string, kind: string, more: Parameters<typeof link>[4]) =>
    of(id).push(link(id, next(id), name, kind, more));

  const uplink = { addresses: ['203.0.113.2/24'], peer: '99/3' };
  add('1', 'eth0', 'veth', uplink);
  const bridgesInside = oneOf(0, 0, 30);
  for (let n = oneOf(0, 3, 4, 5); n > 0; n--) add(chance(bridgesInside) ? anywhere() : '1', `br${n}`, 'bridge', {});
  for (let n = ids.length + random(4); n > 0; n--) {
    const [a, where] = [anywhere(), random(10)];
    const b = where < 5 ? a : where < 9 ? '1' : anywhere();
    // The kernel makes the peer first.
    const far = next(b);
    add(b, `v${2 * n + 1}`, 'veth', { ...facts(b), peer: `${a}/${a === b ? far + 1 : next(a)}` });
    add(a, `v${2 * n}`, 'veth', { ...facts(a), peer: `${b}/${far}` });
  }
  const made = ids.map((id): Netns => {
    const root = id === '1';
    const dev = root ? 'eth0' : of(id)[0]?.ifname;
    const gateway = root ? '203.0.113.1' : '10.0.0.2';
    return netns(id, root ? 'root netns' : `n${id}`, of(id), {
      root,
      routes: dev !== undefined && (root || chance(acts)) ? [route({ dev, gateway })] : [],
      sysctls: { 'net.ipv4.ip_forward': chance(acts) ? '1' : '0' },
      firewall: chance(acts) ? { iptables: '*nat\n-A POSTROUTING -s 10.0.0.0/16 -j MASQUERADE\nCOMMIT\n' } : {},
    });
  });
  const far = link('99', 3, 'provider', 'veth', { addresses: ['203.0.113.1/24'], peer: '1/2' });
  return topology(...made, netns('99', 'provider', [far]));
}

function vxlan(links: ReadonlyMap<string, readonly Link[]>, random: Random) {
  const known = [...links.values()].flat().flatMap(({ addr_info }) => addr_info.flatMap(({ local = [] }) => local));
  const remote = known[random(known.length || 1)] ?? '198.51.100.7';
  const data = [{ id: 7, remote }, { id: 7, group: '239.1.1.1' }, { id: 8 }][random(3)] ?? {};
  return { info_kind: 'vxlan', info_data: data };
}
