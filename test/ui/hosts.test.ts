import { execFile } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from '../../scripts/lib/project.mjs';
import { describeWithServer, makeKey, noServer, type Server, startServer, withHome } from '../real/ssh/server.ts';
import { type Editor, openEditor } from './harness.ts';

let editor: Editor;
let server: Server;
/** The home directory of the one who uses the editor: not that of the one who runs the tests. */
let home: string;

const NOTEBOOK = `# Over there

\`\`\`sh
ip netns add webapp && ip link add br0 type bridge && echo "made $((40 + 2))"
\`\`\`

\`\`\`sh
echo "begun $((40 + 3))"; sleep 300
\`\`\`

\`\`\`sh
echo "after $((40 + 4))"
\`\`\`
`;

beforeAll(async () => {
  if (noServer) return;
  server = await startServer();
  home = join(server.directory, 'editor');
  mkdirSync(join(home, '.ssh'), { recursive: true });
  makeKey(join(home, '.ssh/id_ed25519'), 'open sesame');
  appendFileSync(join(server.directory, 'authorized_keys'), readFileSync(join(home, '.ssh/id_ed25519.pub')));
  const own = readFileSync(server.config, 'utf8')
    .split('\n')
    .filter((line) => !/IdentityFile|KnownHosts/.test(line));
  writeFileSync(join(home, '.ssh/config'), own.join('\n'));
  editor = await openEditor({ files: [], env: { HOME: home }, prefix: withHome(server.directory, home) });
  writeFileSync(join(editor.workspace, 'there.netlab'), NOTEBOOK);
});

afterAll(async () => {
  await editor?.close();
  await server?.dispose();
});

const dialog = () => editor.page.locator('.monaco-dialog-box');
const button = (name: string | RegExp) => dialog().getByRole('button', { name });
const rows = (text: string | RegExp) => editor.page.locator('.quick-input-list .monaco-list-row', { hasText: text });

/** Chooses a kernel in the picker, which lists first what was used before. */
async function choose(label: string, screenshot: string): Promise<void> {
  await editor.page.locator('.kernel-label').first().click();
  await rows('Select Another Kernel').first().click();
  await chooseOfAll(label, screenshot);
}

/** In the list of the picker that has them all, to which it leads from that of its sources where there are several. */
async function chooseOfAll(label: string | RegExp, screenshot: string): Promise<void> {
  const kernel = rows(label).first();
  const source = rows('Netlab Notebook').first();
  await kernel.or(source).first().waitFor();
  if (await source.isVisible()) await source.click();
  await kernel.waitFor();
  await editor.look(screenshot);
  await kernel.click();
}

/** Runs a cell, by its text, with the keyboard. */
async function runCell(text: string): Promise<void> {
  await editor.page.locator('.notebookOverlay .view-line', { hasText: text }).first().click();
  await editor.page.keyboard.press('Control+Enter');
}

describeWithServer('a host of the SSH configuration', () => {
  test('a kernel in the picker: its key is shown, the passphrase asked and remembered, cells run in a sandbox there', async () => {
    await editor.open('there.netlab');
    await editor.waitForText('Over there');
    await choose('Sandbox on lab', 'hosts-picker');
    await runCell('netns add webapp');
    await dialog().waitFor();
    await editor.waitForText('SHA256:');
    await editor.look('hosts-host-key');
    await button('Connect').click();
    const input = editor.page.locator('.quick-input-widget input.input');
    await editor.waitForText('Passphrase');
    await input.fill('open sesame');
    expect(await input.getAttribute('type')).toBe('password');
    await editor.look('hosts-passphrase');
    await input.press('Enter');
    await editor.page.locator('.notification-toast').getByRole('button', { name: 'Remember', exact: true }).click();
    await editor.waitForText('made 42');
    expect(readFileSync(join(home, '.ssh/known_hosts'), 'utf8')).toContain(server.hostKey);
    expect(existsSync('/run/netns/webapp')).toBe(false);
    await editor.look('hosts-ran');
  });

  test('connection lost: the cell says so and keeps what it printed, the tree stays; the next run connects without a question', async () => {
    await runCell('begun');
    await editor.waitForText('begun 43');
    await editor.page.locator('.activitybar .action-label[aria-label="Netlab"]').first().click();
    const tree = editor.page.getByRole('treeitem');
    await tree.filter({ hasText: 'root netns' }).first().waitFor();
    await server.stop();
    await editor.waitForText('Connection lost');
    // What was seen last stays, and is known to be old.
    await tree.filter({ hasText: 'not reached since' }).first().waitFor();
    await tree.filter({ hasText: 'root netns' }).first().waitFor();
    await editor.look('hosts-lost');
    await server.start();
    await runCell('after');
    const shown = await editor.waitForText('after 44');
    expect(shown).toContain('begun 43');
    await tree.filter({ hasText: 'not reached since' }).first().waitFor({ state: 'detached' });
    await editor.look('hosts-again');
  });

  test('a real machine is asked about before the first cell that changes it, and No runs nothing', async () => {
    // Changes nothing but a file, if it were run.
    const proof = join(server.directory, 'ran');
    writeFileSync(join(editor.workspace, 'guard.netlab'), `\`\`\`sh {host=lab}\ntouch ${proof}\n\`\`\`\n`);
    await editor.open('guard.netlab');
    await runCell('touch');
    await dialog().waitFor();
    await editor.waitForText('outside a sandbox');
    await editor.look('hosts-guard');
    // Enter is no agreement: what it presses is the safe answer.
    await editor.page.keyboard.press('Enter');
    await dialog().waitFor({ state: 'detached' });
    await editor.waitForText('you did not agree');
    expect(existsSync(proof)).toBe(false);
    const badge = editor.page.locator('.cell-statusbar-container [aria-label="Runs on the real network of lab"]');
    await badge.locator('.codicon-warning').waitFor();
  });

  test('the sandbox is the first kernel, and while another has a real network the status bar says so', async () => {
    writeFileSync(join(editor.workspace, 'where.netlab'), '```sh\ntrue\n```\n');
    await editor.open('where.netlab');
    await editor.waitForText('Sandbox (no root)');
    const item = editor.page.locator('[id="netlab-notebook.netlab-notebook.netlab.realNetwork"]');
    expect(await item.count()).toBe(0);
    await editor.page.locator('.kernel-label:visible').first().click();
    await rows('Select Another Kernel').first().click();
    const source = rows('Netlab Notebook').first();
    const machine = rows('This machine').first();
    await source.or(machine).first().waitFor();
    if (await source.isVisible()) await source.click();
    await machine.waitFor();
    const first = editor.page.locator('.quick-input-list .monaco-list-row[data-index="0"].focused');
    await first.filter({ hasText: 'Sandbox (no root)' }).waitFor();
    await chooseOfAll(/^lab/, 'hosts-picker-order');
    await item.filter({ hasText: 'lab' }).waitFor();
    await editor.look('hosts-real-network');
    await item.click();
    await rows(/Sandbox|Select Another Kernel/)
      .first()
      .waitFor();
    await editor.look('hosts-real-network-picker');
    const sandbox = editor.page.locator('.quick-input-list .monaco-list-row:visible', { hasText: 'Sandbox (no root)' });
    const others = editor.page.locator('.quick-input-list .monaco-list-row:visible', { hasText: 'Select Another' });
    await sandbox.or(others).first().waitFor();
    if ((await sandbox.count()) === 0) await others.click();
    await chooseOfAll('Sandbox (no root)', 'hosts-back');
    await item.waitFor({ state: 'detached' });
  });

  test('bundled-dirname: the terminal program as it is built reaches it, too', async () => {
    const file = join(editor.workspace, 'looks.netlab');
    writeFileSync(file, '```sh\necho "looked $((40 + 5))"\n```\n');
    const args = ['run', file, '--host', 'sandbox@lab', '--ssh-config', server.config];
    const { stdout } = await promisify(execFile)(process.execPath, [join(root, 'dist/cli.js'), ...args]);
    expect(stdout).toContain('looked 45\n');
  });
});
