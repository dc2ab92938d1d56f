import type { Finding } from '../lint/finding.ts';
import { settingsFindings } from '../lint/front-matter.ts';
import { placeInFile } from '../lint/in-file.ts';
import { lintCell } from '../lint/lint.ts';
import type { NotebookFile } from '../notebook/notebook.ts';
import { inWords } from '../words.ts';
import { EXIT } from './exit.ts';
import { readNotebookFile } from './read-notebook.ts';
import { say } from './terminal.ts';

/** Prints what is found in files that nothing runs of. Returns the exit status: whether there is an error. */
export async function check(files: readonly string[], signal: AbortSignal): Promise<number> {
  let failed = false;
  for (const file of files) {
    const notebook = await readNotebookFile(file, signal);
    const found = findingsOf(notebook);
    for (const { line, column, finding } of found)
      await say(process.stdout, `${file}:${line}:${column}: ${textOf(finding)}\n`);
    failed ||= found.some(({ finding }) => finding.severity === 'error');
  }
  return failed ? EXIT.unmet : EXIT.ok;
}

/** On one line. */
const textOf = ({ severity, what, remedy }: Finding): string =>
  `${severity}: ${[what, remedy].flatMap((said) => (said ? inWords(said) : [])).join(' ')}`.replaceAll(
    /\s*\n\s*/g,
    ' ',
  );

function findingsOf({ cells }: NotebookFile) {
  return cells.flatMap((cell) => {
    const found =
      cell.kind === 'code' ? lintCell(cell) : cell.kind === 'frontMatter' ? settingsFindings(cell.text) : [];
    return found.map((finding) => {
      const { line, column } = placeInFile(cell, finding.part, finding.start);
      return { line: line + 1, column: column + 1, finding };
    });
  });
}
