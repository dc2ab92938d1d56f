import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readFrontMatter, withUplink } from '../../../src/notebook/front-matter.ts';
import { parseNotebook } from '../../../src/notebook/notebook.ts';
import { needs } from '../../needs.ts';

const FIELD = new URL('../../../../shared/field/D4e.md', import.meta.url);

describe('front-matter-of-others: what is not YAML', () => {
  test.each([
    'title: Bridges: the first',
    'author: @me',
    'a: [b',
    'title: netlab: a course',
    'tags: *x',
    'a: "b',
    '[['.repeat(20_000),
    `a: ${'b'.repeat(70_000)}`,
  ])('does not stop a file that has no settings of ours: %.40s', (text) => {
    expect(readFrontMatter(text)).toEqual({ settings: {}, warnings: [] });
  });

  test.each([
    'title: a: b\nnetlab: { internet: none }',
    'title: a: b\n"netlab" : { internet: none }',
    'title: a: b\n  netlab:\n    host: local',
    '{ title: [, netlab: { host: local }',
    `a: ${'b'.repeat(70_000)}\nnetlab: { host: local }`,
  ])('stops a file that may have them: %.40s', (text) => {
    expect(readFrontMatter(text).settings.invalid?.code).toMatch(/^(?:not-yaml|front-matter-too-long)$/);
  });

  test('leaves the cells of the file to be run', () => {
    const text = '---\ntitle: Part 1: links\nauthor: @ann\n---\n\n```sh\nip a\n```\n';
    const { cells, problems } = parseNotebook(new TextEncoder().encode(text), { dialect: 'markdown' });
    expect([cells.map(({ kind }) => kind), problems]).toEqual([['frontMatter', 'code'], []]);
  });

  needs(existsSync(FIELD), 'field inputs in ../shared').test('of a file that others found', () => {
    const { settings, problems } = parseNotebook(readFileSync(FIELD), { dialect: 'markdown' });
    expect([settings, problems]).toEqual([{}, []]);
  });
});

describe('how the uplink is called is written into front matter', () => {
  test.each<[text: string, expected: string | undefined]>([
    ['', 'netlab: { uplink: ens3 }'],
    ['title: A lab', 'title: A lab\nnetlab: { uplink: ens3 }'],
    ['title: A lab\n', 'title: A lab\nnetlab: { uplink: ens3 }'],
    ['netlab: { host: sandbox } # ours', 'netlab: { uplink: ens3, host: sandbox } # ours'],
    ['netlab: {}', 'netlab: { uplink: ens3 }'],
    [
      'a: 1\nnetlab:\n  # where\n  host: sandbox\nb: 2',
      'a: 1\nnetlab:\n  uplink: ens3\n  # where\n  host: sandbox\nb: 2',
    ],
    ['netlab: # ours\n    internet: none', 'netlab: # ours\n    uplink: ens3\n    internet: none'],
    ['netlab: { uplink: eth0 }', undefined],
    ['{ netlab: { host: sandbox } }', undefined],
    ['title: [', undefined],
    ['netlab: 5', undefined],
  ])('%j', (text, expected) => {
    expect(withUplink(text, 'ens3')).toBe(expected);
  });
});

test('the address of the uplink', () => {
  const read = (settings: string) => readFrontMatter(`netlab: { ${settings} }`).settings;
  expect(read('uplink-address: 192.168.1.50/24, uplink-gateway: 192.168.1.254')).toEqual({
    uplinkAddress: '192.168.1.50/24',
    uplinkGateway: '192.168.1.254',
  });
  for (const wrong of [
    'uplink-address: 192.168.1.50',
    'uplink-address: 5',
    'uplink-gateway: 10.0.0.1/24',
    'uplink-gateway: x',
  ])
    expect(read(wrong).invalid).toBeDefined();
});
