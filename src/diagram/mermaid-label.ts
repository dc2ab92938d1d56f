import { printable } from '../printable.ts';

/**
 * A text as part of a Mermaid label between double quotes: reads exactly as `text` and can be nothing but text. Every
 * character that Mermaid, Markdown or HTML might read is written as an entity code
 * (https://mermaid.js.org/syntax/flowchart.html, "Entity codes to escape characters").
 */
export function mermaidLabel(text: string): string {
  // Nearly all: quick to see.
  if (/^[A-Za-z0-9_./-]+$/.test(text)) return text;
  // HTML would swallow a blank at the edge or after another one.
  const shown = printable(text).replace(/^ | $|(?<= ) /g, '\u00a0');
  return shown.replace(/[^A-Za-z0-9 _./-]/gu, (character) => `#${character.codePointAt(0)};`);
}
