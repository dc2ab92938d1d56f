// The Topology view of a window that comes back, often: now and then VS Code left open lines empty.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { emptyLines } from '../ui/emptyLines.ts';
import { type Editor, openEditor } from '../ui/harness.ts';
import { openTopologyLate } from '../ui/restored.ts';

let editor: Editor;

beforeAll(async () => {
  editor = await openEditor({ viewport: { width: 1280, height: 1300 } });
  await editor.open('container-networking.netlab');
  await editor.page.locator('.kernel-label:visible', { hasText: 'Sandbox (no root)' }).waitFor();
}, 180_000);

afterAll(async () => {
  await editor?.close();
});

test('redraw-during-first-expansion: 20 reloads', async () => {
  for (let round = 1; round <= 20; round++) {
    await openTopologyLate(editor);
    const empty = await emptyLines(editor.page);
    if (empty.length > 0) await editor.screenshot(`restored-soak-${round}`);
    expect(empty, `round ${round}`).toEqual([]);
  }
});
