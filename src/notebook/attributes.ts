import { parseDuration } from '../duration.ts';
import type { Said } from '../words.ts';
import { allOf, type NotebookCode, sayOfNotebook } from './words.ts';

/** What a cell's author says must happen. */
export type Expectation = 'ok' | 'all' | 'fail' | 'timeout' | number;

/** A view of the network. */
export type ShownView = 'topology' | 'diagram';

/** The attributes of a code cell, as its info string gives them; see docs/notebook-format.md. */
export interface CellAttributes {
  readonly host?: string;
  readonly netns?: string;
  /** Default 'ok'. */
  readonly expect: Expectation;
  readonly timeoutMs?: number;
  readonly background: boolean;
  /** `background=false` is written: it is waited for, however long it runs. */
  readonly foreground?: true;
  readonly interactive: boolean;
  readonly name?: string;
  readonly excludeFromRunAll: boolean;
  readonly cwd?: string;
  /** What the editor brings into view when the cell has done what it should. */
  readonly show?: ShownView;
  /** The task of the user's that the cell looks at: one whose end is not as expected says that it is not done yet. */
  readonly check?: string;
  readonly hint?: string;
  readonly hint2?: string;
  readonly hint3?: string;
  /** Why the attributes cannot be honoured ("timeout=soon is not a duration …"). Such a cell must not be run. */
  readonly invalid?: Said;
}

export const DEFAULT_ATTRIBUTES: CellAttributes = {
  expect: 'ok',
  background: false,
  interactive: false,
  excludeFromRunAll: false,
};

/** The hints of a check, in the order in which they are given. */
export function hintsOf({ hint, hint2, hint3 }: CellAttributes): string[] {
  return [hint, hint2, hint3].filter((one) => one !== undefined);
}

/** What an info string says: ```` ```sh {netns=webapp expect=fail} ````. */
export interface InfoString {
  /** The first word in lower case: 'sh'; '' when there is none. */
  readonly language: string;
  readonly attributes: CellAttributes;
  /** What was not understood and is left as it is: unknown attributes, for instance. */
  readonly warnings: readonly Said[];
}

/** What is wrong with an info string, and where in it: offsets. */
export interface InfoFault {
  readonly what: Said;
  readonly start: number;
  readonly end: number;
  /** 'error': the cell must not be run. 'warning': it is ignored. */
  readonly severity: 'warning' | 'error';
  /** The attribute that it is about; absent where it is about the whole, or where the form is JSON. */
  readonly attribute?: { readonly key: string; readonly value: string | undefined };
}

/** Reads one value into its attribute; a returned code says what is wrong with it. */
type Reader = (value: string, into: Mutable<CellAttributes>) => NotebookCode | undefined;
type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type FlagName = 'background' | 'interactive' | 'excludeFromRunAll';
type TextName = 'host' | 'name' | 'cwd' | 'check' | 'hint' | 'hint2' | 'hint3';

const READERS: Readonly<Record<string, Reader>> = {
  host: text('host'),
  name: text('name'),
  cwd: text('cwd'),
  netns: (value, into) => {
    // ip-netns(8) makes one file of each name in /run/netns, so what is no file name is no netns.
    const isFileName = value !== '' && value !== '.' && value !== '..' && !value.includes('/');
    if (!isFileName || new TextEncoder().encode(value).length > 255) return 'not-netns';
    into.netns = value;
    return undefined;
  },
  expect: (value, into) => {
    const expectation = parseExpectation(value);
    if (expectation === undefined) return 'not-expectation';
    into.expect = expectation;
    return undefined;
  },
  timeout: (value, into) => {
    const milliseconds = parseDuration(value);
    if (milliseconds === undefined) return 'not-duration';
    into.timeoutMs = milliseconds;
    return undefined;
  },
  show: (value, into) => {
    if (value !== 'topology' && value !== 'diagram') return 'not-view';
    into.show = value;
    return undefined;
  },
  background: (value, into) => {
    if (value === 'false') into.foreground = true;
    return flag('background')(value, into);
  },
  interactive: flag('interactive'),
  excludeFromRunAll: flag('excludeFromRunAll'),
  check: (value, into) => (value === 'true' || value === 'false' ? 'not-task' : text('check')(value, into)),
  hint: text('hint'),
  hint2: text('hint2'),
  hint3: text('hint3'),
};

export const ATTRIBUTE_KEYS: readonly string[] = Object.keys(READERS);

function text(name: TextName): Reader {
  return (value, into) => {
    if (value === '') return 'empty';
    into[name] = value;
    return undefined;
  };
}

function flag(name: FlagName): Reader {
  return (value, into) => {
    if (value !== 'true' && value !== 'false') return 'not-flag';
    into[name] = value === 'true';
    return undefined;
  };
}

/** 'ok', 'all', 'fail', 'timeout' or an exit status 0–255; undefined for anything else. */
function parseExpectation(value: string): Expectation | undefined {
  if (value === 'ok' || value === 'all' || value === 'fail' || value === 'timeout') return value;
  return /^\d{1,3}$/.test(value) && Number(value) <= 255 ? Number(value) : undefined;
}

/** Nobody writes a longer info string by hand; anyone who makes one must not make us slow. */
const MAX_INFO_LENGTH = 4096;

/** An attribute as it is written. Offsets are in what begins with the brace. */
interface Entry {
  readonly key: string;
  /** A key without `=value` has no value. */
  readonly value?: string | undefined;
  readonly start: number;
  readonly end: number;
}

/** The attributes of an info string in the order written, before their meaning is looked at. */
interface Written {
  readonly entries: readonly Entry[];
  /** What follows the closing brace. */
  readonly rest: string;
  /** Why reading ended early, and where. */
  readonly problem?: { readonly what: Said; readonly at: number };
  readonly isJson?: true;
}

/**
 * Reads the info string of a fence: the language, then attributes in braces as Runme and Pandoc write them.
 * Never throws: what is wrong with a known attribute is in `attributes.invalid`, the rest in `warnings`.
 */
export function parseInfo(info: string): InfoString {
  const { language, attributes, faults } = readInfo(info);
  const errors = faults.filter(({ severity }) => severity === 'error').map(({ what }) => what);
  const warnings = faults.filter(({ severity }) => severity === 'warning').map(({ what }) => what);
  const invalid = allOf(errors);
  return {
    language: CONSOLE.test(language) ? 'console' : language,
    attributes: invalid ? { ...attributes, invalid } : attributes,
    warnings,
  };
}

/** Other names of `console`. */
const CONSOLE = /^(?:(?:sh|shell|bash|console)-?session|terminal|term|tty)$/;

/** What is wrong with an info string. */
export const faultsOfInfo = (info: string): readonly InfoFault[] => readInfo(info).faults;

interface ReadInfo extends Pick<InfoString, 'language' | 'attributes'> {
  readonly faults: readonly InfoFault[];
}

function readInfo(info: string): ReadInfo {
  const trimmed = info.trim();
  const brace = trimmed.indexOf('{');
  const language = (/^\S*/.exec(brace < 0 ? trimmed : trimmed.slice(0, brace))?.[0] ?? '').toLowerCase();
  if (brace < 0) return { language, attributes: DEFAULT_ATTRIBUTES, faults: [] };
  const at = info.indexOf('{');
  if (trimmed.length > MAX_INFO_LENGTH) {
    const what = sayOfNotebook('info-too-long', MAX_INFO_LENGTH);
    return { language, attributes: DEFAULT_ATTRIBUTES, faults: [{ what, start: 0, end: at, severity: 'error' }] };
  }
  const braced = trimmed.slice(brace);
  const written = readJson(braced) ?? readWords(braced);
  const { attributes, faults } = interpret(written, braced.length);
  return {
    language: language || pandocClass(written) || dialectWord(written),
    attributes,
    faults: faults.map((fault) => ({ ...fault, start: fault.start + at, end: fault.end + at })),
  };
}

/** Of `{note}`, `{python}`, `{r setup, echo=FALSE}` of other dialects of Markdown: the word with its brace, which is no language of ours. */
function dialectWord({ entries: [first] }: Written): string {
  const { key = '', value } = first ?? {};
  return key === '' || value !== undefined || key.startsWith('#') || Object.hasOwn(READERS, key) ? '' : `{${key}`;
}

/** The language of Pandoc's way to write it, `{.sh netns=webapp}`. */
function pandocClass({ entries }: Written): string {
  return (entries.find(({ key }) => key.startsWith('.'))?.key ?? '').slice(1).toLowerCase();
}

function interpret({ entries, rest, problem, isJson }: Written, length: number): Omit<ReadInfo, 'language'> {
  const attributes: Mutable<CellAttributes> = { ...DEFAULT_ATTRIBUTES };
  const faults: InfoFault[] = [];
  const seen = new Set<string>();
  const error = (what: Said, start: number, end = length) => faults.push({ what, start, end, severity: 'error' });
  for (const { key, value, start, end } of entries) {
    const reader = Object.hasOwn(READERS, key) ? READERS[key] : undefined;
    if (/^[.#]/.test(key)) continue; // Pandoc's classes and identifiers
    const what = faultOf(key, value, reader, seen.has(key), attributes);
    const attribute = isJson ? {} : { attribute: { key, value } };
    if (what) faults.push({ what, start, end, severity: reader ? 'error' : 'warning', ...attribute });
    seen.add(key);
  }
  if (problem) error(problem.what, problem.at);
  if (rest) {
    const what = sayOfNotebook('after-attributes', rest);
    faults.push({ what, start: length - rest.length, end: length, severity: 'warning' });
  }
  if (attributes.background && attributes.interactive) error(sayOfNotebook('background-and-interactive'), 0);
  if (attributes.expect === 'all' && (attributes.background || attributes.interactive))
    error(sayOfNotebook('all-apart'), 0);
  if (attributes.check === undefined && hintsOf(attributes).length > 0) error(sayOfNotebook('hint-apart'), 0);
  if (attributes.check !== undefined && (attributes.background || attributes.interactive))
    error(sayOfNotebook('check-apart'), 0);
  return { attributes, faults };
}

/** Reads an attribute; what is returned says what is wrong with it. */
function faultOf(
  key: string,
  value: string | undefined,
  reader: Reader | undefined,
  isSecond: boolean,
  into: Mutable<CellAttributes>,
): Said | undefined {
  if (!reader) return sayOfNotebook('unknown-attribute', key);
  if (isSecond) return sayOfNotebook('given-twice', key);
  if (value === undefined) return sayOfNotebook('no-value', key);
  const wrong = reader(value, into);
  return wrong && sayOfNotebook(wrong, key, value);
}

/** `{"name":"first ping","background":"true"}`, the other way in which Runme writes them; undefined when it is not JSON. */
function readJson(braced: string): Written | undefined {
  if (!/^\{\s*"/.test(braced)) return undefined;
  try {
    const value: unknown = JSON.parse(braced);
    if (typeof value !== 'object' || value === null) return undefined;
    const whole = { start: 0, end: braced.length };
    const entries = Object.entries(value).map(([key, entry]) => ({
      key,
      value: typeof entry === 'string' ? entry : JSON.stringify(entry),
      ...whole,
    }));
    return { entries, rest: '', isJson: true };
  } catch {
    return undefined;
  }
}

/** `key`, `key=value` or `key="a value"`. */
const WORD = /([^\s,={}"]+)(?:=(?:"((?:[^"\\]|\\.)*)"|([^\s,{}"]*)))?/y;
const BLANKS = /[\s,]*/y;

/** `{key=value key="a value"}`, with blanks or commas between. */
function readWords(braced: string): Written {
  const entries: Entry[] = [];
  let at = skipBlanks(braced, 1);
  while (at < braced.length && braced[at] !== '}') {
    WORD.lastIndex = at;
    const match = WORD.exec(braced);
    if (!match) {
      const isOpen = /^"(?:[^"\\]|\\.)*$/.test(braced.slice(at));
      if (isOpen) entries.pop(); // What it was to be the value of.
      const what = sayOfNotebook(isOpen ? 'unclosed-quote' : 'not-key-value', braced.slice(at));
      return { entries, rest: '', problem: { what, at } };
    }
    const [, key = '', quoted, bare] = match;
    entries.push({ key, value: quoted?.replace(/\\(.)/g, '$1') ?? bare, start: at, end: WORD.lastIndex });
    at = skipBlanks(braced, WORD.lastIndex);
  }
  if (at === braced.length) return { entries, rest: '', problem: { what: sayOfNotebook('unclosed'), at: 0 } };
  return { entries, rest: braced.slice(at + 1).trim() };
}

function skipBlanks(source: string, at: number): number {
  BLANKS.lastIndex = at;
  BLANKS.exec(source);
  return BLANKS.lastIndex;
}

/** A value as an info string takes it. */
export function quoted(value: string): string {
  return /^[^\s,{}"`\\]+$/.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
}

/** With the network namespace that its prompts name, unless the cell names one itself. */
export const inPlace = (attributes: CellAttributes, place: string | undefined): CellAttributes =>
  place === undefined || attributes.netns !== undefined ? attributes : { ...attributes, netns: place };
