import { readFile } from 'node:fs/promises';
import { NoAddress, QuestionError, readMatrixQuestion, readQuestion } from '../explain/arguments.ts';
import { explanationJson, matrixJson, noAddressJson } from '../explain/json.ts';
import { matrixReport } from '../explain/matrix-report.ts';
import { faultOf, reportOf } from '../explain/report.ts';
import type { Host } from '../hosts/host.ts';
import {
  BAD_QUESTION,
  explainIn,
  explainOn,
  matrixIn,
  matrixOn,
  matrixStatus,
  statusOf,
  statusOfFault,
} from '../magics/explain.ts';
import { printable, printableJson } from '../printable.ts';
import { shellCommand } from '../shell/quote.ts';
import { NoTopology, topologyFromJson } from '../topology/from-json.ts';
import type { Topology } from '../topology/model.ts';
import type { ExplainCommand, MatrixCommand } from './command.ts';
import { say } from './terminal.ts';
import { openForReading } from './topology.ts';

/** Prints why a flow arrives or does not. Returns the exit status. Throws HostError when the host is unavailable. */
export const explainCommand = (command: ExplainCommand, signal: AbortSignal): Promise<number> =>
  answered(async () => {
    const question = readQuestion(command.words);
    const explained = await asked(command, signal, {
      file: (found) => explainIn(found, question),
      host: (host) => explainOn(host, question, signal),
    }).catch((error: unknown) => {
      if (error instanceof NoAddress && command.format === 'json') return error;
      throw error;
    });
    if (explained instanceof NoAddress) {
      await say(process.stdout, `${printableJson(noAddressJson(explained), 2)}\n`);
      return statusOfFault(explained);
    }
    const { topology, explanation } = explained;
    await print(command, {
      json: () => explanationJson(topology, explanation),
      text: () => reportOf(topology, explanation, { quote: shellCommand, withWay: true, because: question.because }),
    });
    return statusOf(explanation, question);
  });

/** Prints who reaches whom. Returns the exit status. Throws HostError when the host is unavailable. */
export const matrixCommand = (command: MatrixCommand, signal: AbortSignal): Promise<number> =>
  answered(async () => {
    const question = readMatrixQuestion(command.words);
    const matrix = await asked(command, signal, {
      file: (found) => matrixIn(found, question, signal),
      host: (host) => matrixOn(host, question, signal),
    });
    const before =
      command.before === undefined ? undefined : await matrixIn(await topologyIn(command.before), question, signal);
    signal.throwIfAborted();
    await print(command, {
      json: () => matrixJson(matrix, before),
      text: () => matrixReport(matrix, { color: false, before }),
    });
    return matrixStatus(matrix);
  });

async function answered(answer: () => Promise<number>): Promise<number> {
  try {
    return await answer();
  } catch (error) {
    if (!(error instanceof QuestionError || error instanceof NoTopology)) throw error;
    const isQuestion = error instanceof QuestionError;
    const lines = isQuestion ? faultOf(error, { quote: shellCommand }) : [printable(error.message)];
    await say(process.stderr, `netlab-notebook: ${lines.join('\n')}\n`);
    return isQuestion ? statusOfFault(error) : BAD_QUESTION;
  }
}

interface Asking<T> {
  readonly file: (topology: Topology) => T | Promise<T>;
  readonly host: (host: Host) => Promise<T>;
}

async function asked<T>(
  { file, where }: Pick<ExplainCommand, 'file' | 'where'>,
  signal: AbortSignal,
  asking: Asking<T>,
): Promise<T> {
  if (file !== undefined) return asking.file(await topologyIn(file));
  const host = await openForReading(where, signal);
  try {
    return await asking.host(host);
  } finally {
    await host.dispose();
  }
}

async function topologyIn(file: string): Promise<Topology> {
  try {
    return topologyFromJson(await readFile(file, 'utf8'));
  } catch (error) {
    if (error instanceof Error) throw new NoTopology(`${file}: ${error.message}`);
    throw error;
  }
}

async function print(
  { format }: Pick<ExplainCommand, 'format'>,
  { json, text }: { readonly json: () => object; readonly text: () => readonly string[] },
): Promise<void> {
  await say(process.stdout, format === 'json' ? `${printableJson(json(), 2)}\n` : `${text().join('\n')}\n`);
}
