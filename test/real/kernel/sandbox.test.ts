import { expect, test } from 'vitest';
import { openHost } from '../../../src/hosts/open.ts';
import { TestKernel } from './harness.ts';
import { kernelSuite } from './suite.ts';

kernelSuite('sandbox', () => openHost('sandbox', { internet: 'none' }));

test('two-notebooks-do-not-see-each-other', async () => {
  const open = () => openHost('sandbox', { internet: 'none' });
  const [one, two] = [new TestKernel(open), new TestKernel(open)];
  await one.run('ip netns add mine; ip link add br0 type bridge; sleep 1000 >/dev/null 2>&1 & v=1');
  expect((await two.run('ip netns; ip link show br0 2>&1; echo "[$v]"; pgrep sleep; true')).stdout).toBe(
    'Device "br0" does not exist.\n[]\n',
  );
  await one.close();
  await two.close();
});

test('restart gives a clean sandbox', async () => {
  const lab = new TestKernel(() => openHost('sandbox', { internet: 'none' }));
  await lab.run('ip netns add mine; v=1');
  await lab.kernel.restart();
  expect((await lab.run('ip netns; echo "[$v]"')).stdout).toBe('[]\n');
  await lab.close();
});

test('restart-blames-the-cell: a cell that a restart ends has been stopped, and has not failed', async () => {
  const lab = new TestKernel(() => openHost('sandbox', { internet: 'none' }));
  const ran = lab.run('sleep 1000');
  await new Promise((resolve) => setTimeout(resolve, 500));
  await lab.kernel.restart();
  expect(await ran).toMatchObject({
    end: { kind: 'interrupted' },
    notices: [],
    reason: expect.stringMatching(/^Stopped/),
  });
  expect((await lab.run('echo next')).stdout).toBe('next\n');
  await lab.close();
});

test('closing one sandbox leaves the shells of another alone', async () => {
  const stays = new TestKernel(() => openHost('sandbox', { internet: 'none' }));
  await stays.run('v=here');
  for (let round = 0; round < 5; round++) {
    const goes = new TestKernel(() => openHost('sandbox', { internet: 'none' }));
    const busy = Promise.all([goes.run('for i in {1..50}; do sleep 0.001; done'), stays.run('sleep 0.2')]);
    await busy;
    await goes.close();
  }
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect((await stays.run('echo "$v"')).stdout).toBe('here\n');
  await stays.close();
});
