import { openProcesses } from '../hosts/processes.ts';
import type { Finding } from '../lint/finding.ts';
import { settingsFindings } from '../lint/front-matter.ts';
import { placeInFile } from '../lint/in-file.ts';
import { isSurelyShell, lintCell } from '../lint/lint.ts';
import { type RunProgram, shellcheckFindings } from '../lint/shellcheck.ts';
import type { ParsedCell } from '../notebook/notebook.ts';
import { inWords } from '../words.ts';
import { EXIT } from './exit.ts';
import { readNotebookFile } from './read-notebook.ts';
import { say } from './terminal.ts';

/** Prints what is found in files that nothing runs of. Returns the exit status: whether there is an error. */
export async function check(files: readonly string[], signal: AbortSignal): Promise<number> {
  const host = openProcesses();
  try {
    let failed = false;
    for (const file of files) {
      const notebook = await readNotebookFile(file, signal);
      for (const cell of notebook.cells) {
        signal.throwIfAborted();
        const found = await findingsOf(cell, (argv, options) => host.run(argv, options));
        for (const finding of found) await say(process.stdout, `${file}:${lineOf(finding, cell)}\n`);
        failed ||= found.some(({ severity }) => severity === 'error');
      }
    }
    return failed ? EXIT.unmet : EXIT.ok;
  } finally {
    await host.dispose();
  }
}

async function findingsOf(cell: ParsedCell, run: RunProgram): Promise<readonly Finding[]> {
  if (cell.kind === 'frontMatter') return settingsFindings(cell.text);
  if (cell.kind === 'markdown') return [];
  const own = lintCell(cell);
  if (!isSurelyShell(cell, own)) return own;
  // Where ShellCheck is not installed there is nothing to say of that.
  return [...own, ...(await shellcheckFindings(cell, run).catch(() => []))];
}

/** A finding after the name of its file, on one line. */
function lineOf({ severity, what, remedy, part, start, source }: Finding, cell: ParsedCell): string {
  const { line, column } = placeInFile(cell, part, start);
  const text = [what, remedy].flatMap((said) => (said ? inWords(said) : [])).join(' ');
  const code = source ? ` (${source.code})` : '';
  return `${line + 1}:${column + 1}: ${severity}: ${text.replaceAll(/\s*\n\s*/g, ' ')}${code}`;
}
