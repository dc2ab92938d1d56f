import { StringDecoder } from 'node:string_decoder';
import * as vscode from 'vscode';
import type { LateOutput } from '../../kernel/late-output.ts';
import type { CellRequest, OutputStream } from '../../kernel/run-types.ts';
import { printable } from '../../printable.ts';
import { inWords } from '../../words.ts';
import { infoOf } from '../cells/cells.ts';
import { showStatus } from '../messages.ts';
import type { FullOutputs } from './fullOutputs.ts';

/**
 * What jobs print after their cell has ended. An ended execution takes no more output, and a new one would change the
 * cell's order, time and mark, so it has a channel of its own in which each part names its cell.
 */
export class LateOutputs implements vscode.Disposable {
  readonly #fullOutputs: FullOutputs;
  readonly #byRun = new WeakMap<CellRequest, Promise<LateOutput>>();
  #channel: vscode.OutputChannel | undefined;
  #lastCell: vscode.NotebookCell | undefined;

  constructor(fullOutputs: FullOutputs) {
    this.#fullOutputs = fullOutputs;
  }

  /** Output of a job that this run of the cell left behind. A returned promise holds the job back. */
  add(cell: vscode.NotebookCell, run: CellRequest, stream: OutputStream, chunk: Buffer): Promise<void> {
    const output = this.#byRun.get(run) ?? this.#outputOf(cell);
    this.#byRun.set(run, output);
    return output.then((late) => late.write(stream, chunk));
  }

  /** No more of that comes. */
  end(run: CellRequest): void {
    void this.#byRun.get(run)?.then((late) => late.end());
  }

  show(): void {
    if (this.#channel) this.#channel.show(true);
    else showStatus(vscode.l10n.t('No background output yet.'), 5000);
  }

  dispose(): void {
    this.#channel?.dispose();
  }

  async #outputOf(cell: vscode.NotebookCell): Promise<LateOutput> {
    // Loaded here and not at activation: few cells leave anything behind.
    const { LateOutput, leftOut } = await import('../../kernel/late-output.ts');
    const decoders = { stdout: new StringDecoder('utf8'), stderr: new StringDecoder('utf8') };
    return new LateOutput({
      logPath: () => this.#fullOutputs.latePath(cell),
      show: (stream, chunk) => this.#append(cell, decoders[stream].write(chunk)),
      omitted: (bytes, where) => this.#append(cell, `\n${printable(inWords(leftOut(bytes, where), vscode.l10n.t))}\n`),
    });
  }

  #append(cell: vscode.NotebookCell, text: string): void {
    this.#channel ??= vscode.window.createOutputChannel(vscode.l10n.t('Netlab: Background Output'));
    if (this.#lastCell !== cell) this.#channel.append(`\n── ${printable(titleOf(cell))} ──\n`);
    this.#lastCell = cell;
    this.#channel.append(text);
  }
}

function titleOf(cell: vscode.NotebookCell): string {
  const file = cell.notebook.uri.path.split('/').at(-1);
  const what = infoOf(cell).attributes.name ?? cell.document.lineAt(0).text.slice(0, 60);
  return `${file}, ${vscode.l10n.t('cell {0}', cell.index + 1)}: ${what}`;
}
