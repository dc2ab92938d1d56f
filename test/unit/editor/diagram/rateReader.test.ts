import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { RateReader } from '../../../../src/editor/diagram/rateReader.ts';
import type { Counters, Rate } from '../../../../src/topology/counters.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** A link that receives 125 bytes, which are 1000 bits, from one reading to the next. */
function reading() {
  let reads = 0;
  const told: ReadonlyMap<string, Rate>[] = [];
  const read = async () => new Map<string, Counters>([['1/2', { received: 125 * reads++, sent: 0 }]]);
  return { reader: new RateReader(read, (rates) => told.push(rates)), told, reads: () => reads };
}

test('it reads once a second while it is on, and tells what was carried between two readings', async () => {
  const { reader, told, reads } = reading();
  reader.switch(true);
  reader.switch(true);
  await vi.advanceTimersByTimeAsync(3500);
  expect(reads()).toBe(4);
  expect(told).toEqual(Array.from({ length: 3 }, () => new Map([['1/2', { received: 1000, sent: 0 }]])));
});

test('it reads nothing before it is on and after it is off', async () => {
  const { reader, told, reads } = reading();
  await vi.advanceTimersByTimeAsync(5000);
  expect(reads()).toBe(0);
  reader.switch(true);
  await vi.advanceTimersByTimeAsync(1500);
  reader.switch(false);
  const before = [reads(), told.length];
  await vi.advanceTimersByTimeAsync(10_000);
  expect([reads(), told.length]).toEqual(before);
});

test('what comes after it was switched off and on is no half of a rate', async () => {
  let answer: (reading: ReadonlyMap<string, Counters>) => void = () => {};
  const told: ReadonlyMap<string, Rate>[] = [];
  const reader = new RateReader(
    () => new Promise((resolve) => (answer = resolve)),
    (rates) => told.push(rates),
  );
  reader.switch(true);
  const old = answer;
  reader.switch(false);
  reader.switch(true);
  old(new Map([['1/2', { received: 0, sent: 0 }]]));
  answer(new Map([['1/2', { received: 1e9, sent: 0 }]]));
  await vi.advanceTimersByTimeAsync(0);
  expect(told).toEqual([]);
});
