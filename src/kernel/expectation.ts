import type { Expectation } from '../notebook/attributes.ts';
import { inWords } from '../words.ts';
import { exitCodeOf, type RunEnd, type RunResult, type TimeLimit, timeLimitOf } from './run.ts';

/**
 * Holds a run against what its author expects. What its time limit has stopped did not succeed, whatever status its last
 * program gave: programs that count until they are stopped, as ping does, give 0 then.
 */
export function judge(end: RunEnd, expect: Expectation, durationMs: number): RunResult {
  const reason = whyNot(end, expect);
  return { end, ok: reason === undefined, durationMs, ...(reason === undefined ? {} : { reason }) };
}

function whyNot(end: RunEnd, expect: Expectation): string | undefined {
  const code = exitCodeOf(end);
  const limit = timeLimitOf(end);
  if (limit) {
    return isMetByTimeout(code, expect)
      ? undefined
      : `${howItTimedOut(limit, code)}, but ${wanted(expect)}.\n${LIMIT_IS_MEANT}`;
  }
  switch (end.kind) {
    case 'started':
      return undefined;
    case 'connection-lost':
      return `Connection lost: ${inWords(end.reason)}\nNothing is run again automatically; the next cell connects again.`;
    case 'refused':
      return end.remedy ? `${end.message}\n${end.remedy}` : end.message;
    case 'interrupted':
      return code === null ? 'Stopped before it began.' : `Stopped (exit status ${code}).`;
    default:
      if (end.kind === 'shell-ended' && end.stopped) return `Stopped. ${howItEnded(end, code)}.`;
      return isMet(code, expect) ? undefined : `${howItEnded(end, code)}, but ${wanted(expect)}.`;
  }
}

function isMet(code: number | null, expect: Expectation): boolean {
  if (expect === 'ok') return code === 0;
  if (expect === 'fail') return code !== 0;
  return code === expect;
}

function isMetByTimeout(code: number | null, expect: Expectation): boolean {
  if (expect === 'timeout' || expect === 'fail') return true;
  return expect !== 'ok' && expect !== 0 && code === expect;
}

const LIMIT_IS_MEANT =
  'If it is meant to run until its time limit, write expect=timeout; if it is meant to go on, background=true.';

/** In words: "Stopped after 5 s (exit status 0); nothing after that was run". */
export function howItTimedOut({ afterMs, cut }: TimeLimit, code: number | null): string {
  const status = code === null ? '' : ` (exit status ${code})`;
  return `Stopped after ${afterMs / 1000} s${status}${cut ? '; nothing after that was run' : ''}`;
}

function howItEnded(end: RunEnd, code: number | null): string {
  if (end.kind === 'shell-ended') {
    return end.signal ? `The shell was ended by ${end.signal}` : `The shell ended with exit status ${code}`;
  }
  return `Exit status ${code}`;
}

function wanted(expect: Expectation): string {
  if (expect === 'ok') return 'this cell should succeed (0)';
  if (expect === 'fail') return 'this cell should fail (expect=fail)';
  if (expect === 'timeout') return 'this cell should run until its time limit (expect=timeout)';
  return `this cell should give ${expect} (expect=${expect})`;
}
