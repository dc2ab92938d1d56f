import { createReadStream } from 'node:fs';
import { unlessAborted } from '../hosts/unless-aborted.ts';
import { UsageError } from './command.ts';

/** No notebook or list of hosts is as large, in bytes; a device such as /dev/zero has no end. */
const LARGEST = 16 * 1024 * 1024;

/**
 * What is in a file that the command line names, which may be a pipe. Throws UsageError, also when it is interrupted: a
 * pipe to which nobody writes would keep it waiting.
 */
export async function readNamed(file: string, signal: AbortSignal): Promise<Buffer> {
  const content = await unlessAborted(read(file), signal).catch((error: unknown) => {
    throw new UsageError(`cannot read ${file}: ${whyNotOpened(error)}`);
  });
  if (content === undefined) throw new UsageError(`cannot read ${file}: interrupted.`);
  if (content.length > LARGEST) throw new UsageError(`cannot read ${file}: it is larger than ${LARGEST >> 20} MiB.`);
  return content;
}

async function read(file: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of createReadStream(file, { end: LARGEST })) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const WHY: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file.',
  ENOTDIR: 'there is no such file.',
  EISDIR: 'it is a directory.',
  EACCES: 'permission denied.',
};

/** What keeps a file from being read or written: an error of node:fs in words. */
export function whyNotOpened(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return WHY[code] ?? `${error instanceof Error ? error.message : error}.`;
}
