import { type Said, sayFrom } from '../words.ts';

/** What is wrong with a file, its front matter or an info string. `{0}` of an attribute is its key, `{1}` its value. */
export const NOTEBOOK_WORDS = {
  'and-also': '{0}; {1}',
  'unknown-attribute': 'unknown attribute {0}',
  'after-attributes': 'ignored after the attributes: {0}',
  'given-twice': '{0} is given twice',
  'no-value': '{0} has no value: write {0}=…',
  empty: '{0}={1} is empty',
  'not-netns': '{0}={1} is not the name of a network namespace',
  'not-expectation': '{0}={1} must be ok, all, fail, timeout, or an exit status from 0 to 255',
  'not-view': '{0}={1} must be topology or diagram',
  'not-duration': '{0}={1} is not a duration such as 500ms, 30s or 2m',
  'not-flag': '{0}={1} must be true or false',
  'not-task': '{0}={1} must be the name of a task, such as "The bridge answers"',
  'not-key-value': '{0} is not key=value',
  unclosed: 'the closing } of the attributes is missing',
  'unclosed-quote': 'a quote is not closed: {0}',
  'background-and-interactive': 'a cell cannot be both background and interactive',
  'all-apart': 'expect=all takes a cell that is neither background nor interactive',
  'check-apart': 'check= takes a cell that is neither background nor interactive',
  'hint-apart': 'only a cell with check= has hints',
  'info-too-long': 'the info string is longer than {0} characters',
  'front-matter-too-long': 'the front matter is longer than {0} characters',
  'not-yaml': 'the front matter is not YAML: line {1}: {0}',
  'not-settings': 'netlab in the front matter must contain settings, such as { internet: none }',
  settings: 'netlab in the front matter: {0}',
  'not-host': 'host must be the name of a host',
  'not-internet': 'internet must be simulated, real or none',
  'not-uplink': 'uplink must be the name of a network interface, and not lo',
  'not-uplink-address': 'uplink-address must be an IPv4 address with its prefix length, such as 192.168.1.50/24',
  'not-uplink-gateway': 'uplink-gateway must be an IPv4 address, such as 192.168.1.1',
  'unknown-setting': 'unknown setting netlab: {0}',
  'utf-16': 'This file is UTF-16, but a notebook must be UTF-8 (line {0}, byte {1}). The file was left as it is.',
  nul: 'The file contains a NUL byte, so it is not text (line {0}, byte {1}). The file was left as it is.',
  'not-utf-8': 'This file is not valid UTF-8 (line {0}, byte {1}). The file was left as it is.',
} as const;

export type NotebookCode = keyof typeof NOTEBOOK_WORDS;

export const sayOfNotebook = sayFrom(NOTEBOOK_WORDS);

/** All of them as one; undefined of none. */
export const allOf = ([first, ...others]: readonly Said[]): Said | undefined =>
  first && others.reduce((before, next) => sayOfNotebook('and-also', before, next), first);
