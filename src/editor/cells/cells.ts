import { homedir } from 'node:os';
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import type { CellRequest } from '../../kernel/run-types.ts';
import { type InfoString, inPlace, parseInfo } from '../../notebook/attributes.ts';
import { withLanguage } from '../../notebook/info-edit.ts';
import type { CellSource, NotebookCell, ParsedCell } from '../../notebook/notebook.ts';
import { CELL_LANGUAGE, CONSOLE_LANGUAGE, isLab, isShellCell } from '../lab.ts';
import { type CellReading, readingOf } from './reading.ts';

/** The metadata that a cell carries in the editor: what is in the file for it. */
export interface CellMetadata {
  readonly info?: string;
  readonly source?: CellSource;
  /** Of a tutorial. */
  readonly reading?: CellReading;
}

/** The info string of a fence for a cell that the user has added. */
const NEW_CELL_INFO = 'sh';
/** What front matter is shown as: a code cell in a language that no controller runs. */
const FRONT_MATTER_LANGUAGE = 'yaml';

type CellLike = Pick<vscode.NotebookCellData, 'kind' | 'languageId' | 'metadata'>;

export function metadataOf(metadata: unknown): CellMetadata {
  // Safe: only this module's toCellData and the attribute editor write it, and every field is optional.
  return (metadata ?? {}) as CellMetadata;
}

const isConsole = (info: string): boolean => parseInfo(info).language === 'console';

/** The language of the editor for a cell of that info string. */
export const languageOf = (info: string): string => (isConsole(info) ? CONSOLE_LANGUAGE : CELL_LANGUAGE);

/** The language of the editor for a cell that was read to be that. */
const shownLanguage = (info: string, reading: CellReading | undefined): string =>
  reading?.isConsole ? CONSOLE_LANGUAGE : reading ? CELL_LANGUAGE : languageOf(info);

function infoText({ languageId, metadata }: Omit<CellLike, 'kind'>): string {
  const { info, reading } = metadataOf(metadata);
  const wanted = languageId === CONSOLE_LANGUAGE ? 'console' : languageId === CELL_LANGUAGE ? NEW_CELL_INFO : undefined;
  if (wanted === undefined) return languageId;
  if (info === undefined) return wanted;
  // What the text was read to be is not written into the file.
  if (reading && languageId === shownLanguage(info, reading)) return info;
  // The user has chosen the other one at the cell.
  return isConsole(info) === (wanted === 'console') ? info : withLanguage(info, wanted);
}

/** The info string of a code cell. */
export function infoTextOf(cell: vscode.NotebookCell): string {
  return infoText({ languageId: cell.document.languageId, metadata: cell.metadata });
}

/** Changes the info string of a code cell: an edit like any other. */
export async function setInfo(cell: vscode.NotebookCell, info: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.set(cell.notebook.uri, [vscode.NotebookEdit.updateCellMetadata(cell.index, { ...cell.metadata, info })]);
  await vscode.workspace.applyEdit(edit);
}

/** What the info string of a code cell says. */
export function infoOf(cell: vscode.NotebookCell): InfoString {
  return parseInfo(infoTextOf(cell));
}

/** What the kernel needs to run a cell. */
export function requestOf(cell: vscode.NotebookCell): CellRequest {
  const { language, attributes } = infoOf(cell);
  const reading = currentReading(cell);
  const code = cell.document.getText();
  if (!reading) return { code, language, attributes };
  const { typed, terminal } = reading;
  const own = { attributes: inPlace(attributes, reading.place), typed, ...(terminal ? { terminal } : {}) };
  return { code, language, ...own };
}

/** What was read of a cell of a tutorial, for as long as its text is the one that was read. */
export function currentReading(cell: vscode.NotebookCell): CellReading | undefined {
  const { reading } = metadataOf(cell.metadata);
  return reading && textOf(cell.document) === reading.text ? reading : undefined;
}

const requestsIn = (notebook: vscode.NotebookDocument, from: number, to: number): CellRequest[] =>
  notebook
    .getCells(new vscode.NotebookRange(from, to))
    .filter((one) => isShellCell(one) && currentReading(one)?.kind !== 'unclear')
    .map(requestOf);

/** Of the cells after one. */
export const requestsAfter = ({ notebook, index }: vscode.NotebookCell): CellRequest[] =>
  requestsIn(notebook, index + 1, notebook.cellCount);

/** The same, with the shells that are open where the cell begins. */
export async function requestInPlace(cell: vscode.NotebookCell): Promise<CellRequest> {
  const request = requestOf(cell);
  const before = requestsIn(cell.notebook, 0, cell.index);
  // Brings the parser of shell text, which nobody needs at activation.
  const { shellsAround } = await import('../../kernel/cell-text.ts');
  const { beside: _, ...place } = shellsAround(request, before);
  return { ...request, ...place };
}

/** The cell that a request was made from: the one at that position, or one that says the same. */
export function cellFor(
  notebook: vscode.NotebookDocument,
  request: CellRequest,
  index = -1,
): vscode.NotebookCell | undefined {
  const cells = notebook.getCells().filter(({ kind }) => kind === vscode.NotebookCellKind.Code);
  const there = cells.find((cell) => cell.index === index);
  const same = (cell: vscode.NotebookCell) => cell.document.getText() === request.code;
  if (there && same(there)) return there;
  return cells.find((cell) => same(cell) && requestOf(cell).language === request.language) ?? there;
}

/** The cell that is edited in a document. */
export function cellOfDocument(document: vscode.TextDocument): vscode.NotebookCell | undefined {
  const cells = vscode.workspace.notebookDocuments.filter(isLab).flatMap((notebook) => notebook.getCells());
  return cells.find((cell) => cell.document === document);
}

/** The commands of all cells of a notebook. */
export function commandTexts(notebook: vscode.NotebookDocument): Promise<string[]> {
  const cells = notebook.getCells().filter(isShellCell);
  return Promise.all(cells.map(({ document }) => shellTextOf(document)));
}

/** The text of a cell, with blanks in place of what a console cell does not run: offsets stay what they are. */
export async function shellTextOf(document: vscode.TextDocument): Promise<string> {
  const text = textOf(document);
  if (document.languageId !== CONSOLE_LANGUAGE) return text;
  // Brings the parser of shell text.
  return (await import('../../import/shell-text.ts')).runnableInPlace({ text, language: 'console' });
}

/** The commands that run before a cell in Run order, on the same host. */
export async function commandTextsBefore(cell: vscode.NotebookCell): Promise<string[]> {
  const { runnableText } = await import('../../import/shell-text.ts');
  const { host } = infoOf(cell).attributes;
  return cell.notebook
    .getCells(new vscode.NotebookRange(0, cell.index))
    .filter(isShellCell)
    .filter((one) => infoOf(one).attributes.host === host)
    .map((one) => runnableText({ text: textOf(one.document), language: infoOf(one).language }));
}

/** The text of a cell, its lines ended as bash wants them. */
export const textOf = (document: vscode.TextDocument): string => document.getText().replaceAll('\r\n', '\n');

/** The offset of a position in such a text. */
export function offsetIn(text: string, { line, character }: vscode.Position): number {
  return text.split('\n', line).join('\n').length + (line > 0 ? 1 : 0) + character;
}

/** The position of an offset in such a text. */
export function positionIn(text: string, offset: number): vscode.Position {
  const lines = text.slice(0, offset).split('\n');
  return new vscode.Position(lines.length - 1, lines.at(-1)?.length ?? 0);
}

/** Whether a cell holds the notebook's front matter. */
export function isFrontMatter(cell: vscode.NotebookCell): boolean {
  return metadataOf(cell.metadata).source?.kind === 'frontMatter' && cell.document.languageId === FRONT_MATTER_LANGUAGE;
}

/** A cell of the file, as VS Code takes it. */
export function toCellData(cell: NotebookCell & Pick<ParsedCell, 'reading'>): vscode.NotebookCellData {
  const { kind, text, info, source } = cell;
  const reading = readingOf(cell);
  const { Code, Markup } = vscode.NotebookCellKind;
  const data =
    kind === 'markdown'
      ? new vscode.NotebookCellData(Markup, text, 'markdown')
      : new vscode.NotebookCellData(Code, text, kind === 'code' ? shownLanguage(info, reading) : FRONT_MATTER_LANGUAGE);
  data.metadata = { ...(kind === 'code' ? { info } : {}), source, ...(reading ? { reading } : {}) };
  return data;
}

/** Front matter for a notebook that has none. */
export function newFrontMatter(text: string, { metadata }: vscode.NotebookDocument): vscode.NotebookCellData {
  // Safe: only the serializer writes it, as in layoutOf there.
  const { eol = '\n' } = (metadata['layout'] as { readonly eol?: string } | undefined) ?? {};
  const rule = `---${eol}`;
  // It is beside no cell of the file.
  const source: CellSource = { kind: 'frontMatter', index: -2, before: '', open: rule, body: '', close: rule };
  return toCellData({ kind: 'frontMatter', text, info: '', source });
}

/** A cell of the editor, as the file takes it. */
export function fromCellData(data: vscode.NotebookCellData): NotebookCell {
  const { source } = metadataOf(data.metadata);
  const kept = source ? { source } : {};
  if (data.kind === vscode.NotebookCellKind.Markup) return { kind: 'markdown', text: data.value, info: '', ...kept };
  if (source?.kind === 'frontMatter' && data.languageId === FRONT_MATTER_LANGUAGE) {
    return { kind: 'frontMatter', text: data.value, info: '', ...kept };
  }
  return { kind: 'code', text: data.value, info: infoText(data), ...kept };
}

/** Where a notebook's first shell starts: its folder, or for one that is not saved yet the workspace's, or the user's. */
export function directoryOf(notebook: vscode.NotebookDocument): string {
  if (notebook.uri.scheme === 'file') return dirname(notebook.uri.fsPath);
  const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file');
  return folder?.uri.fsPath ?? homedir();
}
