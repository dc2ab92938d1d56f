// To which address a rule translates: net/netfilter/nf_nat_masquerade.c, nf_nat_redirect.c, xt_NETMAP.c.
import type { Nat, Value } from '../topology/firewall/model.ts';
import type { Link, Netns } from '../topology/model.ts';
import { bitsOf, type Ip, readIp } from '../topology/prefix.ts';
import type { Packet } from './packet.ts';
import { ownAddresses } from './reverse-path.ts';
import { source4, source6 } from './source.ts';
import type { Thing } from './trace.ts';
import { Lost, type Walk } from './walk.ts';

export interface Target {
  readonly ip: Ip;
  readonly port: number | undefined;
}

/** The links that a packet goes through, and its next hop. */
interface Way {
  readonly netns: Netns;
  readonly iif?: Link | undefined;
  readonly oif?: Link | undefined;
  readonly hop?: Ip | undefined;
}

/** Throws Stopped where a link has no address for it. */
export function target(walk: Walk, way: Way, nat: Nat, packet: Packet, isSource: boolean, thing: Thing): Target {
  const port = typeof nat.port === 'number' ? nat.port : undefined;
  const now = isSource ? packet.src : packet.dst;
  const link = nat.kind === 'masquerade' ? way.oif : way.iif;
  const ip =
    nat.kind === 'masquerade'
      ? masqueradeAddress(way, packet)
      : nat.kind === 'redirect'
        ? redirectAddress(link, now.family)
        : nat.address === undefined
          ? now
          : addressFrom(nat.address, now, nat.kind === 'netmap');
  if (!ip && (nat.kind === 'masquerade' || nat.kind === 'redirect'))
    return walk.stop('no-source', thing, packet, link?.ifname ?? '');
  if (!ip || (port === undefined && nat.port !== undefined)) throw new Lost({ what: 'translation', thing });
  return { ip, port };
}

const masqueradeAddress = ({ netns, oif, hop }: Way, { dst }: Packet): Ip | undefined =>
  dst.family === 'inet' ? source4(netns, oif, hop ?? dst, undefined) : source6(netns, oif, dst);

/** Without a link it begins here, and is redirected to the netns itself. */
function redirectAddress(link: Link | undefined, family: Ip['family']): Ip | undefined {
  if (!link) return readIp(family === 'inet' ? '127.0.0.1' : '::1');
  if (family === 'inet') return ownAddresses(link, 'inet')[0];
  const own = link.addr_info.find((one) => one.family === 'inet6' && one.scope === 'global');
  return readIp(own?.local ?? '');
}

function addressFrom(value: Value, now: Ip, maps: boolean): Ip | undefined {
  if (typeof value === 'string') return readIp(value);
  if (typeof value !== 'object') return undefined;
  if ('address' in value) {
    const ip = readIp(value.address);
    if (!ip || !maps) return ip;
    const rest = BigInt(bitsOf(ip.family) - value.length);
    return { ...ip, value: ((ip.value >> rest) << rest) | (now.value & ((1n << rest) - 1n)) };
  }
  // Of several the kernel chooses one by a hash: the first stands for all.
  return 'from' in value ? readIp(`${value.from ?? ''}`) : undefined;
}
