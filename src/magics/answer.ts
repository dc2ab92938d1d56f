// The magics of a notebook's cells, answered as text in their output.
import { QuestionError, readMatrixQuestion, readQuestion } from '../explain/arguments.ts';
import type { Flow } from '../explain/flow.ts';
import type { Matrix } from '../explain/matrix.ts';
import { matrixReport } from '../explain/matrix-report.ts';
import type { Explanation } from '../explain/obstacles.ts';
import type { Reason } from '../explain/reasons.ts';
import { reportOf } from '../explain/report.ts';
import type { AnswerAt } from '../kernel/kernel.ts';
import type { Magic } from '../notebook/magics.ts';
import { printable } from '../printable.ts';
import { shellCommand } from '../shell/quote.ts';
import { filled, inWords, type Translate } from '../words.ts';
import { BAD_QUESTION, explainOn, matrixOn, matrixStatus, statusOf } from './explain.ts';

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
      const { lines, status } =
        magic.name === 'matrix' ? await this.#matrix(magic, at) : await this.#explain(magic, at);
      await at.sink.write('stdout', Buffer.from(`${lines.join('\n')}\n`));
      return status;
    } catch (error) {
      if (!(error instanceof QuestionError)) throw error;
      await at.sink.write('stderr', Buffer.from(`${printable(inWords(error.said, t))}\n`));
      return BAD_QUESTION;
    }
  }

  async #explain({ words }: Magic, at: AnswerAt): Promise<Answered> {
    const { t = filled, answered } = this.#options;
    const question = readQuestion(words);
    const { topology, explanation } = await explainOn(at.host, question, at.stop);
    const { trace, obstacles } = explanation;
    answered?.(at, { flow: trace.flow, reasons: obstacles.map(({ reason }) => reason), fixes: fixTexts(explanation) });
    const lines = reportOf(topology, explanation, { t, quote: shellCommand, withWay: true });
    return { lines, status: statusOf(explanation, question) };
  }

  async #matrix({ words }: Magic, at: AnswerAt): Promise<Answered> {
    const { t = filled, color, answered } = this.#options;
    const matrix = await matrixOn(at.host, readMatrixQuestion(words));
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
