import { expect, test } from 'vitest';
import { Progress } from '../../../../src/editor/running/progress.ts';
import { verdictOf } from '../../../../src/editor/running/verdict.ts';
import { parseInfo } from '../../../../src/notebook/attributes.ts';
import { filled } from '../../../../src/words.ts';

function memory() {
  const values = new Map<string, unknown>();
  const state = {
    keys: () => [...values.keys()],
    // As VS Code's: what is asked for is what was stored under that key.
    get: <T>(key: string, fallback?: T) => (values.has(key) ? (values.get(key) as T) : fallback),
    update: async (key: string, value: unknown) => {
      if (value === undefined) values.delete(key);
      else values.set(key, JSON.parse(JSON.stringify(value)));
    },
  };
  let changes = 0;
  const open = () => new Progress(state as ConstructorParameters<typeof Progress>[0], () => changes++); // get() has overloads
  return { open, state, changes: () => changes };
}

test('remembers by lab and task what is done, and how often it was not', async () => {
  const { open, changes } = memory();
  const progress = open();
  expect(await progress.found('a.netlab', '__proto__', { done: false, alone: true })).toEqual({
    task: '__proto__',
    done: false,
    tries: 1,
  });
  expect(await progress.found('a.netlab', '__proto__', { done: false, alone: true })).toMatchObject({
    done: false,
    tries: 2,
  });
  await progress.found('a.netlab', 'two', { done: true, alone: true });
  await progress.found('b.netlab', 'two', { done: false, alone: true });
  // A window that is reloaded has a new one over the same memory.
  const later = open();
  expect(later.of('a.netlab')).toEqual([
    { task: '__proto__', done: false, tries: 2 },
    { task: 'two', done: true, tries: 0 },
  ]);
  expect(later.countDone('a.netlab', ['__proto__', 'two', 'three'])).toBe(1);
  expect(later.countDone('b.netlab', ['two'])).toBe(0);
  expect(later.countDone('a.netlab', ['three'])).toBe(0);
  expect(changes()).toBe(4);
});

test('what was done stays done when a fresh sandbox does not have it', async () => {
  const progress = memory().open();
  await progress.found('a.netlab', 'one', { done: true, alone: true });
  expect(await progress.found('a.netlab', 'one', { done: false, alone: true })).toMatchObject({ done: true, tries: 1 });
});

test('who runs all cells again and again spends no hint', async () => {
  const progress = memory().open();
  const found = async (alone: boolean) => (await progress.found('a.netlab', 'one', { done: false, alone })).tries;
  expect([await found(false), await found(false), await found(true), await found(false)]).toEqual([0, 0, 1, 1]);
});

test('forgets one lab, or all, and nothing that is not its own', async () => {
  const { open, state } = memory();
  await state.update('other', 1);
  const progress = open();
  for (const lab of ['a', 'b', 'c']) await progress.found(lab, 'one', { done: true, alone: true });
  await progress.forget('a');
  expect(['a', 'b', 'c'].map((lab) => progress.countDone(lab, ['one']))).toEqual([0, 1, 1]);
  await progress.forget();
  expect(state.keys()).toEqual(['other']);
});

test('a check that is not done gives one hint more each time, and says while there are more', () => {
  const { attributes } = parseInfo('sh {check="The bridge answers" hint=one hint2=two}');
  const told = (done: boolean, tries: number) => verdictOf(attributes, done, tries, filled);
  const text = 'Not done yet: The bridge answers';
  expect(told(false, 1)).toEqual({ text, hints: ['Hint 1 of 2: one', 'Check again for the next hint.'] });
  expect(told(false, 2)).toEqual({ text, hints: ['Hint 1 of 2: one', 'Hint 2 of 2: two'] });
  expect(told(false, 9)).toEqual(told(false, 2));
  expect(told(true, 9)).toEqual({ text: '✓ Done: The bridge answers', hints: [] });
  expect(verdictOf(parseInfo('sh {check=x}').attributes, false, 1, filled).hints).toEqual([]);
});
