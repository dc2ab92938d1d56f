// The magics of a cell, answered as text in its output.

import { QuestionError, readQuestion } from '../explain/arguments.ts';
import type { Explanation } from '../explain/obstacles.ts';
import { reportOf } from '../explain/report.ts';
import type { AnswerAt } from '../kernel/kernel.ts';
import type { Magic } from '../notebook/magics.ts';
import { printable } from '../printable.ts';
import { shellCommand } from '../shell/quote.ts';
import { filled, inWords, type Translate } from '../words.ts';
import { BAD_QUESTION, explainOn, statusOf } from './explain.ts';

export interface AnswerOptions {
  readonly t?: Translate;
  /** Told what would take away each obstacle, as texts of commands. */
  readonly fixesFound?: (fixes: readonly string[]) => void;
}

/** Prints what a magic asks for. Returns its exit status. */
export async function answer(
  { words }: Magic,
  { host, sink, stop }: AnswerAt,
  { t = filled, fixesFound }: AnswerOptions = {},
): Promise<number> {
  try {
    const question = readQuestion(words);
    const { topology, explanation } = await explainOn(host, question, stop);
    const lines = reportOf(topology, explanation, { t, quote: shellCommand, withWay: true });
    await sink.write('stdout', Buffer.from(`${lines.join('\n')}\n`));
    fixesFound?.(fixTexts(explanation));
    return statusOf(explanation, question);
  } catch (error) {
    if (!(error instanceof QuestionError)) throw error;
    await sink.write('stderr', Buffer.from(`${printable(inWords(error.said, t))}\n`));
    return BAD_QUESTION;
  }
}

/** The commands that take the obstacles away, as far as that is known, in the order in which they are met. */
const fixTexts = ({ obstacles }: Explanation): string[] =>
  obstacles.filter(({ fix }) => fix.length > 0).map(({ fix }) => fix.map(shellCommand).join('\n'));
