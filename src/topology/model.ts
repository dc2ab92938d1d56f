import type { Said } from '../words.ts';

/**
 * What existed on one host at one moment, as plain immutable data: `JSON.stringify` and `JSON.parse` keep it whole.
 *
 * Keys and values are those of `ip -json -details` and its sisters, except for what is said here. A key that is not
 * declared below is kept as it came. Left out is what changes on its own with time (timers, lifetimes, packet counters), so
 * that two readings of an unchanged kernel are equal. Our own keys are `id`, `peer`, `lower` and what Netns holds.
 *
 * Names are labels, never identities. They may hold any character; a byte that is not UTF-8 becomes the lone
 * surrogate U+DC80…U+DCFF (byte + 0xDC00), as in Python's "surrogateescape"; src/printable.ts shows it.
 *
 * docs/topology.md describes the same for programs; docs/topology.schema.json is its JSON Schema.
 */
export interface Topology {
  /** Version of this format. */
  readonly format: 1;
  readonly host: { readonly id: string; readonly label: string };
  /**
   * `links`: the first picture: only the root netns, with its links; the other namespaces are listed but empty.
   * `full`: everything that could be read.
   */
  readonly extent: 'links' | 'full';
  /** The netns in which the host's own processes live. */
  readonly root: NetnsId;
  /** The root netns first, then those with a name in the order of their names, then the unnamed ones. */
  readonly netns: readonly Netns[];
  /** What could not be read on the host as a whole. */
  readonly unread: readonly Unread[];
}

/** The inode number of the network namespace, in decimal: see namespaces(7). */
export type NetnsId = string;

/** A link on this host: `${NetnsId}/${ifindex}`. */
export type LinkId = string;

/** Something that is missing here, and why. */
export interface Unread {
  /** What: 'addr', 'route', 'neigh', 'rule', 'rule6', 'fdb', 'vlan', 'nft', 'iptables', 'ip6tables', 'ss', 'sysctl', 'netns', … */
  readonly what: string;
  /** As a program of the host says it ('Operation not permitted', 'nft is not installed'), or as we do. */
  readonly why: string | Said;
}

export interface Netns {
  readonly id: NetnsId;
  readonly root: boolean;
  /** What a person calls it: its first name, what holds it ('docker 3f2a…', 'sleep, PID 123'), or 'root netns'. */
  readonly label: string;
  /** The names `ip netns` has for it: first what is mounted, then symbolic links to it; none for an unnamed one. */
  readonly names: readonly string[];
  /** For an unnamed one: the process with the lowest PID in it. */
  readonly holder?: Holder;
  /** A file through which it can be entered: nsenter --net=FILE. */
  readonly file: string;
  /** Its id as seen from the root netns, if it has one (ip-netns(8), "list-id"). */
  readonly nsid?: number;
  /** By ifindex. */
  readonly links: readonly Link[];
  /** Of all tables and both families, in the kernel's order. */
  readonly routes: readonly Route[];
  /** Of both families, by priority. */
  readonly rules: readonly Rule[];
  readonly neighbours: readonly Neighbour[];
  /** Forwarding entries of bridges and vxlan links. */
  readonly fdb: readonly FdbEntry[];
  /** Of the ports of bridges that filter by VLAN, and of those bridges. Absent: there is none. */
  readonly vlans?: readonly PortVlans[];
  /** Of which links tc(8) may have filters. Absent: of none. */
  readonly qdiscs?: readonly Qdisc[];
  readonly firewall: Firewall;
  /** Those that wait for whoever comes. Absent: not read. */
  readonly sockets?: readonly Socket[];
  /** The settings that decide what is reachable, by their name: 'net.ipv4.ip_forward': '1'. */
  readonly sysctls: Readonly<Record<string, string>>;
  readonly unread: readonly Unread[];
}

export interface Holder {
  readonly pid: number;
  /** The process's name, /proc/PID/comm. */
  readonly command: string;
  /** The container it belongs to, if its control group names one. */
  readonly container?: { readonly runtime: string; readonly id: string };
}

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** `ip -j -d addr`, and the links it belongs to. */
export interface Link extends LinkFacts {
  readonly id: LinkId;
  /** The other end of a veth, or of another pair. `null`: it lies in a netns that is not in this topology. Absent: it is no pair. */
  readonly peer?: LinkId | null;
  /** The link below a macvlan, vlan or vxlan; `null` as for `peer`. */
  readonly lower?: LinkId | null;
}

/** What `ip -j -d addr` says of a link. */
export interface LinkFacts extends JsonObject {
  readonly ifindex: number;
  readonly ifname: string;
  readonly flags: readonly string[];
  readonly mtu?: number;
  readonly operstate?: string;
  readonly link_type?: string;
  readonly address?: string;
  /** Name, in the same netns, of the bridge, bond or VRF it belongs to. */
  readonly master?: string;
  /** In the same netns: the name of the link below it, or of the veth's other end. */
  readonly link?: string | null;
  /** In another netns: the ifindex of that link there… */
  readonly link_index?: number;
  /** …and the id of that netns as seen from here. */
  readonly link_netnsid?: number;
  readonly linkinfo?: LinkInfo;
  readonly addr_info: readonly Address[];
}

export interface LinkInfo extends JsonObject {
  /** 'bridge', 'veth', 'vxlan', 'macvlan', 'tun', … */
  readonly info_kind?: string;
  readonly info_data?: JsonObject;
  /** The kind of its master, and what it is there: a bridge port has `state`, `hairpin`, … */
  readonly info_slave_kind?: string;
  readonly info_slave_data?: JsonObject;
}

/** One of `addr_info`. */
export interface Address extends JsonObject {
  readonly family: string;
  readonly local?: string;
  readonly prefixlen: number;
  /** The other end of a point-to-point address. */
  readonly address?: string;
  readonly scope?: string;
  readonly label?: string;
}

/** `ip -j -d route show table all`. */
export interface Route extends JsonObject {
  /** Ours: worked out from the addresses. */
  readonly family: 'inet' | 'inet6';
  /** 'unicast', 'local', 'blackhole', … */
  readonly type: string;
  /** A prefix, an address, or 'default'. */
  readonly dst: string;
  readonly table: string;
  readonly gateway?: string;
  readonly via?: JsonObject;
  readonly dev?: string;
  readonly prefsrc?: string;
  readonly protocol?: string;
  readonly scope?: string;
  readonly metric?: number;
  readonly flags?: readonly string[];
  /** Multipath: then there is no `gateway` and no `dev` beside it. */
  readonly nexthops?: readonly NextHop[];
}

export interface NextHop extends JsonObject {
  readonly gateway?: string;
  /** In place of `gateway`, when that is of the other family. */
  readonly via?: JsonObject;
  readonly dev?: string;
  readonly weight?: number;
  readonly flags?: readonly string[];
}

/** `ip -j rule`. A key that is there with `null` means true (`not`). */
export interface Rule extends JsonObject {
  /** Ours: which of the two lists it is of. */
  readonly family: 'inet' | 'inet6';
  readonly priority: number;
  readonly src?: string;
  readonly dst?: string;
  readonly table?: string;
  readonly action?: string;
}

/** `ip -j neigh`, and `ip -j neigh show proxy`: these have `proxy: null`. */
export interface Neighbour extends JsonObject {
  readonly dst: string;
  readonly dev?: string;
  readonly lladdr?: string;
  readonly state?: readonly string[];
  /** There: the netns answers for it. */
  readonly proxy?: null;
}

/** `bridge -j fdb`. */
export interface FdbEntry extends JsonObject {
  readonly mac: string;
  readonly ifname?: string;
  readonly master?: string;
  readonly state?: string;
  readonly flags?: readonly string[];
}

/** `bridge -compressvlans -j vlan`: the VLANs of which a port, or the bridge's own link, takes and sends frames. */
export interface PortVlans extends JsonObject {
  readonly ifname: string;
  readonly vlans: readonly VlanRange[];
}

/** One VLAN, or those up to `vlanEnd`. */
export interface VlanRange extends JsonObject {
  readonly vlan: number;
  readonly vlanEnd?: number;
  /** 'PVID': that of frames that come without a tag. 'Egress Untagged': frames leave without one. */
  readonly flags?: readonly string[];
}

/**
 * `tc -j qdisc`: no queue, but where filters for what comes in, and goes out, are put. What they are is not read. A link's queue is its
 * `qdisc`, and a program that takes what comes in, its `xdp`.
 */
export interface Qdisc extends JsonObject {
  /** 'clsact', 'ingress' */
  readonly kind: string;
  readonly dev: string;
}

/** A socket that waits for whoever comes: TCP that listens, UDP that is connected to nobody. In the words of `ss -tuln`. */
export interface Socket {
  readonly netid: 'tcp' | 'udp';
  readonly state: 'LISTEN' | 'UNCONN';
  /** '0.0.0.0' and '::' are all addresses of the netns. */
  readonly local: string;
  readonly port: number;
  /** What comes in by that link alone. */
  readonly dev?: string;
  /** Of '::' alone: whether it is not for IPv4 too. */
  readonly v6only?: boolean;
}

/** Absent: not read, see `unread`. */
export interface Firewall {
  /** The objects of `nft -j list ruleset`, without the metainfo: the truth. */
  readonly nft?: readonly JsonObject[];
  /** What `nft -s -a list ruleset` prints: the same in the words of nft(8), each rule with its handle. */
  readonly ruleset?: string;
  /** `iptables-save`, in words that people know; also shows what iptables-legacy holds. Empty: no tables. */
  readonly iptables?: string;
  /** `ip6tables-save`. */
  readonly ip6tables?: string;
}
