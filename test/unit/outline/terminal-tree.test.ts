import { describe, expect, test } from 'vitest';
import { readInventory } from '../../../src/discovery/inventory.ts';
import { topologyTree } from '../../../src/outline/terminal-tree.ts';
import type { Netns } from '../../../src/topology/model.ts';
import { forwardingOf, notableSwitches } from '../../../src/topology/sysctls.ts';
import { forwardingTexts } from '../../../src/topology/words.ts';
import { inWords } from '../../../src/words.ts';
import { link, netns, topology } from '../editor/topology/topologies.ts';

const withSysctls = (sysctls: Record<string, string>): Netns =>
  netns('1', undefined, { root: true, label: 'root netns', sysctls });
const notable = (sysctls: Record<string, string>) => notableSwitches(withSysctls(sysctls)).map(([key]) => key);

test('usual-settings: what the kernel sets everywhere is no line, though it is not 0', () => {
  const usual = {
    'net.ipv4.conf.all.send_redirects': '1',
    'net.ipv4.conf.eth0.send_redirects': '1',
    'net.ipv6.conf.eth0.accept_dad': '1',
    'net.ipv6.conf.lo.accept_dad': '-1',
    'net.ipv4.icmp_echo_ignore_broadcasts': '1',
    'net.ipv4.ip_default_ttl': '64',
    'net.ipv4.ip_unprivileged_port_start': '1024',
    'net.ipv4.ping_group_range': '1 0',
    'net.ipv6.ip_nonlocal_bind': '0',
  };
  expect(notable(usual)).toEqual([]);
  const others = {
    'net.ipv4.conf.all.arp_filter': '1',
    'net.ipv4.conf.eth0.send_redirects': '0',
    'net.ipv6.conf.eth0.accept_dad': '2',
    'net.ipv4.icmp_echo_ignore_broadcasts': '0',
    'net.ipv4.ip_default_ttl': '7',
    'net.ipv6.ip_nonlocal_bind': '1',
    'net.bridge.bridge-nf-call-iptables': '1',
  };
  expect(notable(others)).toEqual(Object.keys(others));
});

describe('tree-leaves-out-what-decides', () => {
  test('settings as they come, or as all links have them, are no news; others are', () => {
    const usual = {
      'net.ipv4.conf.all.forwarding': '1',
      'net.ipv4.conf.eth0.forwarding': '1',
      'net.ipv4.conf.default.rp_filter': '0',
      'net.ipv4.conf.lo.rp_filter': '0',
      'net.ipv6.conf.eth0.accept_ra': '1',
      'net.ipv6.conf.eth0.disable_ipv6': '0',
      'net.ipv4.icmp_echo_ignore_all': '0',
    };
    expect(notable(usual)).toEqual([]);
    for (const [key, value] of [
      ['net.ipv4.conf.eth0.forwarding', '0'],
      ['net.ipv4.conf.default.rp_filter', '2'],
      ['net.ipv6.conf.eth0.accept_ra', '2'],
      ['net.ipv6.conf.eth0.disable_ipv6', '1'],
      ['net.ipv4.icmp_echo_ignore_all', '1'],
      ['net.ipv4.conf.all.arp_ignore', '1'],
      ['net.ipv4.conf.eth0/7.proxy_arp', '1'],
      ['net.ipv6.conf.all.forwarding', '1'],
      ['net.ipv4.ip_forward', '0'],
    ] as const)
      expect(notable({ ...usual, [key]: value })).toEqual([key]);
    // What a link has otherwise than those to come.
    const strict = { 'net.ipv4.conf.default.rp_filter': '1', 'net.ipv4.conf.eth0.rp_filter': '1' };
    expect(notable(strict)).toEqual(['net.ipv4.conf.default.rp_filter']);
    expect(notable({ ...strict, 'net.ipv4.conf.eth1.rp_filter': '0' })).toContain('net.ipv4.conf.eth1.rp_filter');
  });

  test('a router of IPv6 is one', () => {
    expect(forwardingOf(withSysctls({ 'net.ipv6.conf.all.forwarding': '1', 'net.ipv4.ip_forward': '0' }))).toEqual([
      { family: 'IPv6' },
    ]);
    expect(forwardingOf(withSysctls({ 'net.ipv4.ip_forward': '1' }))).toEqual([{ family: 'IPv4' }]);
  });

  test('forwards-by-link: a router of some links alone is one, and says so', () => {
    const links = ['lo', 'ra', 'rb.5', 'eth0'].map((name, at) => link('1', at + 1, name));
    const said = (sysctls: Record<string, string>) =>
      forwardingTexts(forwardingOf({ ...withSysctls(sysctls), links })).map((one) => inWords(one));
    const of = (name: string, value: string) => ({ [`net.ipv4.conf.${name}.forwarding`]: value });
    const off = { 'net.ipv4.ip_forward': '0', ...of('all', '0'), ...of('lo', '1'), ...of('eth0', '0') };
    expect(said({ ...off, ...of('ra', '1'), ...of('rb/5', '1') })).toEqual(['IPv4 from ra, rb.5 only']);
    expect(said({ ...off, ...of('gone', '1') })).toEqual([]);
    const on = { 'net.ipv4.ip_forward': '1', ...of('ra', '1'), ...of('rb/5', '1'), ...of('lo', '0') };
    expect(said({ ...on, ...of('eth0', '0') })).toEqual(['IPv4, but not from eth0']);
    expect(said({ ...on, ...of('eth0', '1') })).toEqual(['IPv4']);
    // Else the links would be of both.
    const both = { ...on, ...of('eth0', '0'), 'net.ipv6.conf.all.forwarding': '1' };
    expect(said(both)).toEqual(['IPv6', 'IPv4, but not from eth0']);
  });

  test('unused-chain-looks-acting: the printed tree says that nothing jumps to it', () => {
    const iptables =
      '*filter\n:FORWARD ACCEPT [0:0]\n:A - [0:0]\n:B - [0:0]\n-A FORWARD -j A\n-A A -i a -j DROP\n-A B -i b -j DROP\nCOMMIT';
    const root = netns('1', undefined, { root: true, label: 'root netns', firewall: { iptables } });
    const text = topologyTree(topology(root));
    expect(text).toMatch(/filter A\n.* -i a -j DROP$/m);
    expect(text).toMatch(/filter B .*nothing jumps to it\n.* -i b -j DROP$/m);
  });

  test('a namespace with several lines has all its names, in their order', () => {
    const lines = [
      '1 - /proc/self/ns/net - - - -',
      '2 - /run/netns/real real - - -',
      '2 - /run/netns/a a - - -',
      '3 - /run/netns/0 0 - - -',
    ];
    const { entries } = readInventory(Buffer.from(`${lines.join('\n')}\n`), '1');
    expect(entries.map(({ label, names, file }) => [label, names, file])).toEqual([
      ['root netns', [], '/proc/self/ns/net'],
      ['0', ['0'], '/run/netns/0'],
      ['real', ['real', 'a'], '/run/netns/real'],
    ]);
  });
});
