import { sayFrom } from '../words.ts';

/** What is asked at a terminal, and that there is none. */
export const TERMINAL_WORDS = {
  'no-terminal': 'No terminal for the prompt: {0}',
  'run-in-terminal': 'Run it in a terminal, or make the prompt unnecessary: see docs/hosts.md.',
  unasked: '{0} {1}',
  'pass-yes': 'No terminal to prompt on: pass --yes to agree in advance.',
  'pass-host':
    'No terminal to prompt on. If you have read the file and want to run it there, pass --host {0} or --yes.',
  'outside-sandbox': 'The file runs cells on {0}, outside a sandbox.',
  'stays-changed': 'Cells change the links, addresses, routes and rules of {0} itself, and these changes stay.',
  'no-sandbox': 'Not a sandbox. {0}',
  'about-to-touch': '{0} is about to be changed by a cell.',
  risks: '{0}',
  'unused-value': '--set {0}: no placeholder is called that. There are: {1}',
  'no-placeholders': '--set {0}: there are no placeholders.',
  'report-with': 'To report this, write what is needed for it into a file: {0}',
  reported:
    'What is needed to report this is in {0}. Read it before you send it: it holds this network with its rules.',
  yes: 'yes',
} as const;

export const sayTerminal = sayFrom(TERMINAL_WORDS);
