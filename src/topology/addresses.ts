import type { Address, Link } from './model.ts';

/** Whether a link gives it to itself, as every loopback does and every link that speaks IPv6; ip-address(8), "scope". */
export const isSelfMade = ({ family, scope }: Address): boolean =>
  scope === 'host' || (family === 'inet6' && scope === 'link');

/** The addresses that people use: those that others can reach. */
export const shownAddresses = ({ addr_info }: Link): Address[] => addr_info.filter((address) => !isSelfMade(address));
