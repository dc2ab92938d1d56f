import { QuestionError, readWatchQuestion } from '../explain/arguments.ts';
import { BAD_QUESTION } from '../magics/explain.ts';
import { statusOfWatched, type Watched, watchOn } from '../magics/watch.ts';
import { printable, printableJson } from '../printable.ts';
import { observationJson } from '../watch/json.ts';
import { watchedLines } from '../watch/text.ts';
import { inWords } from '../words.ts';
import type { WatchCommand } from './arguments.ts';
import { say, type Words } from './terminal.ts';
import { openForReading } from './topology.ts';

/** Sends a flow and prints where it was seen. Returns the exit status. Throws HostError when the host is unavailable. */
export async function watchCommand({ words, where, format }: WatchCommand, signal: AbortSignal): Promise<number> {
  try {
    const question = readWatchQuestion(words);
    const host = await openForReading(where, signal);
    try {
      const watched = await watchOn(host, question, signal);
      signal.throwIfAborted();
      await say(process.stdout, ...shown(watched, format));
      return statusOfWatched(watched.observation);
    } finally {
      await host.dispose();
    }
  } catch (error) {
    if (!(error instanceof QuestionError)) throw error;
    await say(process.stderr, `netlab-notebook: ${printable(inWords(error.said))}\n`);
    return BAD_QUESTION;
  }
}

const STYLES = { good: 'green', bad: 'red', open: 'yellow' } as const;

function shown({ topology, observation, prediction }: Watched, format: WatchCommand['format']): Words[] {
  if (format === 'json') return [`${printableJson(observationJson(topology, observation, prediction), 2)}\n`];
  return watchedLines(topology, observation, prediction).flatMap(({ text, tone }): Words[] => [
    tone ? [STYLES[tone], text] : text,
    '\n',
  ]);
}
