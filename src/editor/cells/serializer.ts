import * as vscode from 'vscode';
import { NotebookFormatError } from '../../notebook/decode.ts';
import type { Dialect, FileLayout } from '../../notebook/notebook.ts';
import { inWords } from '../../words.ts';
import { NOTEBOOK_TYPES } from '../lab.ts';
import { showError } from '../messages.ts';
import { fromCellData, toCellData } from './cells.ts';

/** Reads and writes notebooks of both types. Outputs stay out of the file, so running a cell never makes it dirty. */
export function registerSerializers(): vscode.Disposable {
  const options: vscode.NotebookDocumentContentOptions = { transientOutputs: true };
  return vscode.Disposable.from(
    ...NOTEBOOK_TYPES.map((type) => {
      const dialect = type === 'netlab' ? 'netlab' : 'markdown';
      const serializer: vscode.NotebookSerializer = {
        // What it throws for a file that could not be written back as it was keeps VS Code from opening, and so from saving it.
        deserializeNotebook: (bytes) => parseLab(bytes, dialect).catch(sayWhy),
        serializeNotebook: (data) => printLab(data, dialect),
      };
      return vscode.workspace.registerNotebookSerializer(type, serializer, options);
    }),
  );
}

/** VS Code itself only says "unexpected error". */
function sayWhy(error: unknown): never {
  const { t } = vscode.l10n;
  const reason = error instanceof NotebookFormatError ? inWords(error.what, t) : `${error}`;
  // The reason first: a notification shows the rest only when it is unfolded.
  showError(t('{0} It cannot be opened as a notebook.', reason));
  throw error;
}

/** Throws NotebookFormatError for bytes that cannot be kept. */
export async function parseLab(bytes: Uint8Array, dialect: Dialect): Promise<vscode.NotebookData> {
  // Loaded here and not at activation: the YAML of front matter is most of it.
  const { parseNotebook } = await import('../../notebook/notebook.ts');
  const { cells, layout } = parseNotebook(bytes, { dialect });
  const data = new vscode.NotebookData(cells.map(toCellData));
  data.metadata = { layout };
  return data;
}

export async function printLab({ cells, metadata }: vscode.NotebookData, dialect: Dialect): Promise<Uint8Array> {
  const { printNotebook } = await import('../../notebook/print.ts');
  const layout = layoutOf(metadata);
  return printNotebook({ cells: cells.map(fromCellData), ...(layout ? { layout } : {}) }, { dialect });
}

function layoutOf(metadata: vscode.NotebookData['metadata']): FileLayout | undefined {
  // Safe: only parseLab writes it; a notebook made by someone else has none.
  return metadata?.['layout'] as FileLayout | undefined;
}
