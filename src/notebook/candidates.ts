// The parts of a Markdown file that may be commands: fences, indented blocks, and lines that are nothing but code.

import { type BlockState, DOCUMENT_START, readLine } from './blocks.ts';
import { isBlank, type Line } from './lines.ts';

/**
 * Lines of a file, from 0, that may become a code cell. 'fence' and 'indented' become one in their place; of the others the text
 * stays where it is, and the cell comes after it.
 */
export interface Candidate {
  readonly form: 'fence' | 'indented' | 'quoted' | 'inline' | 'plain';
  readonly at: number;
  /** The line after the last one. */
  readonly to: number;
  /** Of a fence, whether a line of its own closes it. */
  readonly closed: boolean;
  readonly info: string;
  readonly text: string;
}

/** Code alone on its line, or at the end of a list item behind a colon; a line break in Markdown may follow. */
const ALONE = /^\s*(?:(?:[-*+]|\d{1,9}[.)])\s+)?(`{1,2})(?!`)([^`]+)\1(?:\s*(?:\\|<br\s*\/?>)?\s*|[.;,]\s*)$/;
const AFTER_COLON = /^\s*(?:[-*+]|\d{1,9}[.)])\s.*(?::|->|=>|→|-|–|—)\s+(`{1,2})(?!`)([^`]+)\1[.;,]?\s*$/;

export function findCandidates(lines: readonly Line[], start: number): Candidate[] {
  const found: Candidate[] = [];
  let state: BlockState = DOCUMENT_START;
  let open: (Omit<Candidate, 'text' | 'to' | 'closed'> & { text: string[] }) | undefined;
  const close = (to: number, closed = false) => {
    if (open) found.push({ ...open, to, closed, text: open.text.join('\n') });
    open = undefined;
  };
  const extend = (form: Candidate['form'], at: number, text: string) => {
    if (open?.form === form) open.text.push(text);
    else {
      close(at);
      open = { form, at, info: '', text: [text] };
    }
  };
  for (let at = start; at < lines.length; at++) {
    const line = lines[at]?.text ?? '';
    const step = readLine(state, line);
    state = step.state;
    const { role } = step;
    const isFence = open?.form === 'fence' || open?.form === 'quoted';
    if (role.kind === 'fence-text') {
      if (isFence) open?.text.push(role.text);
      continue;
    }
    // The end of the list item around it ends a fence as well, and that line belongs to what follows.
    if (isFence) close(role.kind === 'fence-close' ? at + 1 : at, role.kind === 'fence-close');
    if (role.kind === 'fence-open') {
      close(at);
      open = { form: role.alone ? 'fence' : 'quoted', at, info: role.info, text: [] };
    } else if (role.kind === 'indented') {
      // In a block quote it has more than blanks before it.
      extend(state.containers.some(({ kind }) => kind === 'quote') ? 'plain' : 'indented', at, role.text);
    } else if (open?.form === 'indented' && isBlank(line)) open.text.push('');
    else if (state.leaf.kind === 'paragraph') {
      const code = (ALONE.exec(line) ?? AFTER_COLON.exec(line))?.[2];
      if (code !== undefined) extend('inline', at, code.trim());
      else if (!/^\s*(?:[-*+>#|]|\d+[.)]\s)/.test(line)) extend('plain', at, line.trim());
      else close(at);
    } else close(at);
  }
  close(lines.length);
  return found.map(withoutBlankEnd);
}

/** Blank lines at its end are no part of an indented block (CommonMark §4.4). */
function withoutBlankEnd(candidate: Candidate): Candidate {
  if (candidate.form !== 'indented') return candidate;
  const texts = candidate.text.split('\n');
  const last = texts.findLastIndex((text) => !isBlank(text)) + 1;
  return { ...candidate, to: candidate.at + last, text: texts.slice(0, last).join('\n') };
}
