import { spawn } from 'node:child_process';
import { watchMemory } from '../../measured.ts';
import { PROGRAM } from './program.ts';

export type Reader = 'fast' | 'slow' | 'stuck';

export interface Measured {
  readonly status: number | null;
  /** The end of what it printed. */
  readonly tail: string;
  readonly printed: number;
  readonly peak: number;
}

/** Runs a file with a reader of its output that takes all at once, 64 kB every 50 ms, or nothing for 3 s; how large it grew. */
export async function measure(
  file: string,
  format: string,
  reader: Reader,
  environment: Readonly<Record<string, string>> = {},
): Promise<Measured> {
  const child = spawn(PROGRAM[0], [PROGRAM[1], 'run', file, '--format', format], {
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
    env: { ...process.env, ...environment },
  });
  const memory = watchMemory(child.pid ?? 0);
  let tail = '';
  let printed = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.length;
    tail = (tail + chunk.toString()).slice(-4_000_000);
    if (reader !== 'slow') return;
    child.stdout.pause();
    setTimeout(() => child.stdout.resume(), 50);
  });
  if (reader === 'stuck') {
    child.stdout.pause();
    setTimeout(() => child.stdout.resume(), 3000);
  }
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { status, tail, printed, peak: memory.stop() };
}
