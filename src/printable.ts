/**
 * Text that others wrote (a server, a host, a file, a program) as it may be shown to a person. What cannot be seen, and what a
 * terminal acts on, is shown as an escape: C0, DEL, C1 (ECMA-48), format characters (bidirectional ones reorder what is
 * read: UAX #9, UTS #55), line separators, and lone surrogates, which stand for bytes that are not UTF-8 (discovery/decode-bytes.ts).
 */
const UNSEEN = /(?!\p{Variation_Selector})[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** As one line: also a newline and a tab are shown, as \n and \t. */
export function printable(text: string): string {
  return text.replace(UNSEEN, escaped);
}

/** As it was laid out: newlines (also CR LF) and tabs stay. */
export function printableText(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(UNSEEN, (found) => (/[\n\t]/.test(found) ? found : escaped(found)));
}

function escaped(character: string): string {
  if (character === '\n') return '\\n';
  if (character === '\t') return '\\t';
  const code = character.codePointAt(0) ?? 0;
  const byte = code >= 0xdc80 && code <= 0xdcff ? code - 0xdc00 : code;
  return byte > 0xff ? `\\u{${byte.toString(16)}}` : `\\x${byte.toString(16).padStart(2, '0')}`;
}

/** The same value as JSON whose text is printable. */
export function printableJson(value: object, indent?: number): string {
  // JSON.stringify escapes C0 and lone surrogates itself; what is left of UNSEEN can only be within a string.
  return JSON.stringify(value, null, indent).replace(UNSEEN, (found) =>
    found === '\n' ? found : found.split('').map(unicodeEscape).join(''),
  );
}

const unicodeEscape = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
