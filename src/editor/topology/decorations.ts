import * as vscode from 'vscode';
import { changeText } from '../../topology/change-words.ts';
import type { Mark } from './marks.ts';

export const SCHEME = 'netlab-topology';
/** How long a change stays marked, in milliseconds. */
const MARKED_MS = 5000;

const BADGES = { added: '+', removed: '−', changed: '~' } as const;
const COLORS = {
  added: new vscode.ThemeColor('gitDecoration.addedResourceForeground'),
  removed: new vscode.ThemeColor('gitDecoration.deletedResourceForeground'),
  changed: new vscode.ThemeColor('gitDecoration.modifiedResourceForeground'),
};

/** Marks lines of the tree, and less loudly those above them, for a few seconds. */
export class Decorations implements vscode.FileDecorationProvider, vscode.Disposable {
  readonly #marks = new Map<string, Mark & { readonly timer: NodeJS.Timeout }>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri[]>();
  readonly #registration = vscode.window.registerFileDecorationProvider(this);

  get onDidChangeFileDecorations(): vscode.Event<vscode.Uri[]> {
    return this.#changed.event;
  }

  mark(marks: readonly (readonly [vscode.Uri, Mark])[]): void {
    for (const [uri, mark] of marks) {
      const key = `${uri}`;
      clearTimeout(this.#marks.get(key)?.timer);
      const timer = setTimeout(() => {
        this.#marks.delete(key);
        this.#changed.fire([uri]);
      }, MARKED_MS);
      this.#marks.set(key, { ...mark, timer });
    }
    if (marks.length > 0) this.#changed.fire(marks.map(([uri]) => uri));
  }

  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    if (uri.scheme !== SCHEME) return undefined;
    const mark = this.#marks.get(`${uri}`);
    if (!mark) return undefined;
    const tooltip = mark.changes.map((change) => changeText(change, vscode.l10n.t)).join('\n') || vscode.l10n.t('new');
    // As in the explorer: what is gone does not redden all that held it.
    return { badge: BADGES[mark.how], color: COLORS[mark.how], tooltip, propagate: mark.how !== 'removed' };
  }

  dispose(): void {
    for (const { timer } of this.#marks.values()) clearTimeout(timer);
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
