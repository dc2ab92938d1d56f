import { printable, printableText } from '../printable.ts';

const ZERO_WIDTH_SPACE = '\u{200b}';

/**
 * Text for where VS Code reads icons, `$(name)`, or links, `[text](address)`: terminal tabs, lists to choose from,
 * completions, the status bar, notifications. It looks the same, and is text. Once only: the second time shows what the first added.
 */
export function plainLabel(text: string): string {
  return unlinked(printable(text));
}

/** The same for several lines. */
export function plainText(text: string): string {
  return unlinked(printableText(text));
}

/** Text for where VS Code reads Markdown: before any punctuation of ASCII a backslash makes it text (CommonMark, 2.4). */
export function markdownOf(text: string): string {
  return printable(text).replace(/[!-/:-@[-`{-~]/g, '\\$&');
}

function unlinked(text: string): string {
  return text.replace(/([$\]])\(/g, `$1${ZERO_WIDTH_SPACE}(`);
}
