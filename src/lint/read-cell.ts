import { offsetsInCell, runnableText } from '../import/shell-text.ts';
import { parseInfo } from '../notebook/attributes.ts';
import { magicsIn } from '../notebook/magics.ts';
import { commandsOf, type SimpleCommand } from '../shell/commands.ts';
import type { CellText } from './finding.ts';

/** A cell with what the shell is given of it. */
export interface ReadCell extends CellText {
  readonly language: string;
  readonly shell: string;
  /** For an offset in `shell`, the one in `text`. */
  readonly offsetInCell: (offset: number) => number;
  readonly commands: readonly SimpleCommand[];
}

export function readCell({ info, text, reading }: CellText): ReadCell {
  const { language } = parseInfo(info);
  const cell = { text, language, typed: reading?.typed };
  const own = runnableText(cell);
  // What is answered by us is no shell.
  const shell = magicsIn(own) ? '' : own;
  const { commands } = commandsOf(shell);
  return { info, text, reading, language, shell, offsetInCell: offsetsInCell(cell), commands };
}
