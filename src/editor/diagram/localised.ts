import * as vscode from 'vscode';

/** A table of English texts in the user's language. They are in l10n/bundle.l10n.json, as all others are. */
export function localised<Texts extends Readonly<Record<string, string>>>(texts: Texts): Record<keyof Texts, string> {
  const entries = Object.entries(texts).map(([name, text]) => [name, vscode.l10n.t(text)]);
  // The same keys as before.
  return Object.fromEntries(entries) as Record<keyof Texts, string>;
}
