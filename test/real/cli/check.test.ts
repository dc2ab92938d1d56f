import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { run } from './program.ts';

const folder = mkdtempSync(join(tmpdir(), 'netlab-check-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

test('check: what is found in files, with its place; an error is exit status 1', async () => {
  const wrong = file('wrong.netlab', '---\nnetlab: { internt: none }\n---\n\n```sh {timeout=soon}\nping <host>\n```\n');
  const { status, stdout, stderr } = await run('check', wrong, 'labs/container-networking.netlab');
  expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
  expect(stdout.split('\n').map((line) => line.replace(folder, '').slice(0, 60))).toEqual([
    '/wrong.netlab:2:1: warning: unknown setting netlab: internt. Did you mean internet?'.slice(0, 60),
    '/wrong.netlab:5:8: error: timeout=soon is not a duration such as 500ms'.slice(0, 60),
    '/wrong.netlab:6:6: error: <host> is a placeholder: the shell would'.slice(0, 60),
    '',
  ]);
});

test('check: what is old or ignored is no error', async () => {
  const old = file('old.md', '```sh {expct=fail}\nbrctl addbr br0\n```\n');
  const { status, stdout } = await run('check', old);
  expect(status).toBe(0);
  expect(stdout.trimEnd().split('\n')).toHaveLength(2);
});

test('check: hostile text is made printable', async () => {
  const { stdout } = await run('check', file('hostile.netlab', '```sh {expct=\x1b[2J}\nifconfig \x1b[2J up\n```\n'));
  expect(stdout).toContain('ifconfig is an old tool');
  expect(stdout).not.toContain('\x1b');
});

test('check: without a file it says what it needs', async () => {
  expect(await run('check')).toMatchObject({
    status: 2,
    stderr: 'netlab-notebook: check needs the FILE to look at.\n',
  });
});
