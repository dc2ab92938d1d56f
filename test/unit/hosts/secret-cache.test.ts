import { expect, test } from 'vitest';
import type { Asker } from '../../../src/hosts/asker.ts';
import { SecretCache } from '../../../src/hosts/secret-cache.ts';
import { said } from '../../said.ts';

const question = { title: said(''), text: said(''), secret: true, keepAs: 'test:answer' };

/** Numbers its answers. */
function counting(): Asker {
  let asked = 0;
  return { ask: async () => `answer ${++asked}`, confirm: async () => true, forget: async () => {} };
}

test('an answer is asked for once, until it is wrong', async () => {
  const asker = new SecretCache().remembering(counting());
  expect([await asker.ask(question), await asker.ask(question)]).toEqual(['answer 1', 'answer 1']);
  await asker.forget(question.keepAs);
  expect([await asker.ask(question), await asker.ask(question)]).toEqual(['answer 2', 'answer 2']);
});

test('forgotten-password: all who have an asker of it ask again', async () => {
  const cache = new SecretCache();
  const user = counting();
  const askers = [cache.remembering(user), cache.remembering(user)];
  const answers = () => Promise.all(askers.map((asker) => asker.ask(question)));
  expect(await answers()).toEqual(['answer 1', 'answer 1']);
  cache.clear();
  expect(await answers()).toEqual(['answer 2', 'answer 2']);
});

test('forgotten-password: what was being asked then is kept no more', async () => {
  const cache = new SecretCache();
  let answer: (text: string) => void = () => {};
  const asked = new Promise<string>((resolve) => {
    answer = resolve;
  });
  const first = cache.remembering({ ...counting(), ask: () => asked }).ask(question);
  cache.clear();
  answer('old');
  expect(await first).toBe('old');
  expect(await cache.remembering(counting()).ask(question)).toBe('answer 1');
});

test('what must not be kept is asked each time', async () => {
  const asker = new SecretCache().remembering(counting());
  const { keepAs: _, ...once } = question;
  expect([await asker.ask(once), await asker.ask(once)]).toEqual(['answer 1', 'answer 2']);
});
