// Small topologies, in the terms of src/topology/model.ts.
import type { Link, Netns, Route, Topology } from '../../../../src/topology/model.ts';

export function link(netns: string, ifindex: number, ifname: string, more: Partial<Link> = {}): Link {
  return {
    id: `${netns}/${ifindex}`,
    ifindex,
    ifname,
    flags: ['BROADCAST', 'MULTICAST', 'UP', 'LOWER_UP'],
    mtu: 1500,
    operstate: 'UP',
    link_type: 'ether',
    address: `02:00:00:00:00:${ifindex.toString(16).padStart(2, '0')}`,
    addr_info: [],
    ...more,
  };
}

export const loopback = (netns: string) =>
  link(netns, 1, 'lo', {
    link_type: 'loopback',
    address: '00:00:00:00:00:00',
    flags: ['LOOPBACK', 'UP', 'LOWER_UP'],
    operstate: 'UNKNOWN',
    addr_info: [{ family: 'inet', local: '127.0.0.1', prefixlen: 8, scope: 'host' }],
  });

export const veth = (netns: string, ifindex: number, ifname: string, peer: string | null, more: Partial<Link> = {}) =>
  link(netns, ifindex, ifname, { linkinfo: { info_kind: 'veth' }, peer, ...more });

export const inet = (local: string, prefixlen: number) => ({ family: 'inet', local, prefixlen, scope: 'global' });

export const route = (dst: string, more: Partial<Route> = {}): Route => ({
  family: 'inet',
  type: 'unicast',
  dst,
  table: 'main',
  ...more,
});

export function netns(id: string, name: string | undefined, more: Partial<Netns> = {}): Netns {
  return {
    id,
    root: false,
    label: name ?? `netns ${id}`,
    names: name === undefined ? [] : [name],
    file: name === undefined ? `/proc/${id}/ns/net` : `/run/netns/${name}`,
    links: [],
    routes: [],
    rules: [],
    neighbours: [],
    fdb: [],
    firewall: {},
    sysctls: {},
    unread: [],
    ...more,
  };
}

export function topology(...all: Netns[]): Topology {
  return {
    format: 1,
    host: { id: 'sandbox', label: 'Sandbox (no root)' },
    extent: 'full',
    root: all[0]?.id ?? '',
    netns: all,
    unread: [],
  };
}

/** The middle of the lab: one bridge with one cable into the netns sleep. */
export const LAB = topology(
  netns('100', undefined, {
    root: true,
    label: 'root netns',
    links: [
      loopback('100'),
      link('100', 2, 'app-net-0', { linkinfo: { info_kind: 'bridge' }, addr_info: [inet('192.168.52.5', 24)] }),
      veth('100', 3, 'veth-sleep-br', '200/4', { master: 'app-net-0' }),
    ],
    routes: [
      route('192.168.52.0/24', { dev: 'app-net-0', prefsrc: '192.168.52.5', protocol: 'kernel' }),
      route('192.168.52.5', { type: 'local', table: 'local', dev: 'app-net-0' }),
    ],
    rules: [
      { family: 'inet', priority: 0, src: 'all', table: 'local' },
      { family: 'inet', priority: 32766, src: 'all', table: 'main' },
      { family: 'inet', priority: 32767, src: 'all', table: 'default' },
    ],
    firewall: {
      iptables: '*nat\n:POSTROUTING ACCEPT [0:0]\n-A POSTROUTING -s 192.168.52.0/24 -j MASQUERADE\nCOMMIT\n',
    },
    sysctls: { 'net.ipv4.ip_forward': '1' },
  }),
  netns('200', 'sleep', {
    links: [loopback('200'), veth('200', 4, 'veth-sleep', '100/3', { addr_info: [inet('192.168.52.1', 24)] })],
    neighbours: [{ dst: '192.168.52.5', dev: 'veth-sleep', lladdr: '02:00:00:00:00:02', state: ['REACHABLE'] }],
  }),
);
