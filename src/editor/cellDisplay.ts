import * as vscode from 'vscode';
import { printableText } from '../printable.ts';
import { overwriteLines } from './carriageReturn.ts';
import type { Piece, Source } from './outputFlow.ts';

/** VS Code merges the items of one output each time one is added, so a long output is continued in a new one. */
const MAX_OUTPUT_CHARS = 1024 * 1024;
/** From here on a source goes on in its own last output instead of a new one at the end of the cell. */
const MAX_OUTPUTS = 100;

interface Shown {
  readonly source: Source;
  readonly output: vscode.NotebookCellOutput;
  chars: number;
}

/** Adds pieces of output to a cell that is being executed. */
export class CellDisplay {
  readonly #execution: vscode.NotebookCellExecution;
  readonly #shown: Shown[] = [];

  constructor(execution: vscode.NotebookCellExecution) {
    this.#execution = execution;
  }

  /** Resolves when the editor has taken them; rejects when the cell is gone. */
  async show(pieces: readonly Piece[]): Promise<void> {
    await Promise.all(pieces.map((piece) => this.#add(piece)));
  }

  #add({ source, text }: Piece): Thenable<void> {
    const item = itemOf(source, text);
    const gap = source === 'gap' ? this.#shown.find((shown) => shown.source === 'gap') : undefined;
    if (gap) return this.#execution.replaceOutputItems(item, gap.output);
    const open = this.#openOutput(source);
    if (open) {
      open.chars += text.length;
      return this.#execution.appendOutputItems(item, open.output);
    }
    const output = new vscode.NotebookCellOutput([item]);
    this.#shown.push({ source, output, chars: text.length });
    return this.#execution.appendOutput(output);
  }

  #openOutput(source: Source): Shown | undefined {
    const many = this.#shown.length >= MAX_OUTPUTS;
    const last = many ? this.#shown.findLast((shown) => shown.source === source) : this.#shown.at(-1);
    return last?.source === source && last.chars < MAX_OUTPUT_CHARS ? last : undefined;
  }
}

function itemOf(source: Source, text: string): vscode.NotebookCellOutputItem {
  const { stdout, stderr } = vscode.NotebookCellOutputItem;
  switch (source) {
    case 'stdout':
      return stdout(overwriteLines(text));
    case 'stderr':
      return stderr(overwriteLines(text));
    case 'notice':
    case 'gap':
      return stdout(styled(FAINT_ITALIC, text));
    case 'failure':
      return stderr(styled(RED, text));
  }
}

/** Select Graphic Rendition, ECMA-48 (5th edition) 8.3.117. */
const FAINT_ITALIC = '2;3';
const RED = '31';

/** Our own words, in which others may be quoted. */
function styled(rendition: string, text: string): string {
  return printableText(text).replace(/^.+$/gm, (line) => `\u001b[${rendition}m${line}\u001b[0m`);
}
