/** What the shell of a session is given once at its start: the functions of shell-side.sh, and the traps and lines that go with them. */
import { posixWord } from '../shell/quote.ts';
import FUNCTIONS from './shell-side.sh' with { type: 'text' };

/**
 * Saves and takes off the traps that would see our own commands, as one simple command: DEBUG runs before it, and only
 * before it. What that prints is sent to /dev/null by the group around this. The status and the flags of the cell are saved
 * on the way, by expansions, which no trap sees. What is saved already stays.
 */
const DISARM =
  '__netlab_="${__netlab_s:=$?}${__netlab_flags:=$-}${__netlab_traps=$( {' +
  String.raw` \builtin trap -p EXIT RETURN >&7; \builtin printf '\1' >&7; \builtin trap -p ERR >&7;` +
  String.raw` \builtin printf '\1' >&7; \builtin trap -p DEBUG >&7;` +
  ' } 7>&1 >/dev/null 2>&1 )}" \\builtin trap - DEBUG ERR RETURN';

/** Goes before `__netlab_end`, and to the end of the text of a cell, so that ERR does not see the `eval` of it fail. */
export const disarm = `${DISARM};`;

/**
 * Around each command substitution of ours: interrupt.sh spares what has that. Bash ends itself when SIGINT ends one of its
 * substitutions, which is right for those of a cell.
 */
export const SPARED = '6</dev/null';

/** The shell's own: see `__netlab_exit`. The expansion tells a stop, which would skip these commands too, that it is over. */
export const EXIT_TRAP = `{ ${DISARM}; __netlab_exit; } >/dev/null\${__netlab_0[__netlab_dying=1]-} 2>&1 62</dev/null`;

const URG_TRAP = `trap ${posixWord(`{ ${DISARM}; \\builtin set +x; } >/dev/null 2>&1 ${SPARED}; __netlab_stop`)} URG`;

export const DEFINITIONS = `${FUNCTIONS}${URG_TRAP}\n`;
