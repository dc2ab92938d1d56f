import * as vscode from 'vscode';
import type { Answers } from './cells/answers.ts';
import { printLab } from './cells/serializer.ts';
import { isLab, isShellCell } from './lab.ts';
import { showInformation, showStatus } from './messages.ts';
import type { Controllers } from './running/controllers.ts';
import type { Placeholders } from './running/placeholders.ts';
import { requireTrust } from './running/trust.ts';
import { openUntitled } from './samples.ts';

export interface ConvertParts {
  readonly answers: Answers;
  readonly placeholders: Placeholders;
  readonly controllers: Controllers;
}

/** Opens the lab that a tutorial means, as a new notebook; what its cells did when they ran is written into it. */
export async function convertToLab(notebook: vscode.NotebookDocument | undefined, parts: ConvertParts): Promise<void> {
  const { t } = vscode.l10n;
  if (!notebook || !isLab(notebook) || notebook.notebookType === 'netlab')
    return showStatus(t('Open a Markdown tutorial as a notebook first: "Reopen Editor With…", Netlab Notebook.'), 8000);
  const cells = notebook.getCells().filter(isShellCell);
  const hasRun = cells.some(({ executionSummary }) => executionSummary?.success !== undefined);
  if (!hasRun && !(await chooseRun(notebook, parts.controllers))) return;
  const { parseNotebook } = await import('../notebook/notebook.ts');
  const { toLab } = await import('../notebook/convert.ts');
  const { takenUplink } = await import('../lint/other-uplink.ts');
  const { readCell } = await import('../lint/read-cell.ts');
  const bytes = await printLab(dataOf(notebook), 'markdown');
  const file = parseNotebook(bytes, { dialect: 'markdown' });
  const code = file.cells.filter(({ kind }) => kind === 'code');
  const shown = (line: number) => cells[code.findIndex((one) => one.line === line)];
  const texts = file.cells.map(({ text }) => text);
  const uplink = takenUplink(code.map(readCell), texts, file.settings, '')?.uplink;
  const { text, left } = toLab(file, {
    values: parts.placeholders.valuesOf(notebook),
    ...(uplink === undefined ? {} : { uplink }),
    answerOf: ({ line }) => {
      const cell = shown(line);
      return cell && parts.answers.of(cell);
    },
    happened: ({ line, reading }) => {
      const success = shown(line)?.executionSummary?.success;
      // One that may fail is green if it did.
      return success === undefined || (success && reading?.mayFail) ? undefined : { status: success ? 0 : 1 };
    },
  });
  await openUntitled(text);
  if (left.length > 0)
    void showInformation(
      t(
        'Left as text, because nobody has said what they are: {0} blocks. Answer in the tutorial, and convert it again.',
        left.length,
      ),
    );
}

/** Whether to convert; runs the tutorial before, if that is wanted. */
async function chooseRun(notebook: vscode.NotebookDocument, controllers: Controllers): Promise<boolean> {
  const { t } = vscode.l10n;
  const now = { label: t('Convert as it is'), detail: t('What is expected follows from the text.') };
  const first = {
    label: t('Run all cells, then convert'),
    detail: t('What happens is written down: cells that fail get expect=fail.'),
  };
  const choice = await vscode.window.showQuickPick([now, first], { title: t('Convert to Lab') });
  if (choice === first && (await requireTrust())) await controllers.run(notebook);
  return choice !== undefined;
}

const dataOf = (notebook: vscode.NotebookDocument): vscode.NotebookData => {
  const data = new vscode.NotebookData(
    notebook.getCells().map(({ kind, document, metadata }) => {
      const cell = new vscode.NotebookCellData(kind, document.getText(), document.languageId);
      cell.metadata = metadata;
      return cell;
    }),
  );
  data.metadata = notebook.metadata;
  return data;
};
