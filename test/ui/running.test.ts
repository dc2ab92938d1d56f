import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Editor, openEditor } from './harness.ts';

const cell = (text: string, info = '') => `\`\`\`sh ${info}\n${text}\n\`\`\`\n\n`;
const server = `${process.execPath} -e 'require("http").createServer((q, a) => a.end("<h1>Served from blue</h1>")).listen(8080, () => console.log("up"))'`;
const FILES = {
  'green.netlab': [
    '# All is well\n\n',
    cell('ip netns add blue; ip -n blue link set lo up'),
    cell('ls /nowhere\nls /not-there-either\ntrue'),
    cell('ping -c 1 -W 1 192.0.2.1', '{expect=fail netns=blue}'),
    cell('read -r name', '{expect=1}'),
    cell('echo left out', '{excludeFromRunAll=true}'),
    cell(server, '{background=true netns=blue}'),
    cell('sleep 1; echo done'),
  ].join(''),
  'red.netlab': `# It stops\n\n${cell('true')}${cell('sh -c "exit 2"', '{name=second}')}${cell('echo never')}`,
};

let editor: Editor;
beforeAll(async () => {
  editor = await openEditor();
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(editor.workspace, name), text);
}, 120_000);
afterAll(async () => {
  await editor?.close();
});

const lastRun = () => editor.page.locator('[id$="netlab.lastRun"]');

test('after a run one line says how it went, which a screen reader says, too', async () => {
  await editor.open('green.netlab');
  await editor.runAll();
  await editor.waitForText(/5 as expected, 1 in the background, 1 skipped, \d/);
  const label = lastRun().locator('[role=status]');
  expect(await label.getAttribute('aria-label')).toMatch(/^5 as expected/);
  await editor.waitForText('failed, as it should (exit 2)');
  await editor.waitForText('2 commands failed (lines 1, 2)');
  await editor.waitForText('Standard input was read');
  await editor.look('run-summary');
});

test('a background cell does not turn Run All into Stop, and shows its port', async () => {
  await editor.waitForText('port 8080');
  await editor.ended();
  expect(
    await editor.page
      .getByRole('button', { name: /^Run All$/ })
      .first()
      .isVisible(),
  ).toBe(true);
});

test('port-not-found: a click on the port opens what is served in the namespace', async () => {
  const opened = editor.page.context().waitForEvent('page');
  await editor.page.locator('.notebookOverlay:visible').getByText('port 8080').click();
  const page = await opened;
  await page.getByRole('heading', { name: 'Served from blue' }).waitFor();
  await page.close();
});

test('a run that stops says where and why, and a click goes there', async () => {
  await editor.open('red.netlab');
  await editor.runAll();
  await editor.waitForText('Stopped at cell 3: expected ok, got 2 (1 as expected, 1 skipped');
  await editor.look('run-stopped');
  await lastRun().click();
  await editor.page.locator('.notebookOverlay:visible .monaco-list-row.focused', { hasText: 'exit 2' }).waitFor();
});

test('printed-over: after a restart what a check has said stands in lines of their own', async () => {
  const check = cell('false', '{check="See <b>it</b>" hint="Look."}');
  writeFileSync(join(editor.workspace, 'check.netlab'), `# Check\n\n${check}${cell('true')}`);
  await editor.open('check.netlab');
  await editor.runAll();
  await editor.waitForText('Check it on its own for a hint.');
  await editor.ended();
  await editor.command('Netlab: Restart Sandbox');
  await editor.waitForText('Before the restart:');
  const top = async (text: string) => {
    const found = await Promise.all(editor.page.frames().map((frame) => frame.getByText(text).all()));
    const boxes = await Promise.all(found.flat().map((one) => one.boundingBox()));
    return boxes.find((box) => box)?.y ?? Number.NaN;
  };
  const tops = () =>
    Promise.all(['Before the restart:', 'Not done yet: See <b>it</b>', 'Check it on its own'].map(top));
  await editor.look('run-restarted');
  await expect.poll(async () => ((await tops())[2] ?? 0) - ((await tops())[1] ?? 0)).toBeGreaterThan(10);
  expect((await tops()).toSorted((a, b) => a - b)).toEqual(await tops());
});
