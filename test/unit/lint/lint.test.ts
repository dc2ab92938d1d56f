import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { GRAMMAR } from '../../../src/language/data/grammar.ts';
import type { CellText, Edit, Finding } from '../../../src/lint/finding.ts';
import { settingsFindings } from '../../../src/lint/front-matter.ts';
import { placeInFile } from '../../../src/lint/in-file.ts';
import { isSurelyShell, lintCell } from '../../../src/lint/lint.ts';
import { parseNotebook } from '../../../src/notebook/notebook.ts';
import { inWords } from '../../../src/words.ts';

const cell = (text: string, info = 'sh'): CellText => ({ info, text });
const said = (findings: readonly Finding[]) => findings.map(({ what }) => inWords(what));
const marked = (of: CellText, { part, start, end }: Finding) => of[part].slice(start, end);

/** The cell after a fix. */
function cellAfter(of: CellText, fix: { readonly edits: readonly Edit[] } | undefined): CellText {
  const parts = { ...of };
  for (const { part, start, end, with: text } of (fix?.edits ?? []).toReversed())
    parts[part] = parts[part].slice(0, start) + text + parts[part].slice(end);
  return parts;
}

describe('attributes', () => {
  test.each([
    ['sh {expct=fail}', 'expct=fail', 'warning', 'unknown attribute expct. Did you mean expect?', 'sh {expect=fail}'],
    ['sh {netns=a tiemout=2s}', 'tiemout=2s', 'warning', /Did you mean timeout/, 'sh {netns=a timeout=2s}'],
    ['sh {expect=fial}', 'expect=fial', 'error', /^expect=fial must be ok/, 'sh {expect=fail}'],
    ['sh {background=True}', 'background=True', 'error', /must be true or false/, 'sh {background=true}'],
    ['sh {timeout=soon}', 'timeout=soon', 'error', /^timeout=soon is not a duration/, 'sh'],
    ['sh {timeout=soon netns=a}', 'timeout=soon', 'error', /not a duration/, 'sh {netns=a}'],
    [
      'sh {netns=a, mimeType=x, name=b}',
      'mimeType=x',
      'information',
      'unknown attribute mimeType',
      'sh {netns=a, name=b}',
    ],
    ['sh {netns=a netns=b}', 'netns=b', 'error', 'netns is given twice', 'sh {netns=a}'],
  ])('%s', (info, where, severity, words, fixed) => {
    const of = cell('true', info);
    const findings = lintCell(of);
    expect(findings).toHaveLength(1);
    const [finding] = findings;
    expect(finding && marked(of, finding)).toBe(where);
    expect(finding?.severity).toBe(severity);
    expect(said(findings)[0]).toMatch(words);
    expect(cellAfter(of, finding?.fixes[0]).info).toBe(fixed);
  });

  test('of other programs, in their form, and of Pandoc, are left alone or only named', () => {
    expect(lintCell(cell('true', '{.sh #first netns=a}'))).toEqual([]);
    expect(lintCell(cell('true', 'sh {"expct":"fail"}'))).toMatchObject([{ severity: 'warning', fixes: [] }]);
    expect(lintCell(cell('true', 'sh {netns=a'))).toMatchObject([{ severity: 'error', fixes: [] }]);
  });
});

describe('words that ip does not have', () => {
  test.each([
    ['ip lnk add br0 type bridge', 'lnk', 'ip has no lnk. Did you mean link?', 'ip link add br0 type bridge'],
    ['sudo ip -n web adr', 'adr', 'ip has no adr. Did you mean addr?', 'sudo ip -n web addr'],
    ['ip link creat a type dummy', 'creat', 'ip link has no creat', undefined],
    [
      'ip addr ad 10.0.0.1/24 dev a; ip route dell default',
      'dell',
      'ip route has no dell. Did you mean del?',
      undefined,
    ],
    ['ip netns exec web ip neigh sow', 'sow', 'ip neighbour has no sow. Did you mean show?', undefined],
  ])('%s', (text, where, words, fixed) => {
    const of = cell(text);
    const findings = lintCell(of);
    expect(findings.map((finding) => marked(of, finding))).toEqual([where]);
    expect(said(findings)).toEqual([words]);
    if (fixed !== undefined) expect(cellAfter(of, findings[0]?.fixes[0]).text).toBe(fixed);
  });

  test.each([
    'ip l; ip a s; ip -br r; ip n; ip -4 ru; ip netns; ip',
    'ip "$object" show; ip link $action; ip -batch commands; ip tuntap anything; ip link help',
    'ip() { echo mine; }; echo ip lnk',
  ])('none in %s', (text) => expect(lintCell(cell(text))).toEqual([]));

  test('known-word-flagged: none of those that completion offers', () => {
    const words = (list: string) =>
      (GRAMMAR.get(list)?.entries ?? []).flatMap(({ names }) => names.filter((name) => /^\w/.test(name)));
    const commands = words('ip').flatMap((object) => [
      `ip ${object}`,
      ...words(`ip ${object}`).map((action) => `ip ${object} ${action}`),
    ]);
    expect(commands.length).toBeGreaterThan(100);
    expect(commands.filter((text) => lintCell(cell(text)).length > 0)).toEqual([]);
  });

  test('none where the cell must fail', () => expect(lintCell(cell('ip lnk', 'sh {expect=fail}'))).toEqual([]));
});

describe('what the kernel would refuse', () => {
  test('each placeholder, with its value to be put in its place', () => {
    const of = cell('ip link set <device> up\nping <the address>');
    const findings = lintCell(of);
    expect(findings.map((finding) => marked(of, finding))).toEqual(['<device>', '<the address>']);
    expect(findings.map(({ fixes }) => cellAfter(of, fixes[0]).text.split('\n'))).toEqual([
      ['ip link set device up', 'ping <the address>'],
      ['ip link set <device> up', 'ping the address'],
    ]);
    expect(findings[0]).toMatchObject({ severity: 'error', fixes: [{ selects: true }] });
  });

  test('a placeholder in a console cell, where it is written', () => {
    const of = cell('$ ip link\n1: lo: <LOOPBACK,UP>\n$ ping <host>', 'console');
    expect(lintCell(of).map((finding) => marked(of, finding))).toEqual(['<host>']);
  });

  test.each([
    ['sh {netns=a}', 'console {netns=a}'],
    ['{.bash netns=a}', '{.console netns=a}'],
    ['', 'console'],
  ])('prompts: %s becomes a console cell', (info, fixed) => {
    const of = cell('echo a\n  $ ip link', info);
    const [finding, ...more] = lintCell({ ...of, text: '$ ip link\n1: lo' });
    expect(more).toEqual([]);
    expect(inWords(finding?.what ?? '')).toMatch(/shows a prompt/);
    expect(cellAfter(of, finding?.fixes[0]).info).toBe(fixed);
  });

  test('output and drawings at their line; that of a fence without a language is no mistake', () => {
    const text = 'ip link\nPING 10.0.0.1 (10.0.0.1)';
    expect(lintCell(cell(text))).toMatchObject([{ severity: 'error', start: 8, end: text.length, fixes: [] }]);
    expect(lintCell(cell(text, ''))).toMatchObject([{ severity: 'information' }]);
    expect(said(lintCell(cell('true\n[a]---[b]')))).toEqual([expect.stringMatching(/line 2 of the cell is a drawing/)]);
  });
});

test.each([
  ['true', 'sh', true],
  ['# brctl show', 'console', true],
  ['true', 'sh {expct=fail}', true],
  ['ping <host>', 'sh', false],
  ['[a]---[b]', 'bash', false],
  ['bytes --> cell', '', false],
  ['true', '', false],
])('%j in a fence %j is shell for sure: %s', (text, info, is) => {
  const of = { info, text };
  expect(isSurelyShell(of, lintCell(of))).toBe(is);
});

describe('old commands', () => {
  test.each([
    ['brctl addbr br0', 'ip link add br0 type bridge'],
    ['sudo brctl addif "$br" veth-$i', 'sudo ip link set veth-$i master "$br"'],
    ['ip netns exec web ifconfig eth0 up', 'ip netns exec web ip link set eth0 up'],
    ['/sbin/ifconfig -a', 'ip addr'],
    ['  ifconfig eth0 10.0.0.1/24 up', '  ip addr add 10.0.0.1/24 dev eth0\n  ip link set eth0 up'],
    ['sudo ifconfig eth0 $ip netmask 255.255.252.0', 'sudo ip addr add $ip/22 dev eth0\nsudo ip link set eth0 up'],
    ['route add default gw 10.0.0.1 || true', 'ip route add default via 10.0.0.1 || true'],
    ['route add -net 10.1.0.0 netmask 255.255.0.0 gw $gw dev eth0', 'ip route add 10.1.0.0/16 via $gw dev eth0'],
    ['route -n; arp -n', 'ip route; arp -n'],
    ['netstat -tlnp', 'ss -tlnp'],
    ['vconfig add eth0 10', 'ip link add link eth0 name eth0.10 type vlan id 10'],
    ['if true; then brctl show; fi', 'if true; then bridge link; fi'],
  ])('%s', (text, fixed) => {
    const of = cell(text);
    const [finding] = lintCell(of);
    expect(finding).toMatchObject({ severity: 'information', isOld: true });
    expect(cellAfter(of, finding?.fixes[0]).text).toBe(fixed);
  });

  test('two commands in a console cell are one line after its prompt', () => {
    const of = cell('# ifconfig eth0 10.0.0.1/24\n# ping 10.0.0.2', 'console');
    const [finding] = lintCell(of);
    expect(cellAfter(of, finding?.fixes[0]).text).toBe(
      '# ip addr add 10.0.0.1/24 dev eth0 && ip link set eth0 up\n# ping 10.0.0.2',
    );
  });

  test.each([
    ['route -n | awk "{ print $1 }"'],
    ['x=$(arp -n)'],
    ['netstat -tlnp > file'],
    ['ifconfig eth0 10.0.0.1'],
    ['ifconfig eth0:1 10.0.0.1/24'],
    ['ifconfig eth0 10.0.0.1/24 up && echo done'],
    ['! ifconfig eth0 10.0.0.1/24'],
    ['ifconfig $everything'],
    ['route add -net 10.0.0.0 netmask 255.0.255.0 gw 10.0.0.1'],
    ['brctl setfd br0 2'],
  ])('%s is old, but no other command is sure to do the same', (text) => {
    expect(lintCell(cell(text))).toMatchObject([{ isOld: true, fixes: [] }]);
  });

  test.each([
    ['route'],
    ['arp'],
    ['ip netns exec web route'],
    ['command -v brctl'],
    ['ifconfig --version'],
    ['busybox ifconfig eth0 up'],
    ['route() { ip route; }; route -n'],
    ['echo brctl addbr br0'],
    ['# brctl addbr br0'],
    ['sudo apt install bridge-utils'],
  ])('%s: nothing to say', (text) => expect(lintCell(cell(text))).toEqual([]));
});

test('front matter: a setting that is not known, or whose value cannot be one', () => {
  const text = 'title: a\nnetlab: { internt: none }';
  expect(settingsFindings(text)).toMatchObject([{ severity: 'warning', start: 9, end: text.length }]);
  expect(settingsFindings(text)[0]?.fixes[0]?.edits).toEqual([{ part: 'text', start: 19, end: 26, with: 'internet' }]);
  expect(settingsFindings('netlab:\n  internet: perhaps')).toMatchObject([{ severity: 'error' }]);
  expect(settingsFindings('netlab:\n  internet: none')).toEqual([]);
});

const labs = new URL('../../../labs/', import.meta.url);

test.each(readdirSync(labs))('no-false-alarm: nothing is found in %s', (name) => {
  const { cells } = parseNotebook(readFileSync(new URL(name, labs)), { dialect: 'netlab' });
  const code = cells.filter(({ kind }) => kind === 'code');
  expect(code.length).toBeGreaterThan(5);
  expect(code.flatMap((one) => said(lintCell(one)))).toEqual([]);
});

test('a place in a file, in a list too', () => {
  const file = 'Text\n\n- item\n\n  ```sh {expct=fail}\n  true\n  brctl addbr br0\n  ```\n';
  const [, code] = parseNotebook(Buffer.from(file), { dialect: 'netlab' }).cells;
  if (!code) throw new Error('no cell');
  const places = lintCell(code).map(({ part, start }) => placeInFile(code, part, start));
  expect(places).toEqual([
    { line: 4, column: 9 },
    { line: 6, column: 2 },
  ]);
});

test.each([
  ['%explain a b because no-route', undefined],
  ['%watch a b tcp 80', undefined],
  ['# why?\n%watch a b because no-route', '“because” belongs to explain: watch takes no reason.'],
  ['%watch a b tcp http', /port/],
])('a question that cannot be asked: %s', (text, words) => {
  const [finding] = lintCell(cell(text));
  if (words === undefined) expect(finding).toBeUndefined();
  else expect(finding && inWords(finding.what)).toMatch(words);
});
