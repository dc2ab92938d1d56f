import type { Neighbour } from '../topology/model.ts';
import { decodeBytes } from './decode-bytes.ts';

/** Types of messages and attributes: rtnetlink(7), linux/if_link.h, linux/netconf.h. */
const RTM_NEWLINK = 16;
const RTM_NEWNEIGH = 28;
const RTM_NEWNETCONF = 80;
const IFLA_IFNAME = 3;
const IFLA_AF_SPEC = 26;
const NETCONFA_IFINDEX = 1;
const NDA_DST = 1;
const NTF_PROXY = 8;
const AF_INET = 2;
const AF_INET6 = 10;

interface Family {
  readonly name: 'ipv4' | 'ipv6';
  readonly family: number;
  /** IFLA_INET_CONF or IFLA_INET6_CONF: an array of 32-bit values, … */
  readonly conf: number;
  /** … and what is where in it: IPV4_DEVCONF_* of linux/ip.h less one, DEVCONF_* of linux/ipv6.h. */
  readonly positions: readonly (readonly [string, number])[];
  /** NETCONFA_*. */
  readonly netconf: readonly (readonly [string, number])[];
}

const FAMILIES: readonly Family[] = [
  {
    name: 'ipv4',
    family: AF_INET,
    conf: 1,
    positions: [
      ['accept_local', 22],
      ['arp_ignore', 18],
      ['forwarding', 0],
      ['proxy_arp', 2],
      ['route_localnet', 25],
      ['rp_filter', 7],
    ],
    netconf: [
      ['forwarding', 2],
      ['rp_filter', 3],
      ['proxy_arp', 5],
    ],
  },
  {
    name: 'ipv6',
    family: AF_INET6,
    conf: 2,
    positions: [
      ['accept_ra', 3],
      ['disable_ipv6', 26],
      ['forwarding', 0],
      ['proxy_ndp', 22],
    ],
    netconf: [
      ['forwarding', 2],
      ['proxy_ndp', 5],
    ],
  },
];

export interface Netconf {
  /** By the names of sysctl(8). */
  readonly settings: Readonly<Record<string, string>>;
  readonly proxies: readonly Neighbour[];
}

/**
 * What netlink messages report: settings of all links together (RTM_NEWNETCONF) and of each (RTM_NEWLINK), and for whom
 * the links answer (RTM_NEWNEIGH, NTF_PROXY). The messages are as the host's kernel wrote them, one after the other.
 * Never throws: what makes no sense is left out.
 */
export function readNetconf(bytes: Buffer): Netconf {
  const messages = inHostOrder(bytes);
  const settings: Record<string, string> = {};
  const names = new Map<number, string>();
  const proxies: Neighbour[] = [];
  for (let at = 0; at + 16 <= messages.length; ) {
    const length = messages.uint32(at);
    if (length < 20 || at + length > messages.length) break;
    const message = messages.part(at, at + length);
    const type = message.uint16(4);
    if (type === RTM_NEWNETCONF) addNetconf(message, settings);
    else if (type === RTM_NEWLINK) addLink(message, settings, names);
    else if (type === RTM_NEWNEIGH) addProxy(message, names, proxies);
    at += aligned(length);
  }
  return { settings, proxies };
}

function addNetconf(message: Message, settings: Record<string, string>): void {
  const family = FAMILIES.find((one) => one.family === message.uint8(16));
  const index = message.attribute(20, NETCONFA_IFINDEX)?.int32(0);
  const who = index === -1 ? 'all' : index === -2 ? 'default' : undefined;
  if (!family || !who) return;
  for (const [key, type] of family.netconf) {
    const value = message.attribute(20, type)?.int32(0);
    if (value === undefined) continue;
    settings[`net.${family.name}.conf.${who}.${key}`] = String(value);
    if (family.family === AF_INET && who === 'all' && key === 'forwarding')
      settings['net.ipv4.ip_forward'] = String(value);
  }
}

function addLink(message: Message, settings: Record<string, string>, names: Map<number, string>): void {
  const name = message.attribute(32, IFLA_IFNAME)?.text();
  const families = message.attribute(32, IFLA_AF_SPEC);
  const index = message.int32(20);
  if (name !== undefined && index !== undefined) names.set(index, name);
  if (name === undefined || !families) return;
  // sysctl(8): a '.' within a word is written '/'.
  const word = name.replaceAll('.', '/');
  for (const { name: ip, family, conf, positions } of FAMILIES) {
    const values = families.attribute(0, family)?.attribute(0, conf);
    if (!values) continue;
    for (const [key, position] of positions) {
      const value = values.int32(4 * position);
      if (value !== undefined) settings[`net.${ip}.conf.${word}.${key}`] = String(value);
    }
  }
}

/** As `ip -j neigh show proxy` says it. */
function addProxy(message: Message, names: ReadonlyMap<number, string>, proxies: Neighbour[]): void {
  const dst = message.length < 28 ? undefined : message.attribute(28, NDA_DST)?.address();
  if (dst === undefined || (message.uint8(26) & NTF_PROXY) === 0) return;
  const dev = names.get(message.int32(20) ?? 0);
  proxies.push({ dst, ...(dev === undefined ? {} : { dev }), proxy: null });
}

/** Attributes and messages begin at multiples of four. */
const aligned = (length: number) => (length + 3) & ~3;

/** A stretch of bytes in the order of the host's processor. */
class Message {
  readonly #bytes: Buffer;
  readonly #view: DataView;
  readonly #little: boolean;

  constructor(bytes: Buffer, little: boolean) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#little = little;
  }

  get length(): number {
    return this.#bytes.length;
  }

  part(from: number, to: number): Message {
    return new Message(this.#bytes.subarray(from, to), this.#little);
  }

  uint8(at: number): number {
    return this.#view.getUint8(at);
  }

  uint16(at: number): number {
    return this.#view.getUint16(at, this.#little);
  }

  uint32(at: number): number {
    return this.#view.getUint32(at, this.#little);
  }

  /** Undefined where there is none: an older kernel knows fewer settings. */
  int32(at: number): number | undefined {
    return at + 4 <= this.length ? this.#view.getInt32(at, this.#little) : undefined;
  }

  /** Up to the first NUL. */
  text(): string {
    const end = this.#bytes.indexOf(0);
    return decodeBytes(end < 0 ? this.#bytes : this.#bytes.subarray(0, end));
  }

  /** An address of IPv4 or IPv6, by its length, as `ip` prints it: inet_ntop(3), RFC 5952 with its section 5. */
  address(): string | undefined {
    const bytes = [...this.#bytes];
    if (bytes.length === 4) return bytes.join('.');
    if (bytes.length !== 16) return undefined;
    const groups = Array.from({ length: 8 }, (_, at) => this.#bytes.readUInt16BE(2 * at).toString(16));
    const beginning = groups.slice(0, 6).join(':');
    const dotted = bytes.slice(12).join('.');
    if (beginning === '0:0:0:0:0:ffff') return `::ffff:${dotted}`;
    if (beginning === '0:0:0:0:0:0' && groups[6] !== '0') return `::${dotted}`;
    return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
  }

  /** What the first attribute of that type holds, of those that begin there: each is its length, its type, and so much. */
  attribute(from: number, type: number): Message | undefined {
    for (let at = from; at + 4 <= this.length; ) {
      const length = this.uint16(at);
      if (length < 4) return undefined;
      // The two highest bits are flags.
      if ((this.uint16(at + 2) & 0x3fff) === type) return this.part(at + 4, at + length);
      at += aligned(length);
    }
    return undefined;
  }
}

/** A message begins with its length, which is never so large that its higher half is not zero. */
function inHostOrder(bytes: Buffer): Message {
  return new Message(bytes, bytes.length < 4 || bytes.readUInt32LE(0) < 0x10000);
}
