import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Editor, openEditor } from './harness.ts';

let editor: Editor;

beforeAll(async () => {
  editor = await openEditor({ files: [] });
  writeFileSync(join(editor.workspace, 'first.netlab'), '# A title\n\n```sh\necho "sum $((40 + 2))"\n```\n');
});

afterAll(async () => {
  await editor?.close();
});

test('a .netlab file opens as a notebook and runs', async () => {
  await editor.open('first.netlab');
  await editor.waitForText('A title');
  await editor.runAll();
  expect(await editor.waitForText('sum 42')).toContain('sum 42');
  await editor.screenshot('first-run');
});
