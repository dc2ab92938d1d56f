import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from '../../scripts/lib/project.mjs';
import { type Editor, openEditor } from './harness.ts';

const TASKS = `# Tasks

Raise the flag: \`flag=up\`.

\`\`\`sh {check="The flag is up" hint="It is a variable." hint2="flag=up"}
echo looking
[ "$flag" = up ]
\`\`\`

\`\`\`sh {check="The flag is red" hint="There are colours." hint2="colour=red"}
[ "$colour" = red ]
\`\`\`

\`\`\`sh
flag=up
\`\`\`
`;

let editor: Editor;
beforeAll(async () => {
  editor = await openEditor({ files: [] });
  writeFileSync(join(editor.workspace, 'tasks.netlab'), TASKS);
}, 120_000);
afterAll(async () => {
  await editor?.close();
});

const choice = (label: string) => editor.page.locator('.quick-input-list .monaco-list-row', { hasText: label }).first();
const copyOf = (lab: string) => join(editor.workspace, lab);
const original = (lab: string) => readFileSync(join(root, 'labs', lab), 'utf8');

/** A link in a Markdown cell; those are drawn in a frame. */
async function linkTo(text: string) {
  for (const frame of editor.page.frames()) {
    const link = frame.getByRole('link', { name: text, exact: true }).first();
    if ((await link.count()) > 0) return link;
  }
  throw new Error(`There is no link ${text}`);
}

test('a check gives hints, says when its task is done, and a reload of the window does not forget that', async () => {
  await editor.open('tasks.netlab');
  await editor.runAll();
  await editor.waitForText('Not done yet: The flag is up');
  await editor.waitForText('Check it on its own for a hint.');
  await editor.waitForText(/1 as expected, 2 to do/);
  await editor.look('check-to-do');
  const check = editor.page.getByRole('button', { name: 'Check whether this is done: The flag is up' });
  await check.click();
  await editor.waitForText('✓ Done: The flag is up');
  await editor.waitForText('done; 1 of 2 tasks of this lab');
  expect(await editor.text()).not.toMatch(/^looking$/m);
  await editor.look('check-done');
  // double-click-spends-two: its second click would take the hint that nobody has read.
  await editor.page.getByRole('button', { name: 'Check whether this is done: The flag is red' }).dblclick();
  await editor.waitForText('Hint 1 of 2: There are colours.');
  await editor.page.waitForTimeout(1000);
  expect(await editor.text()).not.toContain('Hint 2 of 2');
  await editor.reload();
  await editor.waitForText('done; 1 of 2 tasks of this lab');
});

test('the gallery opens a lab as a file of the user, and its links lead to the other labs', async () => {
  await editor.command('Netlab: Open Sample Lab');
  await choice('Port forwarding').waitFor();
  await editor.waitForText(/about \d+ minutes · 0 of 4 tasks done/);
  await editor.look('gallery');
  await choice('Port forwarding').click();
  await choice('In the open folder').click();
  await editor.page.locator('.tab.active', { hasText: 'port-forwarding.netlab' }).waitFor();
  await editor.waitForText('a container found its way');
  await editor.look('lab-from-gallery');
  await (await linkTo('Container networking, by hand')).click();
  await editor.page.locator('.tab.active', { hasText: 'container-networking.netlab' }).waitFor();
  await editor.waitForText('You will build two');
  await editor.page.locator('.kernel-label:visible', { hasText: 'Sandbox' }).waitFor();
  for (const lab of ['container-networking.netlab', 'port-forwarding.netlab'])
    expect(readFileSync(copyOf(lab), 'utf8')).toBe(original(lab));
});

test('a lab that was changed is opened as it is, and can be started afresh', async () => {
  const lab = 'port-forwarding.netlab';
  appendFileSync(copyOf(lab), '\nMine.\n');
  await editor.command('Netlab: Open Sample Lab');
  await choice('Port forwarding').click();
  await editor.page.locator('.tab.active', { hasText: lab }).waitFor();
  await editor.page.locator('.notebookOverlay:visible :focus').first().waitFor();
  expect(readFileSync(copyOf(lab), 'utf8')).toContain('\nMine.\n');
  await editor.waitForText('a container found its way');
  await editor.command('Netlab: Start Sample Lab Afresh');
  await editor.page.locator('.monaco-dialog-box', { hasText: 'Replace your copy of' }).waitFor();
  await editor.look('start-afresh');
  await editor.page.locator('.monaco-dialog-box').getByRole('button', { name: 'Start Afresh' }).click();
  await editor.page.locator('.monaco-dialog-box').waitFor({ state: 'detached' });
  await editor.page.locator('.tab.active', { hasText: lab }).waitFor();
  await expect.poll(() => readFileSync(copyOf(lab), 'utf8')).toBe(original(lab));
});
