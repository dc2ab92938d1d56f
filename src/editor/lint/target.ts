import * as vscode from 'vscode';
import type { CellText, Edit, Finding, Fix, Span } from '../../lint/finding.ts';
import { settingsFindings } from '../../lint/front-matter.ts';
import { indented, placeInFile } from '../../lint/in-file.ts';
import { withUplink } from '../../notebook/front-matter.ts';
import { type ParsedCell, parseNotebook } from '../../notebook/notebook.ts';
import { currentReading, infoTextOf, isFrontMatter, newFrontMatter, positionIn, textOf } from '../cells/cells.ts';
import { isShellCell } from '../lab.ts';

/** A cell in an editor: in a notebook, or in the text of a file. */
export interface Target {
  readonly cell: CellText;
  /** Of front matter, all that there is to say. */
  readonly settings?: readonly Finding[];
  /** Where it is edited. */
  readonly document: vscode.TextDocument;
  /** The version of the document that was read. */
  readonly version: number;
  rangeOf(span: Span): vscode.Range;
  /** Puts the edits of a fix into one of the workspace. */
  change(fix: Fix, into: vscode.WorkspaceEdit): void;
  /** What writes into the front matter how the uplink is called; undefined where that cannot be done. */
  callUplink(name: string): vscode.WorkspaceEdit | undefined;
}

/** The cell of a notebook; undefined of one that is none of ours. */
export function targetOf(cell: vscode.NotebookCell): Target | undefined {
  const { document } = cell;
  if (cell.kind !== vscode.NotebookCellKind.Code) return undefined;
  const settings = isFrontMatter(cell);
  if (!settings && !isShellCell({ document })) return undefined;
  const text = textOf(document);
  const info = settings ? '' : infoTextOf(cell);
  // Its fence is not seen: what is wrong with that is said at its beginning.
  const rangeOf = ({ part, start, end }: Span) =>
    part === 'info' ? new vscode.Range(0, 0, 0, 0) : new vscode.Range(positionIn(text, start), positionIn(text, end));
  return {
    cell: { info, text, reading: settings ? undefined : currentReading(cell) },
    ...(settings ? { settings: settingsFindings(text) } : {}),
    document,
    version: document.version,
    rangeOf,
    callUplink: (name) => uplinkInNotebook(cell.notebook, name),
    change: (fix, into) => {
      const ofInfo = fix.edits.filter(({ part }) => part === 'info');
      if (ofInfo.length > 0) {
        const metadata = { ...cell.metadata, info: edited(info, ofInfo) };
        into.set(cell.notebook.uri, [vscode.NotebookEdit.updateCellMetadata(cell.index, metadata)]);
      }
      changeText(
        document,
        fix,
        fix.edits.filter(({ part }) => part === 'text'),
        rangeOf,
        into,
      );
    },
  };
}

/** The cells in the text of a file. */
export function targetsIn(document: vscode.TextDocument): Target[] {
  return cellsIn(document.getText()).flatMap((cell): Target[] => {
    if (cell.kind === 'markdown') return [];
    const position = (part: Span['part'], offset: number) => {
      const { line, column } = placeInFile(cell, part, offset);
      return new vscode.Position(line, column);
    };
    const rangeOf = ({ part, start, end }: Span) => new vscode.Range(position(part, start), position(part, end));
    return [
      {
        cell: { info: cell.info, text: cell.text },
        ...(cell.kind === 'frontMatter' ? { settings: settingsFindings(cell.text) } : {}),
        document,
        version: document.version,
        rangeOf,
        callUplink: (name) => uplinkInText(document, name),
        change: (fix, into) => {
          const edits = fix.edits.map((edit) => ({ ...edit, with: indented(edit.with, cell) }));
          changeText(document, fix, edits, rangeOf, into);
        },
      },
    ];
  });
}

function uplinkInNotebook(notebook: vscode.NotebookDocument, name: string): vscode.WorkspaceEdit | undefined {
  const first = notebook.cellCount > 0 ? notebook.cellAt(0) : undefined;
  const own = first && isFrontMatter(first) ? first.document : undefined;
  const text = withUplink(own ? textOf(own) : '', name);
  if (text === undefined) return undefined;
  const edit = new vscode.WorkspaceEdit();
  if (own) edit.replace(own.uri, new vscode.Range(0, 0, own.lineCount, 0), text);
  else edit.set(notebook.uri, [vscode.NotebookEdit.insertCells(0, [newFrontMatter(text, notebook)])]);
  return edit;
}

function uplinkInText(document: vscode.TextDocument, name: string): vscode.WorkspaceEdit | undefined {
  const [first] = cellsIn(document.getText());
  const own = first?.kind === 'frontMatter' ? first : undefined;
  const text = withUplink(own?.text ?? '', name);
  if (text === undefined) return undefined;
  const edit = new vscode.WorkspaceEdit();
  const lines = own ? own.text.split('\n').length : 0;
  if (own && own.text !== '')
    edit.replace(document.uri, new vscode.Range(1, 0, lines, document.lineAt(lines).text.length), text);
  else edit.insert(document.uri, new vscode.Position(own ? 1 : 0, 0), own ? `${text}\n` : `---\n${text}\n---\n\n`);
  return edit;
}

function cellsIn(text: string): readonly ParsedCell[] {
  try {
    return parseNotebook(new TextEncoder().encode(text), { dialect: 'netlab' }).cells;
  } catch {
    // It could not be opened as a notebook, which is said there.
    return [];
  }
}

/** Edits of the text in a document: what is put in for the reader to replace is selected. */
function changeText(
  { uri }: vscode.TextDocument,
  { selects }: Fix,
  edits: readonly Edit[],
  rangeOf: (span: Span) => vscode.Range,
  into: vscode.WorkspaceEdit,
): void {
  if (edits.length === 0) return;
  const put = (edit: Edit) =>
    selects
      ? vscode.SnippetTextEdit.replace(rangeOf(edit), new vscode.SnippetString().appendPlaceholder(edit.with))
      : vscode.TextEdit.replace(rangeOf(edit), edit.with);
  into.set(uri, edits.map(put));
}

const edited = (text: string, edits: readonly Edit[]): string =>
  edits
    .toSorted((a, b) => b.start - a.start)
    .reduce((before, { start, end, with: put }) => before.slice(0, start) + put + before.slice(end), text);
