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
