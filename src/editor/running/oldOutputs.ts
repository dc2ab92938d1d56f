import type * as vscode from 'vscode';
import { noticeOutput } from '../output/cellDisplay.ts';

/** Takes the marks off cells whose runs belong to a network that is gone, and says so above what they printed. */
export async function markOld(
  controller: vscode.NotebookController,
  cells: readonly vscode.NotebookCell[],
  heading: string,
): Promise<void> {
  await Promise.all(cells.map((cell) => markCell(controller, cell, heading)));
}

async function markCell(
  controller: vscode.NotebookController,
  cell: vscode.NotebookCell,
  heading: string,
): Promise<void> {
  try {
    const execution = controller.createNotebookCellExecution(cell);
    execution.start();
    if (cell.outputs.length > 0) await execution.replaceOutput([noticeOutput(heading), ...cell.outputs]);
    execution.end(undefined);
  } catch {
    // It is gone, or runs again already, which replaces its output.
  }
}
