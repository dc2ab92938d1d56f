// The address that a packet of a netns's own comes from.
import { ipOf, isNear, isSelfMade, networkWith } from '../topology/addresses.ts';
import { linkByName } from '../topology/find.ts';
import type { Address, Link, Netns } from '../topology/model.ts';
import { type Ip, isOf, networkOf, type Prefix, readIp } from '../topology/prefix.ts';
import type { Way } from './routing.ts';

/** What the route says, or else an address of its link; undefined: there is none. */
export function sourceOf(netns: Netns, { route, gateway, dev }: Way, dst: Ip): Ip | undefined {
  const said = readIp(route.prefsrc ?? '');
  if (said) return said;
  const link = dev === undefined ? undefined : linkByName(netns.links, dev);
  return dst.family === 'inet' ? source4(netns, link, gateway, route.scope) : source6(netns, link, dst);
}

/** ip-address(8): the wider scope has the smaller number. */
const SCOPES: Readonly<Record<string, number>> = { global: 0, site: 200, link: 253, host: 254, nowhere: 255 };

const scopeOf = (scope: string | undefined): number => SCOPES[scope ?? 'global'] ?? Number(scope);

/** inet_select_addr() of net/ipv4/devinet.c: the first that is not secondary, better one of the next hop's network. A route without a gateway knows none: fib_info_update_nhc_saddr(). */
export function source4(
  netns: Netns,
  link: Link | undefined,
  hop: Ip | undefined,
  scope: string | undefined,
): Ip | undefined {
  const most = scopeOf(scope);
  const fits = ({ family, secondary, scope: own }: Address) =>
    family === 'inet' && secondary !== true && Math.min(scopeOf(own), scopeOf('link')) <= most;
  const own = (link?.addr_info ?? []).filter(fits);
  const near = (hop && own.find((address) => isNear(address, hop))) ?? own[0];
  const other = netns.links
    .flatMap(({ addr_info }) => addr_info)
    .find((address) => fits(address) && scopeOf(address.scope) !== scopeOf('link') && scopeOf(address.scope) <= most);
  return readIp((near ?? other)?.local ?? '');
}

/** The networks of a link's addresses of IPv4. */
export const networksOf = ({ addr_info }: Link): Prefix[] =>
  addr_info.flatMap((address) => (address.family === 'inet' ? (networkWith(address) ?? []) : []));

/** RFC 6724, section 5, as far as it depends on what the topology holds: scope, then the longest matching prefix. */
export function source6(netns: Netns, link: Link | undefined, dst: Ip): Ip | undefined {
  const usable = ({ family, tentative, dadfailed, deprecated }: Address) =>
    family === 'inet6' && tentative !== true && dadfailed !== true && deprecated !== true;
  const narrow = isOf('linkLocal', dst);
  const rank = (address: Address) => {
    const ip = ipOf(address);
    if (!ip) return -1;
    return (isOf('linkLocal', ip) === narrow ? 1000 : 0) + commonBits(ip, dst);
  };
  const of = (links: readonly Link[]) =>
    links
      .flatMap(({ addr_info }) => addr_info)
      .filter((address) => usable(address) && address.scope !== 'host')
      .toSorted((a, b) => rank(b) - rank(a))[0];
  const own = link && of([link]);
  const other = narrow
    ? undefined
    : of(netns.links.map((one) => ({ ...one, addr_info: one.addr_info.filter((address) => !isSelfMade(address)) })));
  const best = own && (rank(own) >= 1000 || !other) ? own : (other ?? own);
  return readIp(best?.local ?? '');
}

function commonBits(a: Ip, b: Ip): number {
  for (let length = 128; length > 0; length--) if (networkOf(a, length) === networkOf(b, length)) return length;
  return 0;
}
