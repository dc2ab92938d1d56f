import { withIdentity } from './identity.ts';
import PROGRAM from './keeper.sh' with { type: 'text' };

/** What stays on a machine for as long as we do; see keeper.sh. */
export const KEEPER = withIdentity(PROGRAM);
