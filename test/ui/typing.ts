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

/** Every command of the labs once, in pieces that are typed at the same time: typing takes its time. */
export function commandsOfLabs(): string[] {
  const cells = ['container-networking', 'port-forwarding'].flatMap((name) =>
    cellsOf(join(root, `labs/${name}.netlab`)),
  );
  const isLines = (cell: string) => !cell.includes('() {');
  const lines = [...new Set(cells.filter(isLines).flatMap((cell) => cell.split('\n')))];
  const half = Math.ceil(lines.length / 2);
  const functions = new Set(cells.filter((cell) => !isLines(cell)));
  return [lines.slice(0, half).join('\n'), lines.slice(half).join('\n'), [...functions].join('\n')];
}

/** Types texts, each in a window of its own, and returns what is in the cells then. */
export async function typedAtOnce(editor: Editor, texts: readonly string[], delay: number): Promise<unknown[]> {
  const inWindow = async (text: string) => {
    const window = await editor.window();
    await openEmpty(window, 'typed.netlab');
    const found = await typed(window, 'typed.netlab', text, delay);
    if (found === text) await window.page.close();
    return found;
  };
  return Promise.all(texts.map(inWindow));
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
