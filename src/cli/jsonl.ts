import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatBytes, OutputLimiter } from '../kernel/output-limiter.ts';
import { exitCodeOf, type OutputStream, type RunResult } from '../kernel/run.ts';
import type { CellReporter, CellView, Reporter, Summary } from './reporter.ts';

/** Bytes of one cell's output that its line holds; the whole goes to the file that the line names. */
const LIMIT = 1024 * 1024;

/** For programs: one JSON object a line; docs/command-line.md describes them. */
export class JsonlReporter implements Reporter {
  #logDirectory: string | undefined;

  begin(cell: CellView): CellReporter {
    const text: Record<OutputStream, Buffer[]> = { stdout: [], stderr: [] };
    const notices: string[] = [];
    let pid: number | undefined;
    const limiter = new OutputLimiter({
      limit: LIMIT,
      logPath: () => this.#logPath(cell),
      show: (stream, chunk) => void text[stream].push(chunk),
      omitted: (bytes, path) => {
        const line = Buffer.from(`\n… ${formatBytes(bytes)} left out; the whole output is in ${path}\n`);
        if (text.stdout.length > 0) text.stdout.push(line);
        else text.stderr.push(line);
      },
    });
    return {
      write: (stream, chunk) => limiter.write(stream, chunk),
      notice: (notice) => void notices.push(notice),
      started: (started) => {
        pid = started;
        print({ type: 'started', index: cell.number, line: cell.line, pid });
      },
      late: (stream, chunk) => print({ type: 'late', index: cell.number, stream, text: chunk.toString() }),
      end: async (result) => {
        const { truncated, logPath } = await limiter.end();
        print({
          ...record(cell, result),
          stdout: Buffer.concat(text.stdout).toString(),
          stderr: Buffer.concat(text.stderr).toString(),
          truncated,
          ...(logPath === undefined ? {} : { log: logPath }),
          ...(pid === undefined ? {} : { pid }),
          ...(notices.length === 0 ? {} : { notices }),
        });
      },
    };
  }

  skipped(cell: CellView, reason: string): void {
    print({ type: 'skipped', index: cell.number, line: cell.line, ...named(cell), source: cell.source, reason });
  }

  warning(text: string): void {
    print({ type: 'warning', message: text });
  }

  summary(summary: Summary): void {
    print({ type: 'summary', ...summary });
  }

  #logPath(cell: CellView): string {
    this.#logDirectory ??= mkdtempSync(join(tmpdir(), 'netlab-notebook-'));
    return join(this.#logDirectory, `cell-${cell.number}.log`);
  }
}

function record(cell: CellView, { end, ok, reason, durationMs }: RunResult) {
  return {
    type: 'cell',
    index: cell.number,
    line: cell.line,
    ...named(cell),
    source: cell.source,
    exitCode: exitCodeOf(end),
    expect: cell.expect,
    ok,
    ...(reason === undefined ? {} : { reason }),
    ...(end.kind === 'connection-lost' ? { connectionLost: true } : {}),
    durationMs: Math.round(durationMs * 10) / 10,
  };
}

function named({ name }: CellView) {
  return name === undefined ? {} : { name };
}

function print(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
