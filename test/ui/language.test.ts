// The words of commands as they are written: what is offered where nothing has run, what Enter and Tab do, and hover.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Editor, openEditor } from './harness.ts';
import { openEmpty } from './typing.ts';

let editor: Editor;

beforeAll(async () => {
  const settings = { 'editor.hover.delay': 100 };
  editor = await openEditor({ settings, viewport: { width: 1280, height: 800 } });
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await editor?.screenshot('language-failed');
});

afterAll(async () => {
  await editor?.close();
});

const offered = (text: string) => editor.page.locator('.suggest-widget .monaco-list-row', { hasText: text }).first();
const line = () => editor.page.locator('.notebookOverlay:visible .cell .view-line').last();

async function emptyCell(name: string): Promise<void> {
  await openEmpty(editor, name);
  await editor.page.locator('.notebookOverlay:visible .cell .view-lines').last().click();
}

test('words are offered with what they take and do, in a notebook that has never run', async () => {
  await emptyCell('words.netlab');
  await editor.page.keyboard.type('ip link add br0 type bridge ', { delay: 30 });
  await offered('vlan_filtering').waitFor();
  expect(await offered('vlan_filtering').innerText()).toContain('Makes the bridge VLAN-aware');
  await editor.look('language-list');
  for (const theme of ['Light Modern', 'Dark Modern']) {
    await editor.page.keyboard.press('Escape');
    await editor.command('Preferences: Color Theme');
    await editor.page.keyboard.type(theme);
    await editor.page.keyboard.press('Enter');
    await line().click();
    await editor.page.keyboard.press('End');
    await editor.page.keyboard.press('Control+Space');
    await offered('vlan_filtering').waitFor();
    await editor.look(`language-${theme.split(' ')[0]?.toLowerCase()}`);
  }
  await editor.page.keyboard.press('Escape');
});

test('what is begun is completed, and a space offers what it takes', async () => {
  await emptyCell('begun.netlab');
  await editor.page.keyboard.type('ip link add br0 type bridge vlan_f', { delay: 40 });
  await offered('vlan_filtering').waitFor();
  await editor.page.keyboard.press('Tab');
  await expect.poll(() => line().innerText()).toMatch(/type.bridge.vlan_filtering$/);
  await editor.page.keyboard.type(' ');
  await offered('On.').waitFor();
  await editor.page.keyboard.type('1');
  await editor.page.keyboard.press('Escape');
});

test('a namespace that a line above makes is offered before anything has run', async () => {
  await emptyCell('order.netlab');
  await editor.page.keyboard.type('ip netns add blue\nip -n ', { delay: 30 });
  await offered('blue').waitFor();
  await editor.look('language-names');
  await editor.page.keyboard.press('Escape');
});

test('hover says what a word does', async () => {
  await emptyCell('hover.netlab');
  await editor.page.keyboard.type('ip route add default via 10.0.0.1 onlink', { delay: 30 });
  await editor.page.keyboard.press('Escape');
  await line().getByText('onlink').hover();
  const hover = editor.page.locator('.monaco-hover:visible', { hasText: 'Treats the router as directly reachable' });
  await hover.first().waitFor();
  await editor.look('language-hover');
});
