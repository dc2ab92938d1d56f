import type { Expectation } from '../notebook/attributes.ts';
import { exitCodeOf, type RunEnd, type RunResult } from './run.ts';

/** Holds a run against what its author expects. A cell that was stopped by its timeout is judged by its exit status. */
export function judge(end: RunEnd, expect: Expectation, durationMs: number): RunResult {
  const reason = whyNot(end, expect);
  return { end, ok: reason === undefined, durationMs, ...(reason === undefined ? {} : { reason }) };
}

function whyNot(end: RunEnd, expect: Expectation): string | undefined {
  switch (end.kind) {
    case 'started':
      return undefined;
    case 'connection-lost':
      return `Connection lost: ${end.reason}\nNothing is run again by itself; the next cell connects anew.`;
    case 'refused':
      return end.remedy ? `${end.message}\n${end.remedy}` : end.message;
    case 'interrupted':
      return end.code === null ? 'Stopped before it began.' : `Stopped (exit status ${end.code}).`;
    default: {
      const code = exitCodeOf(end);
      return isMet(code, expect) ? undefined : `${howItEnded(end, code)}, but ${wanted(expect)}.`;
    }
  }
}

function isMet(code: number | null, expect: Expectation): boolean {
  if (expect === 'ok') return code === 0;
  if (expect === 'fail') return code !== 0;
  return code === expect;
}

function howItEnded(end: RunEnd, code: number | null): string {
  if (end.kind === 'timeout') return `Stopped after ${end.afterMs / 1000} s with exit status ${code}`;
  if (end.kind === 'shell-ended') {
    return end.signal ? `The shell was ended by ${end.signal}` : `The shell ended with exit status ${code}`;
  }
  return `Exit status ${code}`;
}

function wanted(expect: Expectation): string {
  if (expect === 'ok') return 'this cell should succeed (0)';
  if (expect === 'fail') return 'this cell should fail (expect=fail)';
  return `this cell should give ${expect} (expect=${expect})`;
}
