import RC from './prompted-shell.sh' with { type: 'text' };

/** The colours of prompts, as SGR numbers them: cyan, and red where the network is a real one. */
const COLOURS = { sandbox: '36', real: '31' };

/** Gives bash the text as its start-up file, without a file on the host that would have to be removed. */
const START = 'export NETLAB_PLACE=$2 NETLAB_COLOUR=$3; exec bash --rcfile /dev/fd/9 9<<<"$1"';

/** The argv of an interactive shell whose prompt says where it is. `place` must be printable. */
export function promptedShell(place: string, where: keyof typeof COLOURS): [string, ...string[]] {
  return ['bash', '-c', START, 'bash', RC, place, COLOURS[where]];
}
