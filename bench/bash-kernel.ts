import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { type Figure, median, row, time } from './figure.ts';
import { runCell, withKernel } from './kernel.ts';

const ROUNDS = 30;

/** Measured where bash_kernel can be imported; PYTHONPATH may name its source. */
export const bashKernel: Figure = {
  name: 'bash_kernel',
  what: 'a cell `true`, median of 30',
  against: 'bash_kernel under Jupyter',
  aim: '',
  measure: () =>
    withKernel(async (kernel) => {
      const script = fileURLToPath(new URL('bash-kernel.py', import.meta.url));
      // The system's own Python: Debian's packages are known to no other.
      const { stdout, stderr, failed } = await execa('/usr/bin/python3', [script, String(ROUNDS)], { reject: false });
      if (failed) throw new Error(stderr.trim().split('\n').at(-1) ?? 'it failed');
      const times: number[] = [];
      for (let round = 0; round < ROUNDS; round++) times.push(await time(() => runCell(kernel, 'true')));
      return row({ ours: median(times), against: median(stdout.trim().split('\n').map(Number)) });
    }),
};
