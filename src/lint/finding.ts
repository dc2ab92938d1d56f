import type { Reading } from '../import/reading.ts';
import type { Said, Text } from '../words.ts';

/** A cell as it is written: the info string of its fence, and its text with LF line endings. */
export interface CellText {
  readonly info: string;
  readonly text: string;
  /** Of a tutorial: what it was read to be, and what of it was typed. */
  readonly reading?: Pick<Reading, 'kind' | 'evidence' | 'typed'> | undefined;
}

/** A range of a cell, as offsets in its info string or in its text. */
export interface Span {
  readonly part: 'info' | 'text';
  readonly start: number;
  readonly end: number;
}

export interface Edit extends Span {
  readonly with: string;
}

/** What would put a finding right. */
export interface Fix {
  readonly what: Said;
  readonly edits: readonly Edit[];
  /** What is put in is the reader's to replace. */
  readonly selects?: true;
}

/** Something in a cell that its author may want to change. */
export interface Finding extends Span {
  readonly what: Said;
  readonly remedy?: Text | undefined;
  /** 'error': the cell is not run as it is. */
  readonly severity: 'error' | 'warning' | 'information';
  readonly fixes: readonly Fix[];
  /** The kernel runs nothing of a text like this, which may be no shell at all. */
  readonly isRefused?: true;
  /** It works, and there is something newer. */
  readonly isOld?: true;
  /** The Debian package that would help. */
  readonly installs?: string;
  /** What the sandbox's uplink would be called, in the notebook's front matter. */
  readonly uplink?: string;
  /** Who says so, if it is not us, by a code of theirs with its page. */
  readonly source?: { readonly name: string; readonly code: string; readonly page: string };
}
