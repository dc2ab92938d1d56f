// The keys of sysctl(8), some of which are there for each link, and are files below /proc/sys (proc(5)).
import type { Entry } from './grammar.ts';

const OF_LINKS = /^(net\.\w+\.(?:conf|neigh)\.)([^.=]*)(\.?)/;

/** Keys as they are written: those of links for all of them, for new ones, and for the one that is being written. */
export function keysFor(entries: readonly Entry[], typed: string): readonly Entry[] {
  const [, , link = '', end] = OF_LINKS.exec(typed) ?? [];
  const links = end === '.' ? [link] : ['all', 'default'];
  return entries.flatMap((entry) =>
    entry.names[0].includes('.LINK.')
      ? links.map((name): Entry => ({ ...entry, names: [entry.names[0].replace('LINK', name)] }))
      : [entry],
  );
}

/** The beginning of the name of a link in the key that is being written. */
export function linkInKey(typed: string): string | undefined {
  const [whole, , link, end] = OF_LINKS.exec(typed) ?? [];
  return whole === typed && end === '' ? link : undefined;
}

const ROOT = '/proc/sys/';

/** A path below /proc/sys at the end of a text: what is before it, and itself. */
export function keyPathAtEnd(text: string): { readonly before: string; readonly path: string } | undefined {
  const path = /(?<![^\s>='"])\/proc\/sys\/[^\s'"$;|&<>()]*$/.exec(text)?.[0];
  return path === undefined ? undefined : { before: text.slice(0, -path.length), path };
}

/** The path below /proc/sys that an offset of a text is in. */
export function keyPathAt(text: string, offset: number): { readonly path: string; readonly start: number } | undefined {
  for (const { 0: path, index: start } of text.matchAll(/(?<![^\s>='"])\/proc\/sys\/[^\s'"$;|&<>()]*/g))
    if (start <= offset && offset <= start + path.length) return { path, start };
  return undefined;
}

// A dot in a name of a link is a slash in the key, as `net.ipv4.conf.eth0/100.rp_filter`.
const swapped = (text: string) => text.replace(/[./]/g, (sign) => (sign === '.' ? '/' : '.'));

export const keyOfPath = (path: string): string => swapped(path.slice(ROOT.length));
export const pathOfKey = (key: string): string => ROOT + swapped(key);
