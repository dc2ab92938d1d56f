import { isObject } from '../topology/json.ts';
import type { Json } from '../topology/model.ts';
import type { Said } from '../words.ts';
import { decodeBytes } from './decode-bytes.ts';
import { isFilled } from './shapes.ts';
import { sayUnread } from './words.ts';

/** The objects of a JSON array that `ip` or `bridge` printed, or why there are none. */
export interface JsonList {
  /** Fresh: the caller may change them. */
  readonly objects: Record<string, Json | undefined>[];
  readonly problem?: Said;
  /** Something in the list was no object. */
  readonly strangers?: true;
  /** Nothing was printed, or no more than `{}`: an empty list is `[]`. */
  readonly blank?: true;
}

/**
 * Reads what `ip -json`, `bridge -json` printed, also what is not quite JSON:
 * nothing at all and a lone `[` (a table that is not there) are empty lists, `{}` of filtered-out links are left out,
 * and the escapes and missing keys of older versions are repaired (iproute2 before 5.0, 6.1 and 7.0). Never throws.
 */
export function readJsonList(printed: Buffer | string): JsonList {
  const text = (typeof printed === 'string' ? printed : decodeBytes(printed)).trim();
  if (text === '') return { objects: [], blank: true };
  if (text === '[') return { objects: [] };
  const value = parseLenient(text);
  if (Array.isArray(value)) {
    const objects = value.every(isFilled) ? value : value.filter(isFilled);
    return {
      objects,
      ...(value.every(isObject) ? {} : { strangers: true }),
      ...(value.length > 0 && objects.length === 0 ? { blank: true } : {}),
    };
  }
  return { objects: [], problem: value === undefined ? notJson(text) : sayUnread('other-json') };
}

/** `undefined` if it cannot be read. */
export function parseLenient(text: string): Json | undefined {
  return parse(text) ?? parse(mend(text));
}

/** So deep that whatever walks through it would run out of stack. */
const TOO_DEEP = 100;

function parse(text: string): Json | undefined {
  try {
    return depthOf(text) > TOO_DEEP ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

const [QUOTE, BACKSLASH, OPENING, CLOSING] = [0x22, 0x5c, [0x5b, 0x7b], [0x5d, 0x7d]];

/** How many lists and objects are open at once. */
function depthOf(text: string): number {
  let [depth, deepest, quoted] = [0, 0, false];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) quoted = !quoted;
    else if (quoted && code === BACKSLASH) at++;
    else if (!quoted && OPENING.includes(code)) deepest = Math.max(deepest, ++depth);
    else if (!quoted && CLOSING.includes(code)) depth--;
  }
  return deepest;
}

/**
 * `\'` (before iproute2 6.1), raw control characters (before 7.0), `{"broadcast","dst":…}` (before 5.0), and a list that
 * ends in the middle.
 */
function mend(text: string): string {
  const escaped = text
    .replace(/\\(\\|')/g, (whole, character: string) => (character === "'" ? "'" : whole))
    .replace(/(?![\t\n])\p{Cc}/gu, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replace(/\{"(\w+)","/g, '{"type":"$1","');
  if (escaped.startsWith('[') && !escaped.endsWith(']')) return `${escaped.replace(/,\s*$/, '')}]`;
  return escaped;
}

function notJson(text: string): Said {
  return text.startsWith('[') || text.startsWith('{') ? sayUnread('broken-json') : sayUnread('old-ip');
}
