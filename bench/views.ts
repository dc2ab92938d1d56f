import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Editor, openEditor } from '../test/ui/harness.ts';
import { type Figure, median, ms, row } from './figure.ts';

const FENCE = '```';
const MAKE =
  'began=${EPOCHREALTIME/[.,]/}; for n in {1..1000}; do ip netns add n$n; done; echo "took $(( ${EPOCHREALTIME/[.,]/} - began )) µs"';
const ROUNDS = 3;

interface Times {
  readonly open: number[];
  readonly closed: number[];
  readonly stalls: number[];
}

/** The longest time for which the window's page did nothing else, in ms, since the last call. */
async function stall(editor: Editor): Promise<number> {
  return Number(
    await editor.page.evaluate(`(() => {
      const longest = globalThis.netlabStall ?? 0;
      globalThis.netlabStall = 0;
      if (globalThis.netlabStallSince === undefined) {
        globalThis.netlabStallSince = performance.now();
        setInterval(() => {
          const now = performance.now();
          globalThis.netlabStall = Math.max(globalThis.netlabStall, now - globalThis.netlabStallSince - 10);
          globalThis.netlabStallSince = now;
        }, 10);
      }
      return longest;
    })()`),
  );
}

/** Runs the cell on a clean sandbox; how long its commands took, in ms. */
async function made(editor: Editor): Promise<number> {
  await editor.command('Netlab: Restart and Run All');
  const shown = await editor.waitForText(/^took \d+ µs$/m, 120_000);
  const took = Number(/^took (\d+) µs$/m.exec(shown)?.[1]) / 1000;
  await editor.command('Notebook: Clear All Outputs');
  return took;
}

let measured: Promise<Times> | undefined;

/** With tree and diagram open, and with both closed, in turn. */
async function measure(): Promise<Times> {
  const editor = await openEditor({ files: [] });
  const times: Times = { open: [], closed: [], stalls: [] };
  try {
    writeFileSync(join(editor.workspace, 'many.netlab'), `# Many\n\n${FENCE}sh\n${MAKE}\n${FENCE}\n`);
    await editor.open('many.netlab');
    await editor.page.locator('.kernel-label:visible', { hasText: 'Sandbox (no root)' }).waitFor();
    for (let round = 0; round < ROUNDS; round++) {
      await editor.command('View: Show Explorer');
      times.closed.push(await made(editor));
      await editor.command('Netlab: Open Diagram');
      await editor.page.locator('.tab', { hasText: 'Diagram' }).waitFor();
      await editor.page.locator('.activitybar .action-label[aria-label="Netlab"]').first().click();
      // The keyboard is the notebook's again.
      await editor.page.locator('.tab', { hasText: 'many.netlab' }).click();
      await stall(editor);
      times.open.push(await made(editor));
      times.stalls.push(await stall(editor));
      await editor.command('View: Close Editors in Other Groups');
    }
    return times;
  } catch (error) {
    await editor.screenshot('bench-views');
    throw error;
  } finally {
    await editor.close();
  }
}

export const viewsOpen: Figure = {
  name: 'views-cell',
  what: 'a cell that makes 1,000 namespaces, tree and diagram open',
  against: 'both closed',
  aim: '≤ 1.2',
  measure: async () => {
    measured ??= measure();
    const { open, closed } = await measured;
    return row({ ours: median(open), against: median(closed) });
  },
};

export const longestStall: Figure = {
  name: 'views-stall',
  what: 'the longest stall of the window meanwhile, median of three',
  against: '',
  aim: '≤ 200 ms',
  measure: async () => {
    measured ??= measure();
    const { stalls } = await measured;
    return { ours: `${ms(median(stalls))} (${stalls.map((one) => one.toFixed(0)).join(', ')})`, against: '' };
  },
};
