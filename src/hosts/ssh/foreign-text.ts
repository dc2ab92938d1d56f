import { printable, printableText } from '../../printable.ts';

/** The most that is shown of what somebody else says, in characters. */
const LONGEST = 300;
const LONGEST_QUESTION = 2000;

/** What a server, or what carries the connection to it, says, as a part of a sentence of ours: on one line, and not endless. */
export function quoted(text: string): string {
  return cut(printable(text.trim()), LONGEST);
}

/** What a server wants to be asked, which may have several lines. */
export function quotedQuestion(text: string): string {
  return cut(printableText(text.trim()), LONGEST_QUESTION);
}

const cut = (text: string, most: number) => (text.length > most ? `${text.slice(0, most)}…` : text);
