import { StringDecoder } from 'node:string_decoder';
import * as vscode from 'vscode';
import { infoOf } from './cells.ts';

/**
 * What jobs print after their cell has ended. An ended execution takes no more output, and a new one would change the
 * cell's order, time and mark, so it has a channel of its own in which each part names its cell.
 */
export class LateOutput implements vscode.Disposable {
  #channel: vscode.OutputChannel | undefined;
  #lastCell: vscode.NotebookCell | undefined;
  readonly #decoders = new WeakMap<vscode.NotebookCell, StringDecoder>();

  add(cell: vscode.NotebookCell, chunk: Buffer): void {
    this.#channel ??= vscode.window.createOutputChannel(vscode.l10n.t('Netlab: Background Output'));
    if (this.#lastCell !== cell) this.#channel.append(`\n── ${titleOf(cell)} ──\n`);
    this.#lastCell = cell;
    const decoder = this.#decoders.get(cell) ?? new StringDecoder('utf8');
    this.#decoders.set(cell, decoder);
    this.#channel.append(decoder.write(chunk));
  }

  show(): void {
    if (this.#channel) this.#channel.show(true);
    else
      vscode.window.setStatusBarMessage(vscode.l10n.t('No job has printed anything after its cell had ended.'), 5000);
  }

  dispose(): void {
    this.#channel?.dispose();
  }
}

function titleOf(cell: vscode.NotebookCell): string {
  const file = cell.notebook.uri.path.split('/').at(-1);
  const what = infoOf(cell).attributes.name ?? cell.document.lineAt(0).text.slice(0, 60);
  return `${file}, ${vscode.l10n.t('cell {0}', cell.index + 1)}: ${what}`;
}
