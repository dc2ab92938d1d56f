import { afterAll, beforeAll, expect, test } from 'vitest';
import { openHost } from '../../../src/hosts/open.ts';
import { TestKernel } from './harness.ts';

let lab: TestKernel;
beforeAll(async () => {
  lab = new TestKernel(() => openHost('sandbox', { internet: 'none' }));
  await lab.run('ip netns add blue; ip netns add red');
});
afterAll(() => lab.close());

test('quick', async () => {
  for (const c of [
    'ip netns exec blue bash\nip netns identify $$\nfalse\nexit 3\necho "$?"; ip netns identify $$',
    'unshare -pf --mount-proc bash\necho $$\nps\nsleep 5 &\nexit',
    'unshare -pf bash\necho hi',
    'unshare -rn bash\nbash\nls -l /proc/self/ns/net; id -u\nexit\nls -l /proc/self/ns/net\nexit\n ls -l /proc/self/ns/net',
    'sudo -i\npwd\nexit',
    'cd /usr\nsudo bash\npwd;x=1\nexit\npwd;echo $x',
    'ip netns exec nope bash\necho hi',
    'ip netns exec nope bash\nexit\necho hi',
  ])
    console.log(c, await lab.run(c));
});
