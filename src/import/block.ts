// What a block of a tutorial is: commands, a transcript, output, a drawing, a file, or something that a person must decide.

import { withDoubt } from './doubts.ts';
import { fenceSays } from './fence-languages.ts';
import { type Block, type Context, none, question, type Reading } from './reading.ts';
import { withPrompts } from './with-prompts.ts';
import { withoutPrompts } from './without-prompts.ts';
import { sayOfImport } from './words.ts';

/** Nobody wrote a longer one by hand, and reading it takes long. */
const MAX_LINES = 5000;

export const readBlock = (block: Block, context: Context): Reading => withDoubt(read(block, context), block);

function read(block: Block, context: Context): Reading {
  const says = fenceSays(block.language, block.info);
  const lines = block.text.split('\n');
  if (says === 'dialect') return none('other', sayOfImport('fence-says', block.info));
  if (lines.length > MAX_LINES) return question(lines, sayOfImport('too-long', lines.length));
  const indent = Math.min(...lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)));
  if (indent === 0 || indent === Number.POSITIVE_INFINITY)
    return withPrompts(block, says, lines, context) ?? withoutPrompts(block, says, lines, context);
  const dedented = lines.map((line) => line.slice(indent));
  const reading = withPrompts(block, says, dedented, context);
  // What is typed behind no prompt keeps its blanks: here-documents have them.
  if (!reading) return withoutPrompts(block, says, dedented, context);
  const typed = reading.typed.map((from, at) => (from < 0 ? from : Math.min(from + indent, lines[at]?.length ?? 0)));
  return { ...reading, typed };
}
