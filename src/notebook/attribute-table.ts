import { type Said, sayFrom } from '../words.ts';

/** What the attributes of a cell and their values mean, each in one sentence. */
export const ATTRIBUTE_WORDS = {
  expect: 'What must happen for the cell to be green',
  timeout: 'Stop the cell after this long',
  netns: 'The network namespace to run in',
  host: 'The host to run on',
  background: 'Start it and continue with the next cell',
  interactive: 'Run it in a terminal',
  excludeFromRunAll: 'Skip it in Run All',
  name: 'What the cell is called in reports',
  cwd: 'The directory to run in',
  show: 'Open this view of the network when the cell has done what it should',
  'show-topology': 'The tree of namespaces, links and routes',
  'show-diagram': 'The picture of the network',
  check: 'The task that the cell checks',
  hint: 'What helps with the task, shown when it is not done',
  'expect-ok': 'The last command must succeed: the default',
  'expect-all': 'Every command must succeed, not only the last one',
  'expect-fail': 'The cell must fail, whatever its status',
  'expect-timeout': 'The cell must still run when its time limit comes',
  'expect-status': 'The cell must exit with {0}',
  sh: 'Shell commands',
  bash: 'Shell commands, the same as sh',
  console: 'What a terminal showed: only what follows a prompt is run',
} as const;

const say = sayFrom(ATTRIBUTE_WORDS);

export interface OfferedValue {
  readonly value: string;
  readonly means?: Said;
}

/** An attribute as it is offered to who writes a cell. How it is read is in attributes.ts, what it does in docs/notebook-format.md. */
export interface AttributeOffer {
  readonly key: string;
  readonly means: Said;
  /** Values to begin with; others may be valid as well. */
  readonly values: readonly OfferedValue[];
  /** `flag`: true or false. `live`: what else there is to choose from is known only where the cell runs. */
  readonly kind: 'choice' | 'flag' | 'live' | 'text';
}

const values = (...all: readonly string[]): OfferedValue[] => all.map((value) => ({ value }));
const flag = (key: 'background' | 'interactive' | 'excludeFromRunAll'): AttributeOffer => ({
  key,
  means: say(key),
  values: values('true', 'false'),
  kind: 'flag',
});

/** All attributes, in the order in which they are offered. */
export const ATTRIBUTES: readonly AttributeOffer[] = [
  {
    key: 'expect',
    means: say('expect'),
    kind: 'choice',
    values: [
      { value: 'ok', means: say('expect-ok') },
      { value: 'all', means: say('expect-all') },
      { value: 'fail', means: say('expect-fail') },
      { value: 'timeout', means: say('expect-timeout') },
      ...['1', '2', '126', '127'].map((value) => ({ value, means: say('expect-status', value) })),
    ],
  },
  { key: 'timeout', means: say('timeout'), kind: 'choice', values: values('5s', '10s', '30s', '1m', '2m') },
  { key: 'netns', means: say('netns'), kind: 'live', values: [] },
  { key: 'host', means: say('host'), kind: 'live', values: [] },
  flag('background'),
  flag('interactive'),
  flag('excludeFromRunAll'),
  {
    key: 'show',
    means: say('show'),
    kind: 'choice',
    values: [
      { value: 'topology', means: say('show-topology') },
      { value: 'diagram', means: say('show-diagram') },
    ],
  },
  { key: 'name', means: say('name'), kind: 'text', values: [] },
  { key: 'cwd', means: say('cwd'), kind: 'live', values: [] },
  { key: 'check', means: say('check'), kind: 'text', values: [] },
  ...['hint', 'hint2', 'hint3'].map((key): AttributeOffer => ({ key, means: say('hint'), kind: 'text', values: [] })),
];

/** What a fence begins with to be a cell. */
export const LANGUAGES: readonly OfferedValue[] = [
  { value: 'sh', means: say('sh') },
  { value: 'bash', means: say('bash') },
  { value: 'console', means: say('console') },
];
