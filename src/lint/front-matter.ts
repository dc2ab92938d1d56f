import { nearest } from '../nearest.ts';
import { readFrontMatter, SETTING_KEYS } from '../notebook/front-matter.ts';
import type { Finding, Fix } from './finding.ts';
import { sayOfLint } from './words.ts';

/** What is wrong with a notebook's settings in its front matter. */
export function settingsFindings(text: string): Finding[] {
  const { settings, warnings } = readFrontMatter(text);
  const lines = text.split('\n');
  const line = lines.findIndex((one) => /^[ \t]*["']?netlab\b/.test(one));
  const invalid: Finding[] = settings.invalid
    ? [{ what: settings.invalid, severity: 'error', fixes: [], ...spanOf(lines, Math.max(0, line)) }]
    : [];
  return [
    ...invalid,
    ...warnings.map(({ line: number, what }): Finding => {
      const span = spanOf(lines, number - 1);
      const [key] = what.args;
      const meant = what.code === 'unknown-setting' && typeof key === 'string' ? nearest(key, SETTING_KEYS) : undefined;
      if (meant === undefined || typeof key !== 'string') return { ...span, what, severity: 'warning', fixes: [] };
      const start = text.indexOf(key, span.start);
      const fix: Fix = {
        what: sayOfLint('change-to', meant),
        edits: [{ part: 'text', start, end: start + key.length, with: meant }],
      };
      return { ...span, what: sayOfLint('did-you-mean', what, meant), severity: 'warning', fixes: [fix] };
    }),
  ];
}

function spanOf(lines: readonly string[], index: number): { part: 'text'; start: number; end: number } {
  const line = lines[index] ?? '';
  const start = lines.slice(0, index).reduce((sum, { length }) => sum + length + 1, 0);
  return { part: 'text', start: start + line.length - line.trimStart().length, end: start + line.trimEnd().length };
}
