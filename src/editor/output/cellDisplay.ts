import * as vscode from 'vscode';
import { printableText } from '../../printable.ts';
import type { Piece, Source } from './outputFlow.ts';
import { TerminalLine } from './terminalLine.ts';

/** VS Code merges the items of one output each time one is added, so a long output is continued in a new one. */
const MAX_OUTPUT_CHARS = 1024 * 1024;
/** From here on a source continues in its own last output instead of a new one at the end of the cell. */
const MAX_OUTPUTS = 100;
/** A line that is written over again and again, after more than this, continues in an output of its own: that is quick to replace. */
const MAX_REPLACED_CHARS = 16 * 1024;

interface Shown {
  readonly source: Source;
  readonly output: vscode.NotebookCellOutput;
  readonly terminal: TerminalLine;
  /** Its text: the lines that are finished, and the last one. */
  finished: string;
  line: string;
}

/** What gives the execution in which a cell can be changed. Rejects when the cell is gone. */
export interface Canvas {
  change(act: (execution: vscode.NotebookCellExecution) => Promise<void>): Promise<void>;
}

/** Adds pieces of output to a cell. */
export class CellDisplay {
  readonly #canvas: Canvas;
  readonly #shown: Shown[] = [];

  constructor(canvas: Canvas) {
    this.#canvas = canvas;
  }

  /** Resolves when the editor has taken them; rejects when the cell is gone. */
  show(pieces: readonly Piece[]): Promise<void> {
    return this.#canvas.change(async (execution) => {
      await Promise.all(pieces.map((piece) => this.#add(execution, piece)));
    });
  }

  #add(execution: vscode.NotebookCellExecution, { source, text }: Piece): Thenable<void> {
    const gap = source === 'gap' ? this.#shown.find((shown) => shown.source === 'gap') : undefined;
    if (gap) return execution.replaceOutputItems(itemOf(source, text), gap.output);
    const open = this.#openOutput(source);
    if (open) return this.#continue(execution, open, text);
    return this.#begin(execution, source, text);
  }

  #begin(execution: vscode.NotebookCellExecution, source: Source, text: string): Thenable<void> {
    const terminal = new TerminalLine();
    const { finished, line } = isProcess(source) ? terminal.add(text) : { finished: text, line: '' };
    const output = new vscode.NotebookCellOutput([itemOf(source, finished + line)]);
    this.#shown.push({ source, output, terminal, finished, line });
    return execution.appendOutput(output);
  }

  #continue(execution: vscode.NotebookCellExecution, open: Shown, text: string): Thenable<void> {
    const { source, output, terminal, line: before } = open;
    const { finished, line } = terminal.add(text);
    const now = finished + line;
    const isAdded = now.startsWith(before);
    const settled = open.finished;
    if (!isAdded && settled.length > MAX_REPLACED_CHARS) {
      // Out of the way: its lines are whole.
      const own = new vscode.NotebookCellOutput([itemOf(source, now)]);
      this.#shown.push({ source, output: own, terminal, finished, line });
      open.line = '';
      return execution.replaceOutputItems(itemOf(source, settled), output).then(() => execution.appendOutput(own));
    }
    open.finished += finished;
    open.line = line;
    if (!isAdded) return execution.replaceOutputItems(itemOf(source, open.finished + line), output);
    const added = now.slice(before.length);
    return added === '' ? Promise.resolve() : execution.appendOutputItems(itemOf(source, added), output);
  }

  #openOutput(source: Source): Shown | undefined {
    if (!isProcess(source)) return undefined;
    const many = this.#shown.length >= MAX_OUTPUTS;
    const last = many ? this.#shown.findLast((shown) => shown.source === source) : this.#shown.at(-1);
    if (last?.source !== source) return undefined;
    // A line that may still be written over stays where it is.
    const isFull = last.finished.length + last.line.length >= MAX_OUTPUT_CHARS * (last.line === '' ? 1 : 2);
    return isFull ? undefined : last;
  }
}

/** Whether it comes from a process, which writes for a terminal. */
const isProcess = (source: Source) => source === 'stdout' || source === 'stderr';

function itemOf(source: Source, text: string): vscode.NotebookCellOutputItem {
  const { stdout, stderr } = vscode.NotebookCellOutputItem;
  switch (source) {
    case 'stdout':
      return stdout(text);
    case 'stderr':
      return stderr(text);
    case 'shown':
      return vscode.NotebookCellOutputItem.text(preOf(text), 'text/markdown');
    default:
      return vscode.NotebookCellOutputItem.text(htmlOf(text, STYLES[source]), 'text/markdown');
  }
}

/** A line of ours, as an output of its own. */
export const noticeOutput = (text: string) => new vscode.NotebookCellOutput([itemOf('notice', text)]);

/** Unlike the text of a process, our own sentences are wrapped where the cell is narrow. */
const STYLES = {
  notice: 'font-style: italic; opacity: 0.8',
  gap: 'font-style: italic; opacity: 0.8',
  verdict: 'font-weight: bold',
  failure: 'color: var(--vscode-errorForeground)',
} as const satisfies Readonly<Partial<Record<Source, string>>>;

/** What a tutorial shows of the output, in its lines. A `<pre>` is no Markdown up to its end tag (CommonMark, 4.6). */
const preOf = (text: string): string => `<pre style="opacity: 0.6; margin: 0">${escaped(text.trimEnd())}</pre>`;

const escaped = (text: string): string =>
  printableText(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Our own words, in which others may be quoted, as a block of HTML in Markdown: nothing in it is Markdown (CommonMark, 4.6). */
function htmlOf(text: string, style: string): string {
  return `<div style="${style}">${escaped(text)
    .trim()
    .replaceAll(/\s*\n\s*/g, '<br>')}</div>`;
}
