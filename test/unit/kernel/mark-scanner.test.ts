import { expect, test } from 'vitest';
import { MarkScanner } from '../../../src/kernel/mark-scanner.ts';
import fc from '../../fast-check.ts';

const MARK = 'a1b2c3d4e5f6a7b8c9d0e1f2';

/** What a scanner delivers of a stream that arrives in these pieces. */
function scan(scanner: MarkScanner, chunks: readonly Buffer[]) {
  const data: Buffer[] = [];
  const frames: { mark: string; body: string; at: number }[] = [];
  for (const chunk of chunks) {
    for (const piece of scanner.push(chunk)) {
      if ('data' in piece) data.push(piece.data);
      else frames.push({ ...piece, at: Buffer.concat(data).length });
    }
  }
  data.push(scanner.flush());
  return { data: Buffer.concat(data), frames };
}

function split(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const at = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...at].map((from, i) => bytes.subarray(from, at[i] ?? bytes.length));
}

test('a frame is found and the bytes around it kept, wherever the stream is cut', () => {
  const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array));
  fc.assert(
    fc.property(bytes, bytes, fc.array(fc.nat()), (before, after, cuts) => {
      const scanner = new MarkScanner();
      scanner.expect(MARK);
      const stream = Buffer.concat([before, Buffer.from(`\0${MARK} 0 - body\0\0`), after]);
      const { data, frames } = scan(scanner, split(stream, cuts));
      expect(data.equals(Buffer.concat([before, after]))).toBe(true);
      expect(frames).toEqual([{ mark: MARK, body: '0 - body', at: before.length }]);
    }),
    { numRuns: 2000 },
  );
});

test('a mark that is not expected, or begins and does not go on, is a cell’s own output', () => {
  const scanner = new MarkScanner();
  scanner.expect(MARK);
  const stream = Buffer.from(`\0${MARK.slice(0, -1)}x 0\0 \0\0\0${MARK.slice(0, 5)}`);
  const { data, frames } = scan(scanner, split(stream, [1, 5, 30, 31]));
  expect(data.equals(stream)).toBe(true);
  expect(frames).toEqual([]);
});

test('a frame counts once', () => {
  const scanner = new MarkScanner();
  scanner.expect(MARK);
  const frame = Buffer.from(`\0${MARK}\0\0`);
  const { data, frames } = scan(scanner, [frame, frame]);
  expect(frames).toHaveLength(1);
  expect(data.equals(frame)).toBe(true);
});

test('lines of noise are dropped, wherever the stream is cut', () => {
  const noise = 'bash: [123: 2 (255)] tcsetattr: Inappropriate ioctl for device\n';
  const stream = Buffer.from(`a\n${noise}b bash: [12: \n${noise}${noise}`);
  for (let cut = 0; cut <= stream.length; cut++) {
    const scanner = new MarkScanner();
    scanner.dropLine('bash: [123: ');
    expect(scan(scanner, split(stream, [cut])).data.toString()).toBe('a\nb bash: [12: \n');
  }
});

test('a frame that a signal broke off is dropped, and the one behind it counts', () => {
  const second = 'ffeeddccbbaa998877665544';
  const stream = Buffer.from(`x\0${MARK} 130 - 0\n12\0${second} 130 -\0\0y`);
  for (let cut = 0; cut <= stream.length; cut++) {
    const scanner = new MarkScanner();
    scanner.expect(MARK);
    scanner.expect(second);
    const { data, frames } = scan(scanner, split(stream, [cut]));
    expect(data.toString()).toBe('xy');
    expect(frames).toEqual([{ mark: second, body: '130 -', at: 1 }]);
  }
});

test('line-without-end-fills-memory: noise or a frame that does not end is output after all, and what follows is found', () => {
  for (const beginning of ['bash: [123: ', `\0${MARK}`]) {
    const scanner = new MarkScanner();
    scanner.expect(MARK);
    scanner.dropLine('bash: [123: ');
    const chunks = [Buffer.from(beginning), ...Array.from({ length: 40 }, () => Buffer.alloc(10_000, 'x'))];
    const held: number[] = [];
    let told = 0;
    for (const [at, chunk] of chunks.entries()) {
      for (const piece of scanner.push(chunk)) if ('data' in piece) told += piece.data.length;
      held.push(beginning.length + at * 10_000 - told);
    }
    expect(Math.max(...held)).toBeLessThan(300_000);
    expect(told).toBe(beginning.length + 400_000);
    expect(scan(scanner, [Buffer.from(`y\0${MARK} 0\0\0`)]).frames).toEqual([{ mark: MARK, body: '0', at: 1 }]);
  }
});
