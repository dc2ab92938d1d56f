import { expect, test } from 'vitest';
import { type Counters, ratesBetween, rateText } from '../../../src/topology/counters.ts';

test.each([
  [0, '0 bit/s'],
  [999, '999 bit/s'],
  [1000, '1.0 kbit/s'],
  [1234, '1.2 kbit/s'],
  [9960, '10 kbit/s'],
  [123_456, '123 kbit/s'],
  [999_600, '1.0 Mbit/s'],
  [2_500_000_000, '2.5 Gbit/s'],
])('%d bits a second are %s', (bits, text) => {
  expect(rateText(bits)).toBe(text);
});

const of = (received: number, sent: number): ReadonlyMap<string, Counters> => new Map([['1/2', { received, sent }]]);

test('a rate is of the time between two readings', () => {
  expect(ratesBetween(of(100, 0), of(350, 1000), 2000)).toEqual(new Map([['1/2', { received: 1000, sent: 4000 }]]));
});

test('a link that is new, was made anew or has gone has none', () => {
  expect(ratesBetween(new Map(), of(100, 0), 1000)).toEqual(new Map());
  expect(ratesBetween(of(100, 0), of(50, 10), 1000)).toEqual(new Map());
  expect(ratesBetween(of(100, 0), new Map(), 1000)).toEqual(new Map());
});
