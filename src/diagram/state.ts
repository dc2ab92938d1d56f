import { linkState } from '../topology/link-state.ts';
import type { Link } from '../topology/model.ts';
import { holdsBack } from '../topology/port-flags.ts';
import type { State } from './picture.ts';

/** How a link is drawn. What is set up and carries nothing looks the same, whatever the reason. */
export function stateOf(link: Link): State {
  const state = linkState(link);
  return state === 'up' || state === 'down' ? state : 'nocarrier';
}

/** A cable works as well as its worse end. */
export function worse(a: State, b: State): State {
  if (a === 'down' || b === 'down') return 'down';
  return a === 'nocarrier' || b === 'nocarrier' ? 'nocarrier' : 'up';
}

/** A port that is up but does not forward (spanning tree) carries nothing. */
export function portState(link: Link): State {
  const state = stateOf(link);
  return state === 'up' && holdsBack(link) ? 'nocarrier' : state;
}
