// The diagram as a user meets it: beside the notebook, following the cells.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FrameLocator, Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Editor, openEditor } from './harness.ts';

const LAB = 'container-networking.netlab';

let editor: Editor;

beforeAll(async () => {
  editor = await openEditor({ viewport: { width: 1700, height: 950 } });
});

afterAll(async () => {
  await editor?.close();
});

/** The page of the panel: a webview is a frame in a frame. */
const page = (): FrameLocator =>
  editor.page.frameLocator('iframe.webview[src*="extensionId=netlab-notebook"]').last().frameLocator('iframe');
const node = (text: string): Locator => page().locator('.picture:not(.drawing) .node', { hasText: text });
const file = () => readFileSync(join(editor.workspace, LAB), 'utf8');

test('the diagram follows the lab', async () => {
  await editor.open(LAB);
  await editor.command('Netlab: Open Diagram');
  await editor.waitForText('Run a cell: the diagram shows what it makes.');
  await editor.runAll();
  await node('masquerade 192.168.52.0/24').filter({ hasText: 'forwards IPv4' }).waitFor({ timeout: 120_000 });
  for (const text of ['192.168.52.1/24', '192.168.52.2/24', '192.168.52.5/24'])
    expect(await node(text).count(), text).toBe(1);
  await editor.page.waitForTimeout(5000);
  await editor.screenshot('diagram-lab');
});

test('viewer-never-writes: what is clicked shows in the tree and in a card, and changes nothing', async () => {
  const before = file();
  await node('192.168.52.2/24').click();
  await page().locator('.card', { hasText: 'veth-webapp' }).waitFor();
  const row = editor.page.locator('.pane-body .monaco-list-row.selected', { hasText: 'veth-webapp' });
  await row.waitFor();
  await editor.screenshot('diagram-click');
  await page().getByRole('button', { name: 'Focus: two hops around it' }).click();
  await node('eth0').waitFor({ state: 'detached' });
  await page().getByRole('button', { name: 'Leave the focus' }).click();
  await node('eth0').first().waitFor();
  await page().getByRole('button', { name: /^Turn/ }).click();
  await page().getByRole('button', { name: 'Copy as Mermaid text' }).click();
  await page().locator('.stage').press('-');
  await node('192.168.52.2/24').waitFor();
  expect(file()).toBe(before);
  expect(await editor.page.locator('.tab.dirty').count()).toBe(0);
});

test('the picture goes into the notebook only when asked', async () => {
  await page().getByRole('button', { name: 'Insert as a Markdown cell into the notebook' }).click();
  await expect.poll(file, { timeout: 30_000 }).toContain('```mermaid');
});

test('after a reload the panel is back', async () => {
  await editor.command('File: Revert File').catch(() => undefined);
  await editor.load();
  await editor.waitForText('Run a cell: the diagram shows what it makes.', 60_000);
});
