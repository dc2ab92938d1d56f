import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Editor, openEditor } from '../test/ui/harness.ts';
import { type Figure, median, ms, row } from './figure.ts';

const FENCE = '```';
const MAKE =
  'began=${EPOCHREALTIME/[.,]/}; for n in {1..1000}; do ip netns add n$n; done; echo "took $(( ${EPOCHREALTIME/[.,]/} - began )) µs"';
const ROUNDS = 3;

/** Of three states of the window: tree and diagram; a Markdown preview and the Explorer in their places; neither. */
type Layout = 'views' | 'others' | 'closed';

interface Times {
  readonly took: Readonly<Record<Layout, number[]>>;
  readonly stalls: Readonly<Record<Layout, number[]>>;
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

const LAYOUTS: Readonly<Record<Layout, (editor: Editor) => Promise<void>>> = {
  closed: async (editor) => {
    await editor.command('View: Show Explorer');
  },
  others: async (editor) => {
    await editor.command('View: Show Explorer');
    await editor.open('other.md');
    await editor.command('Markdown: Open Preview to the Side');
    await editor.page.locator('.tab', { hasText: 'Preview' }).waitFor();
  },
  views: async (editor) => {
    await editor.command('Netlab: Open Diagram');
    await editor.page.locator('.tab', { hasText: 'Diagram' }).waitFor();
    await editor.page.locator('.activitybar .action-label[aria-label="Netlab"]').first().click();
  },
};

let measured: Promise<Times> | undefined;

async function measure(): Promise<Times> {
  const editor = await openEditor({ files: [] });
  const times: Times = { took: { views: [], others: [], closed: [] }, stalls: { views: [], others: [], closed: [] } };
  try {
    writeFileSync(join(editor.workspace, 'many.netlab'), `# Many\n\n${FENCE}sh\n${MAKE}\n${FENCE}\n`);
    writeFileSync(join(editor.workspace, 'other.md'), '# Hello\n');
    await editor.open('many.netlab');
    await editor.page.locator('.kernel-label:visible', { hasText: 'Sandbox (no root)' }).waitFor();
    // The first run has the sandbox to make, and the code of the editor to load.
    await made(editor);
    for (let round = 0; round < ROUNDS; round++)
      for (const layout of ['closed', 'others', 'views'] as const) {
        await LAYOUTS[layout](editor);
        // The keyboard is the notebook's again.
        await editor.page.locator('.tab', { hasText: 'many.netlab' }).first().click();
        await stall(editor);
        times.took[layout].push(await made(editor));
        times.stalls[layout].push(await stall(editor));
        if (layout !== 'closed') await editor.command('View: Close Editors in Other Groups');
      }
    return times;
  } catch (error) {
    await editor.screenshot('bench-views');
    throw error;
  } finally {
    await editor.close();
  }
}

/**
 * Where there is no graphics card, any web page beside the notebook slows the cell: it is drawn again with each step of the
 * editor's own spinner, in software. So the peer is a Markdown preview of one word.
 */
export const viewsOpen: Figure = {
  name: 'views-cell',
  what: 'a cell that makes 1,000 namespaces, tree and diagram open',
  against: 'the Explorer and a Markdown preview open',
  aim: '≤ 1.2',
  measure: async () => {
    measured ??= measure();
    const { took } = await measured;
    const { ours, ...rest } = row({ ours: median(took.views), against: median(took.others) });
    return { ours: `${ours} (both closed: ${ms(median(took.closed))})`, ...rest };
  },
};

export const longestStall: Figure = {
  name: 'views-stall',
  what: 'the longest stall of the window meanwhile, median of three',
  against: 'the Explorer and a Markdown preview open',
  aim: '≤ 200 ms',
  measure: async () => {
    measured ??= measure();
    const { stalls } = await measured;
    return row({ ours: median(stalls.views), against: median(stalls.others) });
  },
};
