import { realpath, writeFile } from 'node:fs/promises';
import type { RunResult } from '../kernel/run-types.ts';
import { exitCodeOf } from '../kernel/run-types.ts';
import { saysLack } from '../lint/lacks.ts';
import { type Happened, toLab } from '../notebook/convert.ts';
import { inWords, type Said } from '../words.ts';
import { type ConvertCommand, UsageError } from './command.ts';
import { EXIT } from './exit.ts';
import { chooseHost, readCatalog } from './hosts.ts';
import type { Interruption } from './interruption.ts';
import { PrettyReporter } from './pretty.ts';
import { readNotebookFile } from './read-notebook.ts';
import type { CellReporter, CellView, Reporter, Summary } from './reporter.ts';
import { runFile } from './run-file.ts';
import { say } from './terminal.ts';
import { unusedValues } from './unused-values.ts';
import { chooseUplink } from './uplink.ts';

/** Writes a tutorial as a lab; with `run`, after it was run once. Returns the exit status. Throws UsageError for the files. */
export async function convert(command: ConvertCommand, interruption: Interruption): Promise<number> {
  const { file, out, overwrite, run } = command;
  if (await isSameFile(file, out)) throw new UsageError(`${out} is the tutorial itself.`);
  const tutorial = await readNotebookFile(file, interruption.signal);
  const seen = new Seen();
  if (run) await runFile(run, interruption, seen);
  else for (const unused of unusedValues(tutorial, command.values)) seen.warning(inWords(unused));
  if (interruption.status !== undefined) return interruption.status;
  const where = run?.where ?? { sandbox: false };
  const catalog = await readCatalog(where, ['sandbox'], interruption.signal);
  const own = chooseHost(catalog, where, tutorial.settings.host ?? 'sandbox');
  const { uplink } = chooseUplink(tutorial, command, own, own?.sandbox === true);
  const { text, left } = toLab(tutorial, {
    values: command.values,
    ...(uplink === undefined ? {} : { uplink }),
    happened: ({ line }) => seen.at(line),
  });
  try {
    await writeFile(out, text, { flag: overwrite ? 'w' : 'wx' });
  } catch (error) {
    const { code } = error instanceof Error && 'code' in error ? error : { code: undefined };
    if (code === 'EEXIST') throw new UsageError(`${out} exists already; --overwrite replaces it.`);
    throw new UsageError(`${out} cannot be written: ${error instanceof Error ? error.message : error}`);
  }
  for (const { line, why } of left)
    void say(
      process.stderr,
      `${file}:${line}: left as text, as it is not clear whether it was typed or printed: ${inWords(why)}.\n`,
    );
  void say(process.stdout, `${out} is written. Try it: netlab-notebook run ${out}\n`);
  return EXIT.ok;
}

/** By whatever names. */
async function isSameFile(one: string, other: string): Promise<boolean> {
  const [first, second] = await Promise.all([one, other].map((path) => realpath(path).catch(() => undefined)));
  return first !== undefined && first === second;
}

/** Tells a run as ever, and remembers how each cell has ended. */
class Seen implements Reporter {
  readonly #pretty = new PrettyReporter(false);
  readonly #ended = new Map<number, Happened>();

  /** What happened to the cell that begins on a line. */
  at(line: number): Happened | undefined {
    return this.#ended.get(line);
  }

  begin(cell: CellView): CellReporter {
    const own = this.#pretty.begin(cell);
    let isLacking = false;
    const notice = (what: Said) => {
      isLacking ||= saysLack(what);
      own.notice(what);
    };
    const end = (result: RunResult) => {
      const status = exitCodeOf(result.end);
      // What this machine lacks, the next one may have.
      if (!isLacking && status !== 126 && status !== 127) this.#ended.set(cell.line, status === null ? {} : { status });
      return own.end(result);
    };
    return { ...own, notice, end };
  }

  skipped(cell: CellView, reason: string): void {
    this.#pretty.skipped(cell, reason);
  }

  warning(text: string): void {
    this.#pretty.warning(text);
  }

  summary(summary: Summary): void {
    this.#pretty.summary(summary);
  }
}
