import { expect, test } from 'vitest';
import { diagram } from '../../../src/diagram/diagram.ts';
import { items } from '../../../src/diagram/items.ts';
import type { Topology } from '../../../src/topology/model.ts';
import { link, netns, star, topology } from './build.ts';
import { LAB_STEPS, labAt } from './lab-steps.ts';

const itemsOf = (made: Topology) => items(made, diagram(made).picture);
const host = (links: Parameters<typeof netns>[2], settings: Parameters<typeof netns>[3] = {}) =>
  netns('1', 'root netns', links, { root: true, ...settings });

test('a bridge is said to be one once, and its card lists its ports', () => {
  const bridge = itemsOf(labAt(LAB_STEPS['9 out into the world'] ?? {})).find(({ kind }) => kind === 'bridge');
  expect(bridge?.spoken).toBe('bridge app-net-0, up, 192.168.52.5/24');
  expect(bridge?.facts).toContainEqual(['ports', 'veth-sleep-br, veth-webapp-br']);
  const large = itemsOf(star(20)).find(({ kind }) => kind === 'bridge');
  expect(large?.facts.find(([name]) => name === 'ports')?.[1]).toMatch(/^v1, v2, .*, v12, and 8 more$/);
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
