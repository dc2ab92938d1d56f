// Topologies in few words, as the kernel would give them.
import type { Address, Link, Netns, Route, Topology } from '../../../src/topology/model.ts';

type Settings = Partial<Omit<Link, 'addr_info'>> & {
  readonly addresses?: readonly string[];
  readonly state?: 'up' | 'down' | 'nocarrier';
};

const FLAGS = {
  up: ['BROADCAST', 'UP', 'LOWER_UP'],
  down: ['BROADCAST'],
  nocarrier: ['BROADCAST', 'UP', 'NO-CARRIER'],
};

export function address(text: string): Address {
  const [local = '', prefixlen = ''] = text.split('/');
  return { family: local.includes(':') ? 'inet6' : 'inet', local, prefixlen: Number(prefixlen), scope: 'global' };
}

export function link(netns: string, ifindex: number, ifname: string, kind: string, settings: Settings = {}): Link {
  const { addresses = [], state = 'up', ...rest } = settings;
  return {
    id: `${netns}/${ifindex}`,
    ifindex,
    ifname,
    flags: FLAGS[state],
    operstate: state === 'up' ? 'UP' : 'DOWN',
    link_type: kind === 'loopback' ? 'loopback' : 'ether',
    address: `02:00:00:00:00:${ifindex.toString(16).padStart(2, '0')}`,
    ...(['loopback', 'ether'].includes(kind) ? {} : { linkinfo: { info_kind: kind } }),
    ...rest,
    addr_info: addresses.map(address),
  };
}

export const loopback = (netns: string) => link(netns, 1, 'lo', 'loopback', { state: 'down' });

export function route(settings: Partial<Route>): Route {
  return { family: 'inet', type: 'unicast', dst: 'default', table: 'main', protocol: 'boot', ...settings };
}

export function netns(id: string, label: string, links: readonly Link[], settings: Partial<Netns> = {}): Netns {
  return {
    id,
    root: false,
    label,
    names: settings.root ? [] : [label],
    file: `/run/netns/${label}`,
    links: [loopback(id), ...links],
    routes: [],
    rules: [],
    neighbours: [],
    fdb: [],
    firewall: {},
    sysctls: {},
    unread: [],
    ...settings,
  };
}

export function topology(...all: Netns[]): Topology {
  return {
    format: 1,
    host: { id: 'sandbox', label: 'Sandbox' },
    extent: 'full',
    root: all[0]?.id ?? '',
    netns: all,
    unread: [],
  };
}

/** `count` namespaces, each with a veth to the bridge br0 of the host. */
export function star(count: number, change: (index: number) => Settings = () => ({})): Topology {
  const numbers = Array.from({ length: count }, (_, index) => index);
  const leaf = (index: number) =>
    netns(`${1000 + index}`, `c${index + 1}`, [
      link(`${1000 + index}`, 2, 'eth0', 'veth', {
        addresses: [`10.0.${index >> 8}.${index & 255}/16`],
        peer: `1/${index + 10}`,
        ...change(index),
      }),
    ]);
  const port = (index: number) =>
    link('1', index + 10, `v${index + 1}`, 'veth', { master: 'br0', peer: `${1000 + index}/2` });
  const bridge = link('1', 2, 'br0', 'bridge', { addresses: ['10.0.255.254/16'] });
  return topology(netns('1', 'root netns', [bridge, ...numbers.map(port)], { root: true }), ...numbers.map(leaf));
}
