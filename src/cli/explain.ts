import { readFile } from 'node:fs/promises';
import { type Question, QuestionError, readQuestion } from '../explain/arguments.ts';
import { explanationJson } from '../explain/json.ts';
import { reportOf } from '../explain/report.ts';
import { BAD_QUESTION, type Explained, explainIn, explainOn, statusOf } from '../magics/explain.ts';
import { printable, printableJson } from '../printable.ts';
import { shellCommand } from '../shell/quote.ts';
import { NoTopology, topologyFromJson } from '../topology/from-json.ts';
import { inWords } from '../words.ts';
import type { ExplainCommand } from './arguments.ts';
import { say } from './terminal.ts';
import { openForReading } from './topology.ts';

/** Prints why a flow arrives or does not. Returns the exit status. Throws HostError when the host is unavailable. */
export async function explainCommand(command: ExplainCommand, signal: AbortSignal): Promise<number> {
  try {
    const question = readQuestion(command.words);
    const answer = await ask(command, question, signal);
    await say(process.stdout, shown(answer, command.format));
    return statusOf(answer.explanation, question);
  } catch (error) {
    if (!(error instanceof QuestionError || error instanceof NoTopology)) throw error;
    const why = error instanceof QuestionError ? inWords(error.said) : `${command.file}: ${error.message}`;
    await say(process.stderr, `netlab-notebook: ${printable(why)}\n`);
    return BAD_QUESTION;
  }
}

async function ask({ file, where }: ExplainCommand, question: Question, signal: AbortSignal): Promise<Explained> {
  if (file !== undefined) return explainIn(topologyFromJson(await read(file)), question);
  const host = await openForReading(where, signal);
  try {
    return await explainOn(host, question, signal);
  } finally {
    await host.dispose();
  }
}

async function read(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: Error) => {
    throw new NoTopology(error.message);
  });
}

function shown({ topology, explanation }: Explained, format: ExplainCommand['format']): string {
  if (format === 'json') return `${printableJson(explanationJson(topology, explanation), 2)}\n`;
  return `${reportOf(topology, explanation, { quote: shellCommand, withWay: true }).join('\n')}\n`;
}
