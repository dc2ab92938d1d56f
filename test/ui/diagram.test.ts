// The diagram as a user meets it: beside the notebook, following the cells.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Editor, openEditor } from './harness.ts';

let editor: Editor;

beforeAll(async () => {
  editor = await openEditor({ viewport: { width: 1600, height: 950 } });
});

afterAll(async () => {
  await editor?.close();
});

test('the diagram follows the lab', async () => {
  await editor.open('container-networking.netlab');
  await editor.command('Netlab: Open Diagram');
  await editor.waitForText('Run a cell: the diagram shows what it makes.');
  await editor.runAll();
  await editor.waitForText(/forwards IPv4\s+masquerade 192\.168\.52\.0\/24/, 120_000);
  const text = await editor.waitForText(/veth-webapp\s+192\.168\.52\.2\/24/);
  expect(text).toMatch(/app-net-0\s+bridge\s+192\.168\.52\.5\/24/);
  await editor.page.waitForTimeout(6000);
  await editor.screenshot('diagram-lab');
});
