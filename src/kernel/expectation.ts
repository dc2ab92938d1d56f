import { failsAsShown, isJustAsShown } from '../import/as-shown.ts';
import { isLack } from '../import/story.ts';
import type { CellAttributes, Expectation } from '../notebook/attributes.ts';
import type { Problem, Said } from '../words.ts';
import {
  exitCodeOf,
  type FailedCommands,
  type RunEnd,
  type RunResult,
  type TimeLimit,
  timeLimitOf,
} from './run-types.ts';
import { sayOfRun } from './words.ts';

/**
 * Holds a run against what its author expects. What its time limit has stopped did not succeed, whatever status its last
 * program exited with: programs that count until they are stopped, as ping does, exit with 0 then.
 */
export function judge(end: RunEnd, expect: Expectation, durationMs: number): RunResult {
  const reason = whyNot(end, expect);
  if (reason) return { end, ok: false, durationMs, reason };
  const remark = remarkOn(end, expect);
  return { end, ok: true, durationMs, ...(remark ? { remark } : {}) };
}

/** Holds a run against its cell. A check that ran and is not as expected says that there is something left to do. */
export function judgeCell(end: RunEnd, { check, expect }: CellAttributes, durationMs: number): RunResult {
  const judged = judge(end, expect, durationMs);
  if (check === undefined) return judged;
  if (judged.ok) return { end, ok: true, durationMs };
  const hasAnswered = end.kind === 'exit' || end.kind === 'timeout';
  return hasAnswered ? { end, ok: true, toDo: true, durationMs } : judged;
}

/** What a tutorial says and shows of how a cell ends. */
export interface Told {
  readonly expected: string;
  readonly mayFail: boolean;
  readonly mayLack: boolean;
}

/** What a cell has printed, as far as it is looked at. */
export interface Printed {
  /** On both streams, from the beginning. */
  readonly all: string;
  /** The end of its errors. */
  readonly errors: string;
}

/** A run that failed although it should not, where a tutorial says that it does, or shows just what it printed. */
export function asMeant(result: RunResult, { expected, mayFail, mayLack }: Told, printed: Printed): RunResult {
  const { end, durationMs } = result;
  // A program that is not there is nothing that an author announces.
  if (result.ok || end.kind !== 'exit' || end.code === 126 || end.code === 127) return result;
  const isAnnounced = mayFail && (expected === '' || failsAsShown(expected, `${printed.all}\n${printed.errors}`));
  const remark =
    isAnnounced && (mayLack || !isLack(printed.errors))
      ? sayOfRun('failed-as-announced', end.code)
      : end.code === DIFFERS && isJustAsShown(expected, printed.all)
        ? sayOfRun('exited-as-shown', end.code)
        : undefined;
  return remark ? { end, ok: true, durationMs, remark } : result;
}

/** Also the status of diff(1), cmp(1) and grep(1) that have found what they look for, or not. */
const DIFFERS = 1;

/** What a green cell would hide: that it failed, as its author expects, or that commands before its last one failed. */
function remarkOn(end: RunEnd, expect: Expectation): Said | undefined {
  const limit = timeLimitOf(end);
  if (limit) {
    if (limit.failed) return failedCommands(limit.failed);
    const seconds = limit.afterMs / 1000;
    return withLimit(expect, limit) === 'timeout'
      ? sayOfRun('timed-out-as-it-should', seconds)
      : sayOfRun('stopped-as-it-should', seconds);
  }
  const code = exitCodeOf(end);
  if (code === null) return undefined;
  if (code !== 0) return sayOfRun(expect === 'fail' ? 'failed-as-it-should' : 'exited-as-it-should', code);
  return end.kind === 'exit' && end.failed && end.failed !== 'unknown' ? failedCommands(end.failed) : undefined;
}

/** "2 commands failed (lines 3, 5)" */
export function failedCommands({ count, lines }: FailedCommands): Said {
  const where = sayOfRun(lines.length === 1 ? 'line' : 'lines', lines);
  return count === 1 ? sayOfRun('command-failed', where) : sayOfRun('commands-failed', count, where);
}

function whyNot(end: RunEnd, expect: Expectation): Problem | undefined {
  const code = exitCodeOf(end);
  const limit = timeLimitOf(end);
  if (limit) {
    if (limit.failed && expect === 'all') return whyNotAll(limit.failed);
    if (isMetByTimeout(code, withLimit(expect, limit))) return undefined;
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
      if (!isMet(code, expect)) return { what: notAsWanted(howItEnded(end), expect) };
      return expect === 'all' && end.kind === 'exit' && end.failed ? whyNotAll(end.failed) : undefined;
  }
}

function whyNotAll(failed: FailedCommands | 'unknown'): Problem {
  if (failed === 'unknown') return { what: sayOfRun('not-counted'), remedy: sayOfRun('count-without-trap') };
  return { what: notAsWanted(failedCommands(failed), 'all') };
}

function isMet(code: number | null, expect: Expectation): boolean {
  if (expect === 'ok' || expect === 'all') return code === 0;
  if (expect === 'fail') return code !== 0;
  return code === expect;
}

/** What must happen to a cell that was expected to succeed, and got a limit because it would not end. */
function withLimit(expect: Expectation, { meant }: TimeLimit): Expectation {
  return meant && (expect === 'ok' || expect === 'all' || expect === 0) ? 'timeout' : expect;
}

function isMetByTimeout(code: number | null, expect: Expectation): boolean {
  if (expect === 'timeout' || expect === 'fail') return true;
  return expect !== 'ok' && expect !== 'all' && expect !== 0 && code === expect;
}

/** Why a run is not ok, in few words: "expected ok, got 2". */
export function whyInShort({ end, reason }: RunResult, expect: Expectation): Said | undefined {
  const { code = null } = end.kind === 'exit' ? end : {};
  return code === null || (code === 0 && expect === 'all') ? reason?.what : sayOfRun('expected-got', `${expect}`, code);
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
  if (expect === 'all') return sayOfRun('should-all-succeed', how);
  if (expect === 'fail') return sayOfRun('should-fail', how);
  if (expect === 'timeout') return sayOfRun('should-time-out', how);
  return sayOfRun('should-exit-with', how, expect);
}
