import { expect, test } from 'vitest';
import { startsForeign } from '../../../src/import/foreign-shells.ts';

test.each([
  'ssh web',
  'ssh -p 2222 -J jump lea@web',
  'sshpass -p secret ssh web',
  'sudo ip netns exec red ssh 10.0.0.2',
])('typed-elsewhere-run-here: %j opens a shell on another machine', (command) =>
  expect(startsForeign(command)).toBe('sure'),
);

test.each(['ssh -W red:22 jump', 'ssh -N -L 8080:red:80 web', 'ssh web ip a', 'ssh -V'])(
  'own-commands-not-run: %j opens none',
  (command) => expect(startsForeign(command)).toBeUndefined(),
);
