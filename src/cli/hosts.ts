import { access, constants } from 'node:fs/promises';
import { type Catalog, type CatalogHost, findHost, makeCatalog, sandboxOn, unknownHost } from '../hosts/catalog.ts';
import { problemInWords } from '../words.ts';
import { type HostChoice, UsageError } from './command.ts';
import { readNamed, whyNotOpened } from './read-named.ts';

/**
 * The hosts that can be named. `names` are those that are: where none of them needs it, the SSH configuration is not
 * read. Throws UsageError for files that the command line names.
 */
export async function readCatalog(
  { hosts: file, sshConfig }: HostChoice,
  names: readonly string[],
  signal: AbortSignal,
): Promise<Catalog> {
  const builtIn = makeCatalog();
  const hosts = file === undefined ? undefined : await readHosts(file, signal);
  if (sshConfig !== undefined) await checkReadable(sshConfig);
  if (hosts === undefined && names.every((name) => findHost(builtIn, name))) return builtIn;
  const { listHosts } = await import('../hosts/ssh/host-names.ts');
  const catalog = makeCatalog({
    hosts,
    sshNames: await listHosts(sshConfig),
    sshConfig,
    hostsFile: file ?? 'a file for --hosts',
  });
  const [problem] = catalog.problems;
  if (problem !== undefined) throw new UsageError(`${file}: ${problem}`);
  return catalog;
}

/** The host that the command line means, where it names none `fallback`. Throws UsageError for one that is not there. */
export function chooseHost(catalog: Catalog, { host, sandbox }: HostChoice, fallback: string): CatalogHost | undefined {
  const listed = findHost(catalog, host ?? fallback);
  if (listed) return sandbox ? sandboxOn(catalog, listed) : listed;
  if (host === undefined) return undefined;
  throw new UsageError(`--host: ${problemInWords(unknownHost(catalog, host))}`);
}

async function readHosts(file: string, signal: AbortSignal): Promise<unknown> {
  const text = (await readNamed(file, signal)).toString();
  try {
    // A setting may be null; a file says something.
    return JSON.parse(text) ?? 'null';
  } catch (error) {
    throw new UsageError(`${file} is not JSON: ${error instanceof Error ? error.message : error}`);
  }
}

async function checkReadable(file: string): Promise<void> {
  await access(file, constants.R_OK).catch((error: Error) => {
    throw new UsageError(`cannot read ${file}: ${whyNotOpened(error)}`);
  });
}
