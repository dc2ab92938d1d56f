// A table of who reaches whom, as text.
import { printable } from '../printable.ts';
import { filled, inWords, type Said, type Translate } from '../words.ts';
import type { Matrix, MatrixCell } from './matrix.ts';
import { matrixChanges } from './matrix.ts';
import { sayMatrix } from './words.ts';

export interface MatrixReportOptions {
  readonly t?: Translate;
  /** With the colours of a terminal (ECMA-48): beside the words, never in their place. */
  readonly color: boolean;
  /** What the same question was answered before. */
  readonly before?: Matrix | undefined;
}

/** Lines without a line break at their end. */
export function matrixReport(matrix: Matrix, { t = filled, color, before }: MatrixReportOptions): string[] {
  const say = (said: Said) => printable(inWords(said, t));
  if (matrix.cells.length === 0) return [say(sayMatrix('nothing-there'))];
  const cell = new Map(matrix.cells.map((one) => [`${one.from} ${one.to}`, one]));
  const rows = matrix.netns.map((from) => [
    { text: printable(from) },
    ...matrix.netns.map((to) => {
      const one = cell.get(`${from} ${to}`);
      return one ? { text: say(wordOf(one)), verdict: one.verdict } : { text: '–' };
    }),
  ]);
  const head = [{ text: say(sayMatrix('from-to')) }, ...matrix.netns.map((name) => ({ text: printable(name) }))];
  const arrived = matrix.cells.filter(({ verdict }) => verdict === 'delivered').length;
  return [
    ...table([head, ...rows], color),
    '',
    say(sayMatrix('counted', arrived, matrix.cells.length)),
    ...(before ? ['', ...changesSince(before, matrix, say)] : []),
  ];
}

function wordOf({ verdict, reason }: MatrixCell): Said {
  if (verdict === 'delivered' || verdict === 'exits') return sayMatrix('yes');
  if (verdict === 'no-address') return sayMatrix('no-address');
  return verdict === 'lost' && reason !== undefined ? sayMatrix('lost', reason) : sayMatrix('not-known');
}

interface Shown {
  readonly text: string;
  readonly verdict?: MatrixCell['verdict'];
}

function table(rows: readonly (readonly Shown[])[], color: boolean): string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.text.length ?? 0)));
  return rows.map((row) =>
    row
      .map((one, at) => {
        const padded = one.text.padEnd(at === row.length - 1 ? 0 : (widths[at] ?? 0));
        return color && one.verdict ? `\u001b[${COLORS[one.verdict]}m${padded}\u001b[0m` : padded;
      })
      .join('  '),
  );
}

/** Green, red, yellow. */
const COLORS = { delivered: 32, exits: 32, lost: 31, unknown: 33, 'no-address': 33 } as const;

function changesSince(before: Matrix, after: Matrix, say: (said: Said) => string): string[] {
  const changes = matrixChanges(before, after).filter((one) => one.before !== undefined);
  const came = after.netns.filter((name) => !before.netns.includes(name));
  const went = before.netns.filter((name) => !after.netns.includes(name));
  if (changes.length + came.length + went.length === 0) return [say(sayMatrix('unchanged'))];
  return [
    say(sayMatrix('since-then')),
    ...(came.length > 0 ? [say(sayMatrix('came', came))] : []),
    ...(went.length > 0 ? [say(sayMatrix('went', went))] : []),
    ...changes.map((one) =>
      say(sayMatrix('changed', one.from, one.to, wordOf(one), one.before ? wordOf(one.before) : '')),
    ),
  ];
}
