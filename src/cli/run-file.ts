import { knownNotes } from '../hosts/open.ts';
import { questionOf } from '../kernel/tutorial.ts';
import { sayOfRun } from '../kernel/words.ts';
import type { NotebookFile } from '../notebook/notebook.ts';
import { inWords } from '../words.ts';
import { type RunCommand, UsageError } from './command.ts';
import { defaultHostOf, hostNames, hostsOf } from './file-hosts.ts';
import { FileRun } from './file-run.ts';
import { chooseHost, readCatalog } from './hosts.ts';
import type { Interruption } from './interruption.ts';
import { JsonlReporter } from './jsonl.ts';
import { checkOutputs } from './outputs.ts';
import { checkPainter } from './paint.ts';
import { PrettyReporter } from './pretty.ts';
import { readNotebookFile } from './read-notebook.ts';
import type { Reporter } from './reporter.ts';
import { unusedValues } from './unused-values.ts';
import { chooseUplink } from './uplink.ts';

/** Runs the cells of a file in order. Returns the exit status. Throws UsageError for the file. */
export async function runFile(command: RunCommand, interruption: Interruption, teller?: Reporter): Promise<number> {
  const notebook = await readNotebook(command.file, interruption.signal);
  await checkOutputs(command);
  // Known before the cells run: what draws it may not be there.
  if (command.diagram !== undefined) await checkPainter(command.diagram, command.browser);
  const reporter = teller ?? (command.format === 'jsonl' ? new JsonlReporter() : new PrettyReporter(command.check));
  for (const { line, what } of notebook.problems) reporter.warning(`${command.file}:${line}: ${inWords(what)}`);
  for (const unused of unusedValues(notebook, command.values)) reporter.warning(inWords(unused));
  const questions = questionsIn(notebook, command.file);
  if (!notebook.cells.some((cell) => cell.kind === 'code' && !questionOf(cell)))
    throw new UsageError([inWords(sayOfRun('nothing-to-run', command.file)), ...questions].join('\n'));
  if (questions.length > 0)
    reporter.warning([inWords(sayOfRun('questions', questions.length)), ...questions].join('\n'));
  const catalog = await readCatalog(command.where, hostNames(notebook, command), interruption.signal);
  const listed = hostsOf(notebook, command, catalog);
  const known = await Promise.all(listed.map((one) => knownNotes(one, command.where.sshConfig)));
  const notes = new Set(known.flat().map((note) => inWords(note)));
  // Before the first cell: they are not about what it does.
  for (const note of notes) reporter.warning(note);
  const own = chooseHost(catalog, command.where, defaultHostOf(notebook, command));
  const { said = [], ...uplink } = chooseUplink(
    notebook,
    command,
    own,
    listed.some(({ sandbox }) => sandbox),
  );
  if (said.length > 0) reporter.warning(said.map((one) => inWords(one)).join(' '));
  const run = new FileRun(notebook, command, catalog, { reporter, told: notes, uplink }, interruption);
  try {
    return await run.toEnd();
  } finally {
    await run.dispose();
  }
}

/** What a person must decide, a line each. */
function questionsIn({ cells }: NotebookFile, file: string): string[] {
  return cells.flatMap((cell) => {
    const question = questionOf(cell);
    return question ? [`${file}:${cell.line}: ${inWords(question)}`] : [];
  });
}

async function readNotebook(file: string, signal: AbortSignal): Promise<NotebookFile> {
  const notebook = await readNotebookFile(file, signal);
  if (notebook.settings.invalid) throw new UsageError(`${file}: ${inWords(notebook.settings.invalid)}`);
  return notebook;
}
