import { roleOf } from './link-kinds.ts';
import type { Link, Topology } from './model.ts';

/**
 * `down`: nobody has set it up. All others are set up, but only `up` carries anything. `no-carrier`: nothing at the other end,
 * or that is down. `lower-down`: the link below it is down. `dormant`: it waits for something, as for 802.1X.
 */
export type LinkState = 'up' | 'down' | 'no-carrier' | 'lower-down' | 'dormant';

/**
 * From the flags (netdevice(7)) and the operstate (Documentation/networking/operstates.rst). A driver that sets no operstate
 * leaves it UNKNOWN, which counts as UP: lo, tun.
 */
export function linkState(link: Link): LinkState {
  const { flags, operstate = 'UNKNOWN' } = link;
  if (!flags.includes('UP')) return 'down';
  // Of a pair the kernel looks for the other end's index in this end's netns, where it is another link or none.
  if (operstate === 'LOWERLAYERDOWN' && roleOf(link) !== 'pair') return 'lower-down';
  if (!flags.includes('LOWER_UP')) return 'no-carrier';
  if (operstate === 'DORMANT' || flags.includes('DORMANT')) return 'dormant';
  // ip(8) says NO-CARRIER where IFF_RUNNING is missing.
  const runs = !flags.includes('NO-CARRIER') && (operstate === 'UP' || operstate === 'UNKNOWN');
  return runs ? 'up' : 'no-carrier';
}

/** Whether its other end is nowhere to be seen. The first picture knows that of no cable that leaves the root netns. */
export const isCut = ({ peer }: Link, { extent }: Topology): boolean => peer === null && extent === 'full';
