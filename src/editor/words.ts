import { sayFrom } from '../words.ts';

/** Why the editor has no host for a cell. */
export const EDITOR_WORDS = {
  'unusable-settings': 'The settings of this notebook cannot be used: {0}',
  'fix-front-matter': 'Fix the front matter at the top of the notebook.',
  'needs-linux': 'Cells need Linux, and this machine does not run it.',
  'open-on-linux': 'Open the folder on a Linux machine with Remote - SSH, or in a dev container.',
  'open-in-wsl': 'Open the folder in WSL, on a Linux machine with Remote - SSH, or in a dev container.',
  'no-terminal': 'This host has no terminal.',
  'not-in-terminal': 'This is meant for the shell that {0} starts, which no terminal can enter.',
} as const;

export const sayEditor = sayFrom(EDITOR_WORDS);
