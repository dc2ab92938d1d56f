import { findPlaceholder, findPlaceholders } from '../import/placeholders.ts';
import { hasPrompt } from '../import/transcript.ts';
import { refusal } from '../kernel/cell-text.ts';
import type { Refusal } from '../kernel/run-types.ts';
import { sayOfRun } from '../kernel/words.ts';
import { parseInfo } from '../notebook/attributes.ts';
import { magicsIn } from '../notebook/magics.ts';
import type { Said } from '../words.ts';
import type { CellText, Finding, Fix, Span } from './finding.ts';
import type { ReadCell } from './read-cell.ts';
import { sayOfLint } from './words.ts';

/** Why the kernel would not run a cell, in its words, at their place. What is wrong with attributes is said of them. */
export function refusalFindings(cell: ReadCell): Finding[] {
  const { text, language, reading } = cell;
  if (reading?.kind === 'unclear') return [unclear(cell, reading.evidence)];
  const { invalid: _, ...attributes } = parseInfo(cell.info).attributes;
  const typed = reading ? { typed: reading.typed } : {};
  const refused = refusal({ code: text, language, attributes: { ...attributes, interactive: false }, ...typed });
  if (!refused) return [];
  if (refused.what.code === 'placeholder') return placeholders(cell, refused);
  const { what, remedy } = refused;
  // In Markdown, a fence that names no language is often no shell.
  const severity = language === '' ? 'information' : 'error';
  return [{ what, remedy, severity, isRefused: true, ...spanOf(refused, cell), fixes: fixesOf(refused, cell) }];
}

/** A person must say first what it is. */
function unclear({ text }: CellText, evidence: Said): Finding {
  const [line] = evidence.args;
  const span = lineOf(text, typeof line === 'number' ? line : 1);
  return { what: sayOfRun('is-unclear', evidence), severity: 'information', isRefused: true, ...span, fixes: [] };
}

function placeholders({ shell, offsetInCell }: ReadCell, { remedy }: Refusal): Finding[] {
  const own = findPlaceholders(shell);
  // In a text for another shell.
  const inner = own.length > 0 ? undefined : findPlaceholder(shell);
  const all = inner ? [{ ...inner, offset: shell.indexOf(inner.text, inner.offset) }] : own;
  return all.map(({ text, offset }) => {
    const span = { part: 'text', start: offsetInCell(offset), end: offsetInCell(offset + text.length) } as const;
    const edits = [{ ...span, with: text.slice(1, -1) }];
    const fix: Fix = { what: sayOfLint('put-value', text), edits, selects: true };
    return { ...span, what: sayOfRun('placeholder', text), remedy, severity: 'error', isRefused: true, fixes: [fix] };
  });
}

function spanOf({ what }: Refusal, { info, text }: CellText): Span {
  if (what.code === 'no-time-limit') return { part: 'info', start: 0, end: info.length };
  if (what.code === 'nul-in-cell') return { part: 'text', start: text.indexOf('\0'), end: text.indexOf('\0') + 1 };
  const [line] = what.args;
  return lineOf(text, typeof line === 'number' ? line : 1);
}

/** A line of a text, from 1, without the blanks at its ends. */
export function lineOf(text: string, number: number): Span {
  const lines = text.split('\n');
  const line = lines[number - 1] ?? '';
  const start = lines.slice(0, number - 1).join('\n').length + (number > 1 ? 1 : 0);
  const indent = line.length - line.trimStart().length;
  return { part: 'text', start: start + indent, end: start + Math.max(indent, line.trimEnd().length) };
}

function magicFix({ args: [line] }: Said, text: string): Fix[] {
  const { start } = lineOf(text, typeof line === 'number' ? line : 1);
  const magic = magicsIn(text);
  if (magic?.kind !== 'misspelt') return [];
  const meant = `%${magic.meant}`;
  const edit = { part: 'text', start, end: start + 1 + magic.word.length, with: meant } as const;
  return [{ what: sayOfLint('change-to', meant), edits: [edit] }];
}

/** A cell of shell with prompts in it is a console cell. */
function fixesOf({ what }: Refusal, { info, text }: CellText): Fix[] {
  if (what.code === 'misspelt-magic') return magicFix(what, text);
  if (!/^shown-(?:prompt|output)$/.test(what.code) || !hasPrompt(text)) return [];
  const [, before = '', language = ''] = /^(\s*(?:\{\s*\.)?)((?:ba)?sh|shell|netlab|)(?![\w-])/i.exec(info) ?? [];
  const start = before.length;
  const edit = { part: 'info', start, end: start + language.length, with: 'console' } as const;
  return [{ what: sayOfLint('make-console', language || 'sh'), edits: [edit] }];
}
