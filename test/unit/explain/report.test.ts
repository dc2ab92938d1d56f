import { expect, test } from 'vitest';
import { circleOf } from '../../../src/explain/circle.ts';
import { explain } from '../../../src/explain/obstacles.ts';
import { reportOf } from '../../../src/explain/report.ts';
import type { Stop, Thing } from '../../../src/explain/trace.ts';
import { whereOf } from '../../../src/explain/where.ts';
import { sayReason } from '../../../src/explain/words.ts';
import type { Netns, Topology } from '../../../src/topology/model.ts';
import { inWords } from '../../../src/words.ts';
import { link, netns, route, topology } from '../diagram/build.ts';

const local = (dev: string, dst: string) =>
  route({ type: 'local', dst, dev, prefsrc: dst, table: 'local', protocol: 'kernel' });
const near = (dev: string, dst: string, prefsrc: string) =>
  route({ dst, dev, prefsrc, scope: 'link', protocol: 'kernel' });

/** 10.0.0.1 and 10.0.0.2, on a cable. */
const end = (id: string, label: string, host: number, other: string, settings: Partial<Netns> = {}) =>
  netns(
    id,
    label,
    [
      link(id, 2, 'eth0', 'veth', {
        addresses: [`10.0.0.${host}/24`],
        address: `02:00:00:00:0${id}:02`,
        peer: `${other}/2`,
        mtu: 1500,
      }),
    ],
    {
      ...settings,
      routes: [
        local('eth0', `10.0.0.${host}`),
        near('eth0', '10.0.0.0/24', `10.0.0.${host}`),
        ...(settings.routes ?? []),
      ],
    },
  );

function told(here: Topology, flow: Omit<Parameters<typeof explain>[1], 'from'>): string[] {
  const explanation = explain(here, { from: '1', ...flow });
  return reportOf(here, explanation, { quote: (argv) => argv.join(' '), withWay: true });
}

const pair = (one: Partial<Netns>, two: Partial<Netns>) =>
  topology(end('1', 'a', 1, '2', one), end('2', 'b', 2, '1', two));
const listens = (local: string) => ({ netid: 'tcp', state: 'LISTEN', local, port: 80 }) as const;

test('wrong-address-of-listener: the addresses on which a program listens are named', () => {
  const here = pair({}, { sockets: [listens('127.0.0.1'), { ...listens('0.0.0.0'), dev: 'eth9' }] });
  const lines = told(here, { to: '10.0.0.2', protocol: 'tcp', port: 80 });
  expect(lines[2]).toBe(
    '1. It reaches b for 10.0.0.2, but on TCP port 80 programs there listen only at 127.0.0.1, 0.0.0.0%eth9.  [nobody-listens]',
  );
  const none = told(pair({}, { sockets: [] }), { to: '10.0.0.2', protocol: 'tcp', port: 80 });
  expect(none[2]).toContain('no program there listens on TCP port 80');
});

const accepts = {
  chain: { family: 'ip', table: 'f', name: 'i', type: 'filter', hook: 'input', prio: 0, policy: 'accept' },
};
const rule = (...expr: readonly object[]) => ({ rule: { family: 'ip', table: 'f', chain: 'i', handle: 3, expr } });
const filter = (...rules: readonly object[]) => ({
  firewall: { nft: [{ table: { family: 'ip', name: 'f' } }, accepts, ...rules] } as Netns['firewall'], // as nft -j prints it
});
const unknownMatch = { match: { op: '==', left: { socket: { key: 'wildcard' } }, right: 1 } };

test('may-drop: where a verdict is open, nothing is said to be dropped for certain, and what is open is said once and first', () => {
  const here = pair({}, { ...filter(rule(unknownMatch, { drop: null })) });
  const lines = told(here, { to: '10.0.0.2', protocol: 'icmp' });
  expect(lines.slice(0, 5)).toEqual([
    'a → 10.0.0.2 (b): unknown.',
    '',
    expect.stringMatching(/^The rule .* asks for something that is not modelled\.$/),
    '',
    'This may be in its way:',
  ]);
  expect(lines.filter((line) => line.includes('not modelled'))).toHaveLength(1);
});

test('policy-without-way: a rule that refuses before there is a source is on the way, too', () => {
  const refuses = { family: 'inet', priority: 100, src: 'all', dst: '10.0.0.2', action: 'blackhole' } as const;
  const usual = [
    { family: 'inet', priority: 0, src: 'all', table: 'local' },
    { family: 'inet', priority: 32766, src: 'all', table: 'main' },
  ] as const;
  const lines = told(pair({ rules: [usual[0], refuses, usual[1]] }, {}), { to: '10.0.0.2', protocol: 'icmp' });
  expect(lines.slice(lines.indexOf('There'))).toEqual([
    'There',
    '  a',
    expect.stringMatching(/^ {4}100:.*: it ends here \(route-refuses\)$/),
  ]);
});

const away = (gateway: string, dev: string) => route({ dst: '203.0.113.0/24', gateway, dev });
const forwards = { sysctls: { 'net.ipv4.ip_forward': '1' } };

test('loop: it is said that it goes round, and one round is shown', () => {
  const asker = end('1', 'a', 1, '2', { routes: [away('10.0.0.2', 'eth0')] });
  const router = end('2', 'b', 2, '1', {
    ...forwards,
    routes: [...[local('eth1', '10.1.0.2'), near('eth1', '10.1.0.0/24', '10.1.0.2'), away('10.1.0.3', 'eth1')]],
  });
  const cable = link('2', 3, 'eth1', 'veth', { addresses: ['10.1.0.2/24'], peer: '3/2' });
  const other = netns('3', 'c', [link('3', 2, 'eth0', 'veth', { addresses: ['10.1.0.3/24'], peer: '2/3' })], {
    ...forwards,
    routes: [local('eth0', '10.1.0.3'), near('eth0', '10.1.0.0/24', '10.1.0.3'), away('10.1.0.2', 'eth0')],
  });
  const here = topology(asker, { ...router, links: [...router.links, cable] }, other);
  const lines = told(here, { to: '203.0.113.9', protocol: 'icmp' });
  expect(lines[2]).toMatch(
    /^1\. It goes round in circles until its hop limit is used up, in [bc]: (?:b → )?c → b(?: → c)?\. {2}\[hop-limit\]$/,
  );
  expect(lines.filter((line) => line.includes('passes it on'))).toHaveLength(3);
  expect(lines.some((line) => /^ {2}… and so on, through \d+ more namespaces$/.test(line))).toBe(true);
});

test('what passes a netns twice for different reasons goes round in no circle', () => {
  const passed = (src: string) => ({
    code: 'forwarded' as const,
    thing: { kind: 'netns' as const, netns: '1' },
    packet: { src, dst: '10.0.0.2' },
    detail: 'eth0 → eth1',
  });
  expect(
    circleOf([
      { netns: '1', steps: [passed('10.0.0.1')] },
      { netns: '2', steps: [] },
      { netns: '1', steps: [passed('10.0.0.9')] },
    ]),
  ).toBeUndefined();
});

const established = { match: { op: 'in', left: { ct: { key: 'state' } }, right: 'established' } };
const assured = { match: { op: 'in', left: { ct: { key: 'status' } }, right: 'assured' } };

test.each([
  ['established', established],
  ['assured', assured],
])('rejects-what-follows: a connection of which the packet filter drops what is %s opens, and no more', (_, match) => {
  const open = { sockets: [listens('0.0.0.0')] };
  const ask = { to: '10.0.0.2', protocol: 'tcp', port: 80 } as const;
  expect(told(pair({}, { ...open, ...filter(rule(match, { drop: null })) }), ask).slice(0, 3)).toEqual([
    'a → 10.0.0.2 (b) tcp 80: unknown.',
    '',
    expect.stringMatching(/^The connection opens, but what is sent over it ends at nft ip f i rule .*\.$/),
  ]);
  const [verdict] = told(pair({}, { ...open, ...filter(rule(match, { accept: null })) }), ask);
  expect(verdict).toBe('a → 10.0.0.2 (b) tcp 80: arrives, and so does the answer.');
});

const forbids = { sysctls: { 'net.ipv4.ip_forward': '0' } };

test('nothing is opened for an address that nobody has', () => {
  const router = end('2', 'b', 2, '1', {
    ...forbids,
    routes: [local('eth1', '10.1.0.2'), near('eth1', '10.1.0.0/24', '10.1.0.2')],
  });
  const cable = link('2', 3, 'eth1', 'veth', { addresses: ['10.1.0.2/24'], peer: '3/2' });
  const other = netns('3', 'c', [link('3', 2, 'eth0', 'veth', { addresses: ['10.1.0.3/24'], peer: '2/3' })], {
    routes: [
      local('eth0', '10.1.0.3'),
      near('eth0', '10.1.0.0/24', '10.1.0.3'),
      route({ gateway: '10.1.0.2', dev: 'eth0' }),
    ],
  });
  const asker = end('1', 'a', 1, '2', { routes: [route({ gateway: '10.0.0.2', dev: 'eth0' })] });
  const here = topology(asker, { ...router, links: [...router.links, cable] }, other);
  const fixes = (to: string) =>
    explain(here, { from: '1', to, protocol: 'icmp' }).obstacles.map(({ reason, fix }) => [reason, fix.length]);
  expect(fixes('10.1.0.3')).toEqual([['forwarding-off', 1]]);
  expect(fixes('10.1.0.77')).toEqual([
    ['forwarding-off', 0],
    ['no-neighbour', 0],
  ]);
});

test('behind-closed: what comes after something that stays closed is not fixed either', () => {
  const router = end('2', 'b', 2, '1', {
    ...forbids,
    routes: [
      local('eth1', '10.1.0.2'),
      near('eth1', '10.1.0.0/24', '10.1.0.2'),
      route({ dst: '10.2.0.0/24', gateway: '10.1.0.3', dev: 'eth1' }),
    ],
    neighbours: [{ dst: '10.1.0.3', dev: 'eth1', lladdr: '02:00:00:00:99:99', state: ['PERMANENT'] }],
  });
  const cable = link('2', 3, 'eth1', 'veth', { addresses: ['10.1.0.2/24'], peer: '3/2' });
  const third = netns(
    '3',
    'c',
    [
      link('3', 2, 'eth0', 'veth', { addresses: ['10.1.0.3/24'], peer: '2/3' }),
      link('3', 3, 'eth1', 'veth', { addresses: ['10.2.0.1/24'], peer: '4/2' }),
    ],
    {
      sysctls: { 'net.ipv4.ip_forward': '1' },
      routes: [
        local('eth0', '10.1.0.3'),
        near('eth0', '10.1.0.0/24', '10.1.0.3'),
        local('eth1', '10.2.0.1'),
        near('eth1', '10.2.0.0/24', '10.2.0.1'),
      ],
    },
  );
  const last = netns('4', 'd', [link('4', 2, 'eth0', 'veth', { addresses: ['10.2.0.3/24'], peer: '3/3' })], {});
  const asker = end('1', 'a', 1, '2', { routes: [route({ gateway: '10.0.0.2', dev: 'eth0' })] });
  const here = topology(asker, { ...router, links: [...router.links, cable] }, third, last);
  const { obstacles } = explain(here, { from: '1', to: '10.2.0.77', protocol: 'icmp' });
  expect(obstacles.map(({ reason, fix }) => [reason, fix.length])).toEqual([
    ['forwarding-off', 0],
    ['wrong-neighbour', 0],
    ['no-neighbour', 0],
  ]);
});

test('default-route-behind: a link that is down is named where packets go another way for it', () => {
  const off = link('1', 3, 'eth1', 'veth', { addresses: ['10.9.0.1/24'], peer: '3/2', state: 'down' });
  const asker = end('1', 'a', 1, '2', { routes: [route({ gateway: '10.0.0.2', dev: 'eth0' })] });
  const other = netns('3', 'c', [link('3', 2, 'eth0', 'veth', { addresses: ['10.9.0.3/24'], peer: '1/3' })], {
    routes: [local('eth0', '10.9.0.3'), near('eth0', '10.9.0.0/24', '10.9.0.3')],
  });
  const here = topology({ ...asker, links: [...asker.links, off] }, end('2', 'b', 2, '1', {}), other);
  const { obstacles, withFixes } = explain(here, { from: '1', to: '10.9.0.3', protocol: 'icmp' });
  expect([obstacles.map(({ reason, fix }) => [reason, fix]), withFixes]).toEqual([
    [['link-down', [['ip', '-n', 'a', 'link', 'set', 'dev', 'eth1', 'up']]]],
    'delivered',
  ]);
});

test('asker-taken-for-the-host: 127.0.0.1 is the asker itself, and lo that has never been up is what is in the way', () => {
  const lo = { ...link('9', 1, 'lo', 'loopback', { addresses: ['127.0.0.1/8'] }) };
  const host = netns('9', 'root netns', [], { root: true, links: [lo] });
  const here = topology(host, netns('1', 'a', []));
  for (const to of ['127.0.0.1', '::1']) {
    const lines = told(here, { to, protocol: 'icmp' });
    expect(lines.slice(0, 6)).toEqual([
      `a → ${to} (a): does not arrive. One thing is in the way.`,
      '',
      '1. lo in a is down.  [link-down]',
      '   see  ip -n a -d link show dev lo',
      '   fix  ip -n a link set dev lo up',
      '',
    ]);
    expect(lines[6]).toBe('With this fix it arrives.');
  }
});

test('root-netns-said: all sentences call the netns of the host alike', () => {
  const host = { ...end('2', 'root netns', 2, '1', { root: true }) };
  const third = netns('3', 'c', [link('3', 2, 'eth0', 'veth', { addresses: ['10.0.0.7/24'] })]);
  const here = topology(end('1', 'a', 1, '2'), host, third);
  const words = (stop: Omit<Stop, 'way' | 'packet'>) =>
    inWords(sayReason({ ...stop, way: 'there', packet: { src: '', dst: '' } }, (id) => whereOf(here, id)));
  const thing: Thing = { netns: '1', kind: 'netns' };
  const args = ['u0', 'eth0', '2'];
  expect(words({ reason: 'macvlan-and-its-parent', thing, args })).toBe(
    'u0 in a and the link below it, eth0 in the host, do not see each other.',
  );
  expect(words({ reason: 'not-on-this-wire', thing, args: ['10.0.0.2', 'eth1', '2', 'eth0'] })).toBe(
    '10.0.0.2 is not on the wire of eth1 in a: the host has it on eth0.',
  );
});
