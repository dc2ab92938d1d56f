import { nearest } from '../nearest.ts';
import { ATTRIBUTE_KEYS, faultsOfInfo, type InfoFault } from '../notebook/attributes.ts';
import type { Finding, Fix } from './finding.ts';
import { sayOfLint } from './words.ts';

/** Attributes that are not known, or whose values cannot be read. */
export const attributeFindings = (info: string): Finding[] => faultsOfInfo(info).map((fault) => findingOf(fault, info));

function findingOf({ what, start, end, severity, attribute }: InfoFault, info: string): Finding {
  const base = { what, part: 'info', start, end, severity, fixes: [] } as const;
  if (!attribute) return base;
  const { key, value } = attribute;
  const remove = removing(key, start, end, info);
  if (severity === 'warning') {
    const meant = nearest(key, ATTRIBUTE_KEYS);
    // Other programs have attributes of their own, of which we know nothing.
    if (meant === undefined) return { ...base, severity: 'information', fixes: [remove] };
    const fix = changing(start, start + key.length, meant);
    return { ...base, what: sayOfLint('did-you-mean', what, meant), fixes: [fix, remove] };
  }
  const meant = value === undefined ? undefined : nearest(value, VALUES.get(key) ?? FLAG);
  if (meant === undefined) return { ...base, fixes: [remove] };
  return { ...base, fixes: [changing(start + key.length + 1, end, meant), remove] };
}

const FLAG = ['true', 'false'];
/** Words that an attribute may have as its value, where they are not those of a flag. */
const VALUES: ReadonlyMap<string, readonly string[]> = new Map([
  ['expect', ['ok', 'all', 'fail', 'timeout']],
  ...['host', 'name', 'cwd', 'netns', 'timeout'].map((key): [string, string[]] => [key, []]),
]);

const changing = (start: number, end: number, text: string): Fix => ({
  what: sayOfLint('change-to', text),
  edits: [{ part: 'info', start, end, with: text }],
});

/** Without the attribute and the blanks before it; without the braces where nothing else is in them. */
function removing(key: string, start: number, end: number, info: string): Fix {
  const before = /[\s,]*$/.exec(info.slice(0, start))?.[0].length ?? 0;
  const isFirst = info[start - before - 1] === '{';
  const isAlone = isFirst && /^[\s,]*\}\s*$/.test(info.slice(end));
  const behind = isFirst ? (/^[\s,]*/.exec(info.slice(end))?.[0].length ?? 0) : 0;
  const from = isAlone ? info.slice(0, info.indexOf('{')).trimEnd().length : isFirst ? start : start - before;
  const to = isAlone ? info.length : end + behind;
  return { what: sayOfLint('remove-attribute', key), edits: [{ part: 'info', start: from, end: to, with: '' }] };
}
