import { formatBytes } from '../../bytes.ts';
import type { Listener } from '../../kernel/listeners.ts';
import type { Answer as Answered } from '../../magics/answer.ts';
import type { CellAttributes } from '../../notebook/attributes.ts';
import { inWords, type Said, type Translate } from '../../words.ts';
import { plainLabel } from '../plainText.ts';
import type { Answer } from './answers.ts';
import type { CellReading } from './reading.ts';

export type { Translate };

/** What is beneath a cell. The text may hold codicons, `$(watch)`; the label is what a screen reader says. */
export interface Badge {
  readonly text: string;
  readonly label: string;
  readonly tooltip: string;
  readonly command?:
    | 'netlab.setCellAttribute'
    | 'netlab.stopBackground'
    | 'netlab.openFullOutput'
    | 'netlab.openInBrowser'
    | 'netlab.restartAndRunAll'
    | 'netlab.runCheck'
    | 'netlab.showBackgroundOutput'
    | 'netlab.runAsCommands'
    | 'netlab.isOutput'
    | 'netlab.askAgain'
    | 'netlab.endRunsOn'
    | 'netlab.insertFix'
    | 'netlab.showWay'
    | 'netlab.explainReason'
    | 'netlab.explainPair'
    | 'netlab.saveReport';
  /** What the command is about, besides the cell: the attribute that a click edits, a port. */
  readonly about?: string | number;
}

/** What is known of a cell besides what its author wrote. */
export interface CellState {
  /** The process id of a background cell that runs. */
  readonly pid?: number;
  /** Bytes of the full output, where the cell shows only part of it. */
  readonly cutFrom?: number;
  /** A job of this cell printed something after the cell had ended. */
  readonly printedLater?: boolean;
  /** Where a background cell listens. */
  readonly listeners?: readonly Listener[];
  /** What its last run is to be known for, though it is as expected. */
  readonly remark?: Said;
  /** What its last question has come to, and of which host. */
  readonly answer?: Answered & { readonly hostId: string };
  /** It failed because what it makes was made by a run before. */
  readonly existsAlready?: boolean;
  /** How the last run of several cells went, which ended here. */
  readonly summary?: { readonly text: string; readonly ok: boolean };
}

export type FixChoice = 'first' | 'all';

/** Of the task that a check looks at, and of all tasks of its lab. */
export interface LabProgress {
  readonly isDone: boolean;
  readonly done: number;
  readonly all: number;
}

/** What is offered at a cell whose last command runs until it is stopped. */
export interface RunsOnOffer {
  readonly program: string;
  readonly how: 'background' | 'limit';
}

export interface BadgeSource {
  readonly attributes: CellAttributes;
  readonly warnings: readonly Said[];
  readonly state: CellState;
  /** What `host=` names: none that there is, or one with a real network. */
  readonly namedHost?: 'unknown' | 'real' | 'sandbox' | undefined;
  /** Of a check. */
  readonly lab?: LabProgress;
  /** Of a cell of a tutorial. */
  readonly tutorial?:
    | (Pick<CellReading, 'kind' | 'evidence' | 'mayFail' | 'cleansUp'> & { readonly answer: Answer | undefined })
    | undefined;
  /** The command that has started the shell in which the cell begins, in a cell above. */
  readonly shell?: string;
  readonly runsOn?: RunsOnOffer | undefined;
}

/** What differs from the default in a cell, and what can be done about it. */
export function badges(source: BadgeSource, t: Translate): Badge[] {
  const { attributes, warnings, state, namedHost, lab, tutorial, shell, runsOn } = source;
  const { check } = attributes;
  return [
    ...(check === undefined || attributes.invalid ? [] : checkBadges(check, lab, t)),
    ...(tutorial ? tutorialBadges(tutorial, t) : []),
    ...stateBadges(state, check !== undefined, t),
    ...summaryBadges(state, t),
    ...problemBadges(attributes, warnings, t),
    ...(namedHost === 'unknown' ? [unknownHostBadge(attributes.host ?? '', t)] : []),
    ...(attributes.host === undefined ? [] : [hostBadge(attributes.host, namedHost === 'real', t)]),
    ...(shell === undefined ? [] : [shellBadge(shell, t)]),
    ...attributeBadges(attributes, state, t),
    ...(runsOn && state.pid === undefined ? [offerBadge(runsOn, t)] : []),
  ];
}

function offerBadge({ program, how }: RunsOnOffer, t: Translate): Badge {
  const [icon, title] = how === 'background' ? ['sync', t('Run in Background')] : ['watch', t('Limit to 5 s')];
  const why =
    how === 'background'
      ? t('{0} runs until it is stopped. Write background=true at this cell: Run All does that on its own.', program)
      : t(
          '{0} runs until it is stopped. Write timeout=5s and expect=timeout at this cell: Run All does that on its own.',
          program,
        );
  return { text: `$(${icon}) ${title}`, label: title, tooltip: why, command: 'netlab.endRunsOn', about: how };
}

function checkBadges(task: string, lab: LabProgress | undefined, t: Translate): Badge[] {
  const label = t('Check whether this is done: {0}', task);
  const button: Badge = {
    text: `$(checklist) ${plainLabel(t('Check: {0}', task))}`,
    label,
    tooltip: label,
    command: 'netlab.runCheck',
  };
  if (!lab) return [button];
  const { isDone, done, all } = lab;
  const text = isDone
    ? t('done; {0} of {1} tasks of this lab', done, all)
    : t('to do; {0} of {1} tasks of this lab are done', done, all);
  return [
    button,
    { text: `$(${isDone ? 'pass-filled' : 'circle-large-outline'}) ${text}`, label: text, tooltip: text },
  ];
}

/** What a cell of a tutorial was read to be, where that is not simply commands; and the question where it is not clear. */
function tutorialBadges(tutorial: NonNullable<BadgeSource['tutorial']>, t: Translate): Badge[] {
  const { kind, evidence, answer, mayFail, cleansUp } = tutorial;
  const why = inWords(evidence, t);
  const list: Badge[] = [];
  const add = (icon: string, text: string, tooltip: string, command?: Badge['command']) =>
    list.push({ text: `$(${icon}) ${text}`, label: `${text}: ${tooltip}`, tooltip, ...(command ? { command } : {}) });
  if (kind === 'unclear' && answer === undefined) {
    const question = t('Not run with the others: it is not clear whether this was typed or printed ({0}).', why);
    add('question', t('Commands or output?'), question);
    add('play', t('Run as commands'), t('It was typed: run it, now and with the others.'), 'netlab.runAsCommands');
    add('output', t('It is output'), t('It was printed: never run it.'), 'netlab.isOutput');
  }
  if (kind === 'unclear' && answer === 'output')
    add('output', t('output, not run'), t('You said that it was printed. Click to decide again.'), 'netlab.askAgain');
  if (kind === 'unclear' && answer === 'commands')
    add('terminal', t('commands'), t('You said that it was typed. Click to decide again.'), 'netlab.askAgain');
  if (kind === 'transcript')
    add('comment', t('only what was typed is run'), t('What a terminal showed: {0}. Its output is not run.', why));
  if (cleansUp) add('debug-step-over', t('not in Run All'), t('It cleans up. Run it when you are done.'));
  if (mayFail) add('info', t('may fail'), t('The text says that it fails, so Run All continues after it.'));
  return list;
}

/** What can be done with what a question has come to. */
function answerBadges({ fixes = [], reasons = [], flow, lost = [], report }: Answered, t: Translate): Badge[] {
  const badge = (command: NonNullable<Badge['command']>, icon: string, label: string, tooltip: string): Badge => ({
    text: `$(${icon}) ${label}`,
    label,
    tooltip,
    command,
  });
  const [reason, ...more] = new Set(reasons);
  return [
    ...fixBadges(fixes, t),
    ...(flow
      ? [
          badge(
            'netlab.showWay',
            'type-hierarchy',
            t('Show way'),
            t('Draw in the diagram where the packet goes and ends'),
          ),
        ]
      : []),
    ...(reason === undefined
      ? []
      : [
          badge(
            'netlab.explainReason',
            'book',
            more.length > 0 ? t('What do they mean?') : t('What does {0} mean?', reason),
            t('Open the page about it: what the kernel does, how to see it, how to fix it'),
          ),
        ]),
    ...(lost.length === 0
      ? []
      : [
          badge(
            'netlab.explainPair',
            'question',
            t('Explain a Pair…'),
            t('Choose one of those that do not arrive, and explain it in a cell below'),
          ),
        ]),
    ...(report
      ? [
          badge(
            'netlab.saveReport',
            'save',
            t('Save Report…'),
            t(
              'Something else was seen than predicted. Save what is needed to report that: this network, its rules, and what was seen.',
            ),
          ),
        ]
      : []),
  ];
}

/** What is inserted, one cell for each. */
function fixBadges(fixes: readonly string[], t: Translate): Badge[] {
  const [first] = fixes;
  if (first === undefined) return [];
  const badge = (about: FixChoice, icon: string, label: string, text: string): Badge => ({
    text: `$(${icon}) ${label}`,
    label,
    tooltip: t('Insert below this cell: {0}', text),
    command: 'netlab.insertFix',
    about,
  });
  const one = badge('first', 'lightbulb', fixes.length > 1 ? t('Insert first fix') : t('Insert fix'), first);
  if (fixes.length === 1) return [one];
  return [one, badge('all', 'lightbulb-autofix', t('Insert all {0} fixes', fixes.length), fixes.join('\n'))];
}

function stateBadges(state: CellState, isQuiet: boolean, t: Translate): Badge[] {
  const list: Badge[] = [];
  if (state.pid !== undefined) {
    list.push({
      text: `$(debug-stop) ${t('Stop')}`,
      label: t('Stop the background process {0}', state.pid),
      tooltip: t('Stop this background cell (SIGINT, then SIGTERM, then SIGKILL)'),
      command: 'netlab.stopBackground',
    });
  }
  for (const { port } of state.listeners ?? []) {
    list.push({
      text: `$(globe) ${t('port {0}', port)}`,
      label: t('Open port {0} in the browser', port),
      tooltip: t(
        'It listens on TCP port {0}. Open it in the browser, through a port of this machine’s loopback.',
        port,
      ),
      command: 'netlab.openInBrowser',
      about: port,
    });
  }
  list.push(...answerBadges(state.answer ?? {}, t));
  if (state.existsAlready) {
    list.push({
      text: `$(debug-restart) ${t('Restart and Run All')}`,
      label: t('Restart and Run All'),
      tooltip: t('What this cell makes exists already. Run all cells in a clean sandbox.'),
      command: 'netlab.restartAndRunAll',
    });
  }
  if (state.cutFrom !== undefined) {
    list.push({
      text: `$(output) ${t('Full output, {0}', formatBytes(state.cutFrom))}`,
      label: t('Open the full output'),
      tooltip: isQuiet
        ? t('A check does not show what it prints. Open it.')
        : t('The cell shows the beginning and the end. Open all of it.'),
      command: 'netlab.openFullOutput',
    });
  }
  if (state.printedLater) {
    list.push({
      text: `$(output) ${t('printed later')}`,
      label: t('Show what a job of this cell printed after the cell ended'),
      tooltip: t('A background job of this cell printed something after the cell ended. Show it.'),
      command: 'netlab.showBackgroundOutput',
    });
  }
  return list;
}

function summaryBadges({ remark, summary }: CellState, t: Translate): Badge[] {
  const list: Badge[] = [];
  if (remark) {
    const text = inWords(remark, t);
    const icon = remark.code.startsWith('command') ? 'warning' : 'pass';
    list.push({ text: `$(${icon}) ${plainLabel(text)}`, label: text, tooltip: text });
  }
  if (summary) {
    const { text, ok } = summary;
    const tooltip = t('The last run of several cells: {0}', text);
    list.push({ text: `$(${ok ? 'check-all' : 'error'}) ${plainLabel(text)}`, label: tooltip, tooltip });
  }
  return list;
}

function problemBadges(attributes: CellAttributes, warnings: readonly Said[], t: Translate): Badge[] {
  const problem = (icon: string, what: Said, tooltip: string): Badge => {
    const label = inWords(what, t);
    return { text: `$(${icon}) ${plainLabel(label)}`, label, tooltip, command: 'netlab.setCellAttribute' };
  };
  return [
    ...(attributes.invalid ? [problem('error', attributes.invalid, t('Fix this before running the cell.'))] : []),
    ...warnings.map((warning) => problem('warning', warning, t('Ignored; kept in the file.'))),
  ];
}

function unknownHostBadge(host: string, t: Translate): Badge {
  const text = t('there is no host {0}', host);
  return {
    text: `$(error) ${plainLabel(text)}`,
    label: text,
    tooltip: t('It is neither in the setting netlab.hosts nor in the SSH configuration. Choose another one.'),
    command: 'netlab.setCellAttribute',
    about: 'host',
  };
}

function hostBadge(host: string, isReal: boolean, t: Translate): Badge {
  const label = isReal ? t('Runs on the real network of {0}', host) : t('Runs on the host {0}', host);
  const text = `$(${isReal ? 'warning' : 'server'}) ${plainLabel(host)}`;
  return { text, label, tooltip: label, command: 'netlab.setCellAttribute', about: 'host' };
}

function shellBadge(command: string, t: Translate): Badge {
  const label = t('Runs in the shell that `{0}` in a cell above has started; `exit` leaves it', command);
  return { text: `$(terminal-bash) ${plainLabel(t('in {0}', `\`${command}\``))}`, label, tooltip: label };
}

function attributeBadges(attributes: CellAttributes, state: CellState, t: Translate): Badge[] {
  const list: Badge[] = [];
  const add = (attribute: string, icon: string, text: string, tooltip: string) =>
    list.push({
      text: `$(${icon}) ${plainLabel(text)}`,
      label: tooltip,
      tooltip,
      command: 'netlab.setCellAttribute',
      about: attribute,
    });
  const { netns, expect, timeoutMs, cwd } = attributes;
  if (netns) add('netns', 'symbol-namespace', netns, t('Runs in the network namespace {0}', netns));
  // What came of it is said by then.
  const isMet = state.remark !== undefined;
  if (expect === 'all') {
    add('expect', 'target', t('every command must succeed'), t('Green when each of its commands succeeds'));
  }
  if (expect === 'fail' && !isMet) add('expect', 'target', t('must fail'), t('Green when the cell fails'));
  if (expect === 'timeout' && !isMet) {
    add('expect', 'target', t('must run until its time limit'), t('Green when its time limit stops the cell'));
  }
  if (typeof expect === 'number' && !isMet) {
    add('expect', 'target', t('must exit with {0}', expect), t('Green when the exit status is {0}', expect));
  }
  if (timeoutMs !== undefined) {
    const duration = formatDuration(timeoutMs);
    add('timeout', 'watch', t('at most {0}', duration), t('Stopped after {0}, as Ctrl+C would', duration));
  }
  if (attributes.background) {
    const running = state.pid !== undefined;
    const text = running ? t('PID {0}', state.pid) : t('background');
    const tooltip = running
      ? t('Runs in the background as process {0}', state.pid)
      : t('Keeps running in the background');
    add('background', running ? 'sync~spin' : 'sync', text, tooltip);
  }
  if (attributes.interactive) add('interactive', 'terminal', t('terminal'), t('Runs in a terminal'));
  if (cwd) add('cwd', 'folder', cwd, t('Runs in the directory {0}', cwd));
  if (attributes.excludeFromRunAll) {
    add('excludeFromRunAll', 'debug-step-over', t('not in Run All'), t('Run All skips this cell'));
  }
  return list;
}

/** '1.5s', '2m', '500ms': as `timeout=` takes it. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${ms}ms`;
  return ms % 60_000 === 0 ? `${ms / 60_000}m` : `${ms / 1000}s`;
}
