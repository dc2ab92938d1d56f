import { describe, expect, it } from 'vitest';
import { explainedAt, wordOffersFor } from '../../../../src/editor/topology/wordOffers.ts';

const labels = (text: string) => wordOffersFor(text)?.items.map(({ label }) => label) ?? [];

describe('the words that are offered', () => {
  it('replace what is typed of them, between quotes and behind a comma, too', () => {
    const replaced = (text: string) => text.slice(wordOffersFor(text)?.from);
    expect(replaced('ip link se')).toBe('se');
    expect(replaced("nft 'add rule ip f in ct sta")).toBe('sta');
    expect(replaced('iptables -A INPUT -m conntrack --ctstate NEW,EST')).toBe('EST');
    expect(replaced('sysctl -w net.ipv4.ip_forward=')).toBe('');
    expect(replaced('iptables -A INPUT -j REJECT --reject-with=tcp')).toBe('tcp');
  });

  it('enter-takes-a-longer-word: each has its other names among them, last, so that a line may end in one', () => {
    const items = wordOffersFor('ip ')?.items ?? [];
    expect(items.filter(({ isOtherName }) => isOtherName).map(({ label }) => label)).toEqual(
      expect.arrayContaining(['a', 'address', 'r', 'ro', 'l', 'n']),
    );
    expect(items.find(({ label }) => label === 'addr')?.isOtherName).toBe(false);
  });

  it('have each label once', () => {
    for (const text of ['ip ', 'iptables ', 'sysctl ', 'nft add rule ip f in ', 'ip addr add 10.0.0.1/8 '])
      expect(new Set(labels(text)).size).toBe(labels(text).length);
  });

  it('say their sentence, and the version', () => {
    const [offer] = wordOffersFor('ip link set eth0 group ')?.items ?? [];
    expect(offer).toBeUndefined();
    const items = wordOffersFor('ip link set eth0 ')?.items ?? [];
    expect(items.find(({ label }) => label === 'up')).toMatchObject({ since: 'iproute2', sort: 'value', takes: '' });
    expect(items.find(({ label }) => label === 'master')).toMatchObject({ since: 'iproute2 2.6.39', takes: ' MASTER' });
    expect(items.find(({ label }) => label === 'type')).toMatchObject({ sort: 'command' });
  });

  it('label-cut: long ones have less of their sentence beside them, or nothing', () => {
    const brief = (text: string, label: string) => wordOffersFor(text)?.items.find((one) => one.label === label)?.brief;
    expect(brief('ip link set eth0 ', 'up')).toBe('Starts the link: it can send and receive.');
    expect(brief('ip link add br0 type bridge ', 'vlan_filtering') ?? '').toMatch(/^Makes the bridge .{2,15}…$/);
    expect(brief('sysctl ', 'net.ipv4.conf.default.accept_source_route')).toBe('');
  });

  it('are files below /proc/sys, for any program and behind `>`', () => {
    expect(labels('echo 1 > /proc/sys/net/ipv4/ip')).toContain('/proc/sys/net/ipv4/ip_forward');
    expect(labels('cat /proc/sys/net/ipv4/conf/eth0.100/')).toContain('/proc/sys/net/ipv4/conf/eth0.100/rp_filter');
    expect(labels('# cat /proc/sys/net/')).toEqual([]);
  });

  it('leave names of the network to others, and say from where', () => {
    expect(wordOffersFor('nft add rule ip f in iifname et')?.names).toEqual({ sort: 'link', from: 29 });
    expect(wordOffersFor('sysctl net.ipv4.conf.et')?.names).toEqual({ sort: 'link', from: 21 });
    expect(wordOffersFor('iptables -A ')?.names?.sort).toBe('iptables-chain');
    expect(wordOffersFor('nft add rule ip nat ')?.names?.sort).toBe('nft-chain');
    expect(wordOffersFor('ip route show table ')?.names).toBeUndefined();
    expect(wordOffersFor('ip link set eth0 ')?.names).toBeUndefined();
  });

  it.each(['echo ip ', '# ip ', "echo 'ip ", 'cat <<X\nip ', 'ip', ''])('are none behind %j', (text) => {
    expect(wordOffersFor(text)).toBeUndefined();
  });
});

describe('the word at a place', () => {
  const explained = (text: string, word: string) => {
    const found = explainedAt(text, text.lastIndexOf(word) + 1);
    return found && [text.slice(found.start, found.end), found.signature, found.since];
  };

  it('is said what it does', () => {
    expect(explained('ip route add default via 10.0.0.1', 'via')).toEqual(['via', 'via ADDRESS', 'iproute2']);
    expect(explained("nft 'add rule ip f in ct state new'", 'state')).toEqual(['state', 'state CTSTATE,…', 'nftables']);
    expect(explained('x=$(ip netns exec blue ip link)', 'link')).toEqual(['link', 'link', 'iproute2']);
    expect(explained('echo 1 >/proc/sys/net/ipv4/ip_forward', 'ip_f')).toEqual([
      '/proc/sys/net/ipv4/ip_forward',
      '/proc/sys/net/ipv4/ip_forward',
      'Linux',
    ]);
  });

  it.each([
    ['echo via', 'via'],
    ['# ip link', 'link'],
    ['ip link set blue up', 'blue'],
    ['cat <<X\nip link\nX', 'link'],
    ['# cat /proc/sys/net/ipv4/ip_forward', 'ip_f'],
  ])('is none in %j', (text, word) => {
    expect(explained(text, word)).toBeUndefined();
  });
});
