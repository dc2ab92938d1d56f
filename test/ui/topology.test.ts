// The sidebar as a user meets it: what it shows of a lab that runs, and what can be done from it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Editor, openEditor } from './harness.ts';

let editor: Editor;

const cell = (code: string, attributes = '') => `\`\`\`sh ${attributes}\n${code}\n\`\`\`\n\n`;

const SMALL_LAB = [
  'ip netns add sleep',
  'ip link add br0 type bridge; ip link set br0 up',
  'ip link add v0 type veth peer name v1; ip link set v1 netns sleep; ip link set v0 master br0; ip link set v0 up',
  'ip -n sleep addr add 10.1.0.1/24 dev v1; ip -n sleep link set v1 up; ip addr add 10.1.0.2/24 dev br0',
  'ip link del v0',
];

beforeAll(async () => {
  // Sticky lines would lie over those that a test clicks.
  const settings = { 'workbench.tree.enableStickyScroll': false };
  editor = await openEditor({ settings, viewport: { width: 1280, height: 1300 } });
  writeFileSync(join(editor.workspace, 'small.netlab'), SMALL_LAB.map((code) => cell(code)).join(''));
  writeFileSync(
    join(editor.workspace, 'odd.netlab'),
    cell(
      "ip netns add '<img src=x>'; ip -n '<img src=x>' link add name '**b**' type veth peer name '$(id)'; ip netns add -x",
    ),
  );
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await editor?.screenshot('topology-failed');
});

afterAll(async () => {
  await editor?.close();
});

/** The line of the tree that a screen reader calls so. */
const line = (spoken: string | RegExp) => editor.page.getByRole('treeitem', { name: spoken }).first();
const change = (text: string) => editor.page.locator('.pane', { hasText: 'Changes Since' }).getByText(text).first();

async function runCell(code: string): Promise<void> {
  await editor.page
    .locator('.notebookOverlay .view-line', { hasText: code })
    .first()
    .click({ position: { x: 5, y: 5 } });
  await editor.page.keyboard.press('Control+Enter');
}

async function menu(spoken: string | RegExp, item: string): Promise<void> {
  const entry = editor.page.locator('.monaco-menu .action-label', { hasText: item }).first();
  // A tree that is being drawn anew may lose the click, or give it to another line.
  for (let tries = 0; (await entry.count()) === 0; tries++) {
    if (tries === 10) throw new Error(`no menu of ${spoken} with ${item}`);
    await editor.page.keyboard.press('Escape');
    await line(spoken).click({ button: 'right' });
    await entry.waitFor({ timeout: 3000 }).catch(() => {});
  }
  // A menu that has just opened takes no click: click until it has closed.
  while ((await entry.count()) > 0) {
    await entry.click({ timeout: 1000 }).catch(() => {});
    await editor.page.waitForTimeout(200);
  }
}

test('an empty view says what to do', async () => {
  await editor.page.locator('.activitybar .action-label[aria-label="Netlab"]').first().click();
  await editor.waitForText('Open a lab to begin.');
  await editor.look('topology-empty');
  await editor.open('small.netlab');
  await editor.waitForText('Run a cell to start the sandbox.');
});

test('the tree follows each cell, marks what is new, and keeps what is open and selected', async () => {
  await runCell('ip netns add sleep');
  await line(/^Network namespace sleep, only loopback/).waitFor();
  await change('added netns sleep').waitFor();
  await runCell('ip link add br0');
  await line(/^Link br0, bridge/).waitFor();
  await editor.look('topology-marks');
  // By hand the namespace is closed, and a line opened and selected.
  await line(/^Network namespace sleep/)
    .locator('.monaco-tl-twistie')
    .click();
  await line(/^Link lo/).click();
  await runCell('ip link add v0');
  await line(/^Link v0, veth, no carrier, in the root netns, port of br0, other end v1 in sleep/).waitFor();
  expect(await line(/^Network namespace sleep, 1 link/).getAttribute('aria-expanded')).toBe('false');
  expect(await line(/^Link lo/).getAttribute('aria-selected')).toBe('true');
  expect(await line(/^Link lo/).getAttribute('aria-expanded')).toBe('true');
  await editor.look('topology-cable');
  await runCell('ip -n sleep addr add');
  await line(/^Link v0, veth, up/).waitFor();
  await editor.look('topology-addresses');
});

test('view-split: the topology has three quarters of the side bar, its changes the rest', async () => {
  const heights = await editor.page
    .locator('.pane-header:visible')
    .evaluateAll((headers) => headers.map((header) => header.parentElement?.clientHeight ?? 0));
  expect(heights).toHaveLength(2);
  const [topology = 0, changes = 1] = heights;
  expect(topology / changes).toBeGreaterThan(2.5);
  expect(topology / changes).toBeLessThan(3.5);
});

test('kernel-unnamed: what the button for kernels is called is what it shows', async () => {
  await editor.page.locator('.kernel-action-view-item').getByRole('button', { name: 'Sandbox (no root)' }).waitFor();
});

test('a veth leads to its other end, and a link is set down by a cell that is written for it', async () => {
  await menu(/^Link v0/, 'Go to Peer');
  await line(/^Link v1, veth, up, in sleep, other end v0 in the root netns, 10\.1\.0\.1\/24/).waitFor();
  expect(await line(/^Link v1/).getAttribute('aria-selected')).toBe('true');
  await menu(/^Link v1/, 'Set Link Down');
  await line(/^Link v1, veth, down/).waitFor();
  await editor.waitForText('ip -n sleep link set dev v1 down');
  await line(/^Link v0, veth, no carrier/).waitFor();
  await editor.look('topology-set-down');
});

test('reveal-in-a-closed-view: a change leads to its line, though the topology is folded up', async () => {
  const title = editor.page.locator('.pane-header', { hasText: 'Topology' }).first();
  await title.click();
  await line(/^Notebook small.netlab, Sandbox/).waitFor({ state: 'hidden' });
  await change('sleep: v1 is down').click();
  await line(/^Link v1, veth, down/).waitFor();
  await expect.poll(() => line(/^Link v1/).getAttribute('aria-selected')).toBe('true');
});

test('a ping is offered the addresses there are, and runs in the notebook', async () => {
  await menu(/^Network namespace sleep/, 'Ping from Here to…');
  await editor.page.locator('.quick-input-list .monaco-list-row', { hasText: '10.1.0.2' }).waitFor();
  await editor.look('topology-ping');
  await editor.page.locator('.quick-input-list .monaco-list-row', { hasText: '10.1.0.2' }).click();
  await editor.waitForText('ip netns exec sleep ping -c 3 -W 2 10.1.0.2');
});

const typedIn = () => editor.page.locator('.quick-input-widget input.input');

test('an address and a route are added as offered, and what cannot be one is said', async () => {
  await menu(/^Link v1/, 'Set Link Up');
  await line(/^Link v1, veth, up/).waitFor();
  await menu(/^Link v1/, 'Add Address…');
  await expect.poll(() => typedIn().inputValue()).toBe('10.1.0.3/24');
  await typedIn().fill('10.1.0.300/24');
  await editor.page.locator('.quick-input-message', { hasText: 'An address with its prefix length' }).waitFor();
  await editor.look('topology-add-address');
  await typedIn().fill('10.1.0.4/24');
  await editor.page.keyboard.press('Enter');
  await editor.waitForText('ip -n sleep addr add 10.1.0.4/24 dev v1');
  await line(/^Link v1, .*10\.1\.0\.4\/24/).waitFor();
  await change('sleep: added 10.1.0.4/24 to v1').waitFor();
  await menu(/^Network namespace sleep/, 'Add Route…');
  await expect.poll(() => typedIn().inputValue()).toBe('default via 10.1.0.2');
  await editor.look('topology-add-route');
  await editor.page.keyboard.press('Enter');
  await editor.waitForText('ip -n sleep route add default via 10.1.0.2');
  await change('sleep: added route default via 10.1.0.2').waitFor();
});

test('keyboard-only: a line is deleted by its key, and has its menu by Shift+F10', async () => {
  const routes = line(/^Routes, \d, in sleep/);
  await routes.click();
  await line(/^default via 10\.1\.0\.2, dev v1, in sleep/).click();
  await editor.page.keyboard.press('Shift+F10');
  await editor.page.locator('.monaco-menu .action-label', { hasText: 'Delete Route…' }).waitFor();
  expect(await editor.page.locator('.monaco-menu .action-label', { hasText: 'Address…' }).count()).toBe(0);
  await editor.look('topology-menu-by-key');
  await editor.page.keyboard.press('Escape');
  await editor.page.keyboard.press('Delete');
  const dialog = editor.page.locator('.monaco-dialog-box');
  await dialog.getByText('Delete route default via 10.1.0.2 in sleep?').waitFor();
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await editor.waitForText('ip -n sleep route del default via 10.1.0.2 dev v1');
  await line(/^default via 10\.1\.0\.2/).waitFor({ state: 'detached' });
  await menu(/^Address 10\.1\.0\.4\/24, in sleep/, 'Delete Address…');
  await dialog.getByText('Delete address 10.1.0.4/24 in sleep?').waitFor();
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await editor.waitForText('ip -n sleep addr del 10.1.0.4/24 dev v1');
  await line(/^Address 10\.1\.0\.4/).waitFor({ state: 'detached' });
});

test('Show in Diagram opens the diagram and selects the link there', async () => {
  await menu(/^Link v1/, 'Show in Diagram');
  const diagram = editor.page
    .frameLocator('iframe.webview[src*="extensionId=netlab-notebook"]')
    .last()
    .frameLocator('iframe');
  const selected = diagram.locator('.picture .node.selected', { hasText: 'v1' });
  const inSight = async () => {
    const [node, stage] = await Promise.all([selected.boundingBox(), diagram.locator('.stage').boundingBox()]);
    return node && stage && node.x >= stage.x && node.x + node.width <= stage.x + stage.width;
  };
  await expect.poll(inSight, { timeout: 10_000 }).toBe(true);
  await editor.look('topology-show-in-diagram');
  await editor.page.locator('.tab', { hasText: 'Diagram:' }).click();
  await editor.command('View: Close Editor');
});

test('the title of the view has its actions: one finds a line', async () => {
  const button = (name: RegExp) => editor.page.locator('.pane-header').getByRole('button', { name }).first();
  await editor.page.locator('.pane-header', { hasText: 'Topology' }).first().hover();
  await button(/^Open Diagram/).waitFor();
  await button(/^Refresh Topology/).waitFor();
  await button(/^Find in the Topology/).click();
  const find = editor.page.locator('.monaco-tree-type-filter input');
  await find.fill('v1');
  await line(/^Link v1/).waitFor();
  await editor.look('topology-find');
  await editor.page.keyboard.press('Escape');
});

test('deleting asks first', async () => {
  await menu(/^Network namespace sleep/, 'Delete Network Namespace…');
  const dialog = editor.page.locator('.monaco-dialog-box');
  await dialog.getByText('Delete network namespace sleep?').waitFor();
  await editor.look('topology-delete');
  await dialog.getByText('Cancel').click();
  await dialog.waitFor({ state: 'detached' });
  expect(await line(/^Network namespace sleep/).count()).toBe(1);
  await menu(/^Network namespace sleep/, 'Delete Network Namespace…');
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await line(/^Network namespace sleep/).waitFor({ state: 'detached' });
  await editor.waitForText('ip netns del sleep');
});

test('a terminal opens inside a namespace', async () => {
  await menu(/^Network namespace root netns/, 'Open Terminal in This Namespace');
  await editor.page.locator('.terminal-wrapper .xterm-screen').first().waitFor();
  await editor.page.waitForTimeout(1500);
  await editor.page.keyboard.type('ip -br link\n');
  await editor.page.waitForTimeout(1500);
  await editor.look('topology-terminal');
  await editor.command('Terminal: Kill All Terminals');
});

test('names that look like markup are shown as they are', async () => {
  await editor.open('odd.netlab');
  await runCell('<img src=x>');
  await line(/^Network namespace <img src=x>/).waitFor();
  await line(/^Network namespace -x/).waitFor();
  const hover = editor.page.locator('.workbench-hover', { hasText: '**b**' });
  // A line that is just drawn anew loses its hover.
  while ((await hover.count()) === 0) {
    await line(/^Network namespace <img/).hover();
    await line(/^Link \*\*b\*\*/).hover();
    await hover.waitFor({ timeout: 3000 }).catch(() => {});
  }
  await editor.look('topology-odd-names');
  expect(await hover.first().innerText()).toContain('Link **b**, veth, down, in <img src=x>, other end $(id)');
  expect(await editor.page.locator('.monaco-workbench img[src="x"]').count()).toBe(0);
});

test('the lab runs to its end, and the tree follows: the ping fails, fails again, and then works', async () => {
  // What the others have printed would be read, too.
  await editor.command('File: Save All Files');
  await editor.command('View: Close All Editors');
  await editor.open('container-networking.netlab');
  await editor.waitForText('Container networking, by hand');
  await editor.runAll();
  await line(/^Network namespace webapp, 1 link/).waitFor({ timeout: 120_000 });
  await line(
    /^Link veth-webapp-br, veth, up, in the root netns, port of [^,]+, other end veth-webapp in webapp/,
  ).waitFor({ timeout: 120_000 });
  await editor.look('topology-lab-running');
  await line(/^Firewall/).waitFor({ timeout: 120_000 });
  await editor.ended();
  await editor.look('topology-lab');
  const text = await editor.readThrough();
  expect(text).toMatch(/100% packet loss|Network is unreachable/);
  expect(text).toMatch(/64 bytes from 23\.185\.0\.4/);
  expect(text).not.toMatch(/✗/);
});

test('names are completed from what is there now, and explained', async () => {
  await editor.page.locator('.notebookOverlay .view-line', { hasText: 'iptables -P INPUT ACCEPT' }).first().click();
  await editor.page.keyboard.press('Control+Home');
  await editor.page.keyboard.type('ip netns exec ');
  await editor.page.locator('.suggest-widget .monaco-list-row', { hasText: 'webapp' }).waitFor();
  await editor.look('topology-completion');
  await editor.page.keyboard.type('web');
  await editor.page.keyboard.press('Enter');
  await editor.page.keyboard.type(' ip link show dev ');
  await editor.page.locator('.suggest-widget .monaco-list-row', { hasText: 'root netns / veth-webapp-br' }).waitFor();
  await editor.page.keyboard.press('Escape');
  await editor.page
    .locator('.notebookOverlay .view-line', { hasText: 'exec webapp ip' })
    .getByText('webapp')
    .first()
    .hover();
  await editor.page.locator('.monaco-hover', { hasText: 'Network namespace webapp' }).first().waitFor();
  await editor.look('topology-word-hover');
});
