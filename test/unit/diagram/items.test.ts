import { expect, test } from 'vitest';
import { diagram } from '../../../src/diagram/diagram.ts';
import { items } from '../../../src/diagram/items.ts';
import type { Topology } from '../../../src/topology/model.ts';
import { address, link, netns, route, star, topology } from './build.ts';
import { LAB_STEPS, labAt } from './lab-steps.ts';

const itemsOf = (made: Topology) => items(made, diagram(made).picture);
const host = (links: Parameters<typeof netns>[2], settings: Parameters<typeof netns>[3] = {}) =>
  netns('1', 'root netns', links, { root: true, ...settings });

test('a bridge is said to be one once, and its card lists its ports', () => {
  const bridge = itemsOf(labAt(LAB_STEPS['9 out into the world'] ?? {})).find(({ kind }) => kind === 'bridge');
  expect(bridge?.spoken).toBe('bridge app-net-0 in Sandbox, up, 192.168.52.5/24');
  expect(bridge?.facts).toContainEqual(['ports', 'veth-sleep-br, veth-webapp-br']);
  const large = itemsOf(star(20)).find(({ kind }) => kind === 'bridge');
  expect(large?.facts.find(([name]) => name === 'ports')?.[1]).toMatch(/^v1, v2, .*, v12, and 8 more$/);
});

test('nodes and lines are said with their namespace, whatever its name', () => {
  const hostile = '<img src=x>';
  const end = link('2', 2, '-x', 'veth', { peer: '1/2' });
  const made = topology(host([link('1', 2, 'a', 'veth', { peer: '2/2' })]), netns('2', hostile, [end]));
  const spoken = itemsOf(made).map((item) => item.spoken);
  expect(spoken).toContain('veth -x in <img src=x>, up');
  expect(spoken).toContain('cable (veth pair) -x in <img src=x> – a in Sandbox, up');
  const ports = itemsOf(labAt(LAB_STEPS['9 out into the world'] ?? {})).filter(({ kind }) => kind === 'port');
  expect(ports.map((item) => item.spoken)).toContain('port of the bridge veth-sleep-br – app-net-0 in Sandbox, up');
});

test('a name of 90 characters is shortened in the picture and whole in the card', () => {
  const name = `${'x'.repeat(80)}0123456789`;
  const made = topology(host([]), netns('2', name, []));
  expect(diagram(made).text).toContain(`"${'x'.repeat(29)}#8230;xx0123456789"`);
  expect(itemsOf(made).find(({ kind }) => kind === 'netns')?.title).toBe(name);
});

test('a tap is no tunnel', () => {
  const tap = link('1', 2, 'tap0', 'tun', { linkinfo: { info_kind: 'tun', info_data: { type: 'tap' } } });
  const [node] = diagram(topology(host([tap]))).picture.nodes;
  expect(node).toMatchObject({ kind: 'link', lines: ['tap0', 'tap'] });
});

test('the multicast group of a vxlan is called a group', () => {
  const vxlan = (info_data: { [key: string]: string | number }) =>
    topology(host([link('1', 2, 'vx0', 'vxlan', { linkinfo: { info_kind: 'vxlan', info_data } })]));
  const outside = (made: Topology) => diagram(made).picture.nodes.find(({ kind }) => kind === 'gateway')?.lines;
  expect(outside(vxlan({ id: 7, group: '239.1.1.1' }))).toEqual(['vxlan group', '239.1.1.1']);
  expect(outside(vxlan({ id: 7, remote: '192.0.2.1' }))).toEqual(['vxlan remote', '192.0.2.1']);
});

test('a picture is incomplete only when something that is drawn may lack', () => {
  const title = (what: string, sysctls = {}) =>
    diagram({ ...topology(host([], { sysctls })), unread: [{ what, why: 'too many' }] }).picture.boxes[0]?.lines;
  expect(title('sysctl', { 'net.ipv4.ip_forward': '0' })).toEqual(['Sandbox']);
  expect(title('sysctl')).toEqual(['Sandbox', 'incomplete']);
  expect(title('netns')).toEqual(['Sandbox', 'incomplete']);
});

test('incomplete-over-node: the title of an incomplete box is one line, for which it has room', () => {
  const made = diagram({ ...topology(host([])), unread: [{ what: 'netns', why: 'too many' }] });
  expect(made.text).toContain('["Sandbox #183; incomplete"]');
});

test('empty-default-route: the card of a netns has several hops, and a default route that refuses', () => {
  const routes = [
    route({
      nexthops: [
        { gateway: '10.0.0.1', dev: 'a' },
        { gateway: '10.0.0.2', dev: 'b' },
      ],
    }),
    route({ type: 'unreachable', metric: 9 }),
    route({ gateway: '10.0.0.3', dev: 'a', table: '100' }),
  ];
  const made = topology(host([link('1', 2, 'a', 'veth', { addresses: ['10.0.0.9/24'] })], { routes }));
  const facts = (kind: string) => itemsOf(made).find((item) => item.kind === kind)?.facts ?? [];
  expect(facts('host').filter(([name]) => name === 'default route')).toEqual([
    ['default route', 'default nexthop via 10.0.0.1 dev a nexthop via 10.0.0.2 dev b'],
    ['default route', 'unreachable default metric 9'],
  ]);
  expect(facts('uplink').filter(([name]) => name === 'route')).toEqual([['route', 'default via 10.0.0.1']]);
});

test('equal-default-routes: where there are several, arrow and card say which metric they have', () => {
  const routes = [
    route({ gateway: '10.0.0.1', dev: 'a' }),
    route({ gateway: '10.0.0.2', dev: 'a', metric: 200 }),
    route({ gateway: 'fe80::1', dev: 'a', family: 'inet6', metric: 1024 }),
  ];
  const made = topology(host([link('1', 2, 'a', 'veth')], { routes }));
  expect(diagram(made).picture.edges.map(({ label }) => label)).toEqual([
    'default',
    'default metric 200',
    'default IPv6',
  ]);
  const card = itemsOf(made).find(({ kind }) => kind === 'uplink')?.facts ?? [];
  expect(card.filter(([name]) => name === 'route').map(([, value]) => value)).toEqual([
    'default via 10.0.0.1',
    'default via 10.0.0.2 metric 200',
    'default via fe80::1',
  ]);
});

test('a default route behind one that refuses leads nowhere', () => {
  const routes = [route({ type: 'unreachable' }), route({ gateway: '10.0.0.1', dev: 'a', metric: 9 })];
  const made = topology(host([link('1', 2, 'a', 'veth')], { routes }));
  expect(diagram(made).picture.edges).toEqual([]);
});

test('the card of a link says why it carries nothing; it is drawn alike', () => {
  const shown = (more: object) => {
    const made = topology(host([link('1', 2, 'x', 'macvlan', more)]));
    const [item] = itemsOf(made).filter(({ kind }) => kind === 'upper');
    return [item?.state, item?.facts.find(([name]) => name === 'state')?.[1]];
  };
  const flags = ['UP', 'NO-CARRIER'];
  expect(shown({ flags, operstate: 'LOWERLAYERDOWN' })).toEqual(['nocarrier', 'up, lower layer down']);
  expect(shown({ flags: [...flags, 'LOWER_UP'], operstate: 'DORMANT' })).toEqual(['nocarrier', 'up, dormant']);
  expect(shown({ state: 'nocarrier' })).toEqual(['nocarrier', 'up, no carrier']);
});

test('bond-slave-without-carrier: only a port of a bridge can hold frames back', () => {
  const edge = (info_slave_kind: string, state: string) => {
    const port = link('1', 3, 'p', 'veth', {
      master: 'm',
      linkinfo: { info_kind: 'veth', info_slave_kind, info_slave_data: { state } },
    });
    return diagram(topology(host([link('1', 2, 'm', info_slave_kind), port]))).picture.edges[0]?.state;
  };
  expect(edge('bond', 'ACTIVE')).toBe('up');
  expect(edge('bridge', 'forwarding')).toBe('up');
  expect(edge('bridge', 'blocking')).toBe('nocarrier');
});

test('the gateway is the link on the same VLAN that has its address', () => {
  const vlan = (netns: string, id: number, addresses: string[]) =>
    link(netns, 10 + id, `v${id}`, 'vlan', {
      ...{ lower: `${netns}/2`, addresses },
      linkinfo: { info_kind: 'vlan', info_data: { id, protocol: '802.1Q' } },
    });
  const cable = (netns: string, peer: string) => link(netns, 2, 'eth0', 'veth', { peer });
  const made = topology(
    host([cable('1', '2/2'), vlan('1', 5, ['10.0.0.1/24']), vlan('1', 6, ['10.0.0.1/24'])]),
    netns('2', 'a', [cable('2', '1/2'), vlan('2', 6, ['10.0.0.2/24'])], {
      routes: [route({ gateway: '10.0.0.1', dev: 'v6' })],
    }),
  );
  const arrows = diagram(made).picture.edges.filter(({ kind }) => kind === 'default');
  expect(arrows.map(({ from, to }) => [from, to])).toEqual([['n1_16', 'host_16']]);
});

test('an address of IPv4 with scope link is drawn, as somebody has set it', () => {
  const one = { ...link('1', 2, 'x', 'veth'), addr_info: [{ ...address('169.254.1.1/16'), scope: 'link' }] };
  expect(diagram(topology(host([one]))).picture.nodes[0]?.lines).toEqual(['x', '169.254.1.1/16']);
});
