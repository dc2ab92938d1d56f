// What takes long and is the shell's alone, wherever it runs.
import { afterAll, expect, test } from 'vitest';
import { openHost } from '../../../src/hosts/open.ts';
import { TestKernel } from './harness.ts';

const lab = new TestKernel(() => openHost('sandbox', { internet: 'none' }));
afterAll(() => lab.close());

for (const code of ['builtin() { :; }', 'for i in {3..255}; do eval "exec $i>&-"; done', 'exec 0<&-; enable -n eval']) {
  test(`no-false-green: a cell that breaks the shell: ${code}`, async () => {
    await lab.run(code, { timeoutMs: 1000 });
    let ran = await lab.run('echo ran; false', { timeoutMs: 5000 });
    if (!ran.stdout.includes('ran')) {
      expect(ran.ok).toBe(false);
      ran = await lab.run('echo ran; false');
    }
    expect([ran.stdout, ran.ok]).toEqual(['ran\n', false]);
  });
}

test('green-but-cut: a shell that ends upon the stop, with status 0, has been stopped', async () => {
  const code = `exec bash -c 'trap "exit 0" INT TERM; while :; do sleep 0.1; done'`;
  const ran = await lab.run(code, { timeoutMs: 500 });
  expect([ran.end.kind, ran.ok]).toEqual(['shell-ended', false]);
  expect((await lab.run(code, { timeoutMs: 500, expect: 'timeout' })).ok).toBe(true);
  expect((await lab.run(code, { stopAfter: 500, expect: 'timeout' })).ok).toBe(false);
});
