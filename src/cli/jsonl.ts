import { StringDecoder } from 'node:string_decoder';
import { LateOutput, leftOut } from '../kernel/late-output.ts';
import { type Logged, OutputLimiter } from '../kernel/output-limiter.ts';
import { exitCodeOf, type OutputStream, type RunResult, timeLimitOf } from '../kernel/run-types.ts';
import { inWords, problemInWords } from '../words.ts';
import { LogFolder } from './logs.ts';
import type { CellReporter, CellView, Reporter, Summary } from './reporter.ts';
import { sayJson } from './terminal.ts';

/** Bytes of one cell's output that its line holds; the whole goes to the file that the line names. */
const LIMIT = 1024 * 1024;

/** For programs: one JSON object a line; docs/command-line.md describes them. */
export class JsonlReporter implements Reporter {
  readonly #logs = new LogFolder();

  begin(cell: CellView): CellReporter {
    const text: Record<OutputStream, string> = { stdout: '', stderr: '' };
    const decoders = { stdout: new StringDecoder(), stderr: new StringDecoder() };
    const notices: string[] = [];
    const late = this.#late(cell);
    let pid: number | undefined;
    let shown: { readonly expected: string; readonly asExpected: boolean } | undefined;
    const limiter = new OutputLimiter({
      limit: LIMIT,
      logPath: () => this.#logs.file(`cell-${cell.number}.log`),
      show: (stream, chunk) => {
        text[stream] += decoders[stream].write(chunk);
      },
      omitted: (bytes, where) => {
        const stream = text.stdout === '' ? 'stderr' : 'stdout';
        text[stream] += decoders[stream].end();
        text[stream] += `\n${inWords(leftOut(bytes, where))}\n`;
      },
    });
    return {
      write: (stream, chunk) => limiter.write(stream, chunk),
      notice: (what) => void notices.push(inWords(what)),
      started: (started) => {
        pid = started;
        void sayJson({ type: 'started', index: cell.number, line: cell.line, pid });
      },
      late: (stream, chunk) => late.write(stream, chunk),
      lateEnds: () => late.end(),
      shown: (expected, asExpected) => {
        shown = { expected, asExpected };
      },
      end: async (result) => {
        const { truncated, kept } = await limiter.end();
        await sayJson({
          ...record(cell, result),
          stdout: text.stdout + decoders.stdout.end(),
          stderr: text.stderr + decoders.stderr.end(),
          truncated,
          ...(kept === undefined ? {} : this.#logOf(kept)),
          ...(pid === undefined ? {} : { pid }),
          ...shown,
          ...(notices.length === 0 ? {} : { notices }),
        });
      },
    };
  }

  skipped(cell: CellView, reason: string): void {
    void sayJson({ type: 'skipped', index: cell.number, line: cell.line, ...named(cell), source: cell.source, reason });
  }

  warning(text: string): void {
    void sayJson({ type: 'warning', message: text });
  }

  summary(summary: Summary): void {
    void sayJson({ type: 'summary', ...summary });
  }

  #late(cell: CellView): LateOutput {
    const decoders = { stdout: new StringDecoder(), stderr: new StringDecoder() };
    return new LateOutput({
      logPath: () => this.#logs.file(`cell-${cell.number}-late.log`),
      show: (stream, chunk) => {
        void sayJson({ type: 'late', index: cell.number, stream, text: decoders[stream].write(chunk) });
      },
      omitted: (bytes, where) =>
        void sayJson({ type: 'late-omitted', index: cell.number, bytes, ...this.#logOf(where) }),
    });
  }

  #logOf(kept: Logged) {
    if ('path' in kept) return { log: kept.path, kept: kept.bytes };
    this.#logs.removeIfEmpty();
    return { logError: kept.error, kept: 0 };
  }
}

function record(cell: CellView, { end, ok, toDo, reason, remark, durationMs }: RunResult) {
  const limit = timeLimitOf(end);
  return {
    type: 'cell',
    index: cell.number,
    line: cell.line,
    ...named(cell),
    source: cell.source,
    exitCode: exitCodeOf(end),
    expect: cell.expect,
    ok,
    ...(cell.check === undefined ? {} : { check: cell.check, done: ok && !toDo }),
    ...(reason === undefined ? {} : { reason: problemInWords(reason) }),
    ...(remark === undefined ? {} : { remark: inWords(remark) }),
    ...(end.kind === 'exit' && end.failed && end.failed !== 'unknown'
      ? { failedCommands: end.failed.count, failedLines: end.failed.lines }
      : {}),
    ...(end.kind === 'connection-lost' ? { connectionLost: true } : {}),
    ...(limit ? { timedOut: true, stoppedAfterMs: limit.afterMs } : {}),
    durationMs: Math.round(durationMs * 10) / 10,
  };
}

function named({ name }: CellView) {
  return name === undefined ? {} : { name };
}
