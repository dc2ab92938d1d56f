import { execa } from 'execa';
import { type Figure, inTurn, row } from './figure.ts';
import { runCell, withKernel } from './kernel.ts';

export const trueCell: Figure = {
  name: 'true',
  what: 'a cell `true`, median of 200',
  against: "`execa('bash', ['-c', 'true'])`",
  aim: '≤ 0.2',
  measure: () =>
    withKernel(async (kernel) =>
      row(
        await inTurn(
          200,
          10,
          () => runCell(kernel, 'true'),
          () => execa('bash', ['-c', 'true']),
        ),
      ),
    ),
};
