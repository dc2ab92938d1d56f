import { formatBytes } from '../../bytes.ts';
import type { CellAttributes } from '../../notebook/attributes.ts';
import { inWords, type Said, type Translate } from '../../words.ts';
import { plainLabel } from '../plainText.ts';
import { answerBadges } from './answerBadges.ts';
import type { Badge, BadgeSource, CellState, LabProgress, RunsOnOffer } from './badge.ts';
import { tutorialBadges } from './tutorialBadges.ts';

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
