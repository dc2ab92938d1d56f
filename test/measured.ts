import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SOURCE_FLAGS } from '../scripts/lib/project.mjs';
import { startProcess } from '../src/hosts/processes.ts';

/** Far below what a reader that takes all would need in the time of a test, and far above what Node itself needs, in bytes. */
export const MEMORY = 400_000_000;

/** The largest that a process has been (VmHWM of proc_pid_status(5)); 0 when it has ended. */
export function largestBytes(pid: number): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** Notes how large a process becomes, and kills it when that is far too much; `stop` gives the largest. */
export function watchMemory(pid: number): { stop(): number } {
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, largestBytes(pid));
    if (peak > 2 * MEMORY) process.kill(pid, 'SIGKILL');
  }, 20);
  return {
    stop: () => {
      clearInterval(timer);
      return peak;
    },
  };
}

/** A file of the sources, as a module is imported by. */
export const source = (path: string): string =>
  JSON.stringify(fileURLToPath(new URL(`../src/${path}`, import.meta.url)));

/**
 * Runs a module of TypeScript in a process of its own: what it printed, as JSON, and how large it grew. The module ends
 * itself by process.exit.
 */
export async function measured(module: string): Promise<{ readonly said: unknown; readonly peak: number }> {
  const child = startProcess([
    process.execPath,
    ...SOURCE_FLAGS,
    '--max-old-space-size=200',
    '--input-type=module-typescript',
    '--eval',
    module,
  ]);
  const memory = watchMemory(child.pid ?? 0);
  let out = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  // One that hangs is not left to load the machine.
  const late = setTimeout(() => void child.signal('SIGKILL'), 90_000);
  const { code, signal } = await child.exited;
  clearTimeout(late);
  const peak = memory.stop();
  if (code !== 0) throw new Error(`it ended with ${signal ?? `status ${code}`}, ${peak} bytes large: ${errors}`);
  return { said: JSON.parse(out), peak };
}
