import { sayFrom } from '../words.ts';

/** Why a cell is not run or not as its author expects, and what is said of its run besides. */
export const RUN_WORDS = {
  'needs-terminal': 'This cell is interactive: it needs a terminal.',
  'run-in-editor': 'Run it in VS Code, which opens a terminal, or remove interactive=true.',
  'no-time-limit': 'expect=timeout: this cell has no time limit.',
  'add-time-limit': 'Add one, such as timeout=10s.',
  'nul-in-cell': 'The cell contains a NUL character, which no shell can run.',
  placeholder: '{0} is a placeholder: the shell would read it as redirections and create a file.',
  'replace-placeholder':
    'Replace it, brackets included, with your own value (in the terminal: --set "{0}=…"), or quote it if you mean it.',
  'value-not-plain': '{0} stands as it is written: in quotes only a value of plain characters is put.',
  'no-prompt':
    'This console cell has no known prompt, so what was typed cannot be distinguished from what was printed.',
  'add-prompts': 'Put `$ ` before each command, or write sh instead of console if all of it is commands.',
  'shown-prompt': 'Nothing was run: line {0} of the cell shows a prompt: {1}',
  'shown-output': 'Nothing was run: line {0} of the cell is output of a program, not a command: {1}',
  'shown-drawing': 'Nothing was run: line {0} of the cell is a drawing, not a command: {1}',
  'console-or-no-prompt':
    'Write console instead of sh after the fence, so that only what follows a prompt is run. Or remove the prompts and the output.',
  'console-or-no-output':
    'Remove it, or mark what was typed: put `$ ` before each command and write console instead of sh after the fence.',
  'text-or-quotes': 'Write text instead of sh after the fence, or quote it if you mean it.',

  'shell-beside-magic': 'Nothing was run: line {0} is for the shell, and other lines of the cell begin with %.',
  'split-cell': 'Put them into a cell of their own.',
  'magic-not-plain': 'Nothing was run: line {0} has something that only a shell could expand.',
  'quote-magic': 'Write names as they are; quote those with blanks or special characters.',

  'not-begun': 'This cell was not run: an earlier cell redefined or closed something that the shell needs.',
  'run-for-new-shell': 'Run it again to get a new shell.',
  'shell-not-running': 'This is meant for the shell that {0} starts, and that does not run.',
  'run-what-starts-it': 'Run the cell that starts it first.',
  'shell-not-entered': 'Nothing that is meant for the shell of {0} was run: it did not start (exit status {1}).',
  'shell-without-proc':
    'The shell of {0} cannot be followed: it has a PID namespace of its own, in which /proc shows other processes.',
  'mount-proc': 'Add --mount-proc.',
  'inner-ended': 'The inner shell ended.',
  'never-sent': 'This cell was never sent to the shell: the window or the connection closed first.',
  'run-in-same-shell': 'Run it again: the shell is as it was.',
  'no-directory': 'cwd=: the directory {0} does not exist or cannot be entered.',
  'no-lane': 'This cell was not run: no pipe or process could be created for it.',
  'no-lane-because': 'This cell was not run: no pipe or process could be created for it: {0}',
  'raise-limit':
    'The shell is as it was. End whatever uses so many processes or open files, or raise the limit (ulimit -a), and run it again.',
  'host-kept': 'The host is kept, with everything on it. Run the cell again, or restart the host.',
  'no-netns': 'netns=: there is no network namespace "{0}" on {1}.',
  'known-netns': 'Known ones: {0}.',
  'no-netns-yet': 'There are none yet: first run the cell that creates it (ip netns add NAME).',
  'netns-replaced': 'netns=: the network namespace "{0}" was replaced while the shell was starting in it.',
  'run-again': 'Run the cell again.',

  'should-succeed': '{0}, but this cell should succeed (0).',
  'should-all-succeed': '{0}, but every command of this cell should succeed (expect=all).',
  'should-fail': '{0}, but this cell should fail (expect=fail).',
  'should-time-out': '{0}, but this cell should run until its time limit (expect=timeout).',
  'should-exit-with': '{0}, but this cell should exit with {1} (expect={1}).',
  'failed-as-it-should': 'failed, as it should (exit {0})',
  'failed-as-announced': 'failed, as the text says (exit {0})',
  'exited-as-shown': 'exit {0}, with the output that the tutorial shows',
  'exited-as-it-should': 'exit {0}, as it should',
  'timed-out-as-it-should': 'ran until its time limit of {0} s, as it should',
  'stopped-as-it-should': 'did not succeed, as it should (stopped after {0} s)',
  'task-done': 'Done: {0}',
  'task-to-do': 'Not done yet: {0}',
  hint: 'Hint {0} of {1}: {2}',
  'command-failed': '1 command failed ({0})',
  'commands-failed': '{0} commands failed ({1})',
  line: 'line {0}',
  lines: 'lines {0}',
  'not-counted': 'Its failed commands could not be counted: this cell, or one before it, sets a trap.',
  'count-without-trap': 'Without a trap on ERR or DEBUG expect=all can be judged.',
  'exit-status': 'Exit status {0}',
  'shell-ended-with': 'The shell ended with exit status {0}',
  'shell-ended-by': 'The shell was ended by {0}',
  'stopped-after': 'Stopped after {0} s',
  'stopped-after-with': 'Stopped after {0} s (exit status {1})',
  'and-cut': '{0}; nothing after that was run',
  'limit-is-meant':
    'If it is meant to run until its time limit, write expect=timeout; if it is meant to keep running, background=true.',
  'connection-lost': 'Connection lost: {0}',
  reconnects: 'Nothing is re-run automatically; the next cell reconnects.',
  'stopped-before': 'Stopped before it began.',
  'stopped-with': 'Stopped (exit status {0}).',
  'stopped-and': 'Stopped. {0}.',

  'is-unclear': 'Not clear whether this was typed or printed: {0}.',
  questions:
    'What is not clear is not run ({0}): open the file in VS Code to say what it is, or write sh, console or text behind its fence.',
  'within-shell': 'Runs in the shell of {0}, which a cell above has started; exit leaves it.',
  'other-terminal': 'Runs outside the shell of {0}: the text says that it is typed in another terminal.',
  'cleaned-last': 'It cleans up, so it was kept for the end.',
  'as-shown': 'As the tutorial shows it.',
  'not-as-shown': 'The tutorial shows:',
  'nothing-to-run': 'Nothing in {0} can be run: nothing in it is clearly a command.',

  stopped: 'Stopped.',
  'input-read':
    'Standard input was read, and it is empty in a cell. To type there, write interactive=true after the language.',
  'waits-for-typing': '{0} needs a terminal: run this cell on its own, in VS Code.',
  'in-terminal': 'Runs in a terminal.',
  'earlier-not-shown': 'What earlier commands of this cell printed is no longer shown.',
  'not-listening': 'Nothing is listening after {0} s; continuing.',
  'no-reply': '{0}: no reply came.',
  'stop-ignored': 'The shell ignored the stop: this cell or an earlier one disabled its signal handling.',
  'shell-ended': 'The shell ended. The next cell gets a new one, without its variables, functions and directory.',
  'new-shell-ended': 'New shell: the previous one ended.',
  'new-shell-lost': 'New shell: the connection to the previous one was lost.',
  'new-shell-netns': 'New shell: the network namespace of the previous one was deleted.',
  discarded: 'The first {0} printed before you reconnected were discarded.',
  'no-folder': 'The folder {0} does not exist on {1}, or cannot be entered; the shell starts in its default directory.',
  'left-out-whole-in': '… {0} left out; the full output is in {1}',
  'left-out-first-in': '… {0} left out; the first {1} of it are in {2}',
  'left-out-not-kept': '… {0} left out; the full output could not be saved: {1}',

  unreachable: 'No connection to port {0}: {1}',
  'lo-may-be-down': 'If lo is down in its network namespace, set it up there: ip link set lo up',
  'expected-got': 'expected {0}, got {1}',

  // Why there is no shell for a cell, or no pipe for what it prints.
  'no-program': 'Cells need {0}, and there is none on {1}.',
  'install-package': 'Install the package {0} on that machine.',
  'no-shell': 'No shell could be started on {0}.',
  'no-pipe': 'no pipe could be created: {0}',
  'pipe-ended': 'its process ended with {0}',
  'netns-unknown': 'netns=: cannot find out whether there is a network namespace "{0}".',
  'keeps-nothing': '{0} no longer keeps anything running.',
  'notebook-closed': 'This notebook has been closed.',
} as const;

export type RunCode = keyof typeof RUN_WORDS;

export const sayOfRun = sayFrom(RUN_WORDS);
