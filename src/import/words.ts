import { sayFrom } from '../words.ts';

/** Why a block of a tutorial is what it was read to be. */
export const IMPORT_WORDS = {
  'fence-says': 'its fence says {0}',
  'every-line': 'every line is a command',
  'has-prompts': 'prompts stand before its commands ({0})',
  'other-language': 'line {0} is of another language: {1}',
  'has-remarks': 'line {0} is a remark, and all others are commands: {1}',
  'has-alternatives': 'line {0} stands between ways to do the same: {1}',
  'has-mixed': 'line {0} is a command, line {1} is output',
  'is-output': 'line {0} is what a program prints: {1}',
  'is-drawing': 'line {0} is drawn: {1}',
  'no-command': 'none of its lines is a command that is known',
  'text-before': 'the text before it says so: {0}',
  'repeats-commands': 'it shows again what was typed in the block before',
  'names-made': 'it is a list of what the commands have made',
  'is-synopsis': 'it says how a command is written, not what is typed: {0}',
  'is-settings': 'its lines are settings of a file: {0}',
  'only-comments': 'it has nothing but comments',
  'is-script': 'line 1 says that it is a script: {0}',
  'other-program': 'line {0} is typed at the prompt of another program: {1}',
  'no-known-prompt': 'it should have prompts, and none is known',
  'unknown-line': 'line {0} may be a command or not: {1}',
  'forgotten-prompt': 'line {0} looks like a command, and has no prompt: {1}',
  'several-places': 'its prompts name more places than one: {0}',
  'other-place': 'its prompt names {0}, and nothing in this document is called that',
  'other-shell': 'what follows from line {0} is for the shell that {1} starts, which is not there: it is not run',
  'in-text': 'it is part of the text, and the other commands are in blocks',
  'too-long': 'it has {0} lines, which is too much to be read',
} as const;

export type ImportCode = keyof typeof IMPORT_WORDS;

export const sayOfImport = sayFrom(IMPORT_WORDS);

/** What is done about a command that does not end on its own, and why. */
export const RUNS_ON_WORDS = {
  'to-background': '{0} runs until it is stopped: started in the background',
  'beside-the-rest': '{0} runs until it is stopped: started in the background, and the rest of the cell after it',
  'while-the-rest': '{0} runs until it is stopped: kept running for as long as the rest of the cell runs',
  'to-limit': '{0} runs until it is stopped: given {1} s',
} as const;

export const sayRunsOn = sayFrom(RUNS_ON_WORDS);
