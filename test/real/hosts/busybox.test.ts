import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { openMachine } from '../../../src/hosts/machine/machine.ts';
import { openCommandProcesses } from '../../../src/hosts/remote/command.ts';
import { Session } from '../../../src/kernel/session.ts';
import { nobody } from './askers.ts';
import { busyboxMachine, findBusybox } from './busybox.ts';
import { processesWithEnvironment, sh } from './support.ts';

test.for(['setsid', ''])('a machine that has nothing but busybox, with %s', async (applets, { skip }) => {
  const busybox = findBusybox();
  if (busybox === undefined) return skip('there is no busybox');
  const names = { id: 'command:lab', label: 'lab' };
  const bare = openCommandProcesses(await busyboxMachine(busybox, applets), names);
  const host = await openMachine(bare, { ...names, become: 'sudo', asker: nobody, mayStall: true });
  onTestFinished(() => host.dispose());

  const { stdout } = await host.run(['sh', '-c', 'pwd; echo "$V $1"; cat'], {
    cwd: '/tmp',
    env: { V: "a\n'" },
    input: 'in',
  });
  expect(stdout.toString()).toBe("/tmp\na\n' \nin");
  await expect(host.run(['no-such-program'])).rejects.toThrow('Cannot run no-such-program');

  const marker = randomUUID();
  const process = host.spawn(['sh', '-c', 'echo up; sleep 1000; echo more'], { env: { NETLAB_TEST: marker } });
  await once(process.stdout, 'data');
  await process.signal('SIGTERM');
  expect((await process.exited).signal).toBe('SIGTERM');

  await sh(host, 'sleep 1000 >/dev/null 2>&1 & true');
  host.spawn(['sh', '-c', 'trap "" TERM; sleep 1000; sleep 1000'], { env: { NETLAB_TEST: marker } });
  await expect(Session.open({ host, directory: '/' })).rejects.toThrow('Cells need bash, and there is none on lab.');
  await host.dispose();
  expect(processesWithEnvironment(`NETLAB_TEST=${marker}`)).toEqual([]);
});
