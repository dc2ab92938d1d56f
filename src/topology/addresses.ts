import { memoized } from './memoized.ts';
import type { Address, Link } from './model.ts';
import { type Ip, isIn, type Prefix, readIp } from './prefix.ts';

/** Whether a link gives it to itself, as every loopback does and every link that speaks IPv6; ip-address(8), "scope". */
export const isSelfMade = ({ family, scope }: Address): boolean =>
  scope === 'host' || (family === 'inet6' && scope === 'link');

/** The addresses that people use: those that others can reach. */
export const shownAddresses = ({ addr_info }: Link): Address[] => addr_info.filter((address) => !isSelfMade(address));

/** As a number; undefined for what is no address. */
export const ipOf = memoized(({ local = '' }: Address): Ip | undefined => readIp(local));

/** The network that comes with it: that of the other end of a point-to-point address. */
export const networkWith = memoized(({ local = '', address, prefixlen }: Address): Prefix | undefined => {
  const ip = readIp(address ?? local);
  return ip && { ...ip, length: prefixlen };
});

/** Whether an address lies in the network of one of a link's. */
export function isNear(address: Address, ip: Ip): boolean {
  const network = networkWith(address);
  return network !== undefined && isIn(ip, network);
}
