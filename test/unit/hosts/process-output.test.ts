import { expect, test } from 'vitest';
import { howEnded } from '../../../src/hosts/process-output.ts';
import { sayHost } from '../../../src/hosts/words.ts';

test('status-null: how a process ended is said also where nobody knows', () => {
  expect(howEnded({ code: 3, signal: null })).toEqual(sayHost('ended-with-status', 3));
  expect(howEnded({ code: null, signal: 'SIGKILL' })).toBe('SIGKILL');
  expect(howEnded({ code: null, signal: null })).toEqual(sayHost('ended-unknown'));
});
