import { describe, expect, it } from 'vitest';
import { merge, OutputFlow, type Piece } from '../../../../src/editor/output/outputFlow.ts';

function recorder(show: (pieces: readonly Piece[]) => Promise<void> = async () => {}) {
  const shown: (readonly Piece[])[] = [];
  const flow = new OutputFlow(async (pieces) => {
    shown.push(pieces);
    await show(pieces);
  });
  const text = () =>
    shown
      .flat()
      .map((p) => p.text)
      .join('');
  return { flow, shown, text };
}

describe('output flow', () => {
  it('shows 5,000 small writes in a few showings and loses nothing', async () => {
    const { flow, shown, text } = recorder();
    const lines = Array.from({ length: 5000 }, (_, i) => `${i}`.padEnd(199, '.').concat('\n'));
    for (const line of lines) await flow.write('stdout', Buffer.from(line));
    await flow.finish();
    expect(text()).toBe(lines.join(''));
    expect(shown.length).toBeLessThan(50);
  });

  it('keeps a UTF-8 sequence together that a chunk cuts', async () => {
    const { flow, text } = recorder();
    for (const byte of Buffer.from('netz→brücke 🌉')) {
      await flow.write('stdout', Buffer.from([byte]));
      await flow.write('stderr', Buffer.from('.'));
    }
    await flow.finish();
    expect(text().replaceAll('.', '')).toBe('netz→brücke 🌉');
  });

  it('shows bytes that are no UTF-8, also an unfinished sequence at the end', async () => {
    const { flow, text } = recorder();
    flow.write('stdout', Buffer.from([0x61, 0xff, 0x62, 0xe2, 0x86]));
    await flow.finish();
    expect(text()).toMatch(/^a\ufffdb\ufffd+$/);
  });

  it('holds the writer back until the reader has acknowledged', async () => {
    let acknowledge = () => {};
    const { flow } = recorder(
      () =>
        new Promise((resolve) => {
          acknowledge = resolve;
        }),
    );
    flow.write('stdout', Buffer.from('first'));
    expect(flow.write('stdout', Buffer.alloc(1024, 'x'))).toBeUndefined();
    const held = flow.write('stdout', Buffer.alloc(1024 * 1024, 'x'));
    expect(held).toBeInstanceOf(Promise);
    let released = false;
    const done = Promise.resolve(held).then(() => {
      released = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(released).toBe(false);
    acknowledge();
    await new Promise((resolve) => setImmediate(resolve));
    acknowledge();
    await done;
    expect(released).toBe(true);
  });

  it('takes writes after its notebook has gone', async () => {
    const { flow, shown } = recorder(() => Promise.reject(new Error('cell removed')));
    flow.write('stdout', Buffer.from('a'));
    await flow.finish();
    flow.write('stdout', Buffer.from('b'));
    await flow.finish();
    expect(shown.length).toBe(1);
  });

  it('puts neighbours of one stream together and keeps the order of the streams', () => {
    const piece = (source: Piece['source'], text: string) => ({ source, text });
    expect(merge([piece('stdout', 'a'), piece('stdout', 'b'), piece('stderr', 'c'), piece('stdout', 'd')])).toEqual([
      piece('stdout', 'ab'),
      piece('stderr', 'c'),
      piece('stdout', 'd'),
    ]);
  });

  it('does not make one output per turn of two streams that alternate without end', () => {
    const pieces = Array.from(
      { length: 1000 },
      (_, i) => ({ source: i % 2 ? 'stderr' : 'stdout', text: `${i} ` }) as const,
    );
    expect(merge(pieces).map((p) => p.source)).toEqual(['stdout', 'stderr']);
    expect(merge(pieces)[1]?.text).toMatch(/^1 3 5 /);
  });

  it('a later gap replaces the one before', () => {
    const gap = (text: string) => ({ source: 'gap', text }) as const;
    expect(merge([gap('1 MB so far'), gap('2 MB so far')])).toEqual([gap('2 MB so far')]);
  });
});
