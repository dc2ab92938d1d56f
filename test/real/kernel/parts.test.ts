// Cells that are run in parts, where nobody is there to stop what does not end on its own.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openHost } from '../../../src/hosts/open.ts';
import { TestKernel } from './harness.ts';

let lab: TestKernel;
beforeAll(() => {
  lab = new TestKernel(() => openHost('sandbox', { internet: 'none' }));
});
afterAll(() => lab.close());

const unattended = true;

test('a stop in a part that has a limit ends the cell', async () => {
  const ran = await lab.run('x=1\nping 127.0.0.1\nx=2', { unattended, stopAfter: 'bytes from' });
  expect(ran.end.kind).toBe('interrupted');
  expect(ran.stoppedAfter).toBeLessThan(3000);
  expect((await lab.run('echo $x')).stdout).toBe('1\n');
});

test('a stop ends the waiting for a server, and the server', async () => {
  await lab.run('nc() { exec sleep 321; }');
  const ran = await lab.run('echo up; nc -l 80\necho never', { unattended, stopAfter: 1000 });
  expect([ran.end.kind, ran.stdout]).toEqual(['interrupted', 'up\n']);
  expect(ran.stoppedAfter).toBeLessThan(3000);
  expect((await lab.run('pgrep -fx "sleep 321" || echo gone')).stdout).toBe('gone\n');
});

test('flags, traps, $? and LINENO are those that one text would have', async () => {
  const code = `trap 'echo "error $? in $LINENO"' ERR; set -u; false
ping -i 0.2 127.0.0.1 | head -n 1
f() { return 3; }
ping 127.0.0.1 >/dev/null
f || echo "$? $LINENO $-"
(exit 4)`;
  const ran = await lab.run(code, { unattended });
  expect(ran.stdout).toContain('error 1 in 1\n');
  expect(ran.stdout).toMatch(/^3 5 .*u/m);
  expect(ran.stdout).toMatch(/error 4 in 6\n$/);
  expect(ran.end).toMatchObject({ kind: 'exit', code: 4 });
  await lab.run('trap - ERR; set +u');
});

test('a console cell is taken apart as well, and its outputs are not run', async () => {
  const ran = await lab.run('$ python3 -m http.server 8080\nServing HTTP\n$ echo next\nnext', {
    unattended,
    language: 'console',
  });
  expect(ran.end).toMatchObject({ kind: 'exit', code: 0 });
  expect(ran.stdout).toContain('next\n');
  expect(ran.notices).toEqual([expect.stringContaining('python3 -m http.server runs until it is stopped')]);
});

test('what its author says of its end counts, too', async () => {
  const code = 'ping -i 0.2 127.0.0.1';
  expect(await lab.run(code, { unattended, expect: 'fail' })).toMatchObject({ ok: true });
  expect(await lab.run(code, { unattended, expect: 3 })).toMatchObject({ ok: false });
  expect(await lab.run(`false\n${code}`, { unattended, expect: 'all' })).toMatchObject({ ok: false });
  expect((await lab.run(`false\n${code}`, { unattended })).remark).toMatchObject({ code: 'command-failed' });
});
