// The HTML blocks of CommonMark 0.31 §4.6: a fence inside one of them is HTML, not a fence.

/** How an open HTML block ends: with the line that holds `closer` (kinds 1 to 5), or before a blank line (6 and 7). */
export interface HtmlBlock {
  readonly closer: string | undefined;
  readonly ends: (line: string) => boolean;
}

const RAW_TAG = /^<(script|pre|style|textarea)(?=[\s>]|$)/i;
const BLOCK_TAG =
  /^<\/?(?:address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul)(?=[ \t]|\/?>|$)/i;
const ATTRIBUTE = /[ \t]+[a-z_:][\w.:-]*(?:[ \t]*=[ \t]*(?:[^"'=<>`\s]+|'[^']*'|"[^"]*"))?/.source;
const ANY_TAG = new RegExp(`^(?:<[a-z][a-z0-9-]*(?:${ATTRIBUTE})*[ \\t]*/?>|</[a-z][a-z0-9-]*[ \\t]*>)[ \\t]*$`, 'i');
/** A tag that must be alone on its line is no longer than a person writes it. */
const MAX_TAG_LENGTH = 10_000;

/**
 * The HTML block that starts with this line (its indent taken off), or undefined. `inParagraph`: the line would
 * otherwise continue with a paragraph, which a lone tag (kind 7) cannot interrupt.
 */
export function htmlBlockStart(line: string, inParagraph: boolean): HtmlBlock | undefined {
  if (RAW_TAG.test(line)) {
    const tag = RAW_TAG.exec(line)?.[1]?.toLowerCase() ?? 'pre';
    return { closer: `</${tag}>`, ends: (text) => /<\/(?:script|pre|style|textarea)>/i.test(text) };
  }
  if (line.startsWith('<!--')) return until('-->');
  if (line.startsWith('<?')) return until('?>');
  if (line.startsWith('<![CDATA[')) return until(']]>');
  if (/^<![a-z]/i.test(line)) return until('>');
  const isLoneTag = !inParagraph && line.length <= MAX_TAG_LENGTH && ANY_TAG.test(line);
  return BLOCK_TAG.test(line) || isLoneTag ? { closer: undefined, ends: () => false } : undefined;
}

function until(closer: string): HtmlBlock {
  return { closer, ends: (text) => text.includes(closer) };
}
