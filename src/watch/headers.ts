// The headers of a frame, as far as a flow and what belongs to it needs them: IEEE 802.3 and 802.1Q, RFC 826, 791, 8200, 792, 4443, 4861, 9293, 768, 7348.
import { ipText } from '../topology/prefix.ts';

export interface Headers {
  readonly macs: { readonly src: string; readonly dst: string };
  /** The outermost first. */
  readonly vlans: readonly number[];
  readonly body: Body | undefined;
}

export type Body = Arp | IpPacket;

export interface Arp {
  readonly kind: 'arp';
  readonly operation: 'request' | 'reply';
  /** Who says it has an address. */
  readonly sender: string;
  /** Whose is asked for. */
  readonly target: string;
}

export interface IpPacket {
  readonly kind: 'ip';
  readonly src: string;
  readonly dst: string;
  readonly ttl: number;
  readonly payload: Payload;
}

export type Payload =
  | {
      readonly kind: 'icmp';
      readonly type: number;
      readonly code: number;
      /** Of an echo. */
      readonly id?: number;
      readonly seq?: number;
      /** Of an error: the packet that it is about, as far as it quotes it. */
      readonly quoted?: IpPacket;
      /** Of neighbour discovery: whose address it is about. */
      readonly target?: string;
      readonly six: boolean;
    }
  | {
      readonly kind: 'tcp';
      readonly sport: number;
      readonly dport: number;
      readonly seq: number;
      readonly ack: number;
      readonly flags: readonly string[];
    }
  | {
      readonly kind: 'udp';
      readonly sport: number;
      readonly dport: number;
      readonly data: Buffer;
      /** Of a tunnel: the frame in it. */
      readonly inner?: Headers;
    }
  | { readonly kind: 'other'; readonly protocol: number };

const ETHERTYPE = { arp: 0x0806, ip: 0x0800, ip6: 0x86dd } as const;
const VLAN: readonly number[] = [0x8100, 0x88a8];
const VXLAN_PORTS: readonly number[] = [4789, 8472];
const VXLAN_HEADER = 8;
const FLAGS = ['fin', 'syn', 'rst', 'psh', 'ack', 'urg', 'ece', 'cwr'] as const;

/** `tci`: the VLAN tag that the kernel has taken out of the frame. What is cut off is missing; this never throws. */
export function headersOf(frame: Buffer, tci?: number): Headers | undefined {
  if (frame.length < 14) return undefined;
  const vlans = tci === undefined ? [] : [tci & 0xfff];
  let type = frame.readUInt16BE(12);
  let at = 14;
  while (VLAN.includes(type) && frame.length >= at + 4) {
    vlans.push(frame.readUInt16BE(at) & 0xfff);
    type = frame.readUInt16BE(at + 2);
    at += 4;
  }
  const macs = { src: mac(frame.subarray(6, 12)), dst: mac(frame.subarray(0, 6)) };
  return { macs, vlans, body: bodyOf(type, frame.subarray(at)) };
}

const mac = (bytes: Buffer): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(':');

function bodyOf(type: number, bytes: Buffer): Body | undefined {
  if (type === ETHERTYPE.arp) return arpOf(bytes);
  return type === ETHERTYPE.ip || type === ETHERTYPE.ip6 ? packetOf(bytes) : undefined;
}

function arpOf(bytes: Buffer): Arp | undefined {
  if (bytes.length < 28) return undefined;
  return {
    kind: 'arp',
    operation: bytes.readUInt16BE(6) === 1 ? 'request' : 'reply',
    sender: address(bytes.subarray(14, 18)),
    target: address(bytes.subarray(24, 28)),
  };
}

const address = (bytes: Buffer): string =>
  ipText({ family: bytes.length === 4 ? 'inet' : 'inet6', value: BigInt(`0x${bytes.toString('hex') || '0'}`) });

/** A packet of IP from its first byte on; undefined when not even its header is whole. */
export function packetOf(bytes: Buffer, depth = 0): IpPacket | undefined {
  const version = (bytes[0] ?? 0) >> 4;
  if (version === 4 && bytes.length >= 20) {
    const rest = bytes.subarray(((bytes[0] ?? 0) & 15) * 4);
    return {
      kind: 'ip',
      src: address(bytes.subarray(12, 16)),
      dst: address(bytes.subarray(16, 20)),
      ttl: bytes[8] ?? 0,
      payload: payloadOf(bytes[9] ?? 0, rest, depth),
    };
  }
  if (version === 6 && bytes.length >= 40)
    return {
      kind: 'ip',
      src: address(bytes.subarray(8, 24)),
      dst: address(bytes.subarray(24, 40)),
      ttl: bytes[7] ?? 0,
      payload: payloadOf(bytes[6] ?? 0, bytes.subarray(40), depth),
    };
  return undefined;
}

function payloadOf(protocol: number, bytes: Buffer, depth: number): Payload {
  // What an error quotes has 8 bytes of it at least: RFC 792.
  if (bytes.length < 8) return { kind: 'other', protocol };
  if (protocol === 1 || protocol === 58) return icmpOf(protocol === 58, bytes, depth);
  const ports = { sport: bytes.readUInt16BE(0), dport: bytes.readUInt16BE(2) };
  if (protocol === 6)
    return {
      kind: 'tcp',
      ...ports,
      seq: bytes.readUInt32BE(4),
      ack: bytes.length < 12 ? 0 : bytes.readUInt32BE(8),
      flags: FLAGS.filter((_, bit) => ((bytes[13] ?? 0) >> bit) & 1),
    };
  if (protocol !== 17) return { kind: 'other', protocol };
  const data = bytes.subarray(8);
  const inner = VXLAN_PORTS.includes(ports.dport) && depth === 0 ? headersOf(data.subarray(VXLAN_HEADER)) : undefined;
  return { kind: 'udp', ...ports, data, ...(inner && { inner }) };
}

const ECHO: readonly number[] = [0, 8, 128, 129];
const ERRORS = { four: [3, 5, 11, 12], six: [1, 2, 3, 4] } as const;
const NEIGHBOUR: readonly number[] = [135, 136];

function icmpOf(six: boolean, bytes: Buffer, depth: number): Payload {
  const [type = 0, code = 0] = bytes;
  const isError = (six ? ERRORS.six : ERRORS.four).some((one) => one === type);
  const quoted = isError && depth < 2 ? packetOf(bytes.subarray(8), depth + 1) : undefined;
  const isNeighbour = six && NEIGHBOUR.includes(type) && bytes.length >= 24;
  return {
    kind: 'icmp',
    six,
    type,
    code,
    ...(ECHO.includes(type) ? { id: bytes.readUInt16BE(4), seq: bytes.readUInt16BE(6) } : {}),
    ...(quoted && { quoted }),
    ...(isNeighbour ? { target: address(bytes.subarray(8, 24)) } : {}),
  };
}
