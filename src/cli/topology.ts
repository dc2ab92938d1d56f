import { access, constants, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Host, HostError } from '../hosts/host.ts';
import { openHost } from '../hosts/open.ts';
import { openProcesses } from '../hosts/processes.ts';
import { readTopology } from '../topology/collect.ts';
import { topologyTree } from '../topology/text.ts';
import { type TopologyCommand, UsageError } from './arguments.ts';

/** Prints the topology of a host. Returns the exit status. Throws HostError when the host cannot be had. */
export async function topology({ host: id, format }: TopologyCommand): Promise<number> {
  const host = await openForReading(id);
  try {
    const found = await readTopology(host);
    process.stdout.write(format === 'json' ? toJson(found) : topologyTree(found));
    return 0;
  } finally {
    await host.dispose();
  }
}

/** Much of this machine's network can be read without being root; what cannot stands in the topology. */
async function openForReading(id: string): Promise<Host> {
  try {
    return await openHost(id);
  } catch (error) {
    if (id !== 'local' || !(error instanceof HostError)) throw error;
    return openProcesses();
  }
}

/** Throws UsageError when the file cannot be written later, so that it is known before the cells run. */
export async function checkWritable(file: string): Promise<void> {
  try {
    await access(file, constants.W_OK);
  } catch {
    await access(dirname(file), constants.W_OK).catch((error: Error) => {
      throw new UsageError(`cannot write ${file}: ${error.message}`);
    });
  }
}

/** Throws HostError when the host cannot be read, UsageError when the file cannot be written. */
export async function writeTopology(host: Host, file: string): Promise<void> {
  const found = await readTopology(host);
  await writeFile(file, toJson(found)).catch((error: Error) => {
    throw new UsageError(`cannot write ${file}: ${error.message}`);
  });
}

function toJson(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
