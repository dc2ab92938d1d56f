import * as vscode from 'vscode';
import { plainLabel } from './plainText.ts';

/** `value`: where the label is not it. */
export interface PickItem extends vscode.QuickPickItem {
  readonly value?: string;
}

export interface PickOptions {
  readonly title: string;
  readonly placeholder: string;
  readonly items: readonly PickItem[];
  /** What it has now: selected first. */
  readonly current?: string | undefined;
  /** What is wrong with a typed text, which then is not taken. */
  readonly faultOf?: (text: string) => string | undefined;
}

/** One of these, or whatever is typed; undefined when it was given up. */
export function pickOrType({ title, placeholder, items, current, faultOf }: PickOptions): Promise<string | undefined> {
  const pick = vscode.window.createQuickPick<PickItem>();
  const textOf = ({ value, label }: PickItem) => value ?? label;
  pick.title = title;
  pick.placeholder = placeholder;
  pick.matchOnDescription = true;
  pick.items = items;
  pick.activeItems = items.filter((item) => textOf(item) === current).slice(0, 1);
  const typed = () => pick.value.trim();
  const fault = () => (typed() === '' ? undefined : faultOf?.(typed()));
  pick.onDidChangeValue(() => {
    const text = typed();
    const isNew = text !== '' && !items.some((item) => textOf(item) === text);
    const description = fault() ?? vscode.l10n.t('as typed');
    pick.items = isNew ? [...items, { label: plainLabel(text), value: text, description, alwaysShow: true }] : items;
  });
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      const [chosen] = pick.selectedItems;
      const isTyped = !chosen || !items.includes(chosen);
      if (isTyped && fault() !== undefined) return;
      resolve(chosen ? textOf(chosen) : typed() || undefined);
      pick.dispose();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}
