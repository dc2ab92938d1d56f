import { splitLines, trimBlanks } from './lines.ts';

/** A heading that begins with `#`: CommonMark §4.2. */
export interface Heading {
  readonly level: number;
  readonly text: string;
}

/** The headings of a Markdown text that say something. */
export function headingsOf(markdown: string): Heading[] {
  return splitLines(markdown).flatMap(({ text: line }) => {
    const level = /^#{1,6}(?=[ \t])/.exec(line)?.[0].length;
    const text = level === undefined ? '' : withoutClosing(trimBlanks(line.slice(level)));
    return level === undefined || text === '' ? [] : [{ level, text }];
  });
}

function withoutClosing(text: string): string {
  let end = text.length;
  while (end > 0 && ' \t#'.includes(text[end - 1] ?? '')) end--;
  return text.slice(0, end);
}
