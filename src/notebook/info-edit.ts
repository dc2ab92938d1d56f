import type { Said } from '../words.ts';
import { parseInfo, quoted } from './attributes.ts';

/** A key with its value, as an info string writes them between its braces. */
const WRITTEN = /([^\s,={}"]+)(?:=(?:"(?:[^"\\]|\\.)*"|[^\s,{}"]*))?[\s,]*/g;

/**
 * The info string with one attribute set, or without it when the value is undefined; everything else stays as written.
 * An info string of the JSON form, and one whose braces are not closed, is written again from what could be read of it.
 */
export function withAttribute(info: string, key: string, value: string | undefined): string {
  const brace = info.indexOf('{');
  const close = info.lastIndexOf('}');
  const language = (brace < 0 ? info : info.slice(0, brace)).trim() || 'sh';
  const inner = brace < 0 ? '' : info.slice(brace + 1, close > brace ? close : undefined);
  const json = jsonEntries(info.slice(Math.max(brace, 0)));
  const written =
    json ?? [...inner.matchAll(WRITTEN)].map(([text, name = '']) => [name, text.replace(/[\s,]+$/, '')] as const);
  const at = written.findIndex(([name]) => name === key);
  const others = written.filter(([name]) => name !== key).map(([, text]) => text);
  if (value !== undefined) others.splice(at < 0 ? others.length : at, 0, `${key}=${quoted(value)}`);
  const rest = close > brace && brace >= 0 && !json ? info.slice(close + 1).trimEnd() : '';
  return others.length === 0 ? `${language}${rest}` : `${language} {${others.join(' ')}}${rest}`;
}

/** The info string with another language; everything else stays as written. */
export function withLanguage(info: string, language: string): string {
  const rest = info.trimStart().replace(/^[^\s{]*/, '');
  return `${language}${rest.startsWith('{') ? ' ' : ''}${rest}`;
}

/** The info string with what makes a cell end that runs until it is stopped: it goes to the background, or has a limit. */
export function withOffer(info: string, how: 'background' | 'limit'): string {
  if (how === 'background') return withAttribute(info, 'background', 'true');
  return withAttribute(withAttribute(info, 'timeout', '5s'), 'expect', 'timeout');
}

/** What is wrong with a value for that attribute. */
export function problemWith(key: string, value: string): Said | undefined {
  return parseInfo(withAttribute('sh', key, value)).attributes.invalid;
}

function jsonEntries(braced: string): (readonly [string, string])[] | undefined {
  try {
    const value: unknown = JSON.parse(braced);
    if (typeof value !== 'object' || value === null) return undefined;
    return Object.entries(value).map(([key, entry]) => {
      const text = typeof entry === 'string' ? entry : JSON.stringify(entry);
      return [key, `${key}=${quoted(text)}`] as const;
    });
  } catch {
    return undefined;
  }
}
