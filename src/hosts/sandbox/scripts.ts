import { withIdentity } from '../process-identity.ts';
import APT from './apt.sh' with { type: 'text' };
import ENTER from './enter.sh' with { type: 'text' };
import HOLD from './hold.sh' with { type: 'text' };
import INIT from './init.sh' with { type: 'text' };
import KEEP from './keep.sh' with { type: 'text' };
import LIVE from './live.sh' with { type: 'text' };
import MODPROBE from './modprobe.sh' with { type: 'text' };
import PROVIDER from './provider.sh' with { type: 'text' };
import SIGNAL from './signal.sh' with { type: 'text' };
import SUDO from './sudo.sh' with { type: 'text' };

/**
 * The shell scripts that make and enter a sandbox, and those that come first on its PATH, as the environment that open.sh expects. Plain POSIX
 * sh, because the machine may be any Linux; few processes, because each costs about a millisecond. Values reach them through the environment
 * (NETLAB_*) and arguments only.
 */
export const SCRIPTS = {
  NETLAB_HOLD: HOLD,
  NETLAB_INIT: INIT,
  NETLAB_LIVE: LIVE,
  NETLAB_PROVIDER: PROVIDER,
  NETLAB_KEEP: KEEP,
  NETLAB_ENTER: ENTER,
  NETLAB_SIGNAL: withIdentity(SIGNAL),
  NETLAB_SUDO: SUDO,
  NETLAB_APT: APT,
  NETLAB_MODPROBE: MODPROBE,
} as const;
