// The figures, as one Markdown table. They inform and decide nothing: other things may be running on the machine.
import { bashKernel } from './bash-kernel.ts';
import { folded, foldedText, longestTask, stateOnly, weight, wholeText } from './diagram.ts';
import { changeToPixels } from './diagram-live.ts';
import { activation, bundle, smallWrites } from './editor.ts';
import { explaining } from './explain.ts';
import type { Figure } from './figure.ts';
import { gigabyte } from './gigabyte.ts';
import { lab } from './lab.ts';
import { manyLines } from './many-lines.ts';
import { sandboxReady } from './sandbox-ready.ts';
import { ssh } from './ssh.ts';
import { firstTree, snapshots } from './topology.ts';
import { cellWait, changeTold, idle } from './topology-live.ts';
import { parsing } from './topology-parse.ts';
import { trueCell } from './true-cell.ts';
import { longestStall, viewsOpen } from './views.ts';
import { watching } from './watch.ts';

const FIGURES: readonly Figure[] = [
  trueCell,
  bashKernel,
  manyLines,
  gigabyte,
  lab,
  sandboxReady,
  smallWrites,
  activation,
  bundle,
  changeToPixels,
  folded,
  foldedText,
  wholeText,
  stateOnly,
  longestTask,
  weight,
  ...snapshots,
  firstTree,
  changeTold,
  cellWait,
  idle,
  parsing,
  viewsOpen,
  longestStall,
  ...explaining,
  ...watching,
  ...ssh,
];

async function line({ what, against, aim, measure }: Figure): Promise<string> {
  const cells = await measure().then(
    (measured) => [
      what,
      measured.ours,
      [against, measured.against].filter(Boolean).join(': '),
      measured.ratio?.toPrecision(2) ?? '',
      aim,
    ],
    (error: Error) => [what, `not measured: ${error.message.split('\n')[0]}`, against, '', aim],
  );
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

const asked = process.argv.slice(2);
const names = FIGURES.map(({ name }) => name);
/** 'topology' means all those of the topology. */
const means = (word: string, name: string) => name === word || name.startsWith(`${word}-`);
const unknown = asked.filter((word) => !names.some((name) => means(word, name)));
if (unknown.length > 0) {
  console.error(`Unknown: ${unknown.join(', ')}. There are: ${names.join(', ')}.`);
  process.exitCode = 2;
} else {
  console.log('\n| what | ours | against | ratio | aim |\n|---|---|---|---|---|');
  for (const figure of FIGURES) {
    if (asked.length === 0 || asked.some((word) => means(word, figure.name))) console.log(await line(figure));
  }
}
