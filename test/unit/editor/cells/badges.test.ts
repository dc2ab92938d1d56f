import { expect, it } from 'vitest';
import { type BadgeSource, badges, formatDuration } from '../../../../src/editor/cells/badges.ts';
import { parseInfo } from '../../../../src/notebook/attributes.ts';

const t = (message: string, ...args: (string | number)[]) =>
  message.replace(/\{(\d)\}/g, (_, i) => `${args[Number(i)]}`);
const of = (info: string, state: BadgeSource['state'] = {}) => badges({ ...parseInfo(info), state }, t);
const texts = (info: string, state: BadgeSource['state'] = {}) =>
  of(info, state).map((b) => b.text.replace(/\$\([^)]*\) /, ''));

it('a cell that differs in nothing has no badge', () => {
  expect(texts('sh')).toEqual([]);
  expect(texts('sh {name=ping expect=ok background=false}')).toEqual([]);
});

it('shows what differs from the default', () => {
  expect(texts('sh {host=local netns=webapp expect=fail timeout=90s cwd=/tmp excludeFromRunAll=true}')).toEqual([
    'local',
    'webapp',
    'must fail',
    'at most 90s',
    '/tmp',
    'not in Run All',
  ]);
  expect(texts('sh {expect=3 interactive=true}')).toEqual(['must exit with 3', 'terminal']);
});

it('a background cell shows its process id and a stop button while it runs', () => {
  expect(texts('sh {background=true}')).toEqual(['background']);
  expect(texts('sh {background=true}', { pid: 42 })).toEqual(['Stop', 'PID 42']);
});

it('shows what is wrong or unknown', () => {
  const [wrong, unknown] = of('sh {timeout=soon colour=red}');
  expect(wrong?.text).toMatch(/^\$\(error\) timeout=soon/);
  expect(unknown?.text).toBe('$(warning) unknown attribute colour');
});

it("says what is wrong in the user's language", () => {
  const german = (message: string, ...args: (string | number)[]) =>
    t(message.replace('unknown attribute', 'unbekanntes Attribut'), ...args);
  expect(badges({ ...parseInfo('sh {colour=red}'), state: {} }, german)[0]?.label).toBe('unbekanntes Attribut colour');
});

it('shows a host that nobody knows, and a click chooses another', () => {
  const [wrong, host] = badges({ ...parseInfo('sh {host=$(trash)x}'), state: {}, unknownHost: true }, t);
  expect(wrong).toMatchObject({ command: 'netlab.setCellAttribute', attribute: 'host' });
  expect(wrong?.text).toContain('there is no host');
  expect(wrong?.text).not.toContain('$(trash)');
  expect(host?.attribute).toBe('host');
});

it('every badge can be read aloud without its icon', () => {
  for (const badge of of('sh {netns=a expect=fail colour=red}', { pid: 1, cutFrom: 2e6, printedLater: true })) {
    expect(badge.label).not.toMatch(/\$\(/);
    expect(badge.label).not.toBe('');
  }
});

it('a name from the file does not become an icon', () => {
  expect(of('sh {netns="$(trash)"}')[0]?.text).not.toContain('$(trash)');
});

it('writes durations as timeout= takes them', () => {
  expect([500, 1500, 30_000, 60_000, 90_000].map(formatDuration)).toEqual(['500ms', '1.5s', '30s', '1m', '90s']);
});
