import { expect, it } from 'vitest';
import type { BadgeSource } from '../../../../src/editor/cells/badge.ts';
import { badges, formatDuration } from '../../../../src/editor/cells/badges.ts';
import { sayOfRun } from '../../../../src/kernel/words.ts';
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

it('a cell that begins inside of a shell names it, and how to leave', () => {
  const [badge] = badges({ ...parseInfo('sh'), state: {}, shell: 'ip netns exec blue bash' }, t);
  expect(badge).toEqual({
    text: '$(terminal-bash) in `ip netns exec blue bash`',
    label: 'Runs in the shell that `ip netns exec blue bash` in a cell above has started; `exit` leaves it',
    tooltip: 'Runs in the shell that `ip netns exec blue bash` in a cell above has started; `exit` leaves it',
  });
});

it('a background cell shows its process id and a stop button while it runs', () => {
  expect(texts('sh {background=true}')).toEqual(['background']);
  expect(texts('sh {background=true}', { pid: 42 })).toEqual(['Stop', 'PID 42']);
});

it('after a run the remark takes the place of the expectation, a warning where commands failed', () => {
  expect(of('sh {expect=fail}', { remark: sayOfRun('failed-as-it-should', 2) })).toMatchObject([
    { text: '$(pass) failed, as it should (exit 2)', label: 'failed, as it should (exit 2)' },
  ]);
  const remark = sayOfRun('commands-failed', 2, sayOfRun('lines', [3, 5]));
  expect(of('sh', { remark })).toMatchObject([{ text: '$(warning) 2 commands failed (lines 3, 5)' }]);
  expect(texts('sh {expect=all}')).toEqual(['every command must succeed']);
});

it('a server shows its ports, each with its button', () => {
  const listeners = [80, 8080].map((port) => ({ pid: 1, address: '127.0.0.1', port }));
  const found = of('sh {background=true}', { pid: 42, listeners }).filter(
    ({ command }) => command === 'netlab.openInBrowser',
  );
  expect(found.map(({ text, about }) => [text, about])).toEqual([
    ['$(globe) port 80', 80],
    ['$(globe) port 8080', 8080],
  ]);
});

it('runs-on: offers the background, or a limit, where a cell says nothing of them', () => {
  const offered = (how: 'background' | 'limit', state: BadgeSource['state'] = {}) =>
    badges({ ...parseInfo('sh'), state, runsOn: { program: 'ping', how } }, t);
  expect(offered('background')).toMatchObject([
    { text: '$(sync) Run in Background', command: 'netlab.endRunsOn', about: 'background' },
  ]);
  expect(offered('limit')).toMatchObject([{ text: '$(watch) Limit to 5 s', about: 'limit' }]);
  expect(offered('limit')[0]?.tooltip).toMatch(/^ping runs until it is stopped/);
  expect(offered('background', { pid: 4 }).map(({ command }) => command)).toEqual(['netlab.stopBackground']);
});

it('offers to begin anew, and says how the last run went', () => {
  const summary = { text: 'Stopped at cell 2: $(id) (0.1 s)', ok: false };
  expect(of('sh', { existsAlready: true, summary })).toMatchObject([
    { text: '$(debug-restart) Restart and Run All', command: 'netlab.restartAndRunAll' },
    { label: 'The last run of several cells: Stopped at cell 2: $(id) (0.1 s)' },
  ]);
  expect(texts('sh', { summary })[0]).not.toContain('$(id)');
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

it('marks a host with a real network, and no other', () => {
  const hostBadge = (namedHost: 'real' | 'sandbox') =>
    badges({ ...parseInfo('sh {host=lab}'), state: {}, namedHost }, t);
  expect(hostBadge('real')).toMatchObject([{ text: '$(warning) lab', label: 'Runs on the real network of lab' }]);
  expect(hostBadge('sandbox')).toMatchObject([{ text: '$(server) lab', label: 'Runs on the host lab' }]);
});

it('shows a host that nobody knows, and a click chooses another', () => {
  const [wrong, host] = badges({ ...parseInfo('sh {host=$(trash)x}'), state: {}, namedHost: 'unknown' }, t);
  expect(wrong).toMatchObject({ command: 'netlab.setCellAttribute', about: 'host' });
  expect(wrong?.text).toContain('there is no host');
  expect(wrong?.text).not.toContain('$(trash)');
  expect(host?.about).toBe('host');
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

it('a check has a button, and says how far the user is; one that cannot run has its problem only', () => {
  const check = 'sh {check="Let $(id) out"}';
  expect(of(check)).toMatchObject([{ command: 'netlab.runCheck', label: 'Check whether this is done: Let $(id) out' }]);
  expect(texts(check)[0]).not.toContain('$(id)');
  const at = (isDone: boolean) =>
    badges({ ...parseInfo(check), state: { cutFrom: 5 }, lab: { isDone, done: 2, all: 4 } }, t).map((b) => b.text);
  expect(at(true).slice(1)).toEqual([
    '$(pass-filled) done; 2 of 4 tasks of this lab',
    '$(output) Full output, 5 bytes',
  ]);
  expect(at(false)[1]).toBe('$(circle-large-outline) to do; 2 of 4 tasks of this lab are done');
  expect(of('sh {check=true}').map(({ command }) => command)).toEqual(['netlab.setCellAttribute']);
});

it('a difference between what was seen and predicted can be saved as a report', () => {
  const found = badges({ ...parseInfo('sh'), state: { answer: { hostId: 'sandbox', report: () => '{}' } } }, t);
  expect(found).toMatchObject([{ text: '$(save) Save Report…', command: 'netlab.saveReport' }]);
});
