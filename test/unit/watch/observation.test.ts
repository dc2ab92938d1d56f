import { expect, test } from 'vitest';
import type { Flow } from '../../../src/explain/flow.ts';
import type { Hop, Step, Trace } from '../../../src/explain/trace.ts';
import type { Topology } from '../../../src/topology/model.ts';
import { around } from '../../../src/watch/around.ts';
import { bundleJson } from '../../../src/watch/bundle.ts';
import { type Comparison, compare } from '../../../src/watch/compare.ts';
import { observationJson } from '../../../src/watch/json.ts';
import { type Observation, observationOf } from '../../../src/watch/observation.ts';
import { readReport } from '../../../src/watch/reports.ts';
import { watchedText } from '../../../src/watch/text.ts';
import { sayMissing } from '../../../src/watch/words.ts';
import { inet, link, loopback, netns, topology, veth } from '../editor/topology/topologies.ts';
import { faultsOf } from './schema.ts';

/** a and b at the ports of a bridge; c is elsewhere. */
const NETWORK: Topology = topology(
  netns('100', undefined, {
    root: true,
    label: 'root netns',
    links: [
      loopback('100'),
      link('100', 2, 'br0', { linkinfo: { info_kind: 'bridge' } }),
      veth('100', 3, 'va', '200/2', { master: 'br0' }),
      veth('100', 4, 'vb', '300/2', { master: 'br0' }),
    ],
    firewall: {
      nft: [
        { table: { family: 'ip', name: 'filter' } },
        {
          chain: {
            family: 'ip',
            table: 'filter',
            name: 'FORWARD',
            type: 'filter',
            hook: 'forward',
            prio: 0,
            policy: 'drop',
          },
        },
        { rule: { family: 'ip', table: 'filter', chain: 'FORWARD', handle: 2, expr: [{ accept: null }] } },
      ],
      ruleset: '',
      iptables: '*filter\n:FORWARD DROP\n-A FORWARD -s 10.0.0.1/32 -j ACCEPT\nCOMMIT',
      ip6tables: '',
    },
  }),
  netns('200', 'a', {
    links: [
      loopback('200'),
      veth('200', 2, 'eth0', '100/3', { address: '8a:33:12:40:c8:40', addr_info: [inet('10.0.0.1', 24)] }),
    ],
  }),
  netns('300', 'b', {
    links: [
      loopback('300'),
      veth('300', 2, 'eth0', '100/4', { address: '2e:2a:68:c2:f8:6b', addr_info: [inet('10.0.0.2', 24)] }),
    ],
  }),
  netns('400', 'c', { links: [loopback('400')] }),
);
const FLOW: Flow = { from: '200', to: '10.0.0.2', protocol: 'icmp' };

const ECHO =
  '2e2a68c2f86b8a331240c840080045000054e923400040013d830a0000010a0000020800ea1efb7800010c94ff9e7c8a0c07032314c18080af68';
const REPLY =
  '8a331240c8402e2a68c2f86b080045000054b63400004001b0720a0000020a0000010000f21efb7800010c94ff9e7c8a0c07032314c18080af68';
const ARP = 'ffffffffffff8a331240c840080600010800060400018a331240c8400a0000010000000000000a000002';
const STRANGE_ARP = 'ffffffffffff020000000009080600010800060400010200000000090a0000070000000000000a000002';
const SEEN = [
  'machine little',
  'sent 0a000001 0 0c94ff9e7c8a0c07032314c18080af68',
  `frame 200 1000001000 2 4 - ${ARP}`,
  `frame 200 1000010000 2 4 - ${ECHO}`,
  `frame 200 1000050000 2 0 - ${REPLY}`,
  `frame 100 1000011000 3 3 - ${ECHO}`,
  `frame 100 1000020000 4 4 - ${ECHO}`,
  `frame 100 1000040000 4 3 - ${REPLY}`,
  `frame 100 1000041000 3 4 - ${REPLY}`,
  `frame 300 1000021000 2 0 - ${ECHO}`,
  `frame 300 1000030000 2 4 - ${REPLY}`,
  'trace 100 1000060000 0200000008000f0000000002080004000000000308000600af28a5960c000200464f5257415244000b00010066696c74657200000c00030000000000000000020c000500080001000000000108000a000000000206000b000001000008000c000000000206000d00000100001800080045000054e923400040013d830a0000010a000002180009000800ea1efb7800010c94ff9e7c8a0c07032314c1120007002e2a68c2f86b8a331240c84008000000',
  'counter 200 IcmpOutEchos 1',
  'counter 200 IpExtOutOctets 84',
  'result answered -',
];

const observed = (lines: readonly string[], flow = FLOW): Observation =>
  observationOf(
    NETWORK,
    flow,
    ['200', '100', '300'],
    lines.flatMap((line) => readReport(line, true) ?? []),
  );

const PACKET = { src: '10.0.0.1', dst: '10.0.0.2' };
const BACK = { src: '10.0.0.2', dst: '10.0.0.1' };
const step = (code: Step['code'], link: string, packet: Step['packet'], detail?: string): Step => ({
  code,
  thing: { netns: link.split('/')[0] ?? '', kind: 'link', link },
  packet,
  ...(detail === undefined ? {} : { detail }),
});
const THERE: Hop[] = [
  { netns: '200', steps: [step('sent', '200/2', PACKET)] },
  { netns: '100', steps: [step('bridged', '100/2', PACKET, 'va → vb')] },
  { netns: '300', steps: [step('received', '300/2', PACKET)] },
];
const RETURN: Hop[] = [
  { netns: '300', steps: [step('sent', '300/2', BACK)] },
  { netns: '100', steps: [step('bridged', '100/2', BACK, 'vb → va')] },
  { netns: '200', steps: [step('received', '200/2', BACK)] },
];
const traced = (more: Partial<Trace> = {}): Trace => ({
  flow: FLOW,
  verdict: 'delivered',
  doubts: [],
  there: THERE,
  back: RETURN,
  decisions: 6,
  ...more,
});
const compared = (lines: readonly string[], more: Partial<Trace> = {}): Comparison =>
  compare(NETWORK, traced(more), observed(lines));

test('sightings are in the order of time, with the part that each is of', () => {
  const { sightings, outcome, source, counters } = observed([...SEEN].reverse());
  expect(sightings.map(({ ifname, direction, part, at }) => `${at} ${direction} ${ifname} ${part}`)).toEqual([
    '0 out eth0 neighbour',
    '9 out eth0 question',
    '10 in va question',
    '19 out vb question',
    '20 in eth0 question',
    '29 out eth0 answer',
    '39 in vb answer',
    '40 out va answer',
    '49 in eth0 answer',
  ]);
  expect([outcome, source]).toEqual([{ kind: 'answered' }, { address: '10.0.0.1' }]);
  expect(counters).toContainEqual({ netns: '200', name: 'IcmpOutEchos', moved: 1 });
});

test('a rule that nft reports by its number is that of iptables at the same place', () => {
  const [rule] = observed(SEEN).rules;
  expect(rule).toMatchObject({
    netns: '100',
    verdict: 'accept',
    part: 'question',
    known: { rule: { text: '-s 10.0.0.1/32 -j ACCEPT' } },
  });
});

test('rules-out-of-order: rules are in the order of the way, whichever packet filter reports first', () => {
  const rule = SEEN.find((line) => line.startsWith('trace')) ?? '';
  const reply = rule.replace('0800ea1e', '0000f21e').replace('af28a596', 'ee273e39');
  const { rules } = observed([
    ...SEEN.filter((line) => line !== rule),
    reply,
    rule,
    rule.replace('trace 100', 'trace 200'),
  ]);
  expect(rules.map(({ netns, part }) => `${netns} ${part}`)).toEqual(['200 question', '100 question', '100 answer']);
});

/** A segment of a connection between a and b; `ack` 0: the first one. */
const segment = (from: 1 | 2, seq: number, ack: number): { readonly network: string; readonly transport: string } => {
  const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');
  const ports = from === 1 ? 'ee480050' : '0050ee48';
  const flags = ack === 0 ? '02' : seq > 5000 ? '12' : '10';
  return {
    network: `45000028000040004006${'0000'}0a00000${from}0a00000${3 - from}`,
    transport: `${ports}${hex(seq, 8)}${hex(ack, 8)}50${flags}faf000000000`,
  };
};
/** What nf_tables says of a rule that met it, from the nfgenmsg on; netlink(7). */
function traceOf(id: number, { network, transport }: ReturnType<typeof segment>, iif: number | undefined): string {
  const attribute = (type: number, value: Buffer) => {
    const head = Buffer.alloc(4);
    head.writeUInt16LE(4 + value.length);
    head.writeUInt16LE(type, 2);
    return Buffer.concat([head, value, Buffer.alloc(-value.length & 3)]);
  };
  const number = (value: number) => Buffer.from(value.toString(16).padStart(8, '0'), 'hex');
  return Buffer.concat([
    Buffer.from('02000000', 'hex'),
    attribute(1, Buffer.from('filter\0')),
    attribute(2, Buffer.from('FORWARD\0')),
    attribute(3, Buffer.from('0000000000000002', 'hex')),
    attribute(4, number(3)),
    attribute(5, attribute(1, number(1))),
    attribute(6, number(id)),
    attribute(8, Buffer.from(network, 'hex')),
    attribute(9, Buffer.from(transport, 'hex')),
    ...(iif === undefined ? [] : [attribute(10, number(iif))]),
  ]).toString('hex');
}

test('handshake-out-of-order: what met the third packet of a connection stands behind what met the second one', () => {
  const [syn, answer, ack] = [segment(1, 1000, 0), segment(2, 9000, 1001), segment(1, 1001, 9001)];
  const frame = (netns: string, time: number, index: number, type: number, { network, transport }: typeof syn) =>
    `frame ${netns} ${time} ${index} ${type} - 2e2a68c2f86b8a331240c8400800${network}${transport}`;
  const trace = (netns: string, id: number, packet: typeof syn, iif?: number) =>
    `trace ${netns} 1000900000 ${traceOf(id, packet, iif)}`;
  const lines = [
    'machine little',
    'sent 0a000001 61000 1000',
    frame('200', 1000010000, 2, 4, syn),
    frame('100', 1000020000, 3, 3, syn),
    frame('300', 1000030000, 2, 0, syn),
    frame('300', 1000040000, 2, 4, answer),
    frame('100', 1000050000, 4, 3, answer),
    frame('200', 1000060000, 2, 0, answer),
    frame('200', 1000070000, 2, 4, ack),
    frame('100', 1000080000, 3, 3, ack),
    frame('300', 1000090000, 2, 0, ack),
    ...[trace('200', 1, syn), trace('200', 2, answer, 2), trace('200', 3, ack)],
    // Bridged, so that the bridge is all that it comes from.
    ...[trace('100', 4, syn, 2), trace('100', 5, answer, 2), trace('100', 6, ack, 2)],
    ...[trace('300', 7, syn, 2), trace('300', 8, answer), trace('300', 9, ack, 2)],
    'result answered -',
  ];
  const { rules } = observed(lines, { ...FLOW, protocol: 'tcp', port: 80 });
  expect(rules.map(({ netns, part }) => `${netns} ${part}`)).toEqual([
    ...['200 question', '100 question', '300 question'],
    ...['300 answer', '100 answer', '200 answer'],
    ...['200 question', '100 question', '300 question'],
  ]);
});

/** What is said of a ping to b that ends so. */
function outcomeOf(...lines: readonly string[]): string | undefined {
  const observation = observed([...SEEN.slice(0, 4), ...lines]);
  const trace = traced();
  return watchedText(NETWORK, observation, { trace, comparison: compare(NETWORK, trace, observation) })[0];
}

test('errno-of-a-router: which error of ICMP came back is said, and from whom', () => {
  const quoted = ECHO.slice(28);
  const error = (type: string) =>
    `frame 200 1000050000 2 0 - 8a331240c8402e2a68c2f86b08004500005400004000400100000a0000020a000001${type}000000000000${quoted}`;
  const said = 'result error No%20route%20to%20host';
  expect(outcomeOf(error('0301'), said)).toBe(
    'a → 10.0.0.2: not answered: 10.0.0.2 (b) reports that the address cannot be reached from there (ICMP type 3, code 1).',
  );
  expect(outcomeOf(error('0b00'), said)).toContain('the hop limit was used up on the way (ICMP type 11, code 0).');
  expect(outcomeOf(error('0c02'), said)).toContain('10.0.0.2 (b) reports an error (ICMP type 12, code 2).');
  // A redirect, or nothing at all: the host's own kernel has refused.
  for (const lines of [[error('0501'), said], [said]])
    expect(outcomeOf(...lines)).toBe('a → 10.0.0.2: not answered: No route to host.');
});

test('what others ask their neighbours at the same time is not of the flow', () => {
  const lines = [...SEEN, `frame 100 1000002000 3 1 - ${STRANGE_ARP}`];
  const owned: Topology = {
    ...NETWORK,
    netns: NETWORK.netns.map((one) =>
      one.id === '400' ? { ...one, links: [...one.links, link('400', 9, 'x')] } : one,
    ),
  };
  const reports = lines.flatMap((line) => readReport(line, true) ?? []);
  expect(observationOf(owned, FLOW, ['200', '100', '300'], reports).sightings).toHaveLength(9);
});

test('what is as predicted is the same', () => {
  expect(compared(SEEN)).toMatchObject({ outcome: 'same', differences: [] });
});

test('an answer against the prediction, and none against it, are differences', () => {
  expect(compared(SEEN, { verdict: 'lost', there: THERE.slice(0, 2), back: [] })).toMatchObject({
    outcome: 'differs',
    differences: [{ code: 'answered' }, { code: 'further', way: 'there', sighting: { netns: '300' } }],
  });
  const silent = SEEN.map((line) => (line.startsWith('result') ? 'result silent -' : line)).filter(
    (line) => !line.endsWith(REPLY),
  );
  expect(compared(silent)).toMatchObject({
    outcome: 'differs',
    differences: [{ code: 'not-answered' }, { code: 'not-seen', way: 'back', pass: { link: '300/2' } }],
  });
  expect(compared(silent, { verdict: 'exits', back: [] }).outcome).toBe('open');
});

test('unordered: where the kernel has not noted the times, only the links are compared', () => {
  const late = SEEN.map((line) => line.replace(/^(frame 300) 10000/, '$1 20000'));
  expect(compared(late).differences).toMatchObject([{ code: 'not-seen', way: 'back' }]);
  expect(compared([...late, 'missing times - -'])).toMatchObject({ outcome: 'same', differences: [] });
});

test('a link that was not passed, and other addresses there, are differences; a netns that was not watched is none', () => {
  const notOut = SEEN.filter((line) => !line.startsWith('frame 100 1000020000'));
  expect(compared(notOut).differences).toMatchObject([
    { code: 'not-seen', way: 'there', pass: { link: '100/4', direction: 'out' } },
  ]);
  expect(compared([...notOut, 'missing sightings 100 Operation%20not%20permitted']).differences).toEqual([]);
  const there = THERE.map((hop) => ({
    ...hop,
    steps: hop.steps.map((one) => (hop.netns === '300' ? { ...one, packet: { ...PACKET, src: '10.0.0.254' } } : one)),
  }));
  expect(compared(SEEN, { there }).differences).toMatchObject([
    { code: 'other-addresses', seen: PACKET, pass: { link: '300/2' } },
  ]);
});

test('what is not modelled leaves the outcome open', () => {
  expect(compared(SEEN, { verdict: 'unknown', there: THERE.slice(0, 1), back: [] })).toMatchObject({
    outcome: 'open',
    differences: [],
  });
});

test('as JSON it is what docs/watch.schema.json says, whatever was seen', () => {
  const lost = { verdict: 'lost', there: THERE.slice(0, 2), back: [] } as const;
  const drop = 'drop 100 1000030000 IP_RPFILTER ip_rcv_finish_core';
  const cannot = ['machine little', 'result cannot Operation%20not%20permitted', 'missing trace 100 no'];
  const runs: [readonly string[], Partial<Trace>][] = [
    [SEEN, {}],
    [SEEN, lost],
    [SEEN.slice(0, 6), {}],
    [[...SEEN, drop], {}],
    [cannot, {}],
  ];
  for (const [lines, more] of runs) {
    const observation = observed(lines);
    const trace = traced(more);
    const comparison = compare(NETWORK, trace, observation);
    expect(faultsOf(NETWORK, observation, { trace, comparison })).toEqual([]);
  }
});

test('a bundle holds what a report needs, and neither the machine nor its processes', () => {
  const netns = NETWORK.netns.map((one) =>
    one.id === '300' ? { ...one, names: [], label: 'my-daemon, PID 7', holder: { pid: 7, command: 'my-daemon' } } : one,
  );
  const known: Topology = { ...NETWORK, host: { id: 'ssh:my-vm', label: 'my-vm' }, netns };
  const trace = traced();
  const observation = {
    ...observed(SEEN),
    missing: [sayMissing('trace', 'my-daemon, PID 7', 'Operation not permitted')],
  };
  const prediction = { trace, comparison: compare(known, trace, observation) };
  const bundle = bundleJson({ topology: known, observation, prediction }, { version: '1.0.0', kernel: 'Linux 6' });
  expect(bundle).toMatchObject({ format: 1, version: '1.0.0', kernel: 'Linux 6', topology: { format: 1 } });
  expect(JSON.stringify(bundle)).toContain('The packet filter of netns 300 could not be watched');
  expect(JSON.stringify(bundle)).not.toMatch(/my-(?:vm|daemon)|holder/);
});

test('the text says where, which rule, and whether it was predicted', () => {
  const observation = observed(SEEN);
  const trace = traced();
  const prediction = { trace, comparison: compare(NETWORK, trace, observation) };
  const text = watchedText(NETWORK, observation, prediction).join('\n');
  expect(text).toContain('a → 10.0.0.2: answered.');
  expect(text).toContain('  0.010 ms  the host  in   va               10.0.0.1 → 10.0.0.2 icmp echo-request');
  expect(text).toContain('the host  accept  iptables -t filter -A FORWARD -s 10.0.0.1/32 -j ACCEPT');
  expect(text).toContain('IcmpOutEchos +1');
  expect(text).not.toContain('Octets');
  expect(text.endsWith('\n\nThat is what was predicted.')).toBe(true);
  expect(JSON.parse(JSON.stringify(observationJson(NETWORK, observation, prediction)))).toMatchObject({
    flow: { from: 'a' },
    outcome: { kind: 'answered' },
    prediction: { verdict: 'delivered', outcome: 'same', differences: [] },
  });
});

test('the namespaces to look into are those that cables lead to, the nearest first', () => {
  expect(around(NETWORK, '200').map(({ id }) => id)).toEqual(['200', '100', '300']);
  expect(around(NETWORK, '400').map(({ id }) => id)).toEqual(['400']);
});
