import { expect, test } from 'vitest';
import { withinLimit } from '../../../src/kernel/run-end.ts';
import type { SessionEnd } from '../../../src/kernel/session-cell.ts';
import { parseInfo } from '../../../src/notebook/attributes.ts';

test('a-clock-that-is-set: a cell that began in the future, by the clock of now, has no more than its time limit', async () => {
  const cell = {
    request: { code: 'sleep 100', ...parseInfo('sh {timeout=50ms}') },
    code: 'sleep 100',
    write: () => undefined,
    late: () => undefined,
  };
  const run = (stop: AbortSignal) =>
    new Promise<SessionEnd>((resolve) => {
      stop.addEventListener('abort', () => resolve({ kind: 'ended', code: 130, interrupted: true }));
    });
  const ran = await withinLimit(run, cell, new AbortController().signal, Date.now() + 3_600_000);
  expect(ran).toMatchObject({ end: { kind: 'ended', code: 130 }, limit: { afterMs: 50 } });
});
