import type * as vscode from 'vscode';
import type { CatalogHost } from '../../hosts/catalog.ts';
import type { TakenUplink } from '../../lint/other-uplink.ts';
import type { NotebookSettings } from '../../notebook/front-matter.ts';
import { currentReading, infoTextOf, isFrontMatter, textOf } from '../cells/cells.ts';
import { isShellCell } from '../lab.ts';

/**
 * What the uplink of a notebook's sandbox is: as its front matter says, or else, in a Markdown file, as its commands call the
 * author's network card. In a lab that is offered as a quick fix.
 */
export async function uplinkFor(
  notebook: vscode.NotebookDocument,
  settings: NotebookSettings,
  host: CatalogHost | undefined,
): Promise<Partial<TakenUplink>> {
  const { uplink, uplinkAddress, uplinkGateway } = settings;
  const given = {
    ...(uplink === undefined ? {} : { uplink }),
    ...(uplinkAddress === undefined ? {} : { uplinkAddress }),
    ...(uplinkGateway === undefined ? {} : { uplinkGateway }),
  };
  if (uplink !== undefined || !host?.sandbox || notebook.notebookType !== 'netlab-markdown') return given;
  const { takenUplink } = await import('../../lint/other-uplink.ts');
  const { readCell } = await import('../../lint/read-cell.ts');
  const { sayOfLint } = await import('../../lint/words.ts');
  const cells = notebook.getCells();
  const read = cells
    .filter((cell) => isShellCell(cell) && !isFrontMatter(cell))
    .map((cell) => readCell({ info: infoTextOf(cell), text: textOf(cell.document), reading: currentReading(cell) }));
  const texts = cells.map(({ document }) => textOf(document));
  return { ...takenUplink(read, texts, settings, sayOfLint('by-front-matter')), ...given };
}
