import { expect, onTestFinished, test } from 'vitest';
import { sayRefusal } from '../../../src/guard/words.ts';
import type { Host } from '../../../src/hosts/host.ts';
import { createKernel } from '../../../src/kernel/kernel.ts';
import type { Guard } from '../../../src/kernel/run-types.ts';
import { Answerer } from '../../../src/magics/answer.ts';
import { parseInfo } from '../../../src/notebook/attributes.ts';

import { until } from '../hosts/support.ts';
import { leftBehind, network, watchers } from './support.ts';

/** Runs cells on that host. */
function notebook(host: Host, guard?: Guard) {
  const answerer = new Answerer({ color: true });
  const kernel = createKernel({
    directory: '/',
    defaultHost: 'sandbox',
    openHost: async () => host,
    answer: (magic, at) => answerer.answer(magic, at),
    ...(guard && { guard }),
  });
  onTestFinished(() => kernel.dispose());
  return async (code: string, { info = 'sh', stop }: { info?: string; stop?: AbortSignal } = {}) => {
    let printed = '';
    const { attributes, language } = parseInfo(info);
    const sink = {
      write: (_: unknown, chunk: Buffer) => {
        printed += chunk;
      },
      notice: () => {},
    };
    const { ok, end } = await kernel.run({ code, language, attributes }, sink, stop);
    return { ok, end, printed };
  };
}

test('%watch in a cell sends the flow, shows it with colours beside the prediction, and has its status', async () => {
  const host = await network('iptables -A FORWARD -d 10.1.0.1 -p tcp -j DROP');
  const run = notebook(host);
  const ping = await run('# why?\n%watch a b');
  expect(ping.end).toEqual({ kind: 'exit', code: 0 });
  const lines = ping.printed.split('\n');
  expect(lines[0]).toBe('\x1b[32ma → 10.0.0.2: answered.\x1b[0m');
  expect(ping.printed).toMatch(/ the host {2}out {2}vb +predicted {2}10\.0\.0\.1 → 10\.0\.0\.2 icmp echo-request\n/);
  expect(lines.at(-2)).toBe('\x1b[32mThat is what was predicted.\x1b[0m');
  expect((await run('%watch a 10.1.0.1 tcp 80')).end).toEqual({ kind: 'exit', code: 1 });
  expect((await run('%explain a b\n%watch a b because no-route')).end).toEqual({ kind: 'exit', code: 3 });
  expect(await leftBehind(host)).toBe('');
});

test('stopped, by its user or by its time limit, %watch ends at once and leaves nothing', async () => {
  const host = await network('iptables -P FORWARD DROP');
  const run = notebook(host);
  const stop = new AbortController();
  const stopped = run('%watch a 10.1.0.1', { stop: stop.signal });
  expect(await until(async () => (await leftBehind(host)) !== '', 10_000)).toBe(true);
  const began = performance.now();
  stop.abort();
  const { end, printed } = await stopped;
  expect(performance.now() - began).toBeLessThan(1000);
  expect({ end, printed }).toEqual({ end: { kind: 'interrupted', code: 130 }, printed: '' });
  expect(await leftBehind(host)).toBe('');
  const late = await run('%watch a 10.1.0.1', { info: 'sh {timeout=900ms}' });
  expect(late.end).toEqual({ kind: 'timeout', code: null, afterMs: 900, cut: false });
  expect(await leftBehind(host)).toBe('');
  expect(await until(async () => (await watchers(host)).length === 0, 5000)).toBe(true);
});

test('where the guard refuses, nothing is sent', async () => {
  const host = await network();
  const refused = { kind: 'refused', what: sayRefusal('risk-not-agreed') } as const;
  const run = notebook(host, { mayOpen: async () => undefined, mayRun: async () => refused });
  expect(await run('%watch a b')).toMatchObject({ ok: false, end: refused, printed: '' });
});
