import { sayOfRun } from '../../kernel/words.ts';
import { type CellAttributes, hintsOf } from '../../notebook/attributes.ts';
import { inWords, type Translate } from '../../words.ts';

/** What a check says of its task: a line, and the hints that `tries` in vain have earned. */
export interface Verdict {
  readonly text: string;
  readonly hints: readonly string[];
}

export function verdictOf(attributes: CellAttributes, done: boolean, tries: number, t: Translate): Verdict {
  const { check = '' } = attributes;
  if (done) return { text: `✓ ${inWords(sayOfRun('task-done', check), t)}`, hints: [] };
  const all = hintsOf(attributes);
  const hints = all.slice(0, tries).map((hint, at) => inWords(sayOfRun('hint', at + 1, all.length, hint), t));
  const next = tries === 0 ? t('Check it on its own for a hint.') : t('Check again for the next hint.');
  const more = tries < all.length ? [next] : [];
  return { text: inWords(sayOfRun('task-to-do', check), t), hints: [...hints, ...more] };
}
