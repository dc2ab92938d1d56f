import { writeFile } from 'node:fs/promises';
import { QuestionError, readWatchQuestion } from '../explain/arguments.ts';
import { faultOf } from '../explain/report.ts';
import type { Host } from '../hosts/host.ts';
import { statusOfFault } from '../magics/explain.ts';
import { bundleOf, isToReport, statusOfWatched, watchOn } from '../magics/watch.ts';
import { printableJson } from '../printable.ts';
import { shellCommand } from '../shell/quote.ts';
import type { Watched } from '../watch/bundle.ts';
import { observationJson } from '../watch/json.ts';
import { watchedLines } from '../watch/text.ts';
import { inWords, type Said } from '../words.ts';
import { UsageError, type WatchCommand } from './command.ts';
import { say, type Words } from './terminal.ts';
import { openForReading } from './topology.ts';
import { sayTerminal } from './words.ts';

/** Sends a flow and prints where it was seen. Returns the exit status. Throws HostError when the host is unavailable. */
export async function watchCommand(command: WatchCommand, signal: AbortSignal): Promise<number> {
  const { words, where, format } = command;
  try {
    const question = readWatchQuestion(words);
    const host = await openForReading(where, signal);
    try {
      const watched = await watchOn(host, question, signal);
      signal.throwIfAborted();
      await say(process.stdout, ...shown(watched, format));
      await report(host, watched, command);
      return statusOfWatched(watched.observation);
    } finally {
      await host.dispose();
    }
  } catch (error) {
    if (!(error instanceof QuestionError)) throw error;
    await say(process.stderr, `netlab-notebook: ${faultOf(error, { quote: shellCommand }).join('\n')}\n`);
    return statusOfFault(error);
  }
}

/** Writes the file that was asked for; where it would be of use and was not, says how. Throws UsageError. */
async function report(host: Host, watched: Watched, command: WatchCommand): Promise<void> {
  const { bundle, format } = command;
  const tell = (said: Said) => format === 'text' && isToReport(watched) && say(process.stdout, `\n${inWords(said)}\n`);
  if (bundle === undefined) return void (await tell(sayTerminal('report-with', shellCommand(withBundle(command)))));
  const text = (await bundleOf(host, watched))();
  await writeFile(bundle, text).catch((error: Error) => {
    throw new UsageError(`cannot write ${bundle}: ${error.message}`);
  });
  await tell(sayTerminal('reported', bundle));
}

function withBundle({ words, where: { host, sandbox, sshConfig, hosts } }: WatchCommand): string[] {
  const option = (name: string, value: string | undefined) => (value === undefined ? [] : [name, value]);
  return [
    ...['netlab-notebook', 'watch', ...words],
    ...option('--host', host),
    ...(sandbox ? ['--sandbox'] : []),
    ...option('--ssh-config', sshConfig),
    ...option('--hosts', hosts),
    ...['--bundle', 'report.json'],
  ];
}

const STYLES = { good: 'green', bad: 'red', open: 'yellow' } as const;

function shown({ topology, observation, prediction }: Watched, format: WatchCommand['format']): Words[] {
  if (format === 'json') return [`${printableJson(observationJson(topology, observation, prediction), 2)}\n`];
  return watchedLines(topology, observation, prediction).flatMap(({ text, tone }): Words[] => [
    tone ? [STYLES[tone], text] : text,
    '\n',
  ]);
}
