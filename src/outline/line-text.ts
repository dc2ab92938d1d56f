// How a line reads: in the tree of the editor, and where there are only words.
import { printable } from '../printable.ts';
import { inWords, type Text, type Translate } from '../words.ts';
import type { OutlineNode } from './node.ts';

/** A text as it may be shown. */
export const shownText = (text: Text, t?: Translate): string => printable(inWords(text, t));

/** The texts that are not empty, joined. */
export const joinedTexts = (texts: readonly Text[], separator: string, t?: Translate): string =>
  texts
    .map((text) => shownText(text, t))
    .filter((text) => text !== '')
    .join(separator);

/** What follows the label, where icon and colour are seen. */
export const descriptionOf = ({ summary = [], details = [] }: OutlineNode, t?: Translate): string =>
  joinedTexts([...summary, ...details], ' · ', t);

/** All of the line as one sentence: a screen reader says it, and the tooltip begins with it. */
export const spokenOf = (
  { label, title = label, looks = [], place, summary = [], details = [], spoken = details }: OutlineNode,
  t?: Translate,
): string => joinedTexts([title, ...looks, ...summary, ...spoken, ...(place ? [place] : [])], ', ', t);
