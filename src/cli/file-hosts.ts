// The hosts that a run of a file may meet, before its first cell.
import { type Catalog, type CatalogHost, findHost, unknownHost } from '../hosts/catalog.ts';
import type { NotebookFile } from '../notebook/notebook.ts';
import { problemInWords } from '../words.ts';
import { type RunCommand, UsageError } from './command.ts';
import { codeCells, skipReason } from './file-cells.ts';
import { chooseHost } from './hosts.ts';

/** The host of cells that name none, by the name that it has in the file or on the command line. */
export function defaultHostOf({ settings }: NotebookFile, { where }: RunCommand): string {
  return where.host ?? settings.host ?? 'sandbox';
}

/** All names of hosts that a run may meet. */
export function hostNames(notebook: NotebookFile, command: RunCommand): string[] {
  const ofCells = notebook.cells.map((cell) => (cell.kind === 'code' ? cell.attributes.host : undefined));
  return [defaultHostOf(notebook, command), ...ofCells.filter((name) => name !== undefined)];
}

/** The hosts of the cells that will run. Throws UsageError where the file names one that is not there. */
export function hostsOf(notebook: NotebookFile, command: RunCommand, catalog: Catalog): CatalogHost[] {
  const inFile = notebook.settings.host ?? 'sandbox';
  return codeCells(notebook).flatMap(({ cell, view }) => {
    if (skipReason(cell) !== undefined || cell.attributes.invalid !== undefined) return [];
    const name = cell.attributes.host;
    const host = name === undefined ? chooseHost(catalog, command.where, inFile) : findHost(catalog, name);
    if (host) return [host];
    const where = name === undefined ? command.file : `${command.file}:${view.line}`;
    throw new UsageError(`${where}: ${problemInWords(unknownHost(catalog, name ?? inFile))}`);
  });
}
