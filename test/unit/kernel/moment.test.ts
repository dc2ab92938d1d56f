import { expect, test } from 'vitest';
import { between, present } from '../../../src/kernel/moment.ts';

const HOUR = 3_600_000;
const then = { wall: 10 * HOUR, machine: { boot: 'a', uptime: 1000 } };

test('a-clock-that-is-set: what passed on the same start of the machine does not depend on it', () => {
  expect(between(then, { wall: 20 * HOUR, machine: { boot: 'a', uptime: 3000 } })).toBe(2000);
  expect(between(then, { wall: 0, machine: { boot: 'a', uptime: 3000 } })).toBe(2000);
});

test('after another start of the machine, and of one that an older version noted, the wall clock counts, never backwards', () => {
  expect(between(then, { wall: 11 * HOUR, machine: { boot: 'b', uptime: 5 } })).toBe(HOUR);
  expect(between({ wall: 10 * HOUR }, { wall: 11 * HOUR, machine: { boot: 'a', uptime: 5 } })).toBe(HOUR);
  expect(between(then, { wall: 0, machine: { boot: 'b', uptime: 5 } })).toBe(0);
});

test('the present is soon past', () => {
  const moment = present();
  expect(between(moment, present())).toBeLessThan(5000);
});
