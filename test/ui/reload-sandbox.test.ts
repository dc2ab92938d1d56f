import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { processesWithEnvironment } from '../real/hosts/support.ts';
import { type Editor, openEditor } from './harness.ts';

let editor: Editor;

const cell = (text: string, info = '') => `\`\`\`sh ${info}\n${text}\n\`\`\`\n\n`;
const NOTEBOOK = [
  '# Kept\n\n',
  cell('ip netns add blue; x=set; echo "marker=$NETLAB_KEPT"; ls /nowhere; echo made'),
  cell('until [ -e go ]; do sleep 0.1; done; echo "the end $((40 + 2))"'),
  cell('ip netns list; echo "x is $x"', '{name=look}'),
].join('');

beforeAll(async () => {
  editor = await openEditor({ files: [] });
  writeFileSync(join(editor.workspace, 'kept.netlab'), NOTEBOOK);
}, 120_000);

afterAll(async () => {
  await editor?.close();
});

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // It has ended.
  }
};

/** proc_pid_stat(5) */
const parentOf = (pid: number): number => Number(/\) \S (\d+)/.exec(read(`/proc/${pid}/stat`))?.[1] ?? 0);

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended with another one.
  }
}

async function runCell(code: string): Promise<void> {
  await editor.page.locator('.notebookOverlay:visible .view-line', { hasText: code }).first().click();
  await editor.page.keyboard.press('Control+Enter');
}

test('window-reload: the sandbox, its shell, the cell that runs and all outputs are there again', async () => {
  await editor.open('kept.netlab');
  await editor.page.locator('.kernel-label:visible', { hasText: 'Sandbox (no root)' }).waitFor();
  await runCell('ip netns add');
  await editor.waitForText('1 command failed (line 1)');
  await runCell('until');
  await editor.page.getByRole('button', { name: 'Stop Execution' }).first().waitFor();
  await editor.reload();
  await editor.waitForText(/^made$/m);
  await editor.waitForText('1 command failed (line 1)');
  await editor.page.getByRole('button', { name: 'Stop Execution' }).first().waitFor();
  await editor.look('reload-sandbox');
  writeFileSync(join(editor.workspace, 'go'), '');
  await editor.waitForText('the end 42');
  await runCell('ip netns list');
  await editor.waitForText(/^blue\b/m);
  await editor.waitForText(/^x is set$/m);
});

test('hidden-tab-lost: what a notebook runs that nobody looks at survives a reload, too', async () => {
  writeFileSync(join(editor.workspace, 'front.netlab'), cell('ip netns add red'));
  await editor.open('front.netlab');
  await editor.page.locator('.kernel-label:visible', { hasText: 'Sandbox (no root)' }).waitFor();
  await editor.runAll();
  await editor.ended();
  await editor.reload();
  await editor.page.locator('.activitybar .action-label[aria-label="Netlab"]').first().click();
  const line = (text: string) => editor.page.locator('.pane-body .monaco-list-row', { hasText: text });
  await line('kept.netlab').waitFor();
  await line('blue').first().waitFor();
  writeFileSync(join(editor.workspace, 'idle.netlab'), cell('true'));
  await editor.open('idle.netlab');
  await editor.waitForText('idle.netlab has nothing running. This is what other notebooks hold:');
  await editor.look('reload-hidden');
  await editor.command('View: Show Explorer');
});

test('closing a notebook whose cells run asks, and Cancel opens it again, with all of it', async () => {
  writeFileSync(
    join(editor.workspace, 'asks.netlab'),
    cell('echo before') + cell('until [ -e stop ]; do sleep 0.1; done; echo gone on'),
  );
  await editor.open('asks.netlab');
  await editor.page.locator('.kernel-label:visible', { hasText: 'Sandbox (no root)' }).waitFor();
  await editor.runAll();
  await editor.waitForText(/^before$/m);
  await editor.command('View: Close Editor');
  const dialog = editor.page.getByRole('dialog', { name: /Stop the running cell of asks.netlab/ });
  await dialog.waitFor();
  await editor.look('closing-asks');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await editor.page.locator('.tab.active', { hasText: 'asks.netlab' }).waitFor();
  await editor.waitForText(/^before$/m);
  writeFileSync(join(editor.workspace, 'stop'), '');
  await editor.waitForText(/^gone on$/m);
});

test('what is gone is said, and old outputs are marked, where the sandbox has ended', async () => {
  await editor.open('kept.netlab');
  const shown = await editor.waitForText(/marker=\w{32}/);
  const marker = /marker=(\w{32})/.exec(shown)?.[1] ?? '';
  const kept = () => processesWithEnvironment(`NETLAB_KEPT=${marker}`);
  const keepers = new Set(
    kept()
      .map(parentOf)
      .filter((pid) => /^perl\0/.test(read(`/proc/${pid}/cmdline`))),
  );
  expect(keepers.size).toBe(1);
  // What it keeps ends with it.
  for (const pid of keepers) process.kill(pid, 'SIGKILL');
  for (const pid of kept()) kill(pid);
  await expect.poll(kept, { timeout: 15_000 }).toEqual([]);
  await editor.reload();
  await editor.waitForText('The sandbox of kept.netlab has ended');
  await editor.waitForText('Before the window was closed or reloaded:');
  await editor.look('reload-gone');
});
