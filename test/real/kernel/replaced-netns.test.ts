import { expect, test } from 'vitest';
import type { Host } from '../../../src/hosts/host.ts';
import { openHost } from '../../../src/hosts/open.ts';
import { TestKernel } from './harness.ts';

/** Starts the shell of a netns in the one that had its name before: NAME COMMAND… */
const TOO_LATE = `exec 9</run/netns/"$1"
ip netns del "$1"; ip netns add "$1"
shift
exec nsenter --net=/proc/self/fd/9 "$@"`;

test('run-again-for-ever: a cell whose netns is replaced each time that its shell starts is tried twice, and refused', async () => {
  let starts = 0;
  const lab = new TestKernel(async (): Promise<Host> => {
    const inner = await openHost('sandbox', { internet: 'none' });
    return {
      id: inner.id,
      label: inner.label,
      sandboxed: inner.sandboxed,
      spawn: (argv, options) => {
        const [ip, netns, exec, name = '', ...shell] = argv;
        if (`${ip} ${netns} ${exec}` !== 'ip netns exec') return inner.spawn(argv, options);
        starts++;
        return inner.spawn(['sh', '-c', TOO_LATE, 'late', name, ...shell], options);
      },
      run: (argv, options) => inner.run(argv, options),
      dispose: () => inner.dispose(),
    };
  });
  await lab.run('ip netns add a');
  const ran = await lab.run('echo never', { netns: 'a' });
  expect([ran.end, ran.stdout, starts]).toMatchObject([
    { kind: 'refused', what: { code: 'netns-replaced', args: ['a'] } },
    '',
    2,
  ]);
  expect(ran.notices).toEqual(['New shell: the network namespace of the previous one was deleted.']);
  expect((await lab.run('echo next')).stdout).toBe('next\n');
  await lab.close();
});
