import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { flowOf, NoAddress, readQuestion } from '../../../src/explain/arguments.ts';
import { explanationJson, noAddressJson } from '../../../src/explain/json.ts';
import { explain } from '../../../src/explain/obstacles.ts';
import { REASONS } from '../../../src/explain/reasons.ts';
import { STEP_WORDS } from '../../../src/explain/words.ts';
import type { Topology } from '../../../src/topology/model.ts';
import { link, netns, route, topology } from '../diagram/build.ts';
import { LAB_STEPS, labAt } from '../diagram/lab-steps.ts';

const schema = JSON.parse(readFileSync(new URL('../../../docs/explain.schema.json', import.meta.url), 'utf8'));
const check = new Ajv2020({ strict: true, allErrors: true }).compile(schema);

function answered(network: Topology, words: string): object {
  try {
    return explanationJson(network, explain(network, flowOf(network, readQuestion(words.split(' ')))));
  } catch (error) {
    if (error instanceof NoAddress) return noAddressJson(error);
    throw error;
  }
}

function explained(network: Topology, words: string) {
  const json = JSON.parse(JSON.stringify(answered(network, words)));
  const faults = check(json)
    ? []
    : (check.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  return { json, faults };
}

const local = (dev: string, dst: string) => route({ type: 'local', dst, dev, prefsrc: dst, table: 'local' });
const onLink = (dev: string, prefsrc: string) => route({ dst: '10.0.0.0/24', dev, prefsrc, scope: 'link' });

/** Two namespaces with a cable between them. */
const pair = topology(
  netns('1', 'root netns', [], { root: true }),
  netns('2', 'red', [link('2', 2, 'eth0', 'veth', { addresses: ['10.0.0.2/24'], peer: '3/3' })], {
    routes: [local('eth0', '10.0.0.2'), onLink('eth0', '10.0.0.2')],
  }),
  netns(
    '3',
    'blue',
    [
      link('3', 3, 'eth0', 'veth', { addresses: ['10.0.0.3/24'], peer: '2/2' }),
      link('3', 4, 'eth1', 'dummy', { addresses: ['192.0.2.2/24'] }),
    ],
    { routes: [local('eth0', '10.0.0.3'), onLink('eth0', '10.0.0.3'), local('eth1', '192.0.2.2')] },
  ),
);

describe('an explanation as JSON is what docs/explain.schema.json says', () => {
  it('of a flow that arrives, with its way', () => {
    const { json, faults } = explained(pair, 'red blue');
    expect(faults).toEqual([]);
    expect(json).toMatchObject({
      verdict: 'delivered',
      there: [{ netns: 'red' }, { netns: 'blue' }],
      back: [{ netns: 'blue' }, { netns: 'red' }],
    });
  });

  it('of one to an address that two have', () => {
    const own = ['10.0.0.2/24', '10.0.0.3/24'];
    const links = [link('2', 1, 'lo', 'loopback'), link('2', 2, 'eth0', 'veth', { addresses: own, peer: '3/3' })];
    const red = netns('2', 'red', [], {
      links,
      routes: [local('eth0', '10.0.0.2'), local('eth0', '10.0.0.3'), onLink('eth0', '10.0.0.2')],
    });
    const { json, faults } = explained({ ...pair, netns: pair.netns.with(1, red) }, 'red 10.0.0.3');
    expect(faults).toEqual([]);
    expect(json).toMatchObject({
      verdict: 'delivered',
      notes: [{ what: 'duplicate', address: '10.0.0.3', objects: [{ linkId: '2/2' }, { linkId: '3/3' }] }],
    });
  });

  it('of one that is lost, with what would help', () => {
    const { json, faults } = explained(pair, 'red 192.0.2.2 tcp 80 from 10.0.0.2');
    expect(faults).toEqual([]);
    expect(json.verdict).toBe('lost');
    expect(json.obstacles[0]).toMatchObject({ reason: 'no-route', netns: 'red', way: 'there' });
    expect(json.obstacles[0].fix).not.toEqual([]);
  });

  it('of one of which not all is known', () => {
    const { json, faults } = explained(pair, 'red blue udp 53');
    expect(faults).toEqual([]);
    expect(json.unknown).toMatchObject([{ what: 'sockets', object: { kind: 'netns', text: 'blue' } }]);
    expect(json.flow).toEqual({ from: 'red', to: '10.0.0.3', protocol: 'udp', port: 53 });
  });

  it('of what has no address: nothing was printed, and programs could not tell it from a fault', () => {
    const [root, red, blue] = pair.netns;
    if (!root || !red || !blue) throw new Error('three namespaces');
    const bare = {
      ...blue,
      links: blue.links.map((one) => ({ ...one, addr_info: [] })),
      routes: blue.routes.filter(({ dev }) => dev !== 'eth0'),
    };
    const network = topology(root, red, bare);
    const { json, faults } = explained(network, 'red blue tcp 80');
    expect(faults).toEqual([]);
    expect(json).toEqual({
      format: 1,
      flow: { from: 'red', to: 'blue', protocol: 'tcp', port: 80 },
      verdict: 'lost',
      obstacles: [
        {
          reason: 'no-address',
          netns: 'blue',
          object: { kind: 'netns', text: 'blue' },
          way: 'there',
          see: ['ip', '-n', 'blue', 'addr'],
          fix: [['ip', '-n', 'blue', 'addr', 'add', '10.0.0.1/24', 'dev', 'eth0']],
        },
      ],
      withFixes: 'unknown',
      unknown: [],
      notes: [],
      there: [],
      back: [],
    });
    const link_ = explained(network, 'red eth1 from 10.0.0.2');
    expect(link_.faults).toEqual([]);
    expect(link_.json).toMatchObject({
      flow: { to: 'eth1', source: '10.0.0.2' },
      obstacles: [
        {
          object: { kind: 'link', text: 'eth1', link: 'eth1', linkId: '3/4' },
          see: ['ip', '-n', 'blue', 'addr', 'show', 'dev', 'eth1'],
          fix: [],
        },
      ],
      withFixes: 'lost',
    });
  });

  it.each(Object.entries(LAB_STEPS).filter(([, { namespaces }]) => namespaces))('in the lab at "%s"', (_, progress) => {
    const network = labAt(progress);
    for (const words of ['webapp 23.185.0.4', 'host 192.168.52.3 tcp 80', 'sleep 192.168.52.2', 'webapp 2001:db8::1'])
      expect(explained(network, words).faults, words).toEqual([]);
  });
});

it('the schema has all reasons and steps', () => {
  expect(schema.$defs.reason.enum).toEqual(REASONS);
  expect(schema.$defs.step.properties.step.enum).toEqual(Object.keys(STEP_WORDS));
});

it('the schema refuses what is no explanation', () => {
  const { json } = explained(pair, 'red 192.0.2.2');
  const [obstacle] = json.obstacles;
  for (const other of [
    { ...json, format: 2 },
    { ...json, more: 1 },
    { ...json, verdict: 'maybe' },
    { ...json, obstacles: [{ ...obstacle, reason: 'bad-luck' }] },
    { ...json, obstacles: [{ ...obstacle, fix: [[]] }] },
  ])
    expect(check(other), JSON.stringify(other)).toBe(false);
});
