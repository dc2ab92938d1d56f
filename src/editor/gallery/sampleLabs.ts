import { headingsOf } from '../../notebook/headings.ts';
import { parseNotebook } from '../../notebook/notebook.ts';
import { inWords, type Translate } from '../../words.ts';

/** What the labs that ship teach, by their files, in the order in which they are best taken. */
export const TEACHES_WORDS = {
  'container-networking.netlab': 'Namespaces, a bridge, veth pairs, routes and NAT, command by command',
  'port-forwarding.netlab': 'Destination NAT, the firewall’s say, localhost and hairpin NAT',
} as const;

const MINUTES: Readonly<Record<SampleFile, number>> = {
  'container-networking.netlab': 40,
  'port-forwarding.netlab': 45,
};

export type SampleFile = keyof typeof TEACHES_WORDS;

export const isSample = (name: string): name is SampleFile => Object.hasOwn(TEACHES_WORDS, name);

export const SAMPLE_FILES = Object.keys(TEACHES_WORDS).filter(isSample);

/** A lab as the gallery shows it. */
export interface SampleEntry {
  readonly file: SampleFile;
  readonly title: string;
  /** How long it takes, and how far the user is. */
  readonly description: string;
  /** What it teaches. */
  readonly detail: string;
}

/** `countDone`: how many of those tasks are done. */
export function entryOf(
  file: SampleFile,
  text: Uint8Array,
  countDone: (tasks: readonly string[]) => number,
  t: Translate,
): SampleEntry {
  const { cells } = parseNotebook(text, { dialect: 'netlab' });
  const markdown = cells.filter(({ kind }) => kind === 'markdown');
  const title = markdown.flatMap((cell) => headingsOf(cell.text)).find(({ level }) => level === 1)?.text ?? file;
  const tasks = cells.flatMap(({ attributes }) => attributes.check ?? []);
  const takes = t('about {0} minutes', MINUTES[file]);
  const done = t('{0} of {1} tasks done', countDone(tasks), tasks.length);
  const detail = inWords({ code: file, words: TEACHES_WORDS[file], args: [] }, t);
  return { file, title, description: [takes, done].join(' · '), detail };
}
