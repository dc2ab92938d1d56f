// The colours of states, against the backgrounds of every theme that comes with the editor.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../../../scripts/lib/project.mjs';

const CACHE = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'netlab-notebook');
const EXTENSIONS = 'code-server-*/node_modules/code-server/lib/vscode/extensions/theme-*/package.json';
const found = existsSync(CACHE) ? globSync(EXTENSIONS, { cwd: CACHE }) : [];

/** Relative luminance (WCAG 2.2, "relative luminance"). */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

const KINDS = { vs: 'light', 'vs-dark': 'dark', 'hc-black': 'highContrast', 'hc-light': 'highContrastLight' } as const;
type Kind = keyof typeof KINDS;

const { contributes } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const COLORS: { id: string; defaults: Record<(typeof KINDS)[Kind], string> }[] = contributes.colors;

describe.skipIf(found.length === 0)('faint-state: what is down or without carrier can be seen', () => {
  const themes = found.flatMap((file) => {
    const folder = join(CACHE, file, '..');
    const own: { uiTheme: Kind; path: string }[] =
      JSON.parse(readFileSync(join(CACHE, file), 'utf8')).contributes.themes ?? [];
    return own.map(({ uiTheme, path }) => ({ uiTheme, file: join(folder, path) }));
  });
  test.for(themes)('$file', ({ uiTheme, file }) => {
    const text = readFileSync(file, 'utf8');
    const backgrounds = ['editor', 'sideBar'].flatMap(
      (part) => new RegExp(`"${part}\\.background"\\s*:\\s*"(#[0-9a-fA-F]{6})"`).exec(text)?.[1] ?? [],
    );
    for (const { id, defaults } of COLORS)
      for (const background of backgrounds)
        expect(contrast(defaults[KINDS[uiTheme]], background), `${id} on ${background}`).toBeGreaterThanOrEqual(4.5);
  });
});
