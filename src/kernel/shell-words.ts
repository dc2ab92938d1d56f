import { sayFrom } from '../words.ts';

/** Why there is no shell for a cell, or no pipe for what it prints. */
export const SHELL_WORDS = {
  'connection-lost': 'Connection lost: {0}',
  'no-program': 'Cells need {0}, and there is none on {1}.',
  'install-package': 'Install the package {0} on that machine.',
  'no-shell': 'No shell could be started on {0}.',
  'no-pipe': 'no pipe could be created: {0}',
  'pipe-ended': 'its process ended with {0}',
  'netns-unknown': 'netns=: cannot find out whether there is a network namespace "{0}".',
  'keeps-nothing': '{0} no longer keeps anything running.',
  'notebook-closed': 'This notebook has been closed.',
} as const;

export const sayShell = sayFrom(SHELL_WORDS);
