// The blocks of a document, one after the other: what each is follows from the ones before it, and from the whole, as well.

import { madeBy, NOTHING_MADE } from '../shell/made-names.ts';
import { readBlock } from './block.ts';
import { factsOf } from './facts.ts';
import { type ForeignShell, startsForeign } from './foreign-shells.ts';
import { type InnerShell, splitByShell } from './inner-shells.ts';
import type { Block, Context, Reading } from './reading.ts';
import { programOf } from './synopsis.ts';
import { hostOf } from './with-prompts.ts';

/** Reads the blocks of a document in their order. */
export function readDocument(blocks: readonly Block[]): Reading[] {
  const story = new Story(blocks);
  return blocks.map((block) => {
    const reading = readBlock(block, story);
    story.goOn(reading);
    return reading;
  });
}

/** What is known so far. Sets that grow: a document may have thousands of blocks. */
class Story implements Context {
  readonly made = new Set<string>();
  readonly netns = new Set<string>();
  readonly programs = new Set<string>();
  readonly facts;
  host: string | undefined;
  isUnprompted = false;
  typed: readonly string[] = [];
  lastTyped: string | undefined;
  foreign: ForeignShell | undefined;
  readonly elsewhere = new Set<string>();
  #shell = NOTHING_MADE.known;

  #within: readonly InnerShell[] = [];

  get isInShell(): boolean {
    return this.#within.length > 0;
  }

  constructor(blocks: readonly Block[]) {
    this.facts = factsOf(blocks);
  }

  goOn({ kind, entries, evidence, foreign, elsewhere = [] }: Reading): void {
    for (const name of elsewhere) this.elsewhere.add(name);
    // What a person is asked about once is not the host's name the next time.
    if (kind === 'unclear' && evidence.code === 'other-place') this.elsewhere.add(String(evidence.args?.[0]));
    if (entries.some(({ prompt }) => prompt !== '')) this.foreign = foreign;
    else if (kind === 'commands') this.foreign = foreignAfter(entries);
    this.lastTyped = undefined;
    if (kind !== 'commands' && kind !== 'transcript') return;
    const typed = entries.map(({ command }) => command.trim()).filter((command) => command !== '');
    this.lastTyped = typed.at(-1)?.split('\n').at(-1);
    for (const command of typed) this.#within = splitByShell(command, this.#within).within;
    const { netns, links, known } = madeBy(typed.join('\n'), { ...NOTHING_MADE, known: this.#shell });
    for (const name of netns) this.netns.add(name);
    for (const name of [...netns, ...links]) this.made.add(name);
    for (const command of typed) for (const line of command.split('\n')) this.programs.add(programOf(line));
    this.host = hostOf(entries, this);
    this.isUnprompted ||= entries.some(({ prompt, command }) => prompt === '' && command.trim() !== '');
    this.typed = typed.flatMap((command) => [command, ...command.split('\n').map((line) => line.trim())]);
    this.#shell = known;
  }
}

/** The shell that the last of some commands starts which have no prompts. */
function foreignAfter(entries: Reading['entries']): ForeignShell | undefined {
  const command = entries.at(-1)?.command.trimEnd().split('\n').at(-1) ?? '';
  return startsForeign(command) === 'sure' ? { command, outer: '' } : undefined;
}
