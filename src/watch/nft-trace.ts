// What nf_tables reports of a packet that is traced: include/uapi/linux/netfilter/nf_tables.h, enum nft_trace_attributes.
import { type IpPacket, packetOf } from './headers.ts';

/** One message. */
export interface TraceMessage {
  /** The packet, in its netns. */
  readonly id: string;
  /** As nft names it. */
  readonly family: string;
  readonly table: string;
  readonly chain: string;
  readonly kind: 'policy' | 'return' | 'rule';
  readonly handle?: number;
  readonly verdict: string;
  /** Where it goes on, of a jump. */
  readonly to?: string;
  readonly packet?: IpPacket;
  /** The indices of the links by which it came in and goes out, as far as that is so at the hook; with the packet only. */
  readonly iif?: number | undefined;
  readonly oif?: number | undefined;
}

const FAMILIES: Readonly<Record<number, string>> = {
  1: 'inet',
  2: 'ip',
  3: 'arp',
  5: 'netdev',
  7: 'bridge',
  10: 'ip6',
};
const KINDS: Readonly<Record<number, TraceMessage['kind']>> = { 1: 'policy', 2: 'return', 3: 'rule' };
/** linux/netfilter.h, and the negative ones of nf_tables.h. */
const VERDICTS: Readonly<Record<number, string>> = {
  0: 'drop',
  1: 'accept',
  2: 'stolen',
  3: 'queue',
  4: 'repeat',
  [-1]: 'continue',
  [-2]: 'break',
  [-3]: 'jump',
  [-4]: 'goto',
  [-5]: 'return',
};
const ATTRIBUTE = {
  table: 1,
  chain: 2,
  handle: 3,
  type: 4,
  verdict: 5,
  id: 6,
  network: 8,
  transport: 9,
  iif: 10,
  oif: 12,
  policy: 16,
} as const;
const HEADER = 4;

/** From the nfgenmsg on. undefined: it is no such message, or says nothing of a rule. */
export function traceMessage(bytes: Buffer, littleEndian: boolean): TraceMessage | undefined {
  if (bytes.length < HEADER) return undefined;
  const all = attributes(bytes.subarray(HEADER), littleEndian);
  const kind = KINDS[number(all.get(ATTRIBUTE.type))];
  const id = all.get(ATTRIBUTE.id)?.toString('hex');
  if (!kind || id === undefined) return undefined;
  const verdict = attributes(all.get(ATTRIBUTE.verdict) ?? Buffer.alloc(0), littleEndian);
  const code = kind === 'policy' ? all.get(ATTRIBUTE.policy) : verdict.get(1);
  const handle = all.get(ATTRIBUTE.handle);
  const packet = packetIn(all);
  const to = verdict.get(2);
  return {
    id,
    family: FAMILIES[bytes[0] ?? 0] ?? `${bytes[0]}`,
    table: text(all.get(ATTRIBUTE.table)),
    chain: text(all.get(ATTRIBUTE.chain)),
    kind,
    ...(handle && handle.length === 8 ? { handle: Number(handle.readBigUInt64BE()) } : {}),
    verdict: VERDICTS[number(code) | 0] ?? `${number(code)}`,
    ...(to ? { to: text(to) } : {}),
    ...(packet ? { packet, iif: index(all.get(ATTRIBUTE.iif)), oif: index(all.get(ATTRIBUTE.oif)) } : {}),
  };
}

function packetIn(all: ReadonlyMap<number, Buffer>): IpPacket | undefined {
  const network = all.get(ATTRIBUTE.network);
  if (!network) return undefined;
  const length = (network[0] ?? 0) >> 4 === 4 ? ((network[0] ?? 0) & 15) * 4 : 40;
  return packetOf(Buffer.concat([network.subarray(0, length), all.get(ATTRIBUTE.transport) ?? Buffer.alloc(0)]));
}

const number = (bytes: Buffer | undefined): number => (bytes && bytes.length >= 4 ? bytes.readUInt32BE(0) : 0);
const index = (bytes: Buffer | undefined): number | undefined => number(bytes) || undefined;
const text = (bytes: Buffer | undefined): string => bytes?.toString().replace(/\0.*$/s, '') ?? '';

/** netlink(7): length and type are in the order of the machine, what is in them mostly not. */
function attributes(bytes: Buffer, littleEndian: boolean): ReadonlyMap<number, Buffer> {
  const found = new Map<number, Buffer>();
  const read = (at: number) => (littleEndian ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  for (let at = 0; at + 4 <= bytes.length; ) {
    const length = read(at);
    if (length < 4) break;
    found.set(read(at + 2) & 0x3fff, bytes.subarray(at + 4, at + length));
    at += (length + 3) & ~3;
  }
  return found;
}
