import { extname } from 'node:path';
import { NotebookFormatError } from '../notebook/decode.ts';
import { type Dialect, type NotebookFile, parseNotebook } from '../notebook/notebook.ts';
import { inWords } from '../words.ts';
import { UsageError } from './command.ts';
import { readNamed } from './read-named.ts';

/** A notebook that the command line names. Throws UsageError for what cannot be one. */
export async function readNotebookFile(file: string, signal: AbortSignal): Promise<NotebookFile> {
  const dialect: Dialect = ['.md', '.markdown'].includes(extname(file).toLowerCase()) ? 'markdown' : 'netlab';
  try {
    return parseNotebook(await readNamed(file, signal), { dialect });
  } catch (error) {
    if (error instanceof NotebookFormatError) throw new UsageError(`${file}: ${inWords(error.what)}`);
    throw error;
  }
}
