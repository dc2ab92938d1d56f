import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Redraws } from '../../../../src/editor/topology/redraws.ts';

const OPEN = new Set(['host', 'a', 'b']);

function view() {
  const fired: (readonly string[] | undefined)[] = [];
  const redraws = new Redraws(
    (lines) => fired.push(lines),
    (id) => OPEN.has(id),
  );
  redraws.visible = true;
  return { fired, redraws };
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('a redraw', () => {
  it('is told at once when the view asks for nothing, all lines together', () => {
    const { fired, redraws } = view();
    vi.advanceTimersByTime(2000);
    redraws.add(['a', 'c']);
    expect(fired).toEqual([['a', 'c']]);
  });

  it('redraw-during-first-expansion: waits until the view has asked for all that is open', () => {
    const { fired, redraws } = view();
    vi.advanceTimersByTime(2000);
    redraws.answered(undefined, ['host']);
    redraws.add(['host']);
    vi.advanceTimersByTime(500);
    redraws.answered('host', ['a', 'b', 'closed']);
    vi.advanceTimersByTime(500);
    redraws.add(['a']);
    redraws.answered('b', []);
    redraws.answered('a', ['x']);
    expect(fired).toEqual([]);
    vi.advanceTimersByTime(60);
    expect(fired).toEqual([['host', 'a']]);
  });

  it('waits for the answers to the one before', () => {
    const { fired, redraws } = view();
    vi.advanceTimersByTime(2000);
    redraws.add(['host']);
    redraws.add([undefined]);
    expect(fired).toEqual([['host']]);
    redraws.answered('host', []);
    vi.advanceTimersByTime(60);
    expect(fired).toEqual([['host'], undefined]);
  });

  it('does not wait for ever for a line that is closed in the view', () => {
    const { fired, redraws } = view();
    vi.advanceTimersByTime(2000);
    redraws.answered(undefined, ['host']);
    redraws.add(['host']);
    vi.advanceTimersByTime(1100);
    expect(fired).toEqual([['host']]);
  });

  it('of a hidden view comes when it is shown, and is one of all lines', () => {
    const { fired, redraws } = view();
    vi.advanceTimersByTime(2000);
    redraws.visible = false;
    redraws.add(['a']);
    redraws.add(['b', 'gone']);
    vi.advanceTimersByTime(2000);
    expect(fired).toEqual([]);
    redraws.visible = true;
    expect(fired).toEqual([undefined]);
  });
});
