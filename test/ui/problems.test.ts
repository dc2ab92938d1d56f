// The Problems panel: what is found in the cells of a notebook, and what a quick fix does.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Editor, openEditor } from './harness.ts';

let editor: Editor;

const LAB = `# Mistakes

\`\`\`sh {expct=fail}
brctl addbr br0
\`\`\`

\`\`\`sh
ping -c 1 <host>
\`\`\`

\`\`\`sh
$ ip link
1: lo: <LOOPBACK,UP>
\`\`\`
`;

beforeAll(async () => {
  editor = await openEditor({ viewport: { width: 1280, height: 860 } });
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await editor?.screenshot('problems-failed');
});

afterAll(async () => {
  await editor?.close();
});

const problem = (text: string) => editor.page.locator('.markers-panel .monaco-list-row', { hasText: text }).first();
const cell = (index: number) => editor.page.locator('.notebookOverlay:visible .cell.code .view-lines').nth(index);

test('what is found is listed; a placeholder is replaced by what is typed', async () => {
  writeFileSync(join(editor.workspace, 'mistakes.netlab'), LAB);
  await editor.open('mistakes.netlab');
  await editor.command('Problems: Focus on Problems View');
  await problem('Did you mean expect?').waitFor();
  await problem('brctl is an old tool').waitFor();
  await problem('<host> is a placeholder').waitFor();
  await problem('shows a prompt').waitFor();
  await editor.page.locator('.cell-status-item', { hasText: 'unknown attribute expct' }).waitFor();
  for (const theme of ['Light Modern', 'Dark Modern']) {
    await editor.command('Preferences: Color Theme');
    await editor.page.keyboard.type(theme);
    await editor.page.keyboard.press('Enter');
    await problem('brctl').waitFor();
    await editor.page.waitForTimeout(500);
    await editor.look(`problems-${theme.split(' ')[0]?.toLowerCase()}`);
  }
  await problem('<host> is a placeholder').dblclick();
  // Else the key would be for the panel.
  await editor.page.locator('.notebookOverlay:visible .cell.code .monaco-editor.focused').waitFor();
  const action = editor.page.locator('.action-widget .monaco-list-row', { hasText: 'Put a value in place of <host>' });
  // What the list has is settled when it opens, which may be before the cell has been read.
  for (let tries = 0; tries < 10 && !(await action.isVisible()); tries++) {
    await editor.page.keyboard.press('Control+.');
    await action.waitFor({ timeout: 3000 }).catch(() => {});
  }
  await editor.look('problems-fixes');
  await action.click();
  await expect.poll(() => cell(1).innerText()).toMatch(/ping.-c.1.host$/);
  await editor.page.keyboard.type('10.0.0.1');
  await expect.poll(() => cell(1).innerText()).toMatch(/ping.-c.1.10\.0\.0\.1$/);
  await problem('<host> is a placeholder').waitFor({ state: 'detached' });
});
