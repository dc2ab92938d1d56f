import { access, constants, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type RunCommand, UsageError } from './command.ts';
import { whyNotOpened } from './read-named.ts';

/**
 * Checks before any cell runs that what a run writes can be written, and is neither a file that it reads nor written
 * twice, by whatever names. Throws UsageError.
 */
export async function checkOutputs({ file, where, topology, diagram }: RunCommand): Promise<void> {
  const taken = new Map<string, string>();
  const inputs = [file, where.hosts, where.sshConfig].filter((name) => name !== undefined);
  for (const input of inputs) taken.set(await identity(input), `${input}, which is read`);
  const outputs: [string, string | undefined][] = [
    ['--topology', topology],
    ['--diagram', diagram],
  ];
  for (const [option, output] of outputs) {
    if (output === undefined) continue;
    const same = taken.get(await identity(output));
    if (same !== undefined) throw new UsageError(`${option} ${output} would overwrite ${same}. Name another file.`);
    await checkWritable(output);
    taken.set(await identity(output), `${output}, which ${option} writes`);
  }
}

/** What is the same for all names of a file: symbolic links and hard links, too. */
async function identity(file: string): Promise<string> {
  try {
    const { dev, ino } = await stat(file, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    const folder = await realpath(dirname(file)).catch(() => dirname(file));
    return join(folder, basename(file)); // It is not there yet.
  }
}

async function checkWritable(file: string): Promise<void> {
  const why = await whyNot(file);
  if (why !== undefined)
    throw new UsageError(`cannot write ${file}: ${why} Name a file in a folder that you can write to.`);
}

async function whyNot(file: string): Promise<string | undefined> {
  try {
    if ((await stat(file)).isDirectory()) return 'it is a directory.';
    await access(file, constants.W_OK);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') return reason(error);
    return access(dirname(file), constants.W_OK).then(() => undefined, reason);
  }
  return undefined;
}

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? error.code : undefined);

function reason(error: unknown): string {
  if (codeOf(error) === 'ENOENT') return 'its folder does not exist.';
  return whyNotOpened(error);
}
