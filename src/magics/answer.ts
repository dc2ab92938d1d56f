// The magics of a notebook's cells, answered as text in their output.
import { NoAddress, QuestionError, readMatrixQuestion, readQuestion, readWatchQuestion } from '../explain/arguments.ts';
import type { Flow } from '../explain/flow.ts';
import type { Matrix } from '../explain/matrix.ts';
import { matrixReport } from '../explain/matrix-report.ts';
import type { Explanation } from '../explain/obstacles.ts';
import type { Reason } from '../explain/reasons.ts';
import { faultOf, reportOf } from '../explain/report.ts';
import { INTERRUPTED } from '../kernel/answered.ts';
import type { AnswerAt } from '../kernel/kernel-options.ts';
import type { Magic } from '../notebook/magics.ts';
import { shellCommand } from '../shell/quote.ts';
import { watchedText } from '../watch/text.ts';
import { filled, type Translate } from '../words.ts';
import { explainOn, matrixOn, matrixStatus, statusOf, statusOfFault } from './explain.ts';
import { bundleOf, isToReport, statusOfWatched, watchOn } from './watch.ts';

export interface AnswererOptions {
  readonly t?: Translate;
  /** Whether output may have the colours of a terminal. */
  readonly color: boolean;
  /** Told what a question has come to, besides what is printed. */
  readonly answered?: (at: AnswerAt, answer: Answer) => void;
}

export interface Answer {
  /** What was asked about, and why it does not arrive. */
  readonly flow?: Flow;
  readonly reasons?: readonly Reason[];
  /** What would take away each obstacle, as texts of commands. */
  readonly fixes?: readonly string[];
  /** Pairs of a matrix that do not arrive, each as the question that explains it. */
  readonly lost?: readonly LostPair[];
  /** Something else was seen than predicted: makes the text of a file to report it. */
  readonly report?: () => string;
}

export interface LostPair {
  readonly from: string;
  readonly to: string;
  readonly reason: string;
  readonly question: string;
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
      await at.sink.write('stdout', Buffer.from(`${lines.join('\n')}\n`));
      return status;
    } catch (error) {
      if (at.stop.aborted) return INTERRUPTED;
      if (!(error instanceof QuestionError)) throw error;
      if (error instanceof NoAddress && error.fix) {
        this.#options.answered?.(at, { fixes: error.fix.argv.map(shellCommand) });
      }
      const lines = faultOf(error, { t, quote: shellCommand });
      await at.sink.write('stderr', Buffer.from(`${lines.join('\n')}\n`));
      return statusOfFault(error);
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
    const { t = filled, answered } = this.#options;
    const question = readQuestion(words);
    const { topology, explanation } = await explainOn(at.host, question, at.stop);
    at.stop.throwIfAborted();
    const { trace, obstacles } = explanation;
    answered?.(at, { flow: trace.flow, reasons: obstacles.map(({ reason }) => reason), fixes: fixTexts(explanation) });
    const lines = reportOf(topology, explanation, { t, quote: shellCommand, withWay: true, because: question.because });
    return { lines, status: statusOf(explanation, question) };
  }

  async #watch({ words }: Magic, at: AnswerAt): Promise<Answered> {
    const { t = filled, color, answered } = this.#options;
    const watched = await watchOn(at.host, readWatchQuestion(words), at.stop);
    at.stop.throwIfAborted();
    const { topology, observation, prediction } = watched;
    answered?.(at, isToReport(watched) ? { report: await bundleOf(at.host, watched) } : { flow: observation.flow });
    const lines = watchedText(topology, observation, prediction, { t, color });
    return { lines, status: statusOfWatched(observation) };
  }

  async #matrix({ words }: Magic, at: AnswerAt): Promise<Answered> {
    const { t = filled, color, answered } = this.#options;
    const matrix = await matrixOn(at.host, readMatrixQuestion(words), at.stop);
    // Half of it would be taken for all, here and the next time.
    at.stop.throwIfAborted();
    answered?.(at, { lost: lostPairs(matrix) });
    const key = JSON.stringify([at.host.id, words]);
    const lines = matrixReport(matrix, { t, color, before: this.#matrices.get(key) });
    this.#matrices.set(key, matrix);
    return { lines, status: matrixStatus(matrix) };
  }
}

/** By the address that was tried. */
const lostPairs = ({ cells, flow: { protocol, port } }: Matrix): LostPair[] =>
  cells.flatMap(({ from, to, address, verdict, reason }): LostPair[] => {
    if (verdict !== 'lost' || address === undefined) return [];
    const words = [from, address, ...(port === undefined ? [] : [protocol, `${port}`])];
    return [{ from, to, reason: reason ?? '', question: shellCommand(['%explain', ...words]) }];
  });

interface Answered {
  readonly lines: readonly string[];
  readonly status: number;
}

/** The commands that take the obstacles away, as far as that is known, in the order in which they are met. */
const fixTexts = ({ obstacles }: Explanation): string[] =>
  obstacles.filter(({ fix }) => fix.length > 0).map(({ fix }) => fix.map(shellCommand).join('\n'));
