import { expect, test } from 'vitest';
import { headersOf } from '../../../src/watch/headers.ts';
import { traceMessage } from '../../../src/watch/nft-trace.ts';
import { readReport } from '../../../src/watch/reports.ts';
import { headersText } from '../../../src/watch/text.ts';

// Recorded between two namespaces at one bridge.
const FRAMES = {
  arpRequest: 'ffffffffffff8a331240c840080600010800060400018a331240c8400a0000010000000000000a000002',
  arpReply: '8a331240c8402e2a68c2f86b080600010800060400022e2a68c2f86b0a0000028a331240c8400a000001',
  echo: '2e2a68c2f86b8a331240c840080045000054e923400040013d830a0000010a0000020800ea1efb7800010c94ff9e7c8a0c07032314c18080af68',
  echoReply:
    '8a331240c8402e2a68c2f86b080045000054b63400004001b0720a0000020a0000010000f21efb7800010c94ff9e7c8a0c07032314c18080af68',
  syn: 'e64c7d796a8e9afd1183c64508004500003c79f640004006acc30a0000010a000002fa9000500e58a1b300000000a002faf014310000020405b40402080a8469f162000000000103030a',
  reset: '9afd1183c645e64c7d796a8e08004500002800004000400626ce0a0000020a0000010050fa90000000000e58a1b450140000f0e00000',
  datagram:
    '2e2a68c2f86b8a331240c84008004500002c31b940004011f5050a0000010a000002f8e500350018142cc3126acef26c7aef04e30c8e8b1db97f',
  unreachable:
    '8a331240c8402e2a68c2f86b080045c00048b70600004001aeec0a0000020a0000010303fe51000000004500002c31b940004011f5050a0000010a000002f8e500350018142cc3126acef26c7aef04e30c8e8b1db97f',
};
const RULE =
  '0200000008000f0000000002080004000000000308000600af28a5960c000200464f5257415244000b00010066696c74657200000c00030000000000000000020c000500080001000000000108000a000000000206000b000001000008000c000000000206000d00000100001800080045000054e923400040013d830a0000010a000002180009000800ea1efb7800010c94ff9e7c8a0c07032314c1120007002e2a68c2f86b8a331240c84008000000';
const END =
  '0200000008000f0000000002080004000000000308000600ee273e390c000200464f5257415244000b00010066696c74657200000c00050008000100ffffffff08000a0000000002';
const POLICY =
  '0200000008000f0000000002080004000000000108000600ee273e390c000200464f5257415244000b00010066696c74657200000800100000000001';

const bytes = (hex: string) => Buffer.from(hex, 'hex');
const text = (hex: string, tci?: number) => {
  const headers = headersOf(bytes(hex), tci);
  return headers && headersText(headers);
};

test('frames are read as they were recorded', () => {
  expect(Object.values(FRAMES).map((frame) => text(frame))).toEqual([
    'arp who-has 10.0.0.2 tell 10.0.0.1',
    'arp reply 10.0.0.2 to 10.0.0.1',
    '10.0.0.1 → 10.0.0.2 icmp echo-request',
    '10.0.0.2 → 10.0.0.1 icmp echo-reply',
    '10.0.0.1 64144 → 10.0.0.2 80 tcp syn',
    '10.0.0.2 80 → 10.0.0.1 64144 tcp rst,ack',
    '10.0.0.1 63717 → 10.0.0.2 53 udp',
    '10.0.0.2 → 10.0.0.1 icmp destination-unreachable (10.0.0.1 63717 → 10.0.0.2 53 udp)',
  ]);
  expect(headersOf(bytes(FRAMES.echo))).toMatchObject({
    macs: { src: '8a:33:12:40:c8:40', dst: '2e:2a:68:c2:f8:6b' },
    body: { ttl: 64, payload: { id: 0xfb78, seq: 1 } },
  });
});

test('VLAN tags are read in the frame and beside it, and the frame in a VXLAN', () => {
  const tagged = `${FRAMES.echo.slice(0, 24)}81000005${FRAMES.echo.slice(24)}`;
  expect(text(tagged, 0x2007)).toBe('vlan 7 vlan 5 10.0.0.1 → 10.0.0.2 icmp echo-request');
  const outer = `${FRAMES.datagram.slice(0, 68)}f8e512b500180000${'0800000000000700'}${FRAMES.echo}`;
  expect(text(outer)).toBe('10.0.0.1 63717 → 10.0.0.2 4789 udp vxlan [10.0.0.1 → 10.0.0.2 icmp echo-request]');
});

test('IPv6: an echo and what neighbours are asked', () => {
  const ip6 = (payload: string, next = '3a') =>
    `3333000000018a331240c84086dd60000000${(payload.length / 2).toString(16).padStart(4, '0')}${next}ff${'fd000000000000000000000000000001'}${'fd000000000000000000000000000002'}${payload}`;
  expect(text(ip6('8000000012340001'))).toBe('fd00::1 → fd00::2 icmpv6 echo-request');
  expect(text(ip6('8700000000000000fd000000000000000000000000000002'))).toBe(
    'fd00::1 → fd00::2 icmpv6 nd-neighbor-solicit fd00::2',
  );
});

test('no frame that is cut off, or nonsense, throws', () => {
  for (const frame of Object.values(FRAMES))
    for (let length = 0; length <= frame.length / 2; length++)
      expect(() => text(frame.slice(0, 2 * length))).not.toThrow();
  for (let seed = 1; seed < 300; seed++) {
    const noise = Buffer.from(Array.from({ length: 80 }, (_, at) => (seed * 31 + at * at * 7) & 255));
    noise.writeUInt16BE([0x0800, 0x86dd, 0x0806, 0x8100][seed % 4] ?? 0, 12);
    expect(() => headersOf(noise)).not.toThrow();
    expect(() => traceMessage(noise, true)).not.toThrow();
  }
});

test('messages of nf_tables: a rule, the end of a chain, a policy', () => {
  expect(traceMessage(bytes(RULE), true)).toMatchObject({
    id: 'af28a596',
    family: 'ip',
    table: 'filter',
    chain: 'FORWARD',
    kind: 'rule',
    handle: 2,
    verdict: 'accept',
    packet: { src: '10.0.0.1', dst: '10.0.0.2', payload: { type: 8, id: 0xfb78 } },
  });
  expect(traceMessage(bytes(END), true)).toMatchObject({ kind: 'rule', verdict: 'continue' });
  expect(traceMessage(bytes(END), true)).not.toHaveProperty('handle');
  expect(traceMessage(bytes(POLICY), true)).toMatchObject({ kind: 'policy', verdict: 'accept', chain: 'FORWARD' });
});

test('the lines of the program on the host', () => {
  expect(readReport('missing trace 42 Operation%20not%20permitted', true)).toEqual({
    kind: 'missing',
    what: 'trace',
    netns: '42',
    why: 'Operation not permitted',
  });
  expect(readReport('sent 0a000001 0 c3126ace', true)).toEqual({
    kind: 'sent',
    source: '0a000001',
    port: 0,
    token: 'c3126ace',
  });
  expect(readReport(`frame 42 1795773117075513182 4 4 - ${FRAMES.echo}`, true)).toMatchObject({
    netns: '42',
    time: 1795773117075513182n,
    ifindex: 4,
    type: 4,
  });
  expect(readReport('counter 42 IpOutNoRoutes 1', true)).toEqual({
    kind: 'counter',
    netns: '42',
    name: 'IpOutNoRoutes',
    moved: 1,
  });
  expect(readReport('result error Connection%20refused', true)).toEqual({
    kind: 'result',
    result: 'error',
    why: 'Connection refused',
  });
  expect(readReport('what is this', true)).toBeUndefined();
  expect(readReport('frame 42 x 4 4 - zz', true)).toBeUndefined();
});
