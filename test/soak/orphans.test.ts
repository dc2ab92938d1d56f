import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { notebook, start } from '../real/cli/program.ts';

/** The command lines that hold that text, of all processes of this machine. */
function running(text: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return line.includes(text) ? [line] : [];
      } catch {
        return [];
      }
    });
}

test('no-orphans-after-kill-9, 100 times at random moments', async () => {
  const { file, remove } = notebook([
    'ip netns add red; setsid sleep 54321.6 </dev/null >/dev/null 2>&1 & ip link add br0 type bridge; echo begun; sleep 54321.7',
  ]);
  for (let round = 0; round < 100; round++) {
    const { child, ended } = start(['run', file]);
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 1500));
    child.kill('SIGKILL');
    await ended;
    await expect.poll(() => running('54321.'), { timeout: 2000, interval: 50 }).toEqual([]);
  }
  remove();
});
