import { sayFrom } from '../words.ts';

/** What is found in cells before they run or when they have run, and what would put it right. */
export const LINT_WORDS = {
  'did-you-mean': '{0}. Did you mean {1}?',
  'change-to': 'Change to {0}',
  'remove-attribute': 'Remove {0}',
  'put-value': 'Put a value in place of {0}',
  'make-console': 'Write console instead of {0} after the fence: only what follows a prompt is run',
  'old-command': '{0} is an old tool. Today: {1}',
  'no-netns': 'There is no network namespace {0}, and no command above makes it',
  'no-link': 'There is no link {0}, and no command above makes it',
  'no-word': '{0} has no {1}',
  'not-installed': '{0} is not installed on {1}. The Debian package {2} has it.',
  'not-in-debian': '{0} is not installed on {1}. Debian has no package of it.',
  'missing-program': '{0} is not installed here. Debian has it in {1}: sudo apt install {1}',
  'missing-programs': 'Not installed here: {0}. On Debian: sudo apt install {1}',
  'missing-in-debian': 'Not installed here, and not in Debian: {0}.',
  'no-link-type':
    'The kernel here does not support links of type {0} (module {1}); nothing is wrong with the commands. Where the machine has the module, this loads it: {2}',
  'no-link-types':
    'The kernel here does not support links of the types {0}; nothing is wrong with the commands. Where the machine has their modules, this loads them: {1}',
  'no-module':
    'There is no module {0} for the kernel here, so what needs it does not work; nothing is wrong with the command.',
  'uplink-taken': 'The author’s network card is {0}: the sandbox’s uplink is called that ({1}).',
  'uplink-is-own': 'The author’s network card is {0}, as the sandbox’s uplink is.',
  'uplink-has-address': 'It has the author’s address {0}, which commands use.',
  'uplink-without-address': 'It does not have the author’s address {0}.',
  'by-front-matter': 'uplink: in the front matter for another',
  'other-uplink':
    '{0} seems to be the author’s network card. The sandbox’s uplink is {1}, so this means nothing there.',
  'call-uplink': 'Call the sandbox’s uplink {0}, in the front matter',
  'shows-the-same': '`{0}` shows the same.',
  'does-the-same': '`{0}` does the same.',
  'as-it-came': '{0}',
  'fix-of-shellcheck': 'Fix as ShellCheck suggests ({0})',
  'replace-command': 'Replace with {0}',
} as const;

export type LintCode = keyof typeof LINT_WORDS;

export const sayOfLint = sayFrom(LINT_WORDS);
