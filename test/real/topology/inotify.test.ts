import { expect, onTestFinished, test } from 'vitest';
import { openLiveTopology } from '../../../src/discovery/live-topology.ts';
import { sandbox, sh } from '../hosts/support.ts';

test.each(['instances', 'watches'])(
  'inotify-used-up: with no more %s it says that new namespaces are not seen',
  async (what) => {
    const host = await sandbox({ internet: 'none' });
    // A limit of the user namespace: user_namespaces(7).
    expect((await sh(host, `ip netns add red && echo 0 >/proc/sys/user/max_inotify_${what}`)).code).toBe(0);
    const live = openLiveTopology(host);
    onTestFinished(() => live.dispose());
    const unread = () => live.current?.unread.map(({ why }) => why).join('\n') ?? '';
    await expect
      .poll(unread, { timeout: 30_000 })
      .toMatch(/new network namespaces are not seen .*inotify: (Too many open files|No space left)/);
    expect(unread()).toContain(`max_inotify_${what}`);
    // What no event tells is seen when it is asked for.
    await sh(host, 'ip netns add late');
    await live.refresh();
    expect(live.current?.netns.flatMap(({ names }) => names)).toContain('late');
  },
);

test('inotify-used-up: is not said where there are enough', async () => {
  const host = await sandbox({ internet: 'none' });
  await sh(host, 'ip netns add red');
  const live = openLiveTopology(host);
  onTestFinished(() => live.dispose());
  await expect.poll(() => live.current?.extent, { timeout: 30_000 }).toBe('full');
  expect(live.current?.unread.map(({ why }) => why).join()).not.toContain('inotify');
});
