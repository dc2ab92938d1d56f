import { expect, test } from 'vitest';
import { diagram } from '../../../../src/diagram/diagram.ts';
import { keyOf } from '../../../../src/diagram/keys.ts';
import { changedKeys, noteworthy, Recent } from '../../../../src/editor/diagram/news.ts';
import { diff } from '../../../../src/topology/diff.ts';
import { star } from '../../diagram/build.ts';

const [before, after, later] = [star(1), star(2), star(3)];

test('what a cell has changed stays until another changes something', () => {
  const recent = new Recent();
  recent.add(1, diff(before, after));
  const first = recent.changes;
  expect(first.length).toBeGreaterThan(0);
  recent.add(2, []);
  expect(recent.changes).toEqual(first);
  recent.add(2, diff(after, later));
  expect(recent.changes).toEqual(diff(after, later));
  recent.add(2, diff(later, after));
  expect(recent.changes.length).toBeGreaterThan(diff(after, later).length);
  recent.clear();
  expect(recent.changes).toEqual([]);
});

test('what changed is named by the keys of what stands for it, a folded namespace by its fold', () => {
  const keys = changedKeys(noteworthy(diff(before, after), after), diagram(after).picture);
  expect(keys).toContain('netns 1001');
  expect(keys).toContain('link 1/11');
  const [many, changed] = [star(300), star(300, () => ({ mtu: 1400 }))];
  const { picture } = diagram(changed);
  const fold = picture.nodes.find(({ kind }) => kind === 'fold');
  const all = diff(many, changed);
  expect(all.length).toBeGreaterThanOrEqual(300);
  expect(changedKeys(all, picture)).toEqual([fold && keyOf(fold.subject)]);
});
