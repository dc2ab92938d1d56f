import { parseDuration } from '../duration.ts';
import type { Said } from '../words.ts';
import { allOf, type NotebookCode, sayOfNotebook } from './words.ts';

/** What a cell's author says must happen. */
export type Expectation = 'ok' | 'all' | 'fail' | 'timeout' | number;

/** The attributes of a code cell, as its info string gives them; see docs/notebook-format.md. */
export interface CellAttributes {
  readonly host?: string;
  readonly netns?: string;
  /** Default 'ok'. */
  readonly expect: Expectation;
  readonly timeoutMs?: number;
  readonly background: boolean;
  readonly interactive: boolean;
  readonly name?: string;
  readonly excludeFromRunAll: boolean;
  readonly cwd?: string;
  /** Why the attributes cannot be honoured ("timeout=soon is not a duration …"). Such a cell must not be run. */
  readonly invalid?: Said;
}

export const DEFAULT_ATTRIBUTES: CellAttributes = {
  expect: 'ok',
  background: false,
  interactive: false,
  excludeFromRunAll: false,
};

/** What an info string says: ```` ```sh {netns=webapp expect=fail} ````. */
export interface InfoString {
  /** The first word in lower case: 'sh'; '' when there is none. */
  readonly language: string;
  readonly attributes: CellAttributes;
  /** What was not understood and is left as it is: unknown attributes, for instance. */
  readonly warnings: readonly Said[];
}

/** Reads one value into its attribute; a returned code says what is wrong with it. */
type Reader = (value: string, into: Mutable<CellAttributes>) => NotebookCode | undefined;
type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type FlagName = 'background' | 'interactive' | 'excludeFromRunAll';
type TextName = 'host' | 'name' | 'cwd';

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
  background: flag('background'),
  interactive: flag('interactive'),
  excludeFromRunAll: flag('excludeFromRunAll'),
};

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

/** The attributes of an info string in the order written, before their meaning is looked at. */
interface Written {
  /** A key without `=value` has no value. */
  readonly entries: readonly (readonly [key: string, value?: string])[];
  /** What follows the closing brace. */
  readonly rest: string;
  /** Why reading ended early. */
  readonly problem?: Said;
}

/**
 * Reads the info string of a fence: the language, then attributes in braces as Runme and Pandoc write them.
 * Never throws: what is wrong with a known attribute is in `attributes.invalid`, the rest in `warnings`.
 */
export function parseInfo(info: string): InfoString {
  const trimmed = info.trim();
  const brace = trimmed.indexOf('{');
  const language = (/^\S*/.exec(brace < 0 ? trimmed : trimmed.slice(0, brace))?.[0] ?? '').toLowerCase();
  if (brace < 0) return { language, attributes: DEFAULT_ATTRIBUTES, warnings: [] };
  if (trimmed.length > MAX_INFO_LENGTH) {
    const invalid = sayOfNotebook('info-too-long', MAX_INFO_LENGTH);
    return { language, attributes: { ...DEFAULT_ATTRIBUTES, invalid }, warnings: [] };
  }
  const braced = trimmed.slice(brace);
  const written = readJson(braced) ?? readWords(braced);
  return { language: language || pandocClass(written) || dialectWord(written), ...interpret(written) };
}

/** Of `{note}`, `{python}`, `{r setup, echo=FALSE}` of other dialects of Markdown: the word with its brace, which is no language of ours. */
function dialectWord({ entries: [first] }: Written): string {
  const [key = '', value] = first ?? [];
  return key === '' || value !== undefined || key.startsWith('#') || Object.hasOwn(READERS, key) ? '' : `{${key}`;
}

/** The language of Pandoc's way to write it, `{.sh netns=webapp}`. */
function pandocClass({ entries }: Written): string {
  return (entries.find(([key]) => key.startsWith('.'))?.[0] ?? '').slice(1).toLowerCase();
}

function interpret({ entries, rest, problem }: Written): Omit<InfoString, 'language'> {
  const attributes: Mutable<CellAttributes> = { ...DEFAULT_ATTRIBUTES };
  const problems: Said[] = [];
  const warnings: Said[] = [];
  const seen = new Set<string>();
  for (const [key, value] of entries) {
    const reader = Object.hasOwn(READERS, key) ? READERS[key] : undefined;
    if (/^[.#]/.test(key)) continue; // Pandoc's classes and identifiers
    if (!reader) warnings.push(sayOfNotebook('unknown-attribute', key));
    else if (seen.has(key)) problems.push(sayOfNotebook('given-twice', key));
    else if (value === undefined) problems.push(sayOfNotebook('no-value', key));
    else {
      const wrong = reader(value, attributes);
      if (wrong) problems.push(sayOfNotebook(wrong, key, value));
    }
    seen.add(key);
  }
  if (problem) problems.push(problem);
  if (rest) warnings.push(sayOfNotebook('after-attributes', rest));
  if (attributes.background && attributes.interactive) problems.push(sayOfNotebook('background-and-interactive'));
  if (attributes.expect === 'all' && (attributes.background || attributes.interactive))
    problems.push(sayOfNotebook('all-apart'));
  const invalid = allOf(problems);
  if (invalid) attributes.invalid = invalid;
  return { attributes, warnings };
}

/** `{"name":"first ping","background":"true"}`, the other way in which Runme writes them; undefined when it is not JSON. */
function readJson(braced: string): Written | undefined {
  if (!/^\{\s*"/.test(braced)) return undefined;
  try {
    const value: unknown = JSON.parse(braced);
    if (typeof value !== 'object' || value === null) return undefined;
    const entries = Object.entries(value).map(
      ([key, entry]) => [key, typeof entry === 'string' ? entry : JSON.stringify(entry)] as const,
    );
    return { entries, rest: '' };
  } catch {
    return undefined;
  }
}

/** `key`, `key=value` or `key="a value"`. */
const WORD = /([^\s,={}"]+)(?:=(?:"((?:[^"\\]|\\.)*)"|([^\s,{}"]*)))?/y;
const BLANKS = /[\s,]*/y;

/** `{key=value key="a value"}`, with blanks or commas between. */
function readWords(braced: string): Written {
  const entries: (readonly [string, string?])[] = [];
  let at = skipBlanks(braced, 1);
  while (at < braced.length && braced[at] !== '}') {
    WORD.lastIndex = at;
    const match = WORD.exec(braced);
    if (!match) {
      const isOpen = /^"(?:[^"\\]|\\.)*$/.test(braced.slice(at));
      if (isOpen) entries.pop(); // What it was to be the value of.
      const problem = sayOfNotebook(isOpen ? 'unclosed-quote' : 'not-key-value', braced.slice(at));
      return { entries, rest: '', problem };
    }
    const [, key = '', quoted, bare] = match;
    const value = quoted?.replace(/\\(.)/g, '$1') ?? bare;
    entries.push(value === undefined ? [key] : [key, value]);
    at = skipBlanks(braced, WORD.lastIndex);
  }
  if (at === braced.length) return { entries, rest: '', problem: sayOfNotebook('unclosed') };
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
