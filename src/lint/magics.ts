import { QuestionError, readMatrixQuestion, readQuestion, readWatchQuestion } from '../explain/arguments.ts';
import { runnableText } from '../import/shell-text.ts';
import { type MagicName, magicsIn } from '../notebook/magics.ts';
import type { Finding } from './finding.ts';
import type { ReadCell } from './read-cell.ts';
import { lineOf } from './refusals.ts';

const READERS: Readonly<Record<MagicName, (words: readonly string[]) => unknown>> = {
  explain: readQuestion,
  matrix: readMatrixQuestion,
  watch: readWatchQuestion,
};

/** What a magic cannot be asked, whatever the network is. */
export function magicFindings({ text, language, reading }: ReadCell): Finding[] {
  const read = magicsIn(runnableText({ text, language, typed: reading?.typed }));
  if (read?.kind !== 'magics') return [];
  return read.magics.flatMap(({ name, line, words }) => {
    try {
      READERS[name](words);
      return [];
    } catch (error) {
      if (!(error instanceof QuestionError)) throw error;
      return [{ ...lineOf(text, line), what: error.said, severity: 'error', fixes: [] }];
    }
  });
}
