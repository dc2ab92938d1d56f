// The diagram as a user meets it: beside the notebook, following the cells.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FrameLocator, Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { root } from '../../scripts/lib/project.mjs';
import { parseNotebook } from '../../src/notebook/notebook.ts';
import { contrasts } from './contrasts.ts';
import { type Editor, openEditor } from './harness.ts';
import { builtInThemes, KINDS_OF_THEMES } from './themes.ts';

const STEPS = 'steps.netlab';

let editor: Editor;

/** A second machine: a shell in namespaces of its own, which are entered by a command. */
let second: ChildProcess;
const MACHINE = ['--user', '--map-root-user', '--net', '--mount'];
const ENTER = ['nsenter', '--user', '--net', '--mount', '--preserve-credentials', '--target'];

beforeAll(async () => {
  second = spawn('unshare', [...MACHINE, 'sh', '-c', 'mount -t tmpfs none /run; echo; exec sleep infinity'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve) => second.stdout?.once('data', resolve));
  const hosts = [{ name: 'second', command: [...ENTER, `${second.pid}`, '--'] }];
  editor = await openEditor({ viewport: { width: 1700, height: 950 }, settings: { 'netlab.hosts': hosts } });
  writeFileSync(join(editor.workspace, STEPS), steps());
  writeFileSync(
    join(editor.workspace, 'two.netlab'),
    '```sh\nip link add br-here type bridge\n```\n\n```sh {host=second}\nip link add br-there type bridge\n```\n',
  );
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await editor?.screenshot('diagram-failed');
});

afterAll(async () => {
  await editor?.close();
  second?.kill('SIGKILL');
});

/** The page of the panel: a webview is a frame in a frame. */
const page = (): FrameLocator =>
  editor.page.frameLocator('iframe.webview[src*="extensionId=netlab-notebook"]').last().frameLocator('iframe');
const drawn = (selector: string, hasText?: string | RegExp): Locator =>
  page().locator(`.picture:not(.drawing) ${selector}`, hasText === undefined ? {} : { hasText });
const node = (text: string | RegExp, more = ''): Locator => drawn(`.node${more}`, text);
const press = (name: string | RegExp) => page().getByRole('button', { name }).click();
const file = () => readFileSync(join(editor.workspace, STEPS), 'utf8');

/** What each cell of the lab does to the network, and how it shows. */
const EFFECTS: readonly (readonly [code: string, effect: () => Locator])[] = [
  ['ip netns add sleep', () => drawn('.cluster-label', 'webapp')],
  ['ip link add app-net-0', () => node('app-net-0', '[data-state="down"]')],
  ['ip link set dev app-net-0 up', () => node('app-net-0', '[data-state="up"]')],
  ['ip link add veth-sleep', () => drawn('path[data-kind="wire"][data-state="down"]').nth(0)],
  ['ip link add veth-webapp', () => drawn('path[data-kind="wire"][data-state="down"]').nth(1)],
  ['ip link set veth-sleep netns', () => node(/^veth-webapp$/).and(drawn('[id*="flowchart-n"]'))],
  ['veth-sleep-br master', () => drawn('path[data-kind="port"]').nth(1)],
  ['ip -n sleep addr', () => node('192.168.52.1/24')],
  ['ip -n sleep link', () => node('veth-sleep192', '[data-state="nocarrier"]')],
  ['ip -n webapp addr', () => node('192.168.52.2/24')],
  ['ip -n webapp link', () => node('veth-webapp192', '[data-state="nocarrier"]')],
  ['192.168.52.5/24 dev', () => node('192.168.52.5/24')],
  ['veth-sleep-br up', () => drawn('path[data-kind="wire"][data-state="up"]').nth(2)],
  ['-j MASQUERADE', () => node('masquerade 192.168.52.0/24')],
  ['route add default', () => drawn('path[data-kind="default"]').nth(1)],
  ['ip_forward=1', () => node('forwards IPv4')],
];

/** The cells of the lab that change the network, without the lessons between them. */
function steps(): string {
  const { cells } = parseNotebook(readFileSync(join(root, 'labs', 'container-networking.netlab')), {
    dialect: 'netlab',
  });
  const codes = EFFECTS.map(([code]) => cells.find(({ kind, text }) => kind === 'code' && text.includes(code))?.text);
  return codes.map((code) => `\`\`\`sh\n${code}\n\`\`\`\n`).join('\n');
}

async function runCell(code: string): Promise<void> {
  await editor.page.locator('.notebookOverlay .view-line', { hasText: code }).first().click();
  await editor.page.keyboard.press('Control+Enter');
}

async function theme(name: string): Promise<void> {
  await editor.command('Preferences: Color Theme');
  await editor.page.locator('.quick-input-widget input.input').fill(name);
  await editor.page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first().click();
}

test('each cell of the lab shows its effect', async () => {
  await editor.open(STEPS);
  await editor.command('Netlab: Open Diagram');
  await editor.waitForText('Run a cell: the diagram shows what it creates.');
  const times: string[] = [];
  await editor.page.locator('.notebookOverlay .view-line').first().click();
  for (const [index, [code, effect]] of EFFECTS.entries()) {
    const started = performance.now();
    // At the last cell Shift+Enter adds an empty one.
    await editor.page.keyboard.press(index < EFFECTS.length - 1 ? 'Shift+Enter' : 'Control+Enter');
    await effect().first().waitFor({ state: 'attached', timeout: 30_000 });
    times.push(`${Math.round(performance.now() - started)} ms  ${code}`);
    await editor.look(`diagram-step-${String(index + 1).padStart(2, '0')}`);
  }
  // They inform, and decide nothing.
  console.log(`From the key to the picture:\n${times.join('\n')}`);
  for (const text of ['192.168.52.1/24', '192.168.52.2/24', '192.168.52.5/24', /^veth-sleep-br$/, /^veth-webapp-br$/])
    expect(await node(text).count(), `${text}`).toBe(1);
});

test('viewer-never-writes: what is clicked shows in the tree and in a card, and changes nothing', async () => {
  const before = file();
  await node('192.168.52.2/24').click();
  await page().locator('.card', { hasText: 'veth-webapp' }).waitFor();
  await editor.page.locator('.pane-body .monaco-list-row.selected', { hasText: 'veth-webapp' }).waitFor();
  await editor.look('diagram-click');
  await press('Focus: within two hops');
  await node('eth0').waitFor({ state: 'detached' });
  await page().getByText('more than two hops away, not shown').waitFor();
  await editor.look('diagram-focus');
  await press('Leave the focus');
  await node('eth0').first().waitFor();
  await press(/^Turn/);
  await press(/^Turn/);
  await press('Copy as Mermaid text');
  await page().locator('.stage').press('-');
  await node('192.168.52.2/24').waitFor();
  await press('Fit the diagram into the window (0)');
  await press('Close the card (Escape)');
  expect(file()).toBe(before);
  expect(await editor.page.locator('.tab.dirty').count()).toBe(0);
  // The host: what the clicks might have run would be there.
  const text = await editor.page.evaluate<string>('navigator.clipboard.readText()').catch(() => '');
  if (text !== '') expect(text).toMatch(/^flowchart TB/);
});

/** The lines of the menu that is open: in the browser the editor draws it itself. */
const menu = () => editor.page.locator('.monaco-menu [role="menuitem"]:visible');
/** As a user does: once more, when the focus was still on its way back from another menu. */
async function openMenuByKey(of: Locator): Promise<void> {
  for (let tries = 1; ; tries++) {
    await of.focus();
    await editor.page.keyboard.press('Shift+F10');
    const opened = menu().first().waitFor({ timeout: 5000 });
    if (tries === 4) return opened;
    if (
      await opened.then(
        () => true,
        () => false,
      )
    )
      return;
  }
}
const menuTexts = async () => {
  await menu().first().waitFor();
  return (await menu().allInnerTexts()).map((text) => text.trim()).filter(Boolean);
};

/** A menu that has just come takes no click yet. */
async function choose(what: string): Promise<void> {
  const line = menu().filter({ hasText: what });
  await line.hover();
  await editor.page.waitForTimeout(300);
  await line.click();
  await menu().first().waitFor({ state: 'detached' });
}

test('a node has a menu of what can be done with its link, by the pointer and by Shift+F10', async () => {
  const webapp = node('192.168.52.2/24');
  await webapp.click({ button: 'right' });
  const all = await menuTexts();
  await editor.look('diagram-menu');
  for (const what of [
    'Show in the Topology View',
    'Ping from Here',
    'Set Link Down',
    'Delete Link',
    'Focus',
    'Copy Name',
  ])
    expect(
      all.some((text) => text.startsWith(what)),
      `${what} in ${all}`,
    ).toBe(true);
  for (const not of ['Paste', 'Cut', 'Set Link Up', 'Turn Diagram']) expect(all).not.toContain(not);
  await editor.page.keyboard.press('Escape');
  await menu().first().waitFor({ state: 'detached' });
  await openMenuByKey(webapp);
  expect(await menuTexts()).toEqual(all);
  await editor.page.keyboard.press('Escape');
});

test('what is chosen in the menu is done to that link, and is written into the notebook', async () => {
  await node('192.168.52.2/24').click({ button: 'right' });
  await choose('Copy Address');
  await editor.waitForText('Copied: 192.168.52.2');
  await openMenuByKey(node('192.168.52.2/24'));
  await choose('Set Link Down');
  await node('veth-webapp192', '[data-state="down"]').waitFor();
  await expect.poll(file).toContain('ip -n webapp link set dev veth-webapp down');
  await node('192.168.52.2/24').click({ button: 'right' });
  await choose('Set Link Up');
  await node('veth-webapp192', '[data-state="up"]').waitFor();
});

test('the background has the menu of the picture, as the last button of the toolbar', async () => {
  await press('More actions');
  const all = await menuTexts();
  await editor.look('diagram-menu-background');
  for (const what of ['Fit Diagram', 'Turn Diagram', 'Copy Diagram', 'Save Diagram as SVG'])
    expect(
      all.some((text) => text.startsWith(what)),
      `${what} in ${all}`,
    ).toBe(true);
  expect(all.some((text) => text.startsWith('Ping'))).toBe(false);
  await choose('Copy Diagram');
  await page().getByText('Copied as Mermaid text').waitFor();
});

test('files do not open over the diagram: its group is locked', async () => {
  await node('192.168.52.2/24').click();
  await editor.open('port-forwarding.netlab');
  await editor.look('diagram-locked');
  expect(await page().locator('.picture').first().isVisible()).toBe(true);
  expect(await editor.page.locator('.editor-group-container.locked').count()).toBe(1);
  await editor.open(STEPS);
});

test('what a cell removes is seen to go', async () => {
  await editor.page.locator('.notebookOverlay .view-line', { hasText: 'ip_forward=1' }).click();
  await editor.page.keyboard.press('Control+End');
  await editor.page.keyboard.press('Control+a');
  await editor.page.keyboard.type('ip link del veth-sleep-br');
  await editor.page.keyboard.press('Control+Enter');
  await drawn('.gone', 'veth-sleep-br').waitFor();
  await editor.look('diagram-removal');
  await drawn('.gone').first().waitFor({ state: 'detached' });
});

test('the themes are followed at once, on the standing picture', async () => {
  await drawn('svg').evaluate((svg) => svg.setAttribute('data-same', 'yes'));
  const colours: string[] = [];
  for (const [name, is] of KINDS_OF_THEMES) {
    await theme(name);
    await page().locator(`body.${is}`).waitFor();
    await editor.page.waitForTimeout(500);
    await editor.look(`diagram-theme-${is}`);
    colours.push(
      await drawn('.cluster[data-kind="host"] rect').evaluate(
        (rect) => rect.ownerDocument.defaultView?.getComputedStyle(rect).fill ?? '',
      ),
    );
  }
  expect(new Set(colours).size).toBeGreaterThan(2);
  expect(await drawn('svg[data-same="yes"]').count()).toBe(1);
});

test('faint-state: every line and text can be seen in every built-in theme', async () => {
  const faint: string[] = [];
  const seen = new Set<string>();
  const body = page().locator('body');
  const themeId = async () => (await body.getAttribute('data-vscode-theme-id')) ?? '';
  await editor.command('Preferences: Color Theme');
  await editor.page.locator('.quick-input-list .monaco-list-row').first().waitFor();
  while (seen.size < builtInThemes.length) {
    // What is chosen is shown soon, and taken back at the end; lines between the themes show none. A key that does not wait steps over some.
    const before = await themeId();
    await editor.page.keyboard.press('ArrowDown');
    const shown = page().locator(`body:not([data-vscode-theme-id="${before}"])`);
    await shown.waitFor({ timeout: 3000 }).catch(() => {});
    const id = await themeId();
    if (seen.has(id)) continue;
    seen.add(id);
    const { lines, texts, own } = await contrasts(body);
    const measured = [
      ...lines.map((line) => ({ ...line, least: 3 })),
      // Some themes do not reach 4.5 themselves.
      ...texts.map((text) => ({ ...text, least: text.what === 'label' ? Math.min(4.5, own) : 4.5 })),
    ];
    for (const { what, contrast, least } of measured)
      if (contrast < least) faint.push(`${id}: ${what} ${contrast.toFixed(2)} < ${least}`);
  }
  await editor.page.keyboard.press('Escape');
  expect([...seen].toSorted()).toEqual(builtInThemes.map(({ id }) => id).toSorted());
  expect(faint).toEqual([]);
});

test('SVG and PNG are saved where the user says', async () => {
  for (const [name, button] of [
    ['saved.svg', 'Save as SVG'],
    ['saved.png', 'Save as PNG'],
  ] as const) {
    const path = join(editor.workspace, name);
    await press(button);
    const input = editor.page.locator('.quick-input-widget input.input');
    await input.waitFor();
    await expect.poll(() => input.inputValue()).toContain(STEPS.replace('.netlab', ''));
    await editor.look(`diagram-save-${name.slice(-3)}`);
    await input.fill(path);
    await input.press('Enter');
    await expect.poll(() => existsSync(path), { timeout: 20_000 }).toBe(true);
    const said = editor.page.locator('.notification-toast', { hasText: `Saved as ${name}` });
    await said.getByRole('button', { name: 'Open', exact: true }).waitFor();
    await said.getByRole('button', { name: 'Reveal' }).waitFor();
    await editor.look(`diagram-saved-${name.slice(-3)}`);
    await editor.command('Notifications: Clear All Notifications');
  }
  expect(readFileSync(join(editor.workspace, 'saved.svg'), 'utf8')).toContain('192.168.52.5/24');
  await expect.poll(() => readFileSync(join(editor.workspace, 'saved.png')).subarray(1, 4).toString()).toBe('PNG');
});

test('the picture goes into the notebook only when asked', async () => {
  await press('Insert into the notebook as a Markdown cell');
  await expect.poll(file, { timeout: 30_000 }).toMatch(/```mermaid\nflowchart TB\nsubgraph /);
  await editor.look('diagram-inserted');
});

test('a lab that has not run yet is run by the button in the middle; what its lines carry is shown when wanted', async () => {
  // A fence of two cells: the second changes nothing, so what the first has changed stays marked.
  const [make, traffic] = [
    "ip netns add a; ip link add v0 type veth peer name '$(id)' netns a\nip addr add 10.1.0.1/24 dev v0; ip link set v0 up\n" +
      "ip -n a addr add 10.1.0.2/24 dev '$(id)'; ip -n a link set '$(id)' up",
    'ping -i 0.05 -s 1200 -c 2000 10.1.0.2 >/dev/null',
  ];
  writeFileSync(join(editor.workspace, 'rates.netlab'), `\`\`\`sh\n${make}\n\`\`\`\n\n\`\`\`sh\n${traffic}\n\`\`\`\n`);
  await editor.command('View: Focus First Editor Group');
  await editor.open('rates.netlab');
  await press('Run All');
  await node('10.1.0.2').waitFor();
  await drawn('.node.recent', '10.1.0.2').waitFor();
  expect(await drawn('.rate').count()).toBe(0);
  await press('Show or hide what lines carry now');
  await drawn('.rate', /↓ \d+ kbit\/s↑ \d+ kbit\/s/).waitFor();
  await node('10.1.0.2').click();
  await page()
    .locator('.card', { hasText: /receives \d+ kbit\/s, sends \d+ kbit\/s/ })
    .waitFor();
  await drawn('.node.recent', '10.1.0.2').waitFor();
  await editor.look('diagram-rates-live');
  await press('Show or hide what lines carry now');
  await drawn('.rate').waitFor({ state: 'detached' });
  await press('Close the card (Escape)');
  await editor.interrupt();
});

test('with several hosts the user chooses whose diagram it is', async () => {
  // Not over the diagram.
  await editor.command('View: Focus First Editor Group');
  await editor.open('two.netlab');
  await editor.command('Netlab: Open Diagram');
  await runCell('br-here');
  await node('br-here').waitFor();
  await runCell('br-there');
  await editor.page.locator('.monaco-dialog-box').getByRole('button', { name: 'Run on second' }).click();
  const done = editor.page.locator('.notebookOverlay:visible .codicon-notebook-state-success');
  await expect.poll(() => done.count(), { timeout: 60_000 }).toBe(2);
  await editor.command('Netlab: Open Diagram');
  await editor.page.locator('.quick-input-list .monaco-list-row', { hasText: 'second' }).waitFor();
  await editor.look('diagram-hosts');
  await editor.page.locator('.quick-input-list .monaco-list-row', { hasText: 'second' }).click();
  await node('br-there').waitFor();
  await editor.look('diagram-second-host');
});

test('after a reload the panels are back', async () => {
  await editor.reload();
  await editor.page.locator('.tab', { hasText: 'Diagram: sandbox' }).waitFor();
  // The sandbox is there still.
  await editor.waitForText(/^br-here$/m, 60_000);
});
