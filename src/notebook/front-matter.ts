import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import type { Said } from '../words.ts';
import { isBlank, type Line } from './lines.ts';
import { allOf, sayOfNotebook } from './words.ts';

/** What a notebook's front matter asks for under `netlab:`; see docs/notebook-format.md. */
export interface NotebookSettings {
  /** The host of cells that name none. */
  readonly host?: string;
  /** What the sandbox's uplink leads to. */
  readonly internet?: 'simulated' | 'real' | 'none';
  /** The ifname of the sandbox's uplink. */
  readonly uplink?: string;
  /** Its address in the simulated internet, with the prefix length. */
  readonly uplinkAddress?: string;
  /** Where its default route leads. */
  readonly uplinkGateway?: string;
  /** Why the settings cannot be honoured. Nothing in such a notebook must be run. */
  readonly invalid?: Said;
}

export const SETTING_KEYS: readonly string[] = ['host', 'internet', 'uplink', 'uplink-address', 'uplink-gateway'];

export interface FrontMatter {
  readonly settings: NotebookSettings;
  /** What was not understood, with its line in the front matter's own text, from 1. */
  readonly warnings: readonly { readonly line: number; readonly what: Said }[];
}

/** A person's front matter is some lines long; YAML of any size is not read. */
const MAX_LENGTH = 16 * 1024;

/**
 * The number of lines that the front matter of these lines takes, its two `---` included; 0 when there is none.
 * As in Pandoc, `---` with a blank line after it is a horizontal rule; so is one with a fence before the next `---`.
 */
export function frontMatterLength(lines: readonly Line[]): number {
  const isRule = (line: Line | undefined) => line !== undefined && /^---[ \t]*$/.test(line.text);
  if (!isRule(lines[0]) || lines[1] === undefined || isBlank(lines[1].text)) return 0;
  for (let i = 1; i < lines.length; i++) {
    if (isRule(lines[i])) return i + 1;
    if (/^(?:```|~~~)/.test(lines[i]?.text ?? '')) return 0;
  }
  return 0;
}

/** Reads the text between the two `---`. Never throws: what is wrong is in `settings.invalid`. */
export function readFrontMatter(text: string): FrontMatter {
  const unread = (reason: Said) => (mayHaveSettings(text) ? invalid(reason) : NO_SETTINGS);
  if (text.length > MAX_LENGTH) return unread(sayOfNotebook('front-matter-too-long', MAX_LENGTH));
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, logLevel: 'silent' });
  const [error] = document.errors;
  if (error) return unread(notYaml(error.message, error.linePos?.[0].line ?? 1));
  if (!isMap(document.contents) || !document.contents.has('netlab')) return NO_SETTINGS;
  const netlab = document.contents.get('netlab', true);
  if (!isMap(netlab)) return invalid(sayOfNotebook('not-settings'));

  const settings: { -readonly [K in keyof NotebookSettings]: NotebookSettings[K] } = {};
  const problems: Said[] = [];
  const warnings: { line: number; what: Said }[] = [];
  for (const { key, value } of netlab.items) {
    const name = isScalar(key) ? String(key.value) : '?';
    const line = isScalar(key) && key.range ? lineCounter.linePos(key.range[0]).line : 1;
    const written = isScalar(value) ? value.value : undefined;
    if (name === 'host') {
      if (typeof written === 'string' && written !== '') settings.host = written;
      else problems.push(sayOfNotebook('not-host'));
    } else if (name === 'internet') {
      if (written === 'simulated' || written === 'real' || written === 'none') settings.internet = written;
      else problems.push(sayOfNotebook('not-internet'));
    } else if (name === 'uplink') {
      if (typeof written === 'string' && isIfname(written)) settings.uplink = written;
      else problems.push(sayOfNotebook('not-uplink'));
    } else if (name === 'uplink-address') {
      if (typeof written === 'string' && IPV4_PREFIX.test(written)) settings.uplinkAddress = written;
      else problems.push(sayOfNotebook('not-uplink-address'));
    } else if (name === 'uplink-gateway') {
      if (typeof written === 'string' && IPV4.test(written)) settings.uplinkGateway = written;
      else problems.push(sayOfNotebook('not-uplink-gateway'));
    } else warnings.push({ line, what: sayOfNotebook('unknown-setting', name) });
  }
  const wrong = allOf(problems);
  if (wrong) settings.invalid = sayOfNotebook('settings', wrong);
  return { settings, warnings };
}

const IPV4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;
const IPV4_PREFIX = /^\d{1,3}(?:\.\d{1,3}){3}\/\d{1,2}$/;

/**
 * Front matter with one more setting, all else as it is. `text` is what is between the two `---`, '' for new front matter. Undefined
 * where it would not be read as that: it has the setting already, or is no YAML that is simple enough.
 */
export function withUplink(text: string, uplink: string): string | undefined {
  if (readFrontMatter(text).settings.uplink !== undefined) return undefined;
  const setting = `uplink: ${uplink}`;
  const candidates = [
    text.replace(/^(netlab[ \t]*:[ \t]*\{)[ \t]*(?=(\})?)/m, (_, open: string, empty?: string) =>
      empty === undefined ? `${open} ${setting}, ` : `${open} ${setting} `,
    ),
    text.replace(/^(netlab[ \t]*:[ \t]*(?:#.*)?\n)([ \t]+)/m, `$1$2${setting}\n$2`),
    `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}netlab: { ${setting} }`,
  ];
  return candidates.find((candidate) => readFrontMatter(candidate).settings.uplink === uplink);
}

const NO_SETTINGS: FrontMatter = { settings: {}, warnings: [] };

/** Whether there may be a key `netlab`. What is for other tools need not be the YAML of our parser. */
function mayHaveSettings(text: string): boolean {
  return /^[ \t]*["']?netlab["']?[ \t]*:/m.test(text) || (/^\s*\{/.test(text) && text.includes('netlab'));
}

function invalid(reason: Said): FrontMatter {
  return { settings: { invalid: reason }, warnings: [] };
}

/** `line`: in the text between the two `---`; that of the file is told. */
function notYaml(message: string, line: number): Said {
  const [what = ''] = message.split('\n');
  return sayOfNotebook('not-yaml', what.replace(/ at line \d+, column \d+:$/, ''), line + 1);
}

/** dev_valid_name() of the kernel's net/core/dev.c: 1 to 15 bytes, no '/', ':' or white space, neither '.' nor '..'; every netns has its own lo. */
function isIfname(name: string): boolean {
  return /^[^\s/:]+$/.test(name) && !['.', '..', 'lo'].includes(name) && new TextEncoder().encode(name).length <= 15;
}
