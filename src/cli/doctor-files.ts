import { type Lacks, lacksOf } from '../doctor/lacks.ts';
import { sayOfCheck } from '../doctor/words.ts';
import { type Catalog, type CatalogHost, hostIdOf, unknownHost } from '../hosts/catalog.ts';
import { loadCommand, moduleOf } from '../hosts/link-types.ts';
import { refusal } from '../kernel/cell-text.ts';
import { requestFor } from '../kernel/tutorial.ts';
import { linkTypesIn } from '../lint/link-types.ts';
import { programsInstalled, programsRun } from '../lint/missing-programs.ts';
import { readCell } from '../lint/read-cell.ts';
import type { NotebookFile, ParsedCell } from '../notebook/notebook.ts';
import { inWords, problemInWords } from '../words.ts';
import { type DoctorCommand, UsageError } from './command.ts';
import { onMachine } from './doctor.ts';
import { EXIT } from './exit.ts';
import { chooseHost, readCatalog } from './hosts.ts';
import { readNotebookFile } from './read-notebook.ts';
import { say } from './terminal.ts';

/** A host, and what files use on it. */
interface Used {
  readonly listed: CatalogHost;
  readonly programs: Set<string>;
  readonly linkTypes: Set<string>;
}

/** Lists the programs that files use, and what their hosts lack of them. Returns the exit status: whether something is missing. */
export async function doctorFiles({ files, where }: DoctorCommand, signal: AbortSignal): Promise<number> {
  const notebooks: [string, NotebookFile][] = [];
  for (const file of files) notebooks.push([file, await readNotebookFile(file, signal)]);
  const names = notebooks.flatMap(([, notebook]) => hostNamesOf(notebook, where.host));
  const catalog = await readCatalog(where, names, signal);
  const hosts = new Map<string, Used>();
  for (const [file, notebook] of notebooks) {
    const { settings, cells } = notebook;
    if (settings.invalid) throw new UsageError(`${file}: ${inWords(settings.invalid)}`);
    for (const name of new Set(hostNamesOf(notebook, where.host))) {
      const isDefault = name === (where.host ?? settings.host ?? 'sandbox');
      const listed = chooseHost(catalog, isDefault ? where : { sandbox: false }, name);
      if (!listed) throw new UsageError(`${file}: ${problemInWords(unknownHost(catalog, name))}`);
      const texts = cells.flatMap((cell) =>
        isTyped(cell) && runsOn(cell, name, isDefault, catalog) ? [readCell(cell).shell] : [],
      );
      const known = hosts.get(listed.id) ?? { listed, programs: new Set<string>(), linkTypes: new Set<string>() };
      hosts.set(listed.id, known);
      for (const program of [...programsRun(texts), ...programsInstalled(texts)])
        if (!isOfSandbox(program, listed)) known.programs.add(program);
      for (const type of linkTypesIn(texts)) known.linkTypes.add(type);
    }
  }
  return report([...hosts.values()], where, signal);
}

/** The hosts on which a file has cells that run, by the names that they have there. */
function hostNamesOf({ cells, settings }: NotebookFile, chosen: string | undefined): string[] {
  const byDefault = chosen ?? settings.host ?? 'sandbox';
  const names = cells.flatMap((cell) => (cell.kind === 'code' ? [cell.attributes.host ?? byDefault] : []));
  return [...new Set([byDefault, ...names])];
}

/** What is refused as it is never runs: output in a fence that names no language, for instance. */
function runsOn(cell: ParsedCell, name: string, isDefault: boolean, catalog: Catalog): boolean {
  if (cell.kind !== 'code') return false;
  const request = requestFor(cell);
  const { host, invalid: _, ...attributes } = request.attributes;
  if (host === undefined ? !isDefault : hostIdOf(catalog, host) !== hostIdOf(catalog, name)) return false;
  const refused = refusal({ ...request, attributes: { ...attributes, interactive: false } });
  return refused === undefined || refused.what.code === 'placeholder';
}

/** One is root there already. */
const isOfSandbox = (program: string, { sandbox }: CatalogHost) => sandbox && program === 'sudo';

async function report(all: readonly Used[], where: DoctorCommand['where'], signal: AbortSignal): Promise<number> {
  let isComplete = true;
  const used = all.filter(({ programs }, at) => programs.size > 0 || (at === 0 && all.length === 1));
  for (const { listed, programs, linkTypes } of used) {
    const uses = { programs: [...programs], linkTypes: [...linkTypes] };
    const lacks = await onMachine(listed, where, signal, (host) => lacksOf(host, uses));
    isComplete &&= lacks.programs.every(({ isThere }) => isThere) && lacks.linkTypes.length === 0;
    void say(process.stdout, renderLacks(lacks, used.length > 1 ? inWords(listed.label) : undefined));
  }
  return isComplete ? EXIT.ok : EXIT.unmet;
}

/** The programs as text for a terminal, what is missing first, and at the end what installs it. */
export function renderLacks({ programs, install, linkTypes }: Lacks, host: string | undefined): string {
  const lines = programs.map(({ program, from, isThere }) =>
    isThere
      ? `✓ ${program}${from === undefined ? '' : ` (${from})`}`
      : `✗ ${program}: not installed; ${from === undefined ? 'Debian has no package of it' : `Debian has it in ${from}`}`,
  );
  const missing = programs.filter(({ isThere }) => !isThere).length;
  const verdict =
    programs.length === 0
      ? 'No program is used that may be missing.'
      : missing === 0
        ? 'All programs that are used are installed.'
        : `Missing: ${missing} of ${programs.length} programs.${install === undefined ? '' : ' To install what is missing:'}`;
  const head = host === undefined ? [] : [`${host}:`];
  const types = linkTypes.map(
    (type) => `✗ ${inWords(sayOfCheck('link-type', type))}: the kernel does not have it (module ${moduleOf(type)})`,
  );
  const load =
    types.length === 0
      ? []
      : ['Where the machine has the kernel modules, this loads them:', `    ${loadCommand(linkTypes)}`];
  const how = install === undefined ? [] : [`    ${inWords(install)}`];
  return `${[...head, ...types, ...lines, '', verdict, ...how, ...load].join('\n')}\n`;
}

/** What may be output uses no program. */
const isTyped = ({ reading }: ParsedCell): boolean => reading?.kind !== 'unclear';
