import type { LinkFacts } from './model.ts';

/**
 * 'bridge', 'veth', …; what `ip -d` gives no kind for is named by its layer: 'loopback', 'ether'. The kernel's kind 'tun' has
 * two types, and a 'tap' is as an Ethernet card, with a program at the other end: no tunnel (ip-tuntap(8)).
 */
export function kindOf({ linkinfo, link_type }: LinkFacts): string {
  const kind = linkinfo?.info_kind ?? link_type ?? 'unknown';
  return kind === 'tun' && linkinfo?.info_data?.['type'] === 'tap' ? 'tap' : kind;
}

/**
 * What a link is to others: one of two ends, what has ports, what is on top of another link and uses its wire, what goes
 * through other networks, or (`end`) nothing of that: a card, a dummy.
 */
export type Role = 'loopback' | 'pair' | 'master' | 'upper' | 'tunnel' | 'end';

/** The types of ip-link(8). */
const KINDS: Readonly<Record<Exclude<Role, 'loopback' | 'end'>, readonly string[]>> = {
  pair: ['veth', 'netkit', 'vxcan'],
  master: ['bridge', 'bond', 'team', 'vrf'],
  upper: ['vlan', 'macvlan', 'macvtap', 'ipvlan', 'ipvtap', 'macsec'],
  tunnel: [
    ...['vxlan', 'geneve', 'bareudp', 'wireguard', 'tun', 'xfrm', 'ipip', 'sit', 'ip6tnl', 'vti', 'vti6'],
    ...['gre', 'gretap', 'erspan', 'ip6gre', 'ip6gretap', 'ip6erspan'],
  ],
};

export function roleOf(link: LinkFacts): Role {
  if (isLoopback(link)) return 'loopback';
  const kind = kindOf(link);
  for (const role of ['pair', 'master', 'upper', 'tunnel'] as const) if (KINDS[role].includes(kind)) return role;
  return 'end';
}

/** `lo`, which every netns has from its beginning. */
export const isLoopback = ({ link_type }: LinkFacts): boolean => link_type === 'loopback';

/** Whether it has a forwarding table that matters: other links' is only of the multicast addresses they listen to. */
export const forwardsFrames = (link: LinkFacts): boolean => ['bridge', 'vxlan'].includes(kindOf(link));

/** The number of the network that it makes on another: a VNI, or a VLAN ID. */
export function networkId(link: LinkFacts): number | undefined {
  const id = link.linkinfo?.info_data?.['id'];
  return typeof id === 'number' && ['vlan', 'vxlan', 'geneve'].includes(kindOf(link)) ? id : undefined;
}
