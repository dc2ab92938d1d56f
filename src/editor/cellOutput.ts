import * as vscode from 'vscode';
import { formatBytes, OutputLimiter, type OutputSummary } from '../kernel/output-limiter.ts';
import type { OutputSink, OutputStream } from '../kernel/run.ts';
import { CellDisplay } from './cellDisplay.ts';
import { OutputFlow } from './outputFlow.ts';

export interface OutputPlace {
  /** Bytes that the cell shows. */
  readonly limit: number;
  /** Names the file for the whole output, where there is more. */
  readonly logPath: () => string;
}

/** The output of one run: limited, gathered, and shown in its cell. */
export class CellOutput implements OutputSink {
  readonly #flow: OutputFlow;
  readonly #limiter: OutputLimiter;

  constructor(execution: vscode.NotebookCellExecution, { limit, logPath }: OutputPlace) {
    const display = new CellDisplay(execution);
    this.#flow = new OutputFlow((pieces) => display.show(pieces));
    this.#limiter = new OutputLimiter({
      limit,
      logPath,
      show: (stream, chunk) => this.#flow.write(stream, chunk),
      omitted: (bytes) =>
        this.#flow.notice(vscode.l10n.t('… {0} more; Open Full Output shows all', formatBytes(bytes))),
    });
  }

  write(stream: OutputStream, chunk: Buffer): void | Promise<void> {
    return this.#limiter.write(stream, chunk);
  }

  notice(text: string): void {
    this.#flow.notice(text);
  }

  /** Shows what is left, and last why the run was not what was expected. */
  async end(failure?: string): Promise<OutputSummary> {
    const summary = await this.#limiter.end();
    if (summary.logError) this.notice(vscode.l10n.t('The full output could not be kept: {0}', summary.logError));
    if (failure !== undefined) this.#flow.write('stderr', Buffer.from(`✗ ${failure}\n`));
    await this.#flow.finish();
    return summary;
  }
}
