import type { Page } from 'playwright-core';

/** The lines of the Topology view that stand open with nothing below them. A host that is being read has nothing yet. */
export async function emptyLines(page: Page): Promise<string[]> {
  const lines = await page.locator('.pane-body [role=treeitem]').evaluateAll((elements) =>
    elements.map((element) => ({
      text: element.getAttribute('aria-label') ?? '',
      level: Number(element.getAttribute('aria-level')),
      open: element.getAttribute('aria-expanded') === 'true',
      top: Math.round(element.getBoundingClientRect().top),
    })),
  );
  const inOrder = lines.sort((one, other) => one.top - other.top);
  return inOrder
    .filter(({ open, level }, at) => open && at < inOrder.length - 1 && (inOrder[at + 1]?.level ?? 0) <= level)
    .map(({ text }) => text);
}
