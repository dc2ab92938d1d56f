import { describe, expect, test } from 'vitest';
import { allHold } from './holding.ts';
import { packet, seen } from './packets.ts';

const ping = seen(packet('10.0.0.2', '10.0.1.2'));
const web = seen(packet('10.0.0.2', '10.0.1.2', { protocol: 'tcp', sport: 40_000, dport: 80 }));
const six = seen(packet('fd00::2', 'fd01::2'));

describe('iptables', () => {
  test.each([
    ['-s 10.0.0.0/24', true],
    ['! -s 10.0.0.0/24', false],
    ['-d 10.0.0.0/24', false],
    ['-s 10.0.0.2/32 -d 10.0.1.2/32', true],
    ['-i eth0 -o eth1', true],
    ['-i eth+', true],
    ['-i eth1', false],
    ['! -o eth0', true],
    ['-p icmp -m icmp --icmp-type 8', true],
    ['-p icmp -m icmp --icmp-type 0', false],
    ['-p tcp', false],
    ['-p tcp -m tcp --dport 80', false],
    ['-m conntrack --ctstate NEW', true],
    ['-m conntrack --ctstate RELATED,ESTABLISHED', false],
    ['-m conntrack --ctstate DNAT', false],
    ['-m conntrack --ctdir ORIGINAL', true],
    ['-m mark --mark 0x1', false],
    ['-m mark ! --mark 0x1/0x3', true],
    ['-m addrtype --dst-type LOCAL', false],
    ['-m iprange --src-range 10.0.0.1-10.0.0.3', true],
    ['-m ttl --ttl-lt 64', false],
    ['-m physdev --physdev-is-bridged', false],
    ['-m recent --rcheck --name x --rsource', 'maybe'],
  ] as const)('%s', (rule, holds) => {
    expect(allHold({ iptables: rule }, ping)).toBe(holds);
  });

  test('ports are those of the protocol', () => {
    expect(allHold({ iptables: '-p tcp -m tcp --dport 80' }, web)).toBe(true);
    expect(allHold({ iptables: '-p tcp -m multiport --dports 22,80:81' }, web)).toBe(true);
    expect(allHold({ iptables: '-p udp -m udp --dport 80' }, web)).toBe(false);
  });

  test('of connections that are not seen from their beginning, only the state is known', () => {
    const lost = seen(packet('10.0.0.2', '10.0.1.2', { answer: true, icmp: 'reply' }), {
      ct: { ...ping.ct, state: 'invalid', direction: undefined },
    });
    expect(allHold({ iptables: '-m conntrack --ctstate INVALID' }, lost)).toBe(true);
    expect(allHold({ iptables: '-m conntrack --ctdir REPLY' }, lost)).toBe(false);
  });
});

test('a field that a packet does not have holds for nothing, negated or not, as the rule ends there', () => {
  const field = (of: string, not: boolean) => ({
    match: { kind: 'match', of, not, values: ['10.0.0.2'] } as const,
  });
  expect(allHold(field('ip saddr', false), ping)).toBe(true);
  expect(allHold(field('ip saddr', false), six)).toBe(false);
  expect(allHold(field('ip saddr', true), six)).toBe(false);
});
