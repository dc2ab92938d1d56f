// Typing: what is in a cell is what was typed, key by key, whatever is offered meanwhile. The long texts, all of the lines
// and the slow typist are in the soak.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Editor, openEditor } from './harness.ts';
import { expectNamesTyped, expectTyped, NAMES, openEmpty, someOf, TRAPS, WORDS } from './typing.ts';

let editor: Editor;

beforeAll(async () => {
  editor = await openEditor({ viewport: { width: 1280, height: 1000 } });
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await editor?.screenshot('typing-failed');
});

afterAll(async () => {
  await editor?.close();
});

test('enter-takes-a-snippet: lines that end in its words, at 40 ms a key', () => expectTyped(editor, TRAPS, 40));

test('enter-takes-a-longer-word: lines of words that are offered, at 40 ms a key', () =>
  expectTyped(editor, someOf(WORDS), 40));

test('enter-replaces-a-name: in a lab that has run, at 40 ms a key', () => expectNamesTyped(editor, someOf(NAMES), 40));

test('a snippet is offered where a command may begin, and Enter takes it', async () => {
  await openEmpty(editor, 'snippet.netlab');
  await editor.page.locator('.notebookOverlay:visible .cell .view-lines').last().click();
  await editor.page.keyboard.type('true && ');
  await editor.page.keyboard.type('na', { delay: 40 });
  const offer = editor.page.locator('.suggest-widget .monaco-list-row', { hasText: 'NAT for a private network' });
  // While the answer to one letter is awaited, the editor asks for no other: the first answer in a window takes long.
  const offered = async () => {
    await editor.page.keyboard.type('t');
    const shown = await offer.waitFor({ timeout: 2000 }).then(
      () => true,
      () => false,
    );
    if (!shown) await editor.page.keyboard.press('Backspace');
    return shown;
  };
  await expect.poll(offered, { timeout: 30_000 }).toBe(true);
  await editor.look('snippet');
  await editor.page.keyboard.press('Enter');
  await editor.waitForText('MASQUERADE');
  await editor.page.keyboard.press('Escape');
  await editor.look('snippet-taken');
});

test('a .netlab file that is edited as text offers nothing unasked', async () => {
  writeFileSync(join(editor.workspace, 'text.netlab'), '# A lab\n\n');
  await editor.open('text.netlab');
  await editor.command('View: Reopen Editor With Text Editor');
  await editor.page.locator('.editor-instance:visible .view-line').last().click();
  await editor.page.keyboard.press('Control+End');
  const prose = 'Each netns\nhas a timeout\nor an expect\n```sh\nveth\n```';
  await editor.page.keyboard.type(prose, { delay: 60 });
  await editor.command('File: Save');
  await expect.poll(() => readFileSync(join(editor.workspace, 'text.netlab'), 'utf8')).toBe(`# A lab\n\n${prose}`);
});
