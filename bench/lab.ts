import { readFileSync } from 'node:fs';
import { openHost } from '../src/hosts/open.ts';
import { createKernel } from '../src/kernel/kernel.ts';
import { type ParsedCell, parseNotebook } from '../src/notebook/notebook.ts';
import { type Figure, inTurn, row } from './figure.ts';

const LAB = new URL('../labs/container-networking.netlab', import.meta.url);

function codeCells(): readonly ParsedCell[] {
  const { cells } = parseNotebook(readFileSync(LAB), { dialect: 'netlab' });
  return cells.filter(({ kind, attributes }) => kind === 'code' && !attributes.interactive && !attributes.background);
}

export const lab: Figure = {
  name: 'lab',
  what: 'container-networking lab, all cells',
  against: 'its commands as one `bash` script in such a sandbox',
  aim: '≤ 1.1',
  measure: async () => {
    const cells = codeCells();
    const script = cells.map(({ text }) => text).join('\n');
    const byCells = async () => {
      const kernel = createKernel({ directory: '/tmp', defaultHost: 'sandbox', openHost: (id) => openHost(id) });
      try {
        for (const { text, language, attributes } of cells) {
          const result = await kernel.run({ code: text, language, attributes }, { write: () => {}, notice: () => {} });
          if (!result.ok) throw new Error(`${text}: ${result.reason}`);
        }
      } finally {
        await kernel.dispose();
      }
    };
    const byScript = async () => {
      const host = await openHost('sandbox');
      try {
        await host.run(['bash'], { input: script, timeoutMs: 300_000 });
      } finally {
        await host.dispose();
      }
    };
    return row(await inTurn(3, 0, byCells, byScript));
  },
};
