// Tutorials of others, opened as they are.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { needs } from '../needs.ts';
import { type Editor, openEditor } from './harness.ts';

const REAL = new URL('../../../shared/corpus/md/01-ratul-egress-traffic.md', import.meta.url).pathname;

const TUTORIAL = `# Two rooms, by hand

\`\`\`
red --> br0 --> blue
\`\`\`

Make them:

\`\`\`console
$ sudo ip netns add red
$ ip netns list
red
\`\`\`

With a name of your own:

\`\`\`bash
sudo ip link add <bridge> type bridge
ip -br link show <bridge>
\`\`\`

There is no way yet, so this fails:

\`\`\`bash
sudo ip netns exec red ping -c 1 -W 1 10.0.0.2
\`\`\`

\`\`\`
ping: connect: Network is unreachable
\`\`\`

Enter it:

\`\`\`sh
sudo ip netns exec red bash
ip link set lo up
\`\`\`

\`\`\`sh
ip -br addr show lo
exit
\`\`\`

Either of these:

\`\`\`
iptables [-t nat] -L
ip addr
\`\`\`

\`\`\`text
ip link show lo
\`\`\`

## Clean up

\`\`\`bash
sudo ip netns del red
\`\`\`
`;

let editor: Editor;

beforeAll(async () => {
  editor = await openEditor({ files: [], settings: { 'workbench.editorAssociations': { '*.md': 'netlab-markdown' } } });
  writeFileSync(join(editor.workspace, 'rooms.md'), TUTORIAL);
  if (existsSync(REAL)) writeFileSync(join(editor.workspace, 'real.md'), readFileSync(REAL));
});

afterAll(() => editor?.close());

const beneath = (name: string) => editor.page.locator('.cell-status-item:visible', { hasText: name }).first();
/** As it is typed: an editor shows blanks that do not break. */
const plain = (text: string) => text.replaceAll('\u00a0', ' ');
const file = () => readFileSync(join(editor.workspace, 'rooms.md'), 'utf8');

/** Scrolls from the top until something holds: only what is in view exists in the page, and outputs come a moment later. */
async function scrollUntil(holds: () => Promise<boolean>): Promise<void> {
  const cells = editor.page.locator('.notebookOverlay:visible .monaco-list').first();
  const box = await cells.boundingBox();
  if (!box) throw new Error('no notebook is shown');
  await editor.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  for (let round = 0; round < 4; round++) {
    await editor.page.mouse.wheel(0, -100_000);
    for (let step = 0; step < 60; step++) {
      await editor.page.waitForTimeout(250);
      if (await holds()) return;
      await editor.page.mouse.wheel(0, 250);
    }
  }
  throw new Error(`not found; shown is:\n${(await editor.text()).slice(-3000)}`);
}

const scrollTo = (name: string) => scrollUntil(() => beneath(name).isVisible());
const see = (wanted: RegExp) => scrollUntil(async () => wanted.test(plain(await editor.text())));

/** Presses something beneath a cell until that has an effect: what is there is drawn anew now and then. */
async function press(name: string, hasEffect: () => Promise<boolean>): Promise<void> {
  await scrollTo(name);
  for (let tries = 0; tries < 20; tries++) {
    await beneath(name)
      .click({ timeout: 2000 })
      .catch(() => undefined);
    await editor.page.waitForTimeout(1500);
    if (await hasEffect()) return;
  }
  throw new Error(`${name} has no effect`);
}

test('questions are answered, placeholders asked, and it runs to its end as its author meant it', async () => {
  await editor.open('rooms.md');
  await editor.waitForText('only what was typed is run');
  await scrollTo('Commands or output?');
  await editor.look('tutorial-question');
  await press('It is output', () => beneath('output, not run').isVisible());
  await press('Run as commands', async () => !(await beneath('Run as commands').isVisible()));
  await editor.ended();
  await editor.runAll();
  await editor.page.locator('.quick-input-title', { hasText: 'A value for <bridge>' }).waitFor({ timeout: 60_000 });
  await editor.page.locator('.quick-input-widget input.input').fill('br7');
  await editor.page.keyboard.press('Enter');
  await editor.ended();
  for (const wanted of [
    /As the tutorial shows it\./,
    /br7 +DOWN/,
    /failed, as the text says/,
    /lo +UNKNOWN +127\.0\.0\.1/,
    /in `sudo ip netns exec red bash`/,
    /not in Run All/,
  ])
    await see(wanted);
  await editor.look('tutorial-run');
  expect(file()).toBe(TUTORIAL);
}, 240_000);

test('it is converted to a lab, with what happened', async () => {
  await editor.command('Netlab: Convert to Lab');
  await editor.page.locator('.tab.active', { hasText: 'Untitled' }).waitFor({ timeout: 60_000 });
  for (const wanted of [/ip link add br7 type bridge/, /^red$/m, /must fail/]) await see(wanted);
  await editor.look('tutorial-converted');
  const text = plain(await editor.readThrough());
  expect(text).not.toContain('<bridge>');
  expect(text).not.toContain('Commands or output?');
  expect(file()).toBe(TUTORIAL);
}, 240_000);

needs(existsSync(REAL), 'tutorials in ../shared').test(
  'a real tutorial runs to its end',
  async () => {
    await editor.open('real.md');
    await editor.waitForText('Egress Traffic');
    await editor.runAll();
    await editor.ended();
    await editor.look('tutorial-real');
    await see(/\d+ bytes from 8\.8\.8\.8/);
    await see(/As the tutorial shows it\./);
    expect(readFileSync(join(editor.workspace, 'real.md'))).toEqual(readFileSync(REAL));
  },
  240_000,
);
