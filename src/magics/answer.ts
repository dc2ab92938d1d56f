// The magics of a notebook's cells, answered as text in their output.
import { QuestionError, readMatrixQuestion, readQuestion, readWatchQuestion } from '../explain/arguments.ts';
import type { Matrix } from '../explain/matrix.ts';
import { matrixReport } from '../explain/matrix-report.ts';
import type { Explanation } from '../explain/obstacles.ts';
import { reportOf } from '../explain/report.ts';
import type { AnswerAt } from '../kernel/kernel.ts';
import type { Magic } from '../notebook/magics.ts';
import { printable } from '../printable.ts';
import { shellCommand } from '../shell/quote.ts';
import { watchedText } from '../watch/text.ts';
import { filled, inWords, type Translate } from '../words.ts';
import { BAD_QUESTION, explainOn, matrixOn, matrixStatus, statusOf } from './explain.ts';
import { bundleOf, isToReport, statusOfWatched, watchOn } from './watch.ts';

export interface AnswererOptions {
  readonly t?: Translate;
  /** Whether output may have the colours of a terminal. */
  readonly color: boolean;
  /** Told what would take away each obstacle, as texts of commands. */
  readonly fixesFound?: (at: AnswerAt, fixes: readonly string[]) => void;
  /** Told where something else was seen than predicted, with what makes the text of a file to report it. */
  readonly differenceFound?: (at: AnswerAt, report: () => string) => void;
}

/** Answers what a notebook asks, and remembers what it was answered before. */
export class Answerer {
  readonly #options: AnswererOptions;
  readonly #matrices = new Map<string, Matrix>();

  constructor(options: AnswererOptions) {
    this.#options = options;
  }

  /** Prints what a magic asks for. Returns its exit status. */
  async answer(magic: Magic, at: AnswerAt): Promise<number> {
    const { t = filled } = this.#options;
    try {
      const { lines, status } = await this.#answered(magic, at);
      // Half of it would be taken for all.
      if (at.stop.aborted) return status;
      await at.sink.write('stdout', Buffer.from(`${lines.join('\n')}\n`));
      return status;
    } catch (error) {
      if (!(error instanceof QuestionError)) throw error;
      await at.sink.write('stderr', Buffer.from(`${printable(inWords(error.said, t))}\n`));
      return BAD_QUESTION;
    }
  }

  #answered(magic: Magic, at: AnswerAt): Promise<Answered> {
    switch (magic.name) {
      case 'explain':
        return this.#explain(magic, at);
      case 'matrix':
        return this.#matrix(magic, at);
      case 'watch':
        return this.#watch(magic, at);
    }
  }

  async #explain({ words }: Magic, at: AnswerAt): Promise<Answered> {
    const { t = filled, fixesFound } = this.#options;
    const question = readQuestion(words);
    const { topology, explanation } = await explainOn(at.host, question, at.stop);
    fixesFound?.(at, fixTexts(explanation));
    const lines = reportOf(topology, explanation, { t, quote: shellCommand, withWay: true });
    return { lines, status: statusOf(explanation, question) };
  }

  async #watch({ words }: Magic, at: AnswerAt): Promise<Answered> {
    const { t = filled, color, differenceFound } = this.#options;
    const watched = await watchOn(at.host, readWatchQuestion(words), at.stop);
    const { topology, observation, prediction } = watched;
    if (differenceFound && isToReport(watched)) differenceFound(at, await bundleOf(at.host, watched));
    const lines = watchedText(topology, observation, prediction, { t, color });
    return { lines, status: statusOfWatched(observation) };
  }

  async #matrix({ words }: Magic, at: AnswerAt): Promise<Answered> {
    const { t = filled, color } = this.#options;
    const matrix = await matrixOn(at.host, readMatrixQuestion(words));
    const key = JSON.stringify([at.host.id, words]);
    const lines = matrixReport(matrix, { t, color, before: this.#matrices.get(key) });
    this.#matrices.set(key, matrix);
    return { lines, status: matrixStatus(matrix) };
  }
}

interface Answered {
  readonly lines: readonly string[];
  readonly status: number;
}

/** The commands that take the obstacles away, as far as that is known, in the order in which they are met. */
const fixTexts = ({ obstacles }: Explanation): string[] =>
  obstacles.filter(({ fix }) => fix.length > 0).map(({ fix }) => fix.map(shellCommand).join('\n'));
