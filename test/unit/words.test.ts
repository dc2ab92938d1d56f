import { expect, test } from 'vitest';
import bundle from '../../l10n/bundle.l10n.json' with { type: 'json' };
import { inWords, sayFrom } from '../../src/words.ts';

test('placeholder-without-argument: each placeholder of a text gets one, and there are no others', () => {
  const say = sayFrom({ pair: '{1} before {0}', none: 'nothing' } as const);
  expect(inWords(say('pair', 'a', say('none')))).toBe('nothing before a');
  // @ts-expect-error One is missing.
  expect(inWords(say('pair', 'a'))).toBe(' before a');
  // @ts-expect-error One has no place.
  expect(inWords(say('none', 'a'))).toBe('nothing');
});

test('placeholder-without-argument: those of each text are counted from 0, without a gap', () => {
  for (const text of Object.keys(bundle)) {
    const numbers = new Set([...text.matchAll(/\{(\d+)\}/g)].map(([, number]) => Number(number)));
    expect([...numbers].sort(), text).toEqual([...numbers.keys()].map((_, index) => index));
  }
});
