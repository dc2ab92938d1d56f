import { printable } from '../../printable.ts';

const ZERO_WIDTH_SPACE = '\u{200b}';

/**
 * Text for where VS Code reads icons, `$(name)`, or links, `[text](address)`: terminal tabs, lists to choose from,
 * completions, the status bar, notifications. It looks the same, and is text.
 */
export function plainLabel(text: string): string {
  return printable(text).replace(/([$\]])\(/g, `$1${ZERO_WIDTH_SPACE}(`);
}
