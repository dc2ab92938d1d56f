import * as vscode from 'vscode';
import type { Catalog } from '../../hosts/catalog.ts';
import type { CellAttributes } from '../../notebook/attributes.ts';
import { inWords } from '../../words.ts';
import { CELL_LANGUAGE } from '../lab.ts';
import { showStatus } from '../messages.ts';
import { formatDuration } from './badges.ts';
import { infoOf, infoTextOf } from './cells.ts';
import { problemWith, withAttribute } from './infoEdit.ts';

interface Choice extends vscode.QuickPickItem {
  readonly key: string;
  /** What it has now, as it is written; undefined where it has the default. */
  readonly value: string | undefined;
  /** The other value of a flag. */
  readonly toggled?: string;
  readonly prompt?: string;
  /** Values to choose from. */
  readonly offered?: readonly (vscode.QuickPickItem & { readonly value: string })[];
}

function choices(attributes: CellAttributes, catalog: Catalog): Choice[] {
  const { t } = vscode.l10n;
  const { host, netns, expect, timeoutMs, cwd, name, check } = attributes;
  const text = (key: string, value: string | undefined, prompt: string): Choice => {
    return { key, value, prompt, label: key, description: value ?? '', detail: prompt };
  };
  const flag = (key: 'background' | 'interactive' | 'excludeFromRunAll', detail: string): Choice => {
    const on = attributes[key];
    return {
      key,
      value: on ? 'true' : undefined,
      toggled: on ? '' : 'true',
      label: key,
      description: on ? 'true' : '',
      detail,
    };
  };
  return [
    text('netns', netns, t('The network namespace to run in, as ip netns names it')),
    text(
      'expect',
      expect === 'ok' ? undefined : `${expect}`,
      t('What makes the cell green: ok, fail, timeout, or an exit status'),
    ),
    text(
      'timeout',
      timeoutMs === undefined ? undefined : formatDuration(timeoutMs),
      t('Stop after this long: 30s, 2m'),
    ),
    flag('background', t('Start it and continue with the next cell')),
    flag('interactive', t('Run it in a terminal')),
    flag('excludeFromRunAll', t('Skip it in Run All')),
    text('cwd', cwd, t('The directory to run in')),
    {
      ...text('host', host, t('The host to run on')),
      offered: [
        { value: '', label: t('The host of the notebook') },
        ...catalog.hosts.map(({ id, label }) => ({ value: id, label: inWords(label, t), description: id })),
      ],
    },
    text('name', name, t('A name for the cell')),
    text('check', check, t('The task that the cell checks')),
    ...(check === undefined ? [] : hints(attributes).map(([key, hint]) => text(key, hint, t('A hint for the task')))),
  ];
}

const hints = ({ hint, hint2, hint3 }: CellAttributes) =>
  [
    ['hint', hint],
    ['hint2', hint2],
    ['hint3', hint3],
  ] as const;

/** Asks for an attribute of a cell and its value, and writes it into the cell's info string: an edit like any other. */
export async function editCellAttribute(
  cell: vscode.NotebookCell | undefined,
  attribute: unknown,
  catalog: Catalog,
): Promise<void> {
  const { t } = vscode.l10n;
  if (cell?.document.languageId !== CELL_LANGUAGE) {
    showStatus(t('Select a shell cell first.'), 5000);
    return;
  }
  const all = choices(infoOf(cell).attributes, catalog);
  const named = all.find(({ key }) => key === attribute);
  const choice =
    named ?? (await vscode.window.showQuickPick(all, { placeHolder: infoTextOf(cell), title: t('Cell attributes') }));
  if (!choice) return;
  const value = choice.toggled ?? (await askValue(choice));
  if (value === undefined) return;
  const info = withAttribute(infoTextOf(cell), choice.key, value === '' ? undefined : value);
  const edit = new vscode.WorkspaceEdit();
  edit.set(cell.notebook.uri, [vscode.NotebookEdit.updateCellMetadata(cell.index, { ...cell.metadata, info })]);
  await vscode.workspace.applyEdit(edit);
}

async function askValue({ key, value = '', prompt, offered }: Choice): Promise<string | undefined> {
  if (offered) return (await vscode.window.showQuickPick(offered, { title: key, placeHolder: prompt ?? '' }))?.value;
  return vscode.window.showInputBox({
    title: key,
    value,
    prompt: `${prompt ?? ''} (${vscode.l10n.t('empty for the default')})`,
    validateInput: (text) => {
      const problem = text === '' ? undefined : problemWith(key, text);
      return problem && inWords(problem, vscode.l10n.t);
    },
  });
}
