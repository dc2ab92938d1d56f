// The colour themes that come with the editor.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeServerHome } from '../../scripts/lib/code-server.mjs';

const EXTENSIONS = join(codeServerHome, 'node_modules/code-server/lib/vscode/extensions');

export interface Theme {
  readonly id: string;
  readonly uiTheme: 'vs' | 'vs-dark' | 'hc-black' | 'hc-light';
  readonly file: string;
}

interface Contributed {
  readonly id?: string;
  readonly uiTheme: 'vs' | 'vs-dark' | 'hc-black' | 'hc-light';
  readonly path: string;
}

/** One of each kind, with the class that VS Code gives to web pages in it; the default comes last. */
export const KINDS_OF_THEMES = [
  ['Dark Modern', 'vscode-dark'],
  ['Dark High Contrast', 'vscode-high-contrast'],
  ['Light High Contrast', 'vscode-high-contrast-light'],
  ['Light Modern', 'vscode-light'],
] as const;

/** None where the editor has not been installed. */
export const builtInThemes: readonly Theme[] = (
  existsSync(EXTENSIONS) ? globSync('theme-*/package.json', { cwd: EXTENSIONS }) : []
).flatMap((manifest) => {
  const own: Contributed[] = JSON.parse(readFileSync(join(EXTENSIONS, manifest), 'utf8')).contributes.themes ?? [];
  return own.map(({ id = '', uiTheme, path }) => ({
    id,
    uiTheme,
    file: join(EXTENSIONS, manifest, '..', path),
  }));
});
