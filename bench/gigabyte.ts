import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { OutputLimiter } from '../src/kernel/output-limiter.ts';
import { type Figure, time } from './figure.ts';
import { runCell, withKernel } from './kernel.ts';

const BYTES = 1e9;
const COMMAND = `yes 'the quick brown fox jumps over the lazy dog' | head -c ${BYTES}`;
const MEBI = 1024 ** 2;

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** Reads the command's output from a pipe and drops it. */
async function rawPipe(): Promise<void> {
  const child = spawn('bash', ['-c', COMMAND], { stdio: ['ignore', 'pipe', 'inherit'] });
  child.stdout.resume();
  await new Promise((resolve) => child.on('close', resolve));
}

/** The highest resident size, in bytes, seen while `work` ran. */
async function peakMemory(work: () => Promise<unknown>): Promise<number> {
  let peak = 0;
  const look = () => {
    peak = Math.max(peak, process.memoryUsage.rss());
  };
  const timer = setInterval(look, 20);
  await work();
  look();
  clearInterval(timer);
  return peak;
}

export const gigabyte: Figure = {
  name: 'gigabyte',
  what: '1 GB of output, kept in a log',
  against: 'a raw pipe, dropped',
  aim: '≥ 0.5 of its speed, ≤ 64 MB of memory, log complete',
  measure: () =>
    withKernel(async (kernel) => {
      const folder = mkdtempSync(join(tmpdir(), 'netlab-bench-'));
      const logPath = join(folder, 'output.log');
      try {
        await runCell(kernel, 'true');
        const raw = await time(rawPipe);
        const before = process.memoryUsage.rss();
        let ours = 0;
        const peak = await peakMemory(async () => {
          const limiter = new OutputLimiter({ limit: MEBI, logPath: () => logPath, show: () => {}, omitted: () => {} });
          ours = await time(async () => {
            await runCell(kernel, COMMAND, (stream, chunk) => limiter.write(stream, chunk));
            await limiter.end();
          });
        });
        // The checksum of what the command gives, taken by the system's own tool.
        let expected = '';
        await runCell(kernel, `${COMMAND} | sha256sum`, (_, chunk) => {
          expected += chunk;
        });
        const complete = expected.startsWith(await sha256(logPath));
        const speed = (taken: number) => `${(BYTES / MEBI / (taken / 1000)).toFixed(0)} MiB/s`;
        const growth = `${((peak - before) / MEBI).toFixed(0)} MiB more memory`;
        return {
          ours: `${speed(ours)}, ${growth}, log ${complete ? 'complete' : 'NOT complete'}`,
          against: speed(raw),
          ratio: raw / ours,
        };
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    }),
};
