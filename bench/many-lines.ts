import { execa } from 'execa';
import { type Figure, inTurn, row } from './figure.ts';
import { runCell, withKernel } from './kernel.ts';

const COMMAND = 'seq 1 1000000';
const BYTES = 6_888_896;

function expectAll(bytes: number): void {
  if (bytes !== BYTES) throw new Error(`${COMMAND} gave ${bytes} bytes instead of ${BYTES}`);
}

export const manyLines: Figure = {
  name: 'seq',
  what: '`seq 1 1000000` to the consumer, nothing lost',
  against: 'the same by execa to a counter',
  aim: '≤ 1.3',
  measure: () =>
    withKernel(async (kernel) => {
      const ours = async () => {
        let bytes = 0;
        await runCell(kernel, COMMAND, (_, chunk) => {
          bytes += chunk.length;
        });
        expectAll(bytes);
      };
      const against = async () => {
        let bytes = 0;
        const child = execa('bash', ['-c', COMMAND], { buffer: false, encoding: 'buffer' });
        child.stdout.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
        });
        await child;
        expectAll(bytes);
      };
      return row(await inTurn(11, 2, ours, against));
    }),
};
