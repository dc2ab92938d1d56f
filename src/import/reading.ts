// What a block of a tutorial was read to be.

import type { Said } from '../words.ts';
import type { Facts } from './facts.ts';
import type { ForeignShell } from './foreign-shells.ts';
import type { BlockLine } from './lines.ts';
import { type Entry, entriesOf, type Typed } from './transcript.ts';
import { type ImportCode, sayOfImport } from './words.ts';

export type BlockKind = 'commands' | 'transcript' | 'output' | 'file' | 'drawing' | 'other' | 'unclear';

export interface Block {
  readonly text: string;
  /** The first word of its fence, in lower case; '' where it has none. */
  readonly language: string;
  readonly info: string;
  /** The text right before it, as far as it is about it. */
  readonly before: string;
}

/** What is known from the blocks before. */
export interface Context {
  /** Names of network namespaces and links that commands have made. */
  readonly made: ReadonlySet<string>;
  /** Names of network namespaces that commands have made. */
  readonly netns: ReadonlySet<string>;
  /** What prompts have called the host itself. */
  readonly host: string | undefined;
  /** What was typed in the last block that has commands. */
  readonly typed: readonly string[];
  /** The last command of the block right before, if that has commands. */
  readonly lastTyped: string | undefined;
  /** A shell in a container or on another machine that has not been left. */
  readonly foreign: ForeignShell | undefined;
  /** What prompts call places that are not the reader's machine, or that nobody has explained. */
  readonly elsewhere: ReadonlySet<string>;
  /** A shell that was started with a command has not been left. */
  readonly isInShell: boolean;
  /** The programs that were run. */
  readonly programs: ReadonlySet<string>;
  /** Commands stood behind no prompt. */
  readonly isUnprompted: boolean;
  /** What the whole document says. */
  readonly facts: Facts;
}

export interface Reading {
  readonly kind: BlockKind;
  /** Why. */
  readonly evidence: Said<ImportCode>;
  /** Of commands and transcripts, and of what may be one: what is run if it is one. */
  readonly typed: Typed;
  readonly entries: readonly Entry[];
  /** The network namespace that all its prompts name. */
  readonly place?: string;
  /** A shell in a container or on another machine that is open at its end. */
  readonly foreign?: ForeignShell;
  /** What the prompts of such shells name. */
  readonly elsewhere?: readonly string[];
}

/** One of which nothing is run. */
export const none = (kind: BlockKind, evidence: Said<ImportCode>): Reading => ({
  kind,
  evidence,
  typed: [],
  entries: [],
});

/** A block of which all lines are run, or would be if a person says so. */
export function whole(kind: 'commands' | 'unclear', lines: readonly string[], evidence: Said<ImportCode>): Reading {
  const typed = lines.map(() => 0);
  return { kind, evidence, typed, entries: entriesOf(lines, typed) };
}

/** The same where lines are remarks that no shell knows. */
export function allBut(remarks: readonly BlockLine[], lines: readonly string[]): Reading {
  const typed = lines.map((_, at) => (remarks.some(({ from }) => from === at) ? -1 : 0));
  const evidence = sayOfImport('has-remarks', (remarks[0]?.from ?? 0) + 1, shown(remarks[0]?.text ?? ''));
  return { kind: 'transcript', evidence, typed, entries: entriesOf(lines, typed) };
}

export const question = (lines: readonly string[], evidence: Said<ImportCode>): Reading =>
  whole('unclear', lines, evidence);

/** A line as it is shown in evidence. */
export const shown = (line: string): string => JSON.stringify(line.trim().slice(0, 60));
