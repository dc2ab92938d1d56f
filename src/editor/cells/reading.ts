import type { BlockKind } from '../../import/reading.ts';
import type { Terminal } from '../../import/terminals.ts';
import type { ImportCode } from '../../import/words.ts';
import type { ParsedCell } from '../../notebook/notebook.ts';
import type { Said } from '../../words.ts';

/** What a cell of a tutorial was read to be, and what the text around it says of it: plain data, kept with the cell. */
export interface CellReading {
  /** What was read: it says nothing of any other text. */
  readonly text: string;
  readonly kind: BlockKind;
  readonly evidence: Said<ImportCode>;
  readonly typed: readonly number[];
  readonly expected: string;
  readonly mayFail: boolean;
  readonly mayLack: boolean;
  readonly cleansUp: boolean;
  /** It shows prompts. */
  readonly isConsole: boolean;
  /** The network namespace that its prompts name. */
  readonly place?: string;
  /** The terminal in which the text says that it is typed. */
  readonly terminal?: Terminal;
}

export function readingOf({ text, reading }: Pick<ParsedCell, 'text' | 'reading'>): CellReading | undefined {
  if (!reading) return undefined;
  const { kind, evidence, typed, expected, mayFail, mayLack, cleansUp, entries, place, terminal } = reading;
  const isConsole = entries.some(({ prompt }) => prompt !== '');
  return {
    text,
    kind,
    evidence,
    typed,
    expected,
    mayFail,
    mayLack,
    cleansUp,
    isConsole,
    ...(place === undefined ? {} : { place }),
    ...(terminal ? { terminal } : {}),
  };
}
