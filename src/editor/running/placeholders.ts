import * as vscode from 'vscode';
import type { PlaceholderValues } from '../../import/placeholders.ts';
import type { CellRequest } from '../../kernel/run-types.ts';
import type { Topology } from '../../topology/model.ts';
import { type PickItem, pickOrType } from '../pickOrType.ts';

const KEY = 'values/';

/** What a reader has put for the placeholders of a notebook: asked once, the same in all its cells, never in the file. */
export class Placeholders {
  readonly #state: vscode.Memento;
  readonly #glance: (notebook: vscode.NotebookDocument) => Promise<Topology | undefined>;
  /** One question at a time. */
  #asking: Promise<unknown> = Promise.resolve();

  constructor(state: vscode.Memento, glance: (notebook: vscode.NotebookDocument) => Promise<Topology | undefined>) {
    this.#state = state;
    this.#glance = glance;
  }

  valuesOf(notebook: vscode.NotebookDocument): PlaceholderValues {
    return this.#state.get<PlaceholderValues>(KEY + notebook.uri.toString(), {});
  }

  /** The request with values for its placeholders; undefined where the reader gave none. */
  async fill(notebook: vscode.NotebookDocument, request: CellRequest): Promise<CellRequest | undefined> {
    if (!request.code.includes('<')) return request;
    const turn = this.#asking.then(() => this.#fill(notebook, request));
    this.#asking = turn.catch(() => undefined);
    return turn;
  }

  /** Asks anew for a value, or for one of them. */
  async change(notebook: vscode.NotebookDocument | undefined): Promise<void> {
    if (!notebook) return;
    const values = this.valuesOf(notebook);
    const items = Object.entries(values).map(([name, value]) => ({
      label: `<${name}>`,
      description: value,
      value: name,
    }));
    const { t } = vscode.l10n;
    const none = t('The notebook has asked for none yet.');
    const name = await vscode.window.showQuickPick(items, {
      title: t('Values of Placeholders'),
      placeHolder: items.length === 0 ? none : t('Whose value is to change?'),
    });
    if (name) await this.#ask(notebook, name.label, values);
  }

  async #fill(notebook: vscode.NotebookDocument, request: CellRequest): Promise<CellRequest | undefined> {
    const { shellText } = await import('../../kernel/cell-text.ts');
    const { findPlaceholder } = await import('../../import/placeholders.ts');
    for (;;) {
      const values = this.valuesOf(notebook);
      const filled = { ...request, values };
      const missing = findPlaceholder(shellText(filled));
      if (!missing) return Object.keys(values).length === 0 ? request : filled;
      if (!(await this.#ask(notebook, missing.text, values))) return undefined;
    }
  }

  async #ask(notebook: vscode.NotebookDocument, text: string, values: PlaceholderValues): Promise<boolean> {
    const { placeholderName } = await import('../../import/placeholders.ts');
    const { t } = vscode.l10n;
    const name = placeholderName(text);
    const value = await pickOrType({
      title: t('A value for {0}', text),
      placeholder: t('The notebook uses it wherever {0} stands', text),
      items: offersFor(name, await this.#glance(notebook)),
      current: values[name],
    });
    if (value === undefined) return false;
    await this.#state.update(KEY + notebook.uri.toString(), { ...values, [name]: value });
    return true;
  }
}

/** Live names that fit: links, network namespaces or addresses. */
function offersFor(name: string, topology: Topology | undefined): PickItem[] {
  const all = topology?.netns ?? [];
  if (/\b(?:netns|namespace|ns\d*)\b/.test(name)) return all.flatMap(({ names }) => names.map((label) => ({ label })));
  if (/\b(?:ip|addr(?:ess)?|gateway|gw)\b/.test(name))
    return all.flatMap(({ links }) =>
      links.flatMap(({ ifname, addr_info }) =>
        addr_info.flatMap(({ local }) => (local === undefined ? [] : [{ label: local, description: ifname }])),
      ),
    );
  return all.flatMap(({ names, links }) => links.map(({ ifname }) => ({ label: ifname, description: names[0] ?? '' })));
}
