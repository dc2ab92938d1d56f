import { QuestionError, readMatrixQuestion, readQuestion } from '../explain/arguments.ts';
import { runnableText } from '../import/shell-text.ts';
import { magicsIn } from '../notebook/magics.ts';
import type { Finding } from './finding.ts';
import type { ReadCell } from './read-cell.ts';
import { lineOf } from './refusals.ts';

/** What a magic cannot be asked, whatever the network is. */
export function magicFindings({ text, language, reading }: ReadCell): Finding[] {
  const read = magicsIn(runnableText({ text, language, typed: reading?.typed }));
  if (read?.kind !== 'magics') return [];
  return read.magics.flatMap(({ name, line, words }) => {
    try {
      if (name === 'matrix') readMatrixQuestion(words);
      else readQuestion(words);
      return [];
    } catch (error) {
      if (!(error instanceof QuestionError)) throw error;
      return [{ ...lineOf(text, line), what: error.said, severity: 'error', fixes: [] }];
    }
  });
}
