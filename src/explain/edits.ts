// A topology with one thing changed, as a command would change it: what follows by itself in the kernel is done, too.
import { networkWith } from '../topology/addresses.ts';
import { linkById, netnsById, portsOf } from '../topology/find.ts';
import { isLoopback, kindOf } from '../topology/link-kinds.ts';
import { alike } from '../topology/memoized.ts';
import type {
  Address,
  FdbEntry,
  Link,
  LinkId,
  Neighbour,
  Netns,
  NetnsId,
  Route,
  Rule,
  Topology,
} from '../topology/model.ts';
import { ipText, prefixText, readIp } from '../topology/prefix.ts';
import type { Stop } from './trace.ts';
import { settingOf } from './walk.ts';

export type Edit = (topology: Topology) => Topology;

/** One way to take an obstacle away. */
export interface Fix {
  readonly argv: readonly (readonly string[])[];
  readonly edit: Edit;
  /** There may be better ones (another gateway, another address): it is worth nothing unless it leads somewhere. */
  readonly guessed?: true;
  /** It lets through more than this flow: what needs no more than another fix behind it may do without it. */
  readonly loosens?: true;
  /** What is wrong if this helps: something before the place where the packet ends. It counts only if the flow arrives then. */
  readonly cause?: Pick<Stop, 'reason' | 'manner' | 'thing' | 'packet' | 'args'>;
}

/** Several as one. */
export const together = (fixes: readonly Fix[]): Fix => ({
  argv: fixes.flatMap(({ argv }) => argv),
  edit: (topology) => fixes.reduce((next, { edit }) => edit(next), topology),
});

/** Of a netns anything but its links and what is in their forwarding tables: the wires stay. */
export const netnsEdit =
  (id: NetnsId, change: (netns: Netns) => Partial<Netns>): Edit =>
  (topology) =>
    alike(changed(topology, id, change), topology);

function changed(topology: Topology, id: NetnsId, change: (netns: Netns) => Partial<Netns>): Topology {
  const netns = netnsById(topology, id);
  if (!netns) return topology;
  return { ...topology, netns: topology.netns.with(topology.netns.indexOf(netns), { ...netns, ...change(netns) }) };
}

/** Of a link anything but its addresses and where its frames go. */
const inLink =
  (id: LinkId, change: (link: Link) => Partial<Link>): Edit =>
  (topology) =>
    alike(rewired(id, change)(topology), topology);

/** Also where its frames go. */
export const rewired =
  (id: LinkId, change: (link: Link) => Partial<Link>): Edit =>
  (topology) => {
    const netns = linkById(topology, id)?.netns.id;
    const altered = (links: readonly Link[]) =>
      links.map((link) => (link.id === id ? { ...link, ...change(link) } : link));
    return netns === undefined ? topology : changed(topology, netns, ({ links }) => ({ links: altered(links) }));
  };

export const withSetting = (netns: NetnsId, key: string, value: string): Edit =>
  netnsEdit(netns, ({ sysctls }) => ({ sysctls: { ...sysctls, [key]: value } }));

/** `net.ipv4.ip_forward` sets that of each link: ip-sysctl, "ip_forward". */
export const withForwarding = (id: NetnsId, family: 'ipv4' | 'ipv6'): Edit =>
  netnsEdit(id, ({ sysctls }) => ({
    sysctls: {
      ...Object.fromEntries(
        Object.entries(sysctls).map(([key, value]) => [
          key,
          new RegExp(`^net\\.${family}\\.conf\\..*\\.forwarding$`).test(key) ? '1' : value,
        ]),
      ),
      ...(family === 'ipv4' ? { 'net.ipv4.ip_forward': '1' } : {}),
      [`net.${family}.conf.all.forwarding`]: '1',
    },
  }));

export const withRoute = (netns: NetnsId, route: Route): Edit =>
  netnsEdit(netns, ({ routes }) => ({ routes: [...routes, route] }));
export const withoutRoute = (netns: NetnsId, route: Route): Edit =>
  netnsEdit(netns, ({ routes }) => ({ routes: routes.filter((one) => one !== route) }));
export const withoutPolicy = (netns: NetnsId, rule: Rule): Edit =>
  netnsEdit(netns, ({ rules }) => ({ rules: rules.filter((one) => one !== rule) }));
export const withoutNeighbour = (netns: NetnsId, neighbour: Neighbour): Edit =>
  netnsEdit(netns, ({ neighbours }) => ({ neighbours: neighbours.filter((one) => one !== neighbour) }));
export const withoutEntry =
  (netns: NetnsId, entry: FdbEntry): Edit =>
  (topology) =>
    changed(topology, netns, ({ fdb }) => ({ fdb: fdb.filter((one) => one !== entry) }));
export const withEntry =
  (netns: NetnsId, entry: FdbEntry): Edit =>
  (topology) =>
    changed(topology, netns, ({ fdb }) => ({ fdb: [...fdb, entry] }));

/** A link that took too little for IPv6 has it then. */
export const withMtu =
  (link: LinkId, mtu: number): Edit =>
  (topology) =>
    withLinkLocal(inLink(link, () => ({ mtu }))(topology), link);

/** The address that a link makes for itself when it runs: addrconf_dev_config(), RFC 4291, appendix A. */
export function withLinkLocal(topology: Topology, id: LinkId): Topology {
  const place = linkById(topology, id);
  if (!place) return topology;
  const { netns, link } = place;
  const isOff = ['all', link.ifname].some((who) => netns.sysctls[settingOf('ipv6', who, 'disable_ipv6')] === '1');
  const runs = link.flags.includes('UP') && link.flags.includes('LOWER_UP') && (link.mtu ?? LEAST) >= LEAST;
  const bytes = (link.address ?? '').split(':').map((byte) => Number.parseInt(byte, 16));
  const [first = 0, ...rest] = bytes;
  if (
    isOff ||
    !runs ||
    bytes.length !== 6 ||
    link.addr_info.some(({ family, scope }) => family === 'inet6' && scope === 'link')
  )
    return topology;
  const value = [first ^ 2, ...rest.slice(0, 2), 0xff, 0xfe, ...rest.slice(2)].reduce(
    (sum, byte) => (sum << 8n) | BigInt(byte),
    0n,
  );
  const local = ipText({ family: 'inet6', value: (0xfe80n << 112n) | value });
  const address: Address = { family: 'inet6', local, prefixlen: 64, scope: 'link' };
  return connected(rewired(id, ({ addr_info }) => ({ addr_info: [...addr_info, address] }))(topology), id);
}

/** A link that takes less has no IPv6: RFC 8200, section 5. */
export const LEAST = 1280;

/** Of what `ip link` shows in angle brackets. */
export const withoutFlag = (link: LinkId, flag: string): Edit =>
  inLink(link, ({ flags }) => ({ flags: flags.filter((one) => one !== flag) }));

/** A flag of a port, as bridge(8) names it. */
export const withPortFlag = (link: LinkId, flag: string, value: boolean | string): Edit =>
  inLink(link, ({ linkinfo = {} }) => ({
    linkinfo: { ...linkinfo, info_slave_data: { ...linkinfo.info_slave_data, [flag]: value } },
  }));

/** Sets a link up; its other end, the bridge that it is a port of, and the routes of its addresses follow. */
export const withLinkUp =
  (id: LinkId): Edit =>
  (topology) => {
    const up = flagged(withLoopback(topology, id), id, ['UP']);
    const place = linkById(up, id);
    if (!place) return topology;
    const touched = [id, ...(place.link.peer ? [place.link.peer] : [])];
    return touched.reduce(settled, connected(up, id));
  };

/** What lo has for addresses as soon as it is up: inetdev_event(), init_loopback(). */
function withLoopback(topology: Topology, id: LinkId): Topology {
  const link = linkById(topology, id)?.link;
  if (!link || !isLoopback(link)) return topology;
  const missing = LOOPBACK.filter(({ local }) => !link.addr_info.some((one) => one.local === local));
  return rewired(id, ({ addr_info }) => ({ addr_info: [...addr_info, ...missing] }))(topology);
}

const LOOPBACK: readonly Address[] = [
  { family: 'inet', local: '127.0.0.1', prefixlen: 8, scope: 'host' },
  { family: 'inet6', local: '::1', prefixlen: 128, scope: 'host' },
];

function flagged(topology: Topology, id: LinkId, flags: readonly string[]): Topology {
  return inLink(id, (link) => ({
    flags: [...new Set([...link.flags, ...flags])],
    ...(link.peer === undefined && kindOf(link) !== 'bridge' ? carrying(link) : {}),
  }))(topology);
}

const carrying = (link: Link): Partial<Link> => ({
  flags: [...new Set([...link.flags.filter((flag) => flag !== 'NO-CARRIER'), 'UP', 'LOWER_UP'])],
  operstate: link.link_type === 'loopback' ? 'UNKNOWN' : 'UP',
});

/** Lets a port pass frames again; its bridge then has a carrier. */
export const withPortOn =
  (id: LinkId): Edit =>
  (topology) =>
    settled(topology, id);

/** Whether both ends of a pair are up, and what that means for a bridge. */
function settled(topology: Topology, id: LinkId): Topology {
  const place = linkById(topology, id);
  const peer = linkById(topology, place?.link.peer);
  if (!place?.link.flags.includes('UP') || (peer && !peer.link.flags.includes('UP'))) return topology;
  const running = kindOf(place.link) === 'bridge' ? topology : withLinkLocal(inLink(id, carrying)(topology), id);
  const bridge = place.netns.links.find(({ ifname }) => ifname === place.link.master);
  const ready = bridge?.flags.includes('UP') ? withPortState(running, id) : running;
  const carried = bridge?.flags.includes('UP') ? withLinkLocal(inLink(bridge.id, carrying)(ready), bridge.id) : ready;
  return connected(kindOf(place.link) === 'bridge' ? bridgeUp(carried, id) : carried, id);
}

const withPortState = (topology: Topology, id: LinkId): Topology =>
  inLink(id, ({ linkinfo = {} }) => ({
    linkinfo: { ...linkinfo, info_slave_data: { ...linkinfo.info_slave_data, state: 'forwarding' } },
  }))(topology);

function bridgeUp(topology: Topology, id: LinkId): Topology {
  const place = linkById(topology, id);
  if (!place) return topology;
  const ports = portsOf(place.netns, place.link).filter(({ flags }) => flags.includes('LOWER_UP'));
  const ready = ports.reduce((next, port) => withPortState(next, port.id), topology);
  return ports.length > 0 ? inLink(id, carrying)(ready) : ready;
}

/** The routes that the kernel makes for the addresses of a link that is up: fib_add_ifaddr(). */
function connected(topology: Topology, id: LinkId): Topology {
  const place = linkById(topology, id);
  if (!place?.link.flags.includes('UP')) return topology;
  const { netns, link } = place;
  const missing = link.addr_info
    .flatMap((address) => routesFor(link, address))
    .filter(
      (route) =>
        !netns.routes.some(
          (one) =>
            one.dst === route.dst && one.dev === route.dev && one.table === route.table && one.type === route.type,
        ),
    );
  return netnsEdit(netns.id, ({ routes }) => ({
    routes: [
      ...routes.map((one) =>
        one.dev === link.ifname && one.flags
          ? { ...one, flags: one.flags.filter((flag) => flag !== 'linkdown' && flag !== 'dead') }
          : one,
      ),
      ...missing,
    ],
  }))(topology);
}

export function routesFor(link: Link, address: Address): Route[] {
  const { ifname } = link;
  const { family, local = '', prefixlen } = address;
  const ip = readIp(local);
  // Of a point-to-point address, the network of its other end.
  const network = family === 'inet' ? networkWith(address) : ip;
  if (!ip || !network || (family !== 'inet' && family !== 'inet6')) return [];
  const base = { family: ip.family, dev: ifname, protocol: 'kernel', flags: [] } as const;
  const full = prefixlen === (family === 'inet' ? 32 : 128);
  return [
    { ...base, type: 'local', dst: local, table: 'local', ...(family === 'inet' ? { prefsrc: local } : {}) },
    ...(full && network.value === ip.value
      ? []
      : [
          {
            ...base,
            // fib_add_ifaddr(): all of 127.0.0.0/8 is its own.
            ...(isLoopback(link) ? { type: 'local', table: 'local' } : { type: 'unicast', table: 'main' }),
            dst: full ? ipText(network) : prefixText(network, prefixlen),
            ...(family === 'inet' ? { prefsrc: local, scope: 'link' } : {}),
          },
        ]),
  ];
}

/** Gives a link an address, with the routes that come with it. */
export const withAddress =
  (id: LinkId, local: string, prefixlen: number): Edit =>
  (topology) =>
    connected(
      rewired(id, ({ addr_info }) => ({
        addr_info: [
          ...addr_info,
          { family: local.includes(':') ? 'inet6' : 'inet', local, prefixlen, scope: 'global' },
        ],
      }))(topology),
      id,
    );

/** Makes a link a port of a bridge. */
export const withMaster =
  (id: LinkId, bridge: Link): Edit =>
  (topology) => {
    const master = rewired(id, ({ linkinfo = {} }) => ({
      master: bridge.ifname,
      linkinfo: {
        ...linkinfo,
        info_slave_kind: 'bridge',
        info_slave_data: { state: 'forwarding', learning: true, flood: true },
      },
    }))(topology);
    return settled(master, id);
  };
