import { expect, test } from 'vitest';
import { type DiagramOptions, diagram } from '../../../src/diagram/diagram.ts';
import { wayOn } from '../../../src/diagram/way.ts';
import { SHORT_REASON_WORDS } from '../../../src/diagram/way-words.ts';
import { trace } from '../../../src/explain/explain.ts';
import { REASONS } from '../../../src/explain/reasons.ts';
import type { Topology } from '../../../src/topology/model.ts';
import { type Lacks, routedLab } from './routed-lab.ts';

const nameOf = (topology: Topology, key: string) => {
  const [kind, id] = key.split(' ');
  const netns = topology.netns.find((one) => one.id === id);
  const link = topology.netns.flatMap(({ links }) => links).find((one) => one.id === id);
  return link?.ifname ?? `${kind} ${netns?.root ? 'host' : netns?.label}`;
};

function shown(to: string, lacks: Lacks = {}, options: DiagramOptions = {}) {
  const topology = routedLab(lacks);
  const { picture } = diagram(topology, options);
  const from = topology.netns.find(({ label }) => label === 'webapp')?.id ?? '';
  const way = wayOn(topology, picture, trace(topology, { from, to, protocol: 'icmp' }));
  const text = (id: string) => {
    const node = picture.nodes.find((one) => one.id === id);
    return node?.subject.kind === 'router' ? 'router' : (node?.lines[0] ?? id);
  };
  const lines = way.lines.map(({ id, way: which, reversed }) => {
    const { from: one = '', to: other = '' } = picture.edges.find((edge) => edge.id === id) ?? {};
    return `${which} ${(reversed ? [other, one] : [one, other]).map(text).join(' > ')}`;
  });
  const marks = way.marks.map(({ kind, key, text: words }) => `${kind} at ${nameOf(topology, key)}: ${words}`);
  return { way, lines, marks, name: (key: string) => nameOf(topology, key) };
}

test('through a switch it goes over both cables and ports, and back', () => {
  const { way, lines, marks } = shown('192.168.52.1');
  expect(way.title).toBe('webapp → 192.168.52.1 (sleep): arrives, and so does the answer');
  expect(lines).toEqual([
    'there veth-webapp > veth-webapp-br',
    'there veth-webapp-br > app-net-0',
    'there app-net-0 > veth-sleep-br',
    'there veth-sleep-br > veth-sleep',
    'back veth-sleep > veth-sleep-br',
    'back veth-sleep-br > app-net-0',
    'back app-net-0 > veth-webapp-br',
    'back veth-webapp-br > veth-webapp',
  ]);
  expect(marks).toEqual(['arrived at veth-sleep: arrives', 'arrived at veth-webapp: answered']);
});

test('out of the host it goes through the router, where its address changes', () => {
  const { lines, marks } = shown('23.185.0.4');
  expect(lines.slice(2)).toEqual(['there app-net-0 > router', 'there router > eth0', 'there eth0 > gateway']);
  expect(marks).toEqual(['nat at router host: NAT: 192.168.52.2, now 10.0.0.2', 'left at eth0: leaves']);
});

test('it ends at what stops it, with the reason in a few words and in a sentence', () => {
  const { way, lines, marks, name } = shown('23.185.0.4', { forwarding: true });
  expect(lines).toEqual(['there veth-webapp > veth-webapp-br', 'there veth-webapp-br > app-net-0']);
  expect(marks).toEqual(['ends at app-net-0: forwarding off']);
  expect(way.marks[0]?.says).toBe('The host does not forward IPv4 that comes in by app-net-0.');
  expect(way.passed.map(({ key, ways }) => `${name(key)} ${ways}`)).not.toContain('eth0 there');
});

test('each thing knows the steps that met it, also what is only passed', () => {
  const { way, name } = shown('192.168.52.1');
  const met = (what: string) =>
    way.steps.filter(({ keys }) => keys.some((key) => name(key) === what)).map((one) => `${one.way} ${one.text}`);
  expect(met('veth-sleep-br')).toEqual([
    'there in by veth-sleep',
    'back bridge app-net-0: veth-sleep-br → veth-webapp-br',
  ]);
  expect(met('netns sleep')).toContain('there sleep has it');
  expect(way.steps.every(({ keys }) => keys.length > 0)).toBe(true);
});

test('what is folded or out of focus is passed where it is drawn, and nothing is made up', () => {
  const { lines } = shown('192.168.52.1', {}, { focus: '11' });
  expect(lines[0]).toBe('there veth-webapp > veth-webapp-br');
  const none = shown('203.0.113.9', { nat: true });
  expect(none.marks).toEqual(['left at eth0: leaves', 'ends at eth0: no NAT']);
});

test('each reason has a few words of its own', () => {
  const words = REASONS.map((reason) => SHORT_REASON_WORDS[reason]);
  expect(new Set(words).size).toBe(REASONS.length);
  expect(words.filter((one) => one.length > 24)).toEqual([]);
});
