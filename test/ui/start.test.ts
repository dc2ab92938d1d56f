// The first minutes: `npm start`, and what it leaves alone. And a window that comes back with the lab open.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { root } from '../../scripts/lib/project.mjs';
import { emptyLines } from './emptyLines.ts';
import type { Editor } from './harness.ts';
import { openTopologyLate } from './restored.ts';
import { freshUser, openStarted, type Started, start } from './start.ts';

const LABS = join(root, 'labs');
const digest = (folder: string) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.netlab'))
    .map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest('hex'),
    ]);

const before = digest(LABS);
let editor: Editor;
let started: Started;

beforeAll(async () => {
  const folder = await freshUser();
  started = await start(folder);
  editor = await openStarted(started, folder);
}, 600_000);

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await editor?.screenshot('start-failed');
});

afterAll(async () => {
  await editor?.close();
});

test('the first lab is open, with a kernel, and nothing else has to be done', async () => {
  await editor.page.locator('.tab.active', { hasText: 'container-networking.netlab' }).waitFor();
  await editor.page.locator('.kernel-label:visible', { hasText: 'Sandbox (no root)' }).waitFor();
  await editor.look('start');
  expect(started.said()).toContain(started.labs);
});

test('redraw-during-first-expansion: a reload, Run All, and only then the view', async () => {
  await openTopologyLate(editor);
  await editor.look('restored');
  expect(await emptyLines(editor.page)).toEqual([]);
});

test('start-changes-the-checkout: what is written and saved is in the copy', async () => {
  await editor.ended();
  // Beside the diagram, which the lab has opened, the first screen has no code.
  await editor.open('container-networking.netlab');
  await editor.command('View: Close Editors in Other Groups');
  const cells = editor.page.locator('.notebookOverlay:visible .cell');
  await cells.locator('.view-lines').first().click();
  await cells.locator('.monaco-editor.focused').waitFor();
  await editor.page.keyboard.type('# mine: ');
  await cells.locator('.view-line', { hasText: '# mine:' }).waitFor();
  await editor.command('File: Save');
  await expect.poll(() => digest(started.labs)).not.toEqual(before);
  expect(digest(LABS)).toEqual(before);
});

/** Whether its server lets the reader of its address in: with a cookie, and to the page itself. */
const answers = ({ url }: Started) =>
  fetch(url, { redirect: 'manual' }).then(
    ({ status }) => status === 302,
    () => false,
  );

test('two at once, of one user', async () => {
  const folder = join(started.labs, '../../..');
  const second = await start(folder);
  try {
    expect(new URL(second.url).port).not.toBe(new URL(started.url).port);
    expect(await Promise.all([started, second].map(answers))).toEqual([true, true]);
  } finally {
    await second.stop();
  }
  // The first goes on.
  expect([await answers(started), await answers(second)]).toEqual([true, false]);
});
