// The colours of states, against the backgrounds of every theme that comes with the editor.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../../scripts/lib/project.mjs';
import { needs } from '../../needs.ts';
import { builtInThemes } from '../../ui/themes.ts';
import { contrast } from './contrast.ts';

const KINDS = { vs: 'light', 'vs-dark': 'dark', 'hc-black': 'highContrast', 'hc-light': 'highContrastLight' } as const;
type Kind = keyof typeof KINDS;

/** The editor's own, for a theme that says none. */
const EDITOR: Readonly<Record<Kind, string>> = {
  vs: '#ffffff',
  'vs-dark': '#1e1e1e',
  'hc-black': '#000000',
  'hc-light': '#ffffff',
};

const { contributes } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const COLORS: { id: string; defaults: Record<(typeof KINDS)[Kind], string> }[] = contributes.colors;

/** A theme that does not say it takes it from the one that it includes. */
function backgroundIn(file: string, part: string): string | undefined {
  const text = readFileSync(file, 'utf8');
  const own = new RegExp(`"${part}\\.background"\\s*:\\s*"(#[0-9a-fA-F]{6})"`).exec(text)?.[1];
  const included = /"include"\s*:\s*"([^"]+)"/.exec(text)?.[1];
  return own ?? (included === undefined ? undefined : backgroundIn(join(file, '..', included), part));
}

needs(builtInThemes.length > 0, 'the themes of an editor').describe(
  'faint-state: what is down or without carrier can be seen',
  () => {
    test.for(builtInThemes)('$file', ({ uiTheme, file }) => {
      const backgrounds = [backgroundIn(file, 'editor') ?? EDITOR[uiTheme], backgroundIn(file, 'sideBar') ?? []].flat();
      for (const { id, defaults } of COLORS)
        for (const background of backgrounds)
          expect(contrast(defaults[KINDS[uiTheme]], background), `${id} on ${background}`).toBeGreaterThanOrEqual(4.5);
    });
  },
);

test('faint-state: the colours of a saved picture and of Mermaid text, on white', () => {
  const css = readFileSync(join(root, 'media/diagram/picture.css'), 'utf8');
  const fallbacks = [...css.matchAll(/--(\w+): (?:color-mix\(.*?%, )?var\(--vscode-[\w-]+, (#[0-9a-f]{6})\)/g)];
  expect(fallbacks.length).toBeGreaterThan(6);
  for (const [, name = '', colour = ''] of fallbacks)
    expect(contrast(colour, '#ffffff'), name).toBeGreaterThanOrEqual(name === 'faint' ? 4.5 : 3);
  const text = readFileSync(join(root, 'src/diagram/mermaid.ts'), 'utf8');
  for (const [, colour = ''] of text.matchAll(/stroke:(#[0-9a-f]{6})/g))
    for (const background of ['#ffffff', '#1e1e1e'])
      expect(contrast(colour, background), `${colour} on ${background}`).toBeGreaterThanOrEqual(3);
});
