import type { Expectation } from '../notebook/attributes.ts';
import type { Problem, Said } from '../words.ts';
import { exitCodeOf, type RunEnd, type RunResult, type TimeLimit, timeLimitOf } from './run-types.ts';
import { sayOfRun } from './words.ts';

/**
 * Holds a run against what its author expects. What its time limit has stopped did not succeed, whatever status its last
 * program exited with: programs that count until they are stopped, as ping does, exit with 0 then.
 */
export function judge(end: RunEnd, expect: Expectation, durationMs: number): RunResult {
  const reason = whyNot(end, expect);
  return { end, ok: reason === undefined, durationMs, ...(reason === undefined ? {} : { reason }) };
}

function whyNot(end: RunEnd, expect: Expectation): Problem | undefined {
  const code = exitCodeOf(end);
  const limit = timeLimitOf(end);
  if (limit) {
    if (isMetByTimeout(code, expect)) return undefined;
    return { what: notAsWanted(howItTimedOut(limit, code), expect), remedy: sayOfRun('limit-is-meant') };
  }
  switch (end.kind) {
    case 'started':
      return undefined;
    case 'connection-lost':
      return { what: sayOfRun('connection-lost', end.reason), remedy: sayOfRun('reconnects') };
    case 'refused':
      return { what: end.what, remedy: end.remedy };
    case 'interrupted':
      return { what: code === null ? sayOfRun('stopped-before') : sayOfRun('stopped-with', code) };
    default:
      if (end.kind === 'shell-ended' && end.stopped) return { what: sayOfRun('stopped-and', howItEnded(end)) };
      return isMet(code, expect) ? undefined : { what: notAsWanted(howItEnded(end), expect) };
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

/** "Stopped after 5 s (exit status 0); nothing after that was run" */
export function howItTimedOut({ afterMs, cut }: TimeLimit, code: number | null): Said {
  const seconds = afterMs / 1000;
  const stopped = code === null ? sayOfRun('stopped-after', seconds) : sayOfRun('stopped-after-with', seconds, code);
  return cut ? sayOfRun('and-cut', stopped) : stopped;
}

type Ended = Extract<RunEnd, { kind: 'exit' | 'timeout' | 'shell-ended' }>;

function howItEnded(end: Ended): Said {
  if (end.kind === 'shell-ended' && end.signal) return sayOfRun('shell-ended-by', end.signal);
  // Only a signal, and the end of a connection, which is reported as such, leave it without a status.
  return sayOfRun(end.kind === 'shell-ended' ? 'shell-ended-with' : 'exit-status', end.code ?? '?');
}

function notAsWanted(how: Said, expect: Expectation): Said {
  if (expect === 'ok') return sayOfRun('should-succeed', how);
  if (expect === 'fail') return sayOfRun('should-fail', how);
  if (expect === 'timeout') return sayOfRun('should-time-out', how);
  return sayOfRun('should-exit-with', how, expect);
}
