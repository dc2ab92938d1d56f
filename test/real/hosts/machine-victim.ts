/** A program for the tests to kill: MARKER PREFIX…. Opens a machine, starts there what is hard to end, and waits. */

import { openMachine } from '../../../src/hosts/machine/machine.ts';
import { openCommandProcesses } from '../../../src/hosts/remote/command.ts';
import { nobody } from './askers.ts';

const [marker = '', ...prefix] = process.argv.slice(2);
const names = { id: 'command:lab', label: 'lab' };
const bare = openCommandProcesses(prefix, names);
const host = await openMachine(bare, { ...names, become: 'sudo', asker: nobody, mayStall: true });
const env = { NETLAB_TEST: marker };
host.spawn(['sh', '-c', 'trap "" HUP INT TERM; while :; do :; done'], { env });
const { stdout } = await host.run(
  ['sh', '-c', 'setsid sleep 1000 >/dev/null 2>&1 & sleep 1000 >&- 2>&- & echo "$NETLAB_HOST"'],
  {
    env,
  },
);
console.log(stdout.toString().trim());
process.stdin.resume();
