import type { Editor } from './harness.ts';

/** Reloads the window with the lab in it and the explorer in front, runs it, and opens the Topology view while it runs. */
export async function openTopologyLate(editor: Editor): Promise<void> {
  const { page } = editor;
  // By its command: a badge of progress may lie over the icon.
  await editor.command('View: Show Explorer');
  await editor.reload();
  await page.locator('.kernel-label:visible', { hasText: 'Sandbox (no root)' }).waitFor();
  await editor.runAll();
  await page.getByRole('button', { name: 'Stop Execution' }).first().waitFor();
  await openTopology(editor);
}

/** Opens the Topology view, and waits until the namespaces of the lab and what is in them have come. */
export async function openTopology(editor: Editor): Promise<void> {
  const { page } = editor;
  await page.locator('.activitybar .action-label[aria-label="Netlab"]').first().click();
  await page.getByRole('treeitem', { name: /^Network namespace webapp, 1 link/ }).waitFor({ timeout: 120_000 });
  await page
    .getByRole('treeitem', { name: /^Link veth-webapp-br/ })
    .waitFor({ timeout: 120_000 })
    .catch(() => {});
  // Redraws that are under way.
  await page.waitForTimeout(2000);
}
