import { relative } from 'node:path';
import * as vscode from 'vscode';
import type { Catalog } from '../../hosts/catalog.ts';
import { ATTRIBUTES, type AttributeOffer, LANGUAGES } from '../../notebook/attribute-table.ts';
import type { CellAttributes } from '../../notebook/attributes.ts';
import { problemWith, withAttribute, withLanguage } from '../../notebook/info-edit.ts';
import { inWords } from '../../words.ts';
import { isShellCell } from '../lab.ts';
import { localisedText, showStatus } from '../messages.ts';
import { type PickItem, pickOrType } from '../pickOrType.ts';
import { plainLabel } from '../plainText.ts';
import { formatDuration } from './badges.ts';
import { commandTexts, directoryOf, infoOf, infoTextOf, setInfo } from './cells.ts';

/** What the choices are made from. */
export interface AttributeSources {
  readonly catalog: Catalog;
  /** The names of the namespaces on a host of a notebook, as they are now. */
  readonly netnsNames: (notebook: vscode.NotebookDocument, host: string | undefined) => Promise<readonly string[]>;
}

/** What an attribute has now, as it is written; undefined where it has the default. */
function writtenValue(key: string, attributes: CellAttributes): string | undefined {
  const { expect, timeoutMs } = attributes;
  if (key === 'expect') return expect === 'ok' ? undefined : `${expect}`;
  if (key === 'timeout') return timeoutMs === undefined ? undefined : formatDuration(timeoutMs);
  const value = Object.entries(attributes).find(([name]) => name === key)?.[1];
  return value === undefined || value === false ? undefined : `${value}`;
}

/** Asks for an attribute of a cell and its value, and writes it into the cell's info string: an edit like any other. */
export async function editCellAttribute(
  cell: vscode.NotebookCell | undefined,
  named: unknown,
  sources: AttributeSources,
): Promise<void> {
  const { t } = vscode.l10n;
  if (!cell || !isShellCell(cell)) {
    showStatus(t('Select a shell cell first.'), 5000);
    return;
  }
  const attribute = ATTRIBUTES.find(({ key }) => key === named) ?? (await pickAttribute(cell));
  if (!attribute) return;
  if (attribute === 'language') return editLanguage(cell);
  const { key, kind } = attribute;
  const before = writtenValue(key, infoOf(cell).attributes);
  const value = kind === 'flag' ? (before ? '' : 'true') : await askValue(attribute, before, cell, sources);
  if (value === undefined) return;
  await setInfo(cell, withAttribute(infoTextOf(cell), key, value === '' ? undefined : value));
}

async function editLanguage(cell: vscode.NotebookCell): Promise<void> {
  const items = LANGUAGES.map(({ value, means }) => ({ label: value, description: means ? localisedText(means) : '' }));
  const language = (await vscode.window.showQuickPick(items, { title: 'language' }))?.label;
  if (language === undefined) return;
  await setInfo(cell, withLanguage(infoTextOf(cell), language));
}

async function pickAttribute(cell: vscode.NotebookCell): Promise<AttributeOffer | 'language' | undefined> {
  const { t } = vscode.l10n;
  const { attributes, language } = infoOf(cell);
  const last = {
    label: 'language',
    description: language,
    detail: t('The language of its fence'),
    attribute: 'language' as const,
  };
  const items = ATTRIBUTES.map((attribute) => {
    const { key, means } = attribute;
    const description = plainLabel(writtenValue(key, attributes) ?? '');
    return { label: key, description, detail: localisedText(means), attribute };
  });
  const options = { placeHolder: plainLabel(infoTextOf(cell)), title: t('Cell attributes'), matchOnDetail: true };
  return (await vscode.window.showQuickPick([...items, last], options))?.attribute;
}

/** Undefined: given up. Empty: the default. */
async function askValue(
  { key, means, values }: AttributeOffer,
  current: string | undefined,
  cell: vscode.NotebookCell,
  sources: AttributeSources,
): Promise<string | undefined> {
  const { t } = vscode.l10n;
  const fixed = values.map((one) => ({
    label: one.value,
    ...(one.means ? { description: localisedText(one.means) } : {}),
  }));
  const items = [...fixed, ...(await liveItems(key, cell, sources))];
  const own = current === undefined || items.some(({ value, label }: PickItem) => (value ?? label) === current);
  const chosen = await pickOrType({
    title: `${key}: ${localisedText(means)}`,
    placeholder: t('Choose a value, or type one'),
    items: [
      ...(own ? [] : [{ label: plainLabel(current), value: current, description: t('as it is') }]),
      ...items,
      ...(current === undefined ? [] : [{ label: `$(discard) ${t('Default')}`, value: '' }]),
    ],
    current,
    faultOf: (text) => {
      const problem = problemWith(key, text);
      return problem && inWords(problem, t);
    },
  });
  return chosen === FOLDER ? pickFolder(cell.notebook) : chosen;
}

/** Stands for a folder that is still to be chosen: no path has a NUL. */
const FOLDER = '\0';

/** What there is to choose from only now. */
async function liveItems(
  key: string,
  cell: vscode.NotebookCell,
  { catalog, netnsNames }: AttributeSources,
): Promise<PickItem[]> {
  const { t } = vscode.l10n;
  if (key === 'host')
    return catalog.hosts.map(({ id, label }) => ({
      label: plainLabel(localisedText(label)),
      value: id,
      description: plainLabel(id),
    }));
  if (key === 'cwd') return [{ label: `$(folder-opened) ${t('Choose a folder…')}`, value: FOLDER }];
  if (key !== 'netns') return [];
  const live = await netnsNames(cell.notebook, infoOf(cell).attributes.host);
  // Brings the parser of shell text.
  const { plannedNames } = await import('../topology/plannedNames.ts');
  const planned = plannedNames(await commandTexts(cell.notebook)).netns.filter((name) => !live.includes(name));
  const item = (name: string, description: string) => ({ label: plainLabel(name), value: name, description });
  return [...live.map((name) => item(name, t('exists'))), ...planned.map((name) => item(name, t('made by a cell')))];
}

/** As it is best written: from the notebook's folder on where it is in there. */
async function pickFolder(notebook: vscode.NotebookDocument): Promise<string | undefined> {
  const base = directoryOf(notebook);
  const options = { canSelectFolders: true, canSelectFiles: false, defaultUri: vscode.Uri.file(base) };
  const [folder] = (await vscode.window.showOpenDialog(options)) ?? [];
  if (!folder) return undefined;
  const within = relative(base, folder.fsPath);
  return within === '' ? '.' : /^\.\.(?:\/|$)/.test(within) ? folder.fsPath : within;
}
