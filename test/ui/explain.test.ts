// Why does A not reach B: asked in the diagram, answered in a cell, drawn, mended.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FrameLocator, Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Editor, LOOKS, openEditor } from './harness.ts';
import { KINDS_OF_THEMES } from './themes.ts';

const NAME = 'why.netlab';
const MATRIX = 'matrix.netlab';
const LAB = `\`\`\`sh
for n in red blue; do
  ip netns add $n; ip link add to-$n type veth peer name eth0 netns $n
  ip link set to-$n up; ip -n $n link set eth0 up; ip -n $n link set lo up
done
ip addr add 10.1.0.1/24 dev to-red; ip -n red addr add 10.1.0.2/24 dev eth0
ip addr add 10.2.0.1/24 dev to-blue; ip -n blue addr add 10.2.0.2/24 dev eth0
ip -n red route add default via 10.1.0.1; ip -n blue route add default via 10.2.0.1
\`\`\`

`;

let editor: Editor;

beforeAll(async () => {
  editor = await openEditor({ viewport: { width: 1700, height: 950 } });
  writeFileSync(join(editor.workspace, NAME), LAB);
  writeFileSync(join(editor.workspace, MATRIX), `${LAB}\`\`\`sh\n%matrix red blue\n\`\`\`\n`);
  await editor.open(NAME);
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await editor?.screenshot('explain-failed');
});

afterAll(async () => {
  await editor?.close();
});

/** The page of the diagram: a webview is a frame in a frame. */
const page = (): FrameLocator =>
  editor.page.frameLocator('iframe.webview[src*="extensionId=netlab-notebook"]').last().frameLocator('iframe');
const drawn = (selector: string, hasText?: string): Locator =>
  page().locator(`.picture:not(.drawing) ${selector}`, hasText === undefined ? {} : { hasText });
const badge = (text: string): Locator =>
  editor.page.locator('.notebookOverlay:visible .cell-status-item', { hasText: text }).last();
const choice = (text: string): Locator => editor.page.locator('.quick-input-list .monaco-list-row', { hasText: text });
const file = (name = NAME) => readFileSync(join(editor.workspace, name), 'utf8');
const title = () => page().locator('.way-title');

/** What is below the first screen of the notebook may not be in the page. */
async function toTop(): Promise<void> {
  const cells = editor.page.locator('.notebookOverlay:visible .monaco-list').first();
  await cells.click({ position: { x: 20, y: 5 } });
  await editor.page.keyboard.press('Escape');
  await editor.page.keyboard.press('Control+Home');
}

async function runCell(code: string): Promise<void> {
  // A key that comes before a kernel is chosen runs nothing.
  await editor.page.locator('.kernel-label:visible', { hasNotText: 'Select Kernel' }).first().waitFor();
  await editor.page.locator('.notebookOverlay:visible .view-line', { hasText: code }).first().click();
  await editor.page.keyboard.press('Control+Enter');
}

/** For whoever wants to look: what the tests ask of colours is in diagram.test.ts. */
async function lookInThemes(): Promise<void> {
  if (!LOOKS) return;
  for (const [name, is] of KINDS_OF_THEMES) {
    await theme(name);
    await page().locator(`body.${is}`).waitFor();
    await editor.page.waitForTimeout(400);
    await editor.look(`explain-${is}`);
  }
}

async function theme(name: string): Promise<void> {
  await editor.command('Preferences: Color Theme');
  await editor.page.locator('.quick-input-widget input.input').fill(name);
  await choice(name).first().click();
}

test('asked in the diagram, it is answered in a cell, and the way is drawn to where it ends', async () => {
  await editor.command('Netlab: Open Diagram');
  await editor.waitForText('Run a cell: the diagram shows what it creates.');
  await runCell('for n in');
  await drawn('.node', '10.2.0.2/24').waitFor({ timeout: 60_000 });
  await drawn('.node', '10.1.0.2/24').click({ button: 'right' });
  const line = editor.page.locator('.monaco-menu [role="menuitem"]:visible', { hasText: 'Why Does This Not Reach' });
  await line.hover();
  await editor.page.waitForTimeout(300);
  await line.click();
  await choice('blue').first().click();
  await expect.poll(() => file()).toContain('%explain red blue');
  await expect.poll(() => title().innerText(), { timeout: 20_000 }).toBe('red → 10.2.0.2 (blue): does not arrive');
  await drawn('.way-mark[data-kind="ends"]', 'forwarding off').waitFor();
  await editor.look('explain-ends');
});

test('a click on where it ends shows that in the tree, and a click on a thing lists what the packet met there', async () => {
  const selected = (what: string) => editor.page.locator('.pane-body .monaco-list-row.selected', { hasText: what });
  await drawn('.way-mark[data-kind="ends"]').click();
  await selected('to-red').waitFor();
  await drawn('.node', '10.1.0.2/24').click();
  const step = page().locator('.card .steps').getByRole('button', { name: 'Way there: out by eth0' });
  await step.waitFor();
  await selected('eth0').waitFor();
  await editor.look('explain-card');
  await page().getByRole('button', { name: 'Close the card (Escape)' }).click();
});

test('the page about the reason opens', async () => {
  await badge('What does forwarding-off mean?').click();
  await editor.waitForText(/How to fix it/);
  await editor.look('explain-reason');
  await editor.command('View: Close Editor');
});

test('the fix, inserted and run, lets it pass: the way follows at once, and the question is answered anew', async () => {
  await editor.command('View: Focus First Editor Group');
  await badge('Insert fix').click();
  await expect.poll(() => file()).toContain('sysctl -w net.ipv4.');
  await runCell('sysctl -w net.ipv4.');
  await expect
    .poll(() => title().innerText(), { timeout: 20_000 })
    .toBe('red → 10.2.0.2 (blue): arrives, and so does the answer');
  await drawn('.way-mark[data-kind="arrived"]', 'answered').waitFor();
  expect(await drawn('.way-packet').count()).toBe(2);
  await toTop();
  await runCell('%explain red blue');
  await editor.waitForText('red → 10.2.0.2 (blue): arrives, and so does the answer.');
  await lookInThemes();
});

test('by keyboard alone: from the bar to the end, into the tree, and away', async () => {
  await page().getByRole('button', { name: 'Go to where the way ends' }).press('Enter');
  const at = () => page().locator(':focus').getAttribute('aria-label');
  expect(await at()).toBe('The answer arrives: red has it.');
  await editor.page.keyboard.press('Enter');
  await editor.page.locator('.pane-body .monaco-list-row.selected', { hasText: 'red' }).waitFor();
  await page().locator('.way-mark').last().press('Escape');
  await page().locator('.way-bar').waitFor({ state: 'hidden' });
  await drawn('.way').waitFor({ state: 'detached' });
  await badge('Show way').click();
  await drawn('.way').waitFor({ state: 'attached' });
});

test('of a matrix, a pair that is lost leads to its explanation', async () => {
  await editor.command('View: Focus First Editor Group');
  await editor.open(MATRIX);
  await runCell('for n in');
  await runCell('%matrix');
  await editor.waitForText('no: forwarding-off');
  await badge('Explain a Pair…').click();
  await editor.look('explain-pairs');
  await choice('blue → red').click();
  await expect.poll(() => file(MATRIX)).toContain('%explain blue 10.1.0.2');
  await expect.poll(() => title().innerText(), { timeout: 20_000 }).toBe('blue → 10.1.0.2 (red): does not arrive');
});
