import * as vscode from 'vscode';
import { changeText } from '../../topology/change-words.ts';
import type { Highlight } from './highlights.ts';

export const SCHEME = 'netlab-topology';
/** How long a change stays marked, in milliseconds. */
const HIGHLIGHTED_MS = 5000;

const BADGES = { added: '+', removed: '−', changed: '~' } as const;
const COLORS = {
  added: new vscode.ThemeColor('gitDecoration.addedResourceForeground'),
  removed: new vscode.ThemeColor('gitDecoration.deletedResourceForeground'),
  changed: new vscode.ThemeColor('gitDecoration.modifiedResourceForeground'),
};

/** Highlights lines of the tree, and less loudly those above them, for a few seconds. */
export class Decorations implements vscode.FileDecorationProvider, vscode.Disposable {
  readonly #highlights = new Map<string, Highlight & { readonly timer: NodeJS.Timeout }>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri[]>();
  readonly #registration = vscode.window.registerFileDecorationProvider(this);

  get onDidChangeFileDecorations(): vscode.Event<vscode.Uri[]> {
    return this.#changed.event;
  }

  highlight(highlights: readonly (readonly [vscode.Uri, Highlight])[]): void {
    for (const [uri, highlight] of highlights) {
      const key = `${uri}`;
      clearTimeout(this.#highlights.get(key)?.timer);
      const timer = setTimeout(() => {
        this.#highlights.delete(key);
        this.#changed.fire([uri]);
      }, HIGHLIGHTED_MS);
      this.#highlights.set(key, { ...highlight, timer });
    }
    if (highlights.length > 0) this.#changed.fire(highlights.map(([uri]) => uri));
  }

  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    if (uri.scheme !== SCHEME) return undefined;
    const highlight = this.#highlights.get(`${uri}`);
    if (!highlight) return undefined;
    const { how, changes } = highlight;
    const tooltip = changes.map((change) => changeText(change, vscode.l10n.t)).join('\n') || vscode.l10n.t('new');
    // As in the explorer: what is gone does not redden all that held it.
    return { badge: BADGES[how], color: COLORS[how], tooltip, propagate: how !== 'removed' };
  }

  dispose(): void {
    for (const { timer } of this.#highlights.values()) clearTimeout(timer);
    this.#registration.dispose();
    this.#changed.dispose();
  }
}

/** The address under which a line is decorated: those of lines above are its prefixes. */
export function uriOf(path: readonly string[]): vscode.Uri {
  // JSON writes what encodeURIComponent refuses (lone surrogates) as escapes.
  return vscode.Uri.from({
    scheme: SCHEME,
    path: `/${path.map((id) => encodeURIComponent(JSON.stringify(id))).join('/')}`,
  });
}
