// The blocks of a document, one after the other: what each is follows from the ones before it as well.

import { madeBy, NOTHING_MADE } from '../shell/made-names.ts';
import { readBlock } from './block.ts';
import type { Block, Context, Reading } from './reading.ts';
import { hostOf } from './with-prompts.ts';

/** A block's reading, with the network namespaces that commands before it have made. */
export interface DocumentReading extends Reading {
  readonly netns: ReadonlySet<string>;
}

interface Known extends Context {
  readonly shell: typeof NOTHING_MADE.known;
}

const NOTHING_KNOWN: Known = {
  netns: new Set(),
  made: new Set(),
  host: undefined,
  typed: [],
  shell: NOTHING_MADE.known,
};

/** Reads the blocks of a document in their order. */
export function readDocument(blocks: readonly Block[]): DocumentReading[] {
  let known = NOTHING_KNOWN;
  return blocks.map((block) => {
    const reading = { ...readBlock(block, known), netns: known.netns };
    known = after(known, reading);
    return reading;
  });
}

function after(known: Known, { kind, entries }: Reading): Known {
  if (kind !== 'commands' && kind !== 'transcript') return known;
  const typed = entries.map(({ command }) => command.trim()).filter((command) => command !== '');
  const made = madeBy(typed.join('\n'), { ...NOTHING_MADE, known: known.shell });
  return {
    netns: new Set([...known.netns, ...made.netns]),
    made: new Set([...known.made, ...made.netns, ...made.links]),
    host: hostOf(entries, known),
    typed: typed.flatMap((command) => [command, ...command.split('\n').map((line) => line.trim())]),
    shell: made.known,
  };
}
