import type { Answer } from '../../magics/answer.ts';
import type { Translate } from '../../words.ts';
import type { Badge } from './badge.ts';

export type FixChoice = 'first' | 'all';

/** What can be done with what a question has come to. */
export function answerBadges({ fixes = [], reasons = [], flow, lost = [], report }: Answer, t: Translate): Badge[] {
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
