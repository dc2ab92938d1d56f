// Cells as they are written: colours of a console, languages and attributes.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Editor, openEditor } from './harness.ts';

let editor: Editor;

const CONSOLE = `\`\`\`console {netns=webapp}
$ ip route add default via 10.0.0.1 \\
> dev eth0
$ for n in a b; do
> echo "$n"
> done
a
default via 10.0.0.1 dev eth0 proto static
# ip route is a comment here
root@webapp:~# ip -br link
lo UNKNOWN 00:00:00:00:00:00 <LOOPBACK,UP,LOWER_UP>
\`\`\`

\`\`\`sh
ip netns add made-here
\`\`\`
`;

beforeAll(async () => {
  editor = await openEditor({ files: [] });
  writeFileSync(join(editor.workspace, 'console.netlab'), CONSOLE);
  writeFileSync(join(editor.workspace, 'text.netlab'), `${CONSOLE}\n\`\`\`sh {\n\`\`\`\n`);
});

afterAll(() => editor?.close());

const file = (name: string) => readFileSync(join(editor.workspace, name), 'utf8');
const rows = (text: string | RegExp) => editor.page.locator('.quick-input-list .monaco-list-row', { hasText: text });

/** In how many colours a line of a cell is drawn, by its text. */
const coloursOf = (line: string) =>
  editor.page
    .locator('.notebookOverlay .view-line', { hasText: line })
    .first()
    .evaluate((element) => {
      const view = element.ownerDocument.defaultView;
      type Found = typeof element;
      const spans = [...element.querySelectorAll('span > span')].filter((span: Found) => span.textContent.trim());
      return new Set(spans.map((span: Found) => view.getComputedStyle(span).color)).size;
    });

test.for(['light', 'dark'])('in a console cell commands are coloured, output is not: %s', async (shade) => {
  if (shade === 'dark') await editor.command('Preferences: Toggle between Light/Dark Themes');
  await editor.page.locator(`.monaco-workbench.${shade === 'dark' ? 'vs-dark' : 'vs'}`).waitFor();
  await editor.open('console.netlab');
  await editor.page.locator('.notebookOverlay .view-line', { hasText: 'UNKNOWN' }).first().waitFor();
  await expect.poll(() => coloursOf('ip route add'), { timeout: 20_000 }).toBeGreaterThan(2);
  await editor.look(`cells-console-${shade}`);
  expect(await coloursOf('dev eth0')).toBeGreaterThan(1);
  expect(await coloursOf('echo')).toBeGreaterThan(1);
  expect(await coloursOf('@webapp:')).toBeGreaterThan(1);
  for (const output of ['proto static', 'is a comment', 'UNKNOWN'])
    expect([output, await coloursOf(output)]).toEqual([output, 1]);
});

test('the language at the cell is that of its fence, and another one is written to the file', async () => {
  const language = editor.page.locator('.cell-statusbar-container .cell-status-item', { hasText: 'Netlab Console' });
  await language.first().click();
  await rows('Netlab Shell').first().waitFor();
  await editor.look('cells-languages');
  await rows('Netlab Shell').first().click();
  await language.waitFor({ state: 'detached' });
  await editor.page.keyboard.press('Control+S');
  await expect.poll(() => file('console.netlab')).toContain('```sh {netns=webapp}\n$ ip route');
});

test('an attribute is chosen at the cell from the values that there are', async () => {
  await editor.page.locator('.notebookOverlay .view-line', { hasText: 'made-here' }).first().click();
  await editor.command('Netlab: Set Cell Attribute');
  await editor.look('cells-attributes');
  await rows('netns').first().click();
  await rows('made-here').first().waitFor();
  await editor.look('cells-netns');
  await rows('made-here').first().click();
  await editor.command('Netlab: Set Cell Attribute');
  await rows('timeout').first().click();
  const input = editor.page.locator('.quick-input-widget input.input');
  await rows('30s').first().waitFor();
  await input.fill('soon');
  await rows('is not a duration').first().waitFor();
  await input.press('Enter');
  await input.fill('7s');
  await rows('as typed').first().waitFor();
  await input.press('Enter');
  await editor.command('Netlab: Set Cell Attribute');
  await rows('expect').first().waitFor();
  await input.fill('language');
  await rows('The language of its fence').first().click();
  await rows('bash').first().click();
  await editor.page.keyboard.press('Control+S');
  await expect.poll(() => file('console.netlab')).toContain('```bash {netns=made-here timeout=7s}\n');
});

test('in a notebook that is open as text the attributes of a fence are completed and explained', async () => {
  await editor.command('View: Close All Editors');
  await editor.open('text.netlab');
  await editor.command('View: Reopen Editor With...');
  await rows('Text Editor').first().click();
  const lines = editor.page.locator('.editor-instance .view-line');
  await lines.filter({ hasText: '```sh {' }).last().click();
  await editor.page.keyboard.press('End');
  await editor.page.keyboard.press('Control+Space');
  const suggestions = editor.page.locator('.suggest-widget .monaco-list-row');
  await suggestions.filter({ hasText: 'netns' }).first().waitFor();
  await editor.look('cells-text-keys');
  await editor.page.keyboard.type('netns');
  await editor.page.keyboard.press('Enter');
  await suggestions.filter({ hasText: 'made-here' }).first().waitFor();
  await editor.look('cells-text-values');
  await editor.page.keyboard.press('Enter');
  await lines.filter({ hasText: 'netns=made-here' }).waitFor();
  await lines
    .filter({ hasText: 'console' })
    .first()
    .hover({ position: { x: 45, y: 8 } });
  await editor.page.locator('.monaco-hover', { hasText: 'What a terminal showed' }).first().waitFor();
});
