import { withIdentity } from '../process-identity.ts';
import PROGRAM from './sweeper.sh' with { type: 'text' };

/** What stays on a machine for as long as we do; see sweeper.sh. */
export const SWEEPER = withIdentity(PROGRAM);
