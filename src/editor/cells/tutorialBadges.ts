import { inWords, type Translate } from '../../words.ts';
import type { Badge, BadgeSource } from './badge.ts';

/** What a cell of a tutorial was read to be, where that is not simply commands; and the question where it is not clear. */
export function tutorialBadges(tutorial: NonNullable<BadgeSource['tutorial']>, t: Translate): Badge[] {
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
