import * as vscode from 'vscode';
import { findPlaceholder, type PlaceholderValues, placeholderName } from '../../import/placeholders.ts';
import { shellText } from '../../kernel/cell-text.ts';
import type { CellRequest } from '../../kernel/run-types.ts';
import type { Topology } from '../../topology/model.ts';
import { isSimulatedInternet } from '../../topology/simulated-internet.ts';
import { type PickItem, pickOrType } from '../pickOrType.ts';

/** Where values are kept, and which names there are to choose from. */
export interface ValueStore {
  readonly values: PlaceholderValues;
  keep(values: PlaceholderValues): Thenable<void>;
  names(): Promise<Topology | undefined>;
}

/** The request with values for its placeholders; undefined where the reader gave none. */
export async function filled(request: CellRequest, store: ValueStore): Promise<CellRequest | undefined> {
  for (;;) {
    const { values } = store;
    const now = { ...request, values };
    const missing = findPlaceholder(shellText(now));
    if (!missing) return Object.keys(values).length === 0 ? request : now;
    if (!(await ask(missing.text, store))) return undefined;
  }
}

/** Asks which value is to change, and for a new one. */
export async function change(store: ValueStore): Promise<void> {
  const { t } = vscode.l10n;
  const items = Object.entries(store.values).map(([name, value]) => ({ label: `<${name}>`, description: value }));
  const none = t('The notebook has asked for none yet.');
  const name = await vscode.window.showQuickPick(items, {
    title: t('Values of Placeholders'),
    placeHolder: items.length === 0 ? none : t('Whose value is to change?'),
  });
  if (name) await ask(name.label, store);
}

async function ask(text: string, store: ValueStore): Promise<boolean> {
  const { t } = vscode.l10n;
  const name = placeholderName(text);
  const value = await pickOrType({
    title: t('A value for {0}', text),
    placeholder: t('The notebook uses it wherever {0} stands', text),
    items: offersFor(name, await store.names()),
    current: store.values[name],
  });
  if (value === undefined) return false;
  await store.keep({ ...store.values, [name]: value });
  return true;
}

/** Live names that fit: network namespaces, addresses or links. */
function offersFor(name: string, topology: Topology | undefined): PickItem[] {
  const all = (topology?.netns ?? []).filter((netns) => !isSimulatedInternet(netns));
  if (/\b(?:netns|namespace|ns\d*)\b/.test(name)) return all.flatMap(({ names }) => names.map((label) => ({ label })));
  const links = all.flatMap(({ names, links: own }) =>
    own.filter(({ ifname }) => ifname !== 'lo').map((link) => ({ link, description: names[0] ?? '' })),
  );
  if (/\b(?:ip|addr(?:ess)?|gateway|gw)\b/.test(name))
    return links.flatMap(({ link: { ifname, addr_info } }) =>
      addr_info.flatMap(({ local }) => (local === undefined ? [] : [{ label: local, description: ifname }])),
    );
  const bridges = links.filter(({ link }) => link.linkinfo?.info_kind === 'bridge');
  const fitting = /\b(?:bridge|br)\b/.test(name) && bridges.length > 0 ? bridges : links;
  return fitting.map(({ link, description }) => ({ label: link.ifname, description }));
}
