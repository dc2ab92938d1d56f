import type { Link } from '../topology/model.ts';
import type { State } from './picture.ts';

/** A link's state from its flags (netdevice(7)) and operstate (RFC 2863, Documentation/networking/operstates.rst). */
export function stateOf({ flags, operstate }: Link): State {
  if (!flags.includes('UP')) return 'down';
  if (flags.includes('NO-CARRIER') || operstate === 'LOWERLAYERDOWN' || operstate === 'DOWN' || operstate === 'DORMANT')
    return 'nocarrier';
  return 'up';
}

/** A cable works as well as its worse end. */
export function worse(a: State, b: State): State {
  if (a === 'down' || b === 'down') return 'down';
  return a === 'nocarrier' || b === 'nocarrier' ? 'nocarrier' : 'up';
}

/** A port that is up but does not forward (spanning tree) carries nothing. */
export function portState(link: Link): State {
  const state = stateOf(link);
  const stp = link.linkinfo?.info_slave_data?.['state'];
  return state === 'up' && typeof stp === 'string' && stp !== 'forwarding' ? 'nocarrier' : state;
}
