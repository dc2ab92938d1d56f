import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { processesWithEnvironment } from '../real/hosts/support.ts';
import { type Editor, openEditor } from './harness.ts';

let editor: Editor;

const NOTEBOOK = `---
netlab:
  host: sandbox@command:lab
---

# Kept

\`\`\`sh
echo "marker=$NETLAB_KEPT"; seq -s " " 1 20; until [ -e go ]; do sleep 0.1; done; echo "the end $((40 + 2))"; x=\${x}k
\`\`\`

\`\`\`sh
echo "x is $x"
\`\`\`
`;

beforeAll(async () => {
  const lab = { name: 'lab', command: ['env'], become: 'none', keepAlive: '3m' };
  editor = await openEditor({ files: [], settings: { 'netlab.hosts': [lab] } });
  writeFileSync(join(editor.workspace, 'kept.netlab'), NOTEBOOK);
});

afterAll(async () => {
  await editor?.close();
});

test('window-reload-with-keepAlive: a running cell goes on, its output and its shell are there again', async () => {
  await editor.open('kept.netlab');
  await editor.waitForText('Kept');
  await editor.waitForText('Sandbox on lab');
  await editor.runAll();
  const before = await editor.waitForText(/marker=\w{32}[\s\S]*17 18 19 20/);
  const marker = /marker=(\w{32})/.exec(before)?.[1] ?? '';
  await editor.look('reload-before');
  await editor.reload();
  await editor.waitForText(`marker=${marker}`);
  await editor.waitForText('17 18 19 20');
  await editor.look('reload-after');
  writeFileSync(join(editor.workspace, 'go'), '');
  await editor.waitForText('the end 42');
  await editor.runAll();
  // A fresh shell would have it once.
  await editor.waitForText('x is kk');
  await editor.look('reload-end');
  expect((await editor.text()).split('the end 42').length - 1).toBe(1);

  // Closing the notebook ends all of it at once.
  await editor.command('View: Close All Editors');
  await expect.poll(() => processesWithEnvironment(`NETLAB_KEPT=${marker}`), { timeout: 15_000 }).toEqual([]);
});

test('missing-translation: a window whose language is German says all of it in German', async () => {
  writeFileSync(join(editor.workspace, 'fails.netlab'), '# Fehler\n\n```sh\nfalse\n```\n');
  await editor.speak('de');
  await editor.page.reload();
  await editor.open('fails.netlab');
  await editor.waitForText('Sandbox (ohne root)');
  await editor.page.locator('.activitybar .action-label[aria-label="Netlab"]').first().click();
  await editor.runAll();
  await editor.waitForText(/✗ Exit-Status 1, aber diese Zelle sollte/);
  await editor.page.getByRole('treeitem', { name: /Sandbox \(ohne root\)/ }).waitFor();
  await editor.look('german');
});
