import { writeFile } from 'node:fs/promises';
import { diagram } from '../diagram/diagram.ts';
import { readTopology } from '../discovery/collection.ts';
import { type Host, HostError } from '../hosts/host.ts';
import { openHost } from '../hosts/open.ts';
import { openProcesses } from '../hosts/processes.ts';
import { onAbort } from '../hosts/unless-aborted.ts';
import { topologyTree } from '../outline/terminal-tree.ts';
import { printableJson } from '../printable.ts';
import { forPrograms } from '../topology/json.ts';
import type { Topology } from '../topology/model.ts';
import { makeTerminalAsker } from './ask.ts';
import { type HostChoice, type TopologyCommand, UsageError } from './command.ts';
import { chooseHost, readCatalog } from './hosts.ts';
import { type Painter, painterOf, pictureBy } from './paint.ts';
import { say } from './terminal.ts';

/** Throws UsageError for a format that is unavailable here. */
function painterOfFormat({ format, browser }: Pick<TopologyCommand, 'format' | 'browser'>): Painter {
  switch (format) {
    case 'tree':
      return async (found) => topologyTree(found);
    case 'json':
      return async (found) => toJson(found);
    case 'mermaid':
      return async (found) => diagram(found).text;
    case 'svg':
      return pictureBy('svg', browser);
  }
}

/**
 * Prints the topology of a host. Returns the exit status. Throws HostError when the host is unavailable, or has been ended
 * by `signal` while it was read.
 */
export async function topology(command: TopologyCommand, signal: AbortSignal): Promise<number> {
  const paint = painterOfFormat(command);
  const host = await openForReading(command.where, signal);
  try {
    await say(process.stdout, (await paint(await readTopology(host))).toString());
    return 0;
  } finally {
    await host.dispose();
  }
}

/** Much of a machine's network can be read without being root; what cannot is in the topology. */
export async function openForReading(where: HostChoice, signal: AbortSignal): Promise<Host> {
  const name = where.host ?? (where.sandbox ? 'sandbox' : 'local');
  const catalog = await readCatalog(where, [name], signal);
  const id = chooseHost(catalog, where, name)?.id ?? name;
  const sshConfig = where.sshConfig === undefined ? {} : { sshConfig: where.sshConfig };
  // No question is worth being root on this machine, only to read.
  if (id !== 'local') return openHost(id, { catalog, asker: makeTerminalAsker(signal), signal, ...sshConfig });
  try {
    return await openHost(id, { catalog, signal });
  } catch (error) {
    if (!(error instanceof HostError) || signal.aborted) throw error;
    const host = openProcesses();
    onAbort(signal, () => void host.dispose());
    return host;
  }
}

/** Writes what the host's network is to each of the files. Throws HostError when it cannot be read, UsageError when a file cannot be written. */
export async function writeTopology(
  host: Host,
  files: { readonly topology?: string; readonly diagram?: string; readonly browser?: string },
): Promise<void> {
  const found = await readTopology(host);
  const write = (file: string, data: string | Buffer) =>
    writeFile(file, data).catch((error: Error) => {
      throw new UsageError(`cannot write ${file}: ${error.message}`);
    });
  if (files.topology !== undefined) await write(files.topology, toJson(found));
  if (files.diagram !== undefined) await write(files.diagram, await painterOf(files.diagram, files.browser)(found));
}

function toJson(found: Topology): string {
  return `${printableJson(forPrograms(found), 2)}\n`;
}
