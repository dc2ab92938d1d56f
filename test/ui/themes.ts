// The colour themes that come with the editor.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeServerHome } from '../../scripts/lib/code-server.mjs';

const EXTENSIONS = join(codeServerHome, 'node_modules/code-server/lib/vscode/extensions');

/** How VS Code names the kinds of themes in a manifest, and in the pages of extensions. */
const KINDS = {
  vs: 'vscode-light',
  'vs-dark': 'vscode-dark',
  'hc-black': 'vscode-high-contrast',
  'hc-light': 'vscode-high-contrast-light',
} as const;

export interface Theme {
  readonly id: string;
  readonly uiTheme: keyof typeof KINDS;
  readonly kind: (typeof KINDS)[keyof typeof KINDS];
  readonly file: string;
}

interface Contributed {
  readonly id?: string;
  readonly uiTheme: keyof typeof KINDS;
  readonly path: string;
}

/** None where the editor has not been installed. */
export const builtInThemes: readonly Theme[] = (
  existsSync(EXTENSIONS) ? globSync('theme-*/package.json', { cwd: EXTENSIONS }) : []
).flatMap((manifest) => {
  const own: Contributed[] = JSON.parse(readFileSync(join(EXTENSIONS, manifest), 'utf8')).contributes.themes ?? [];
  return own.map(({ id = '', uiTheme, path }) => ({
    id,
    uiTheme,
    kind: KINDS[uiTheme],
    file: join(EXTENSIONS, manifest, '..', path),
  }));
});
