import { nearest } from '../nearest.ts';
import { parseInfo } from '../notebook/attributes.ts';
import { mayBeAnything } from '../shell/fields.ts';
import { innermost } from '../shell/innermost.ts';
import { ACTIONS, ipCommand, OBJECTS } from '../shell/ip.ts';
import type { Finding } from './finding.ts';
import type { ReadCell } from './read-cell.ts';
import { sayOfLint } from './words.ts';

/** Objects and actions that ip(8) does not have: `ip lnk`. A cell that must fail may want just that. */
export function unknownWordFindings(cell: ReadCell): Finding[] {
  const { expect } = parseInfo(cell.info).attributes;
  if (expect !== 'ok' && expect !== 'all') return [];
  return cell.commands.flatMap(({ words }): Finding[] => {
    const own = words.slice(innermost(words));
    const args = own.slice(1).map(({ text }) => text);
    if (!/^(?:.*\/)?ip$/.test(own[0]?.text ?? '') || args.some(mayBeAnything)) return [];
    const unknown = unknownWord(args);
    const word = unknown && own[1 + unknown.at];
    if (!word) return [];
    const span = { part: 'text', start: cell.offsetInCell(word.start), end: cell.offsetInCell(word.end) } as const;
    const what = sayOfLint('no-word', unknown.before, word.text);
    const short = SHORT.filter((one) => unknown.known.some((known) => known.startsWith(one)));
    const meant = nearest(word.text, [...unknown.known, ...short]);
    if (meant === undefined) return [{ ...span, what, severity: 'warning', fixes: [] }];
    const fix = { what: sayOfLint('change-to', meant), edits: [{ ...span, with: meant }] };
    return [{ ...span, what: sayOfLint('did-you-mean', what, meant), severity: 'warning', fixes: [fix] }];
  });
}

/** Beginnings that are written more often than the whole words. */
const SHORT = ['addr', 'neigh', 'del'];

interface Unknown {
  /** Its index in the arguments. */
  readonly at: number;
  readonly before: string;
  /** What may be there. */
  readonly known: readonly string[];
}

function unknownWord(args: readonly string[]): Unknown | undefined {
  const { object, action, args: rest } = ipCommand(args);
  if (object === undefined) return undefined;
  const at = args.length - rest.length - (action === undefined ? 1 : 2);
  if (!OBJECTS.includes(object)) return { at, before: 'ip', known: OBJECTS };
  const known = ACTIONS.get(object);
  if (action === undefined || !known || known.includes(action)) return undefined;
  return { at: at + 1, before: `ip ${object}`, known };
}
