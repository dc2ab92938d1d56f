import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../../../scripts/lib/project.mjs';
import { diagram } from '../../../../src/diagram/diagram.ts';
import { keyOf } from '../../../../src/diagram/keys.ts';
import { menuContext } from '../../../../src/editor/diagram/menus.ts';
import { isThing } from '../../../../src/editor/topology/contexts.ts';
import type { Followed } from '../../../../src/editor/topology/followers.ts';
import type { Topology } from '../../../../src/topology/model.ts';
import { link, netns, star, topology } from '../../diagram/build.ts';
import { LAB_STEPS, labAt } from '../../diagram/lab-steps.ts';

/** Only what menus ask for. */
const followed = (made: Topology, lost = false) =>
  ({ id: 'sandbox x', topology: made, lost: lost ? { since: new Date() } : undefined }) as unknown as Followed;

function contexts(made: Topology, lost = false) {
  const { boxes, nodes } = diagram(made).picture;
  return [...boxes, ...nodes].map(({ subject }) =>
    menuContext(followed(made, lost), 'sandbox', keyOf(subject), subject),
  );
}

test('a thing has the words that its line in the tree has', () => {
  const all = contexts(labAt(LAB_STEPS['9 out into the world'] ?? {}));
  const items = all.map((context) => context?.netlabItem);
  expect(items).toContain('link up peer deletable has-name has-address has-mac has-shownBy');
  expect(items).toContain('netns named has-name has-shownBy');
  expect(items).toContain('netns root has-shownBy');
  expect(items).toContain('entry has-address');
  expect(all.every(isThing)).toBe(true);
});

test('of what was seen last only the texts are known, and a fold can be unfolded', () => {
  const items = contexts(star(300), true).map((context) => context?.netlabItem);
  expect(items).toContain('fold');
  expect(items.filter((item) => item !== 'fold').every((item) => item?.startsWith('stale '))).toBe(true);
});

test('names are data, whatever they hold', () => {
  const hostile = '"}\'><img src=x> up deletable';
  const made = topology(
    netns('1', 'root netns', [], { root: true }),
    netns('2', hostile, [link('2', 2, '$(id)', 'ether')]),
  );
  const items = contexts(made).map((context) => context?.netlabItem);
  expect(items).toEqual([
    'netns root has-shownBy',
    'netns named has-name has-shownBy',
    'link down has-name has-shownBy',
    'link up has-name has-mac has-shownBy',
  ]);
});

test('what is no thing of the diagram is none', () => {
  for (const value of [undefined, null, 'sandbox/link 1', 7, {}, { panel: 7 }, { panel: 'p', netns: 1 }])
    expect(isThing(value)).toBe(false);
  expect(isThing({ panel: 'p', webview: 'netlab.diagram' })).toBe(true);
});

interface Entry {
  readonly command: string;
  readonly when: string;
}

test('the menu of the diagram offers on the same conditions what the menu of the tree offers', () => {
  const { menus } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).contributes;
  const conditions = (entries: readonly Entry[]) =>
    entries.map(({ command, when }) => `${command} ${when.replace(/^.*?(?=(view|netlab)Item)(view|netlab)Item/, '')}`);
  const tree = conditions(menus['view/item/context']);
  const diagrams = conditions(menus['webview/context']);
  const shared = new Set(tree.map((one) => one.split(' ')[0]));
  const own = diagrams.filter((one) => shared.has(one.split(' ')[0]));
  expect(own.length).toBeGreaterThan(8);
  expect(own.filter((one) => !tree.includes(one))).toEqual([]);
});
