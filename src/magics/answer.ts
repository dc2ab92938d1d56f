// The magics of a cell, answered as text in its output.
import { type Question, QuestionError, readQuestion } from '../explain/question.ts';
import { reportOf } from '../explain/report.ts';
import type { Host } from '../hosts/host.ts';
import type { AnswerAt } from '../kernel/kernel.ts';
import type { Magic } from '../notebook/magics.ts';
import { printable } from '../printable.ts';
import { shellCommand } from '../shell/quote.ts';
import { filled, inWords, type Translate } from '../words.ts';
import { BAD_QUESTION, explainOn, statusOf } from './explain.ts';

/** Prints what a magic asks for. Returns its exit status. */
export async function answer({ words }: Magic, { host, sink, stop }: AnswerAt, t: Translate = filled): Promise<number> {
  try {
    const question = readQuestion(words);
    const lines = await explained(host, question, stop, t);
    await sink.write('stdout', Buffer.from(`${lines.text}\n`));
    return lines.status;
  } catch (error) {
    if (!(error instanceof QuestionError)) throw error;
    await sink.write('stderr', Buffer.from(`${printable(inWords(error.said, t))}\n`));
    return BAD_QUESTION;
  }
}

async function explained(host: Host, question: Question, stop: AbortSignal, t: Translate) {
  const { topology, explanation } = await explainOn(host, question, stop);
  const text = reportOf(topology, explanation, { t, quote: shellCommand, withWay: true }).join('\n');
  return { text, status: statusOf(explanation, question) };
}
