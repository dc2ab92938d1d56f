// A tutorial as a lab: what was read of it, written down.

import { inTerminal, splitByShell, type TypedText } from '../import/inner-shells.ts';
import { needsTerminal } from '../import/needs-terminal.ts';
import { filledIn, type PlaceholderValues } from '../import/placeholders.ts';
import { howToRun, runsOn } from '../import/runs-on.ts';
import { runnableText } from '../import/shell-text.ts';
import { printedIn } from '../import/transcript.ts';
import type { ImportCode } from '../import/words.ts';
import type { Said } from '../words.ts';
import { parseInfo } from './attributes.ts';
import { type BlockState, DOCUMENT_START, readLine } from './blocks.ts';
import { withUplink } from './front-matter.ts';
import { withAttribute, withLanguage, withOffer } from './info-edit.ts';
import { CODE_LANGUAGES, type NotebookCell, type NotebookFile, type ParsedCell } from './notebook.ts';
import { printNotebook } from './print.ts';

/** How a cell has ended when it was run once. */
export interface Happened {
  /** Its exit status; undefined if it gave none. */
  readonly status?: number;
}

export interface ConvertOptions {
  readonly values?: PlaceholderValues;
  /** What the sandbox's uplink is called. */
  readonly uplink?: string;
  /** What a person has said of cells that may be commands or not. */
  readonly answerOf?: (cell: ParsedCell) => 'commands' | 'output' | undefined;
  /** What happened when the tutorial was run once. */
  readonly happened?: (cell: ParsedCell) => Happened | undefined;
}

/** A block that was left as text, because nobody has said what it is. */
export interface Left {
  readonly line: number;
  readonly why: Said<ImportCode>;
}

export interface Converted {
  /** The text of a .netlab file. */
  readonly text: string;
  readonly left: readonly Left[];
}

/** The lab that a tutorial means: its commands without prompts, what they print as text, and attributes for what was read. */
export function toLab({ cells, settings }: NotebookFile, options: ConvertOptions = {}): Converted {
  const left: Left[] = [];
  const converted: NotebookCell[] = [];
  const typed: TypedText[] = [];
  for (const cell of cells) {
    if (cell.kind === 'frontMatter') converted.push(plain('frontMatter', cell.text));
    else if (cell.kind === 'markdown') converted.push(plain('markdown', withoutCells(cell.text)));
    else if (isTyped(cell, options)) {
      const text = filledIn(runnableText({ ...cell, typed: cell.reading?.typed }), options.values ?? {}).trimEnd();
      const { terminal } = cell.reading ?? {};
      const place = inTerminal({ terminal }, typed);
      typed.push({ text, terminal });
      const split = splitByShell(text, place.within, place.terminal);
      converted.push(...codeCells(cell, split, text, options), ...shown(cell));
    } else {
      if (cell.reading?.kind === 'unclear' && !options.answerOf?.(cell))
        left.push({ line: cell.line, why: cell.reading.evidence });
      converted.push(fenced(cell.text));
    }
  }
  const uplink = settings.uplink === undefined ? options.uplink : undefined;
  const bytes = printNotebook(
    { cells: uplink === undefined ? converted : calling(uplink, converted) },
    { dialect: 'netlab' },
  );
  return { text: new TextDecoder().decode(bytes), left };
}

const plain = (kind: NotebookCell['kind'], text: string): NotebookCell => ({ kind, text, info: '' });

const isTyped = (cell: ParsedCell, { answerOf }: ConvertOptions): boolean =>
  cell.reading?.kind !== 'unclear' || answerOf?.(cell) === 'commands';

/** Text that is no cell in a lab either. */
function fenced(text: string): NotebookCell {
  const longest = Math.max(2, ...[...text.matchAll(/`{3,}/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return plain('markdown', `${fence}text\n${text}\n${fence}`);
}

/** What the tutorial shows among its commands. What it shows in blocks of their own is text there already. */
function shown({ text, reading }: ParsedCell): NotebookCell[] {
  if (reading?.kind !== 'transcript' || reading.expected === '') return [];
  const isOwn = reading.entries.some((entry) => printedIn(text.split('\n'), entry).join('').trim() !== '');
  return isOwn ? [fenced(reading.expected)] : [];
}

/** A cell for each of the shells in turn, where each of those is a network namespace with a name; else one that has all lines. */
function codeCells(
  cell: ParsedCell,
  { parts }: ReturnType<typeof splitByShell>,
  text: string,
  options: ConvertOptions,
): NotebookCell[] {
  const isNamed = parts.every(({ within }) => within.every(({ netns }) => netns !== undefined));
  const isSplit = parts.length > 1 || parts.some((part) => part.within.length > 0);
  const texts =
    isSplit && isNamed
      ? parts.map((part) => ({ text: part.text, netns: part.within.at(-1)?.netns }))
      : [{ text, netns: undefined }];
  return texts
    .filter((one) => one.text.trim() !== '')
    .map(
      (one): NotebookCell => ({
        kind: 'code',
        text: one.text.replace(/^\n+|\n+$/g, ''),
        info: infoOf(cell, one, options),
      }),
    );
}

/** Pagers print all at once where there is no terminal. */
const PAGED = /^\s*(?:sudo\s+)?(?:less|more|mtr)(?:\s+(?!-r|--report)\S+)*\s*$/;

function infoOf(
  cell: ParsedCell,
  { text, netns }: { readonly text: string; readonly netns: string | undefined },
  options: ConvertOptions,
): string {
  const { reading, attributes } = cell;
  const language = parseInfo(cell.info).language;
  let info = language === 'console' || !CODE_LANGUAGES.includes(language) ? withLanguage(cell.info, 'sh') : cell.info;
  const set = (key: string, value: string | undefined) => {
    if (value !== undefined && !new RegExp(`[{\\s,]${key}=`).test(info)) info = withAttribute(info, key, value);
  };
  set('netns', netns ?? reading?.place);
  const found =
    attributes.timeoutMs === undefined && !attributes.background && !attributes.interactive ? runsOn(text) : undefined;
  if (PAGED.test(text) || needsTerminal(text) !== undefined) set('interactive', 'true');
  else if (found?.last) info = withOffer(info, 'background' in howToRun(found) ? 'background' : 'limit');
  set('expect', found?.last ? undefined : expectOf(cell, options.happened?.(cell)));
  if (reading?.cleansUp) set('excludeFromRunAll', 'true');
  return info;
}

/** What was seen wins over what the tutorial says. */
function expectOf({ reading }: ParsedCell, happened: Happened | undefined): string | undefined {
  if (happened) return happened.status === undefined || happened.status === 0 ? undefined : 'fail';
  return reading?.mayFail && reading.expected !== '' ? 'fail' : undefined;
}

/** Markdown in which no fence is a cell of a lab. */
function withoutCells(markdown: string): string {
  let state: BlockState = DOCUMENT_START;
  return markdown
    .split('\n')
    .map((line) => {
      const step = readLine(state, line);
      state = step.state;
      const { role } = step;
      const isCell = role.kind === 'fence-open' && role.alone && CODE_LANGUAGES.includes(parseInfo(role.info).language);
      return isCell ? line.replace(/([`~]{3,}).*$/, '$1text') : line;
    })
    .join('\n');
}

/** The cells with front matter that names the uplink. */
function calling(uplink: string, cells: readonly NotebookCell[]): readonly NotebookCell[] {
  const [first, ...others] = cells;
  const isFront = first?.kind === 'frontMatter';
  const text = withUplink(isFront ? first.text : '', uplink);
  if (text === undefined) return cells;
  return [plain('frontMatter', text), ...(isFront ? others : cells)];
}
