import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bytesAtStart } from '../scripts/build.mjs';
import { type Editor, openEditor } from '../test/ui/harness.ts';
import { type Figure, median, ms, row, time } from './figure.ts';

const FENCE = '```';

async function withEditor<T>(use: (editor: Editor) => Promise<T>): Promise<T> {
  const editor = await openEditor({
    files: [],
    // All cells on the screen: outputs that are not are not drawn.
    settings: { 'netlab.output.limit': 4 * 1024 * 1024, 'notebook.output.textLineLimit': 10 },
  });
  try {
    return await use(editor);
  } finally {
    await editor.close();
  }
}

/** A notebook whose first cell writes, and whose second, which starts when all of that has been taken, prints `sign`. */
const notebook = (command: string, sign: number) =>
  `${FENCE}sh\n${command}\n${FENCE}\n\nthen\n\n${FENCE}sh\necho "shown $((${sign} + 0)) times"\n${FENCE}\n`;

/** Median of three runs, in ms, from the click to the second cell's output on the screen. */
async function shown(editor: Editor, name: string, command: string): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 3; round++) {
    const file = `${name}-${round}.netlab`;
    const sign = 1000 + round;
    writeFileSync(join(editor.workspace, file), notebook(command, sign));
    await editor.open(file);
    await editor.waitForText('then');
    times.push(
      await time(async () => {
        await editor.runAll();
        await editor.waitForText(`shown ${sign} times`, 120_000);
      }),
    );
    await editor.command('View: Close All Editors');
  }
  return median(times);
}

export const smallWrites: Figure = {
  name: 'writes',
  what: '1 MB as 5,000 small writes, shown in VS Code',
  against: 'the same as one write',
  aim: '≤ 2',
  measure: () =>
    withEditor(async (editor) => {
      // python3's os.write is one write(2) a call.
      const python = (body: string) => `python3 -c 'import os; line = b"x" * 199 + b"\\n"; ${body}'`;
      const against = await shown(editor, 'one', python('os.write(1, line * 5000)'));
      const ours = await shown(editor, 'many', python('[os.write(1, line) for _ in range(5000)]'));
      return row({ ours, against });
    }),
};

/** How often the window is loaded anew for the time that activation takes. */
const ROUNDS = 5;

export const activation: Figure = {
  name: 'activation',
  what: 'activation',
  against: '',
  aim: '≤ 50 ms',
  measure: () =>
    withEditor(async (editor) => {
      writeFileSync(join(editor.workspace, 'one.netlab'), notebook('true', 1));
      const times: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        if (round > 0) await editor.reload();
        await othersActive(editor);
        await editor.open('one.netlab');
        await editor.waitForText('then');
        times.push(await activationTime(editor));
      }
      return { ours: `${ms(median(times))} (${times.join(', ')})`, against: '' };
    }),
};

/** Waits for the extensions that start with the window: the editor would count what they take as part of ours. */
async function othersActive(editor: Editor): Promise<void> {
  await editor.command('Developer: Show Running Extensions');
  // It starts when the window has: onStartupFinished.
  await editor.page.locator('.runtime-extensions-editor .monaco-list-row', { hasText: 'Merge Conflict' }).waitFor();
  await editor.command('View: Close All Editors');
}

/** As the editor itself tells: loading the bundle and the call of `activate`, in ms. */
async function activationTime(editor: Editor): Promise<number> {
  await editor.command('Developer: Show Running Extensions');
  const inList = editor.page.locator('.runtime-extensions-editor .monaco-list-row', { hasText: 'Netlab Notebook' });
  const text = await inList.first().innerText();
  await editor.command('View: Close All Editors');
  return Number(/Activation: (\d+) ?ms/.exec(text)?.[1] ?? 'NaN');
}

export const bundle: Figure = {
  name: 'bundle',
  what: 'what the extension reads at each start',
  against: '',
  aim: '≤ 120 KB',
  measure: async () => ({ ours: `${(bytesAtStart() / 1024).toFixed(0)} KB`, against: '' }),
};
