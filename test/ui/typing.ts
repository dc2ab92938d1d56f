// What stands in a cell after it was typed, for the tests of typing.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { root } from '../../scripts/lib/project.mjs';
import { parseNotebook } from '../../src/notebook/notebook.ts';
import type { Editor } from './harness.ts';

/** The code of the cells of a notebook. */
export function cellsOf(file: string): string[] {
  return parseNotebook(readFileSync(file), { dialect: 'netlab' }).cells.flatMap(({ kind, text }) =>
    kind === 'code' ? [text] : [],
  );
}

/** Every command of a lab once: typing takes its time. */
export function commandsOfLab(name: string): string {
  const cells = cellsOf(join(root, 'labs', name));
  const isLines = (cell: string) => !cell.includes('() {');
  const lines = new Set(cells.filter(isLines).flatMap((cell) => cell.split('\n')));
  return [...lines, ...cells.filter((cell) => !isLines(cell))].join('\n');
}

/** Opens a notebook of one empty cell. */
export async function openEmpty(editor: Editor, name: string): Promise<void> {
  writeFileSync(join(editor.workspace, name), '# Typed\n\n```sh\n\n```\n');
  await editor.open(name);
  await editor.page.locator('.kernel-label:visible', { hasText: 'Sandbox (no root)' }).waitFor();
}

/** Types into the last cell of the notebook that is shown, and returns what is in the file then. */
export async function typed(editor: Editor, name: string, text: string, delay: number): Promise<string | undefined> {
  const file = join(editor.workspace, name);
  await editor.page.locator('.notebookOverlay:visible .cell .view-lines').last().click();
  await editor.page.keyboard.type(text, { delay });
  await editor.page.keyboard.press('Escape');
  await editor.command('File: Save');
  await expect.poll(() => cellsOf(file).at(-1)?.length ?? 0).toBeGreaterThan(0);
  return cellsOf(file).at(-1);
}
