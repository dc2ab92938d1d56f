// A window that comes back with a lab open: what the Topology view shows when it is opened only later.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { emptyLines } from './emptyLines.ts';
import { type Editor, openEditor } from './harness.ts';
import { openTopologyLate } from './restored.ts';

let editor: Editor;

beforeAll(async () => {
  editor = await openEditor({ viewport: { width: 1280, height: 1300 } });
  await editor.open('container-networking.netlab');
  await editor.page.locator('.kernel-label:visible', { hasText: 'Sandbox (no root)' }).waitFor();
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await editor?.screenshot('restored-failed');
});

afterAll(async () => {
  await editor?.close();
});

test.each([1, 2, 3])('redraw-during-first-expansion: reload %i, Run All, and only then the view', async (round) => {
  await openTopologyLate(editor);
  if (round === 1) await editor.screenshot('restored');
  expect(await emptyLines(editor.page)).toEqual([]);
});
