import type { CatalogHost } from '../hosts/catalog.ts';
import { type TakenUplink, takenUplink } from '../lint/other-uplink.ts';
import { readCell } from '../lint/read-cell.ts';
import type { NotebookFile } from '../notebook/notebook.ts';
import { type RunCommand, UsageError } from './command.ts';

/** What the uplink of a file's sandbox is, and what is to be said of it. */
export type UplinkChoice = Partial<TakenUplink>;

/**
 * As the command line says, or else the front matter, or else as commands of the file call the author's card. `own`: the host of
 * cells that name none; `anySandbox`: whether any cell runs in one. Throws UsageError.
 */
export function chooseUplink(
  { cells, settings }: NotebookFile,
  { uplink: asked }: Pick<RunCommand, 'uplink'>,
  own: CatalogHost | undefined,
  anySandbox: boolean,
): UplinkChoice {
  if (asked !== undefined && !anySandbox)
    throw new UsageError('--uplink is for a sandbox, and no cell of the file runs in one.');
  const { uplink = asked, uplinkAddress, uplinkGateway } = settings;
  const given = {
    ...(uplink === undefined ? {} : { uplink: asked ?? uplink }),
    ...(uplinkAddress === undefined ? {} : { uplinkAddress }),
    ...(uplinkGateway === undefined ? {} : { uplinkGateway }),
  };
  if (uplink !== undefined || !own?.sandbox) return given;
  const read = cells.filter(({ kind }) => kind === 'code').map(readCell);
  const texts = cells.map(({ text }) => text);
  return { ...takenUplink(read, texts, settings, '--uplink NAME for another'), ...given };
}
