import type * as vscode from 'vscode';
import { noticeOutput } from '../output/cellDisplay.ts';
import { outputsOf, type SavedOutput } from '../output/savedOutputs.ts';

/** Takes the marks off cells whose runs belong to a network that is gone, and says so above what they printed. */
export async function markOld(
  controller: vscode.NotebookController,
  cells: readonly vscode.NotebookCell[],
  heading: string,
): Promise<void> {
  await Promise.all(cells.map((cell) => showAgain(controller, cell, { outputs: under(heading, cell.outputs) })));
}

/** Shows what a cell showed before the window was reloaded; as old where its network is gone. */
export async function restore(
  controller: vscode.NotebookController,
  cell: vscode.NotebookCell,
  saved: SavedOutput,
  heading?: string,
): Promise<void> {
  const outputs = outputsOf(saved);
  const { order, success, timing } = saved;
  await showAgain(
    controller,
    cell,
    heading === undefined ? { outputs, order, success, timing } : { outputs: under(heading, outputs) },
  );
}

const under = (heading: string, outputs: readonly vscode.NotebookCellOutput[]) =>
  outputs.length > 0 ? [noticeOutput(heading), ...outputs] : [];

interface Shown extends Partial<Pick<SavedOutput, 'order' | 'success' | 'timing'>> {
  readonly outputs: readonly vscode.NotebookCellOutput[];
}

async function showAgain(
  controller: vscode.NotebookController,
  cell: vscode.NotebookCell,
  { outputs, order, success, timing }: Shown,
): Promise<void> {
  try {
    const execution = controller.createNotebookCellExecution(cell);
    execution.executionOrder = order;
    execution.start(timing?.startTime);
    // VS Code keeps outputs that it has already where they are on the screen, and puts what is new over them.
    await execution.clearOutput();
    await execution.replaceOutput([...outputs]);
    execution.end(success, timing?.endTime);
  } catch {
    // It is gone, or runs again already, which replaces its output.
  }
}
