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

/** Scrolls down to something beneath a cell. */
async function scrollTo(name: string): Promise<void> {
  const cells = editor.page.locator('.notebookOverlay:visible .monaco-list').first();
  const box = await cells.boundingBox();
  if (!box) throw new Error('no notebook is shown');
  await editor.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  for (let tries = 0; tries < 40 && !(await beneath(name).isVisible()); tries++) {
    await editor.page.mouse.wheel(0, 200);
    await editor.page.waitForTimeout(150);
  }
}

test('questions are answered, placeholders asked, and it runs to its end as its author meant it', async () => {
  await editor.open('rooms.md');
  await editor.waitForText('only what was typed is run');
  await scrollTo('Commands or output?');
  await editor.look('tutorial-question');
  await beneath('It is output').click();
  await expect.poll(() => beneath('output, not run').isVisible(), { timeout: 60_000 }).toBe(true);
  await scrollTo('Run as commands');
  await beneath('Run as commands').click();
  await expect.poll(() => beneath('Run as commands').isVisible(), { timeout: 60_000 }).toBe(false);
  await editor.ended();
  await editor.runAll();
  await editor.page.locator('.quick-input-title', { hasText: 'A value for <bridge>' }).waitFor({ timeout: 60_000 });
  await editor.page.locator('.quick-input-widget input.input').fill('br7');
  await editor.page.keyboard.press('Enter');
  await editor.ended();
  const text = plain(await editor.readThrough());
  await editor.look('tutorial-run');
  expect(text).toContain('As the tutorial shows it.');
  expect(text).toMatch(/br7 +DOWN/);
  expect(text).toContain('failed, as the text says');
  expect(text).toMatch(/lo +UNKNOWN +127\.0\.0\.1/);
  expect(text).toContain('in `sudo ip netns exec red bash`');
  expect(text).toContain('not in Run All');
  expect(text).not.toContain('A value for');
  expect(file()).toBe(TUTORIAL);
}, 240_000);

test('it is converted to a lab, with what happened', async () => {
  await editor.command('Netlab: Convert to Lab');
  await editor.page.locator('.tab.active', { hasText: 'Untitled' }).waitFor({ timeout: 60_000 });
  await editor.waitForText('With a name of your own');
  await scrollTo('must fail');
  await editor.look('tutorial-converted');
  const text = plain(await editor.readThrough());
  expect(text).toContain('ip link add br7 type bridge');
  expect(text).not.toContain('<bridge>');
  expect(text).not.toContain('Commands or output?');
  expect(text).toMatch(/^red$/m);
  expect(file()).toBe(TUTORIAL);
}, 120_000);

needs(existsSync(REAL), 'tutorials in ../shared').test(
  'a real tutorial runs to its end',
  async () => {
    await editor.open('real.md');
    await editor.waitForText('Egress Traffic');
    await editor.runAll();
    await editor.ended();
    await editor.look('tutorial-real');
    const text = plain(await editor.readThrough());
    expect(text).toMatch(/\d+ bytes from 8\.8\.8\.8/);
    expect(text).toContain('As the tutorial shows it.');
    expect(text).not.toContain('Commands or output?');
    expect(readFileSync(join(editor.workspace, 'real.md'))).toEqual(readFileSync(REAL));
  },
  240_000,
);
