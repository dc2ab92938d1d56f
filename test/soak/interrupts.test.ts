import { expect, test } from 'vitest';
import { openHost } from '../../src/hosts/open.ts';
import { TestKernel } from '../real/kernel/harness.ts';

const CELLS = [
  'true',
  'echo a; echo b >&2',
  'while :; do :; done',
  'while true; do sleep 0.01; done',
  'f() { sleep 1; }; g() { f; }; g',
  'for i in {1..2000}; do echo $i; done',
  'seq 1 200000',
  'bash -c \'trap "exit 0" INT; sleep 5\'',
  '( sleep 5 ) | cat',
  'v=$(sleep 5)',
  'cd /usr; sleep 5',
];

test('a stop at any moment leaves a shell that runs the next cell, with its state', async () => {
  const lab = new TestKernel(() => openHost('sandbox', { internet: 'none' }));
  await lab.run('kept=1');
  for (let round = 0; round < 2000; round++) {
    const code = CELLS[round % CELLS.length] ?? 'true';
    const cwd = round % 3 === 0 ? { cwd: '/var' } : {};
    const ran = await lab.run(code, { stopAfter: Math.random() * 25, ...cwd });
    expect(['exit', 'interrupted'], JSON.stringify([round, code, ran.end, ran.stderr])).toContain(ran.end.kind);
    const next = await lab.run('cd /tmp; echo "$kept $PWD $(shopt extdebug)"; trap -p DEBUG');
    expect(next.stdout, code).toBe('1 /tmp extdebug       \toff\n');
    expect(next.stderr, code).toBe('');
  }
  await lab.close();
});
