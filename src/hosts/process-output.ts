import type { Readable } from 'node:stream';
import type { Argument } from '../words.ts';
import type { ExitStatus } from './host.ts';
import { sayHost } from './words.ts';

/** What is kept of what a program says about itself, in bytes; more belongs in no message. */
const WORDS = 4096;

/** Reads a stream to its end, so that its writer never waits; gives the end of what it has said so far. */
export function lastWords(stream: Readable): () => string {
  let said = Buffer.alloc(0);
  stream.on('data', (chunk: Buffer) => {
    said = Buffer.concat([said, chunk]).subarray(-WORDS);
  });
  return () => said.toString();
}

/** The first line of a stream; undefined when it ends without one, or that is too long. What follows is read and dropped. */
export function firstLine(stream: Readable): Promise<string | undefined> {
  let line = Buffer.alloc(0);
  return new Promise((resolve) => {
    const take = (chunk: Buffer) => {
      line = Buffer.concat([line, chunk]);
      const end = line.indexOf('\n');
      if (end < 0 && line.length <= WORDS) return;
      stream.off('data', take).resume();
      resolve(end < 0 ? undefined : line.toString('utf8', 0, end));
    };
    stream.on('data', take).once('close', () => resolve(undefined));
  });
}

/** How a process ended, as a part of a sentence: `SIGKILL`, `status 1`. */
export function howEnded({ code, signal }: ExitStatus): Argument {
  return signal ?? (code === null ? sayHost('ended-unknown') : sayHost('ended-with-status', code));
}
