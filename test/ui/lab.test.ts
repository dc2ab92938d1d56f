// The notebook as a user meets it: the packaged extension, a real editor, a real browser.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Editor, openEditor } from './harness.ts';

let editor: Editor;

const cell = (code: string, attributes = '') => `\`\`\`sh ${attributes}\n${code}\n\`\`\`\n\n`;

beforeAll(async () => {
  editor = await openEditor();
  const write = (name: string, text: string) => writeFileSync(join(editor.workspace, name), text);
  write('endless.netlab', cell('ping 127.0.0.1') + cell('echo "after the stop"'));
  write('lines.netlab', cell('seq 1 $((10 ** 5)); echo "that was $((6 * 7))"'));
  write(
    'progress.netlab',
    cell(
      'for n in $(seq 0 10); do printf "\\r%3d%% of all" $((n * 10)); sleep 0.1; done; echo; echo "and $((1 + 1)) more"',
    ),
  );
  write('flood.netlab', cell('while :; do seq 1 1000; done'));
  write(
    'attributes.netlab',
    cell('true', '{netns=webapp expect=fail timeout=20s}') + cell('sleep 1000', '{background=true}'),
  );
});

afterAll(async () => {
  await editor?.close();
});

/** Opens a notebook; its kernel is chosen without a question. */
async function open(name: string): Promise<void> {
  await editor.open(name);
  await editor.page.locator('.kernel-label:visible', { hasText: 'Sandbox (no root)' }).waitFor();
}

/** Runs the cell that holds some code. */
async function runCell(code: string): Promise<void> {
  await editor.page.locator('.notebookOverlay .view-line', { hasText: code }).first().click();
  await editor.page.keyboard.press('Control+Enter');
}

test('an endless ping is stopped, and the shell goes on', async () => {
  await open('endless.netlab');
  await editor.runAll();
  await editor.waitForText(/icmp_seq=3/);
  await editor.look('endless-ping');
  await editor.interrupt();
  await editor.ended();
  await editor.waitForText(/packets transmitted/);
  await runCell('after the stop');
  await editor.waitForText(/^after the stop$/m);
  await editor.look('stopped-ping');
});

test('100,000 lines arrive, and the editor stays usable', async () => {
  await open('lines.netlab');
  await editor.runAll();
  await editor.waitForText('that was 42', 60_000);
  await editor.waitForText(/^100000$/m);
  await editor.ended();
  await editor.look('hundred-thousand-lines');
});

test('a line that is written over looks as in a terminal', async () => {
  await open('progress.netlab');
  await editor.runAll();
  const text = await editor.waitForText('and 2 more');
  await editor.look('progress');
  expect(text).toMatch(/^100% of all$/m);
  expect(text).not.toMatch(/\d0% of all.*\n.*100% of all/);
  expect(text.match(/^\s*\d+% of all$/gm)).toHaveLength(1);
});

test('output without end does not freeze the editor: it takes commands, and stops', async () => {
  await open('flood.netlab');
  await editor.runAll();
  await editor.waitForText(/ MB so far/, 60_000);
  await editor.command('View: Toggle Panel Visibility');
  await editor.look('flood');
  await editor.interrupt();
  await editor.ended();
  await editor.page
    .getByText(/Full output, [\d.]+ MB/)
    .first()
    .click();
  await editor.page.locator('.tab.active', { hasText: '.log' }).waitFor();
  await editor.page.locator('.editor-instance .view-line', { hasText: /^17$/ }).first().waitFor();
  await editor.look('full-output');
});

test('the status bar of a cell shows what differs from the default, and stops what runs in the background', async () => {
  await open('attributes.netlab');
  for (const text of ['webapp', 'must fail', 'at most 20s', 'background']) await editor.waitForText(text);
  await runCell('sleep 1000');
  await editor.waitForText(/PID \d+/);
  await editor.look('attributes');
  await editor.page.getByText('Stop', { exact: true }).first().click();
  await editor.waitForText('Stopped.');
  await editor.ended();
});
