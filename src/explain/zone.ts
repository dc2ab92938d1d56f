// 'fe80::1%eth0': the link by which a link-local address is asked for, as ping takes it (RFC 4007).
import { nearest } from '../nearest.ts';
import { linkByIndex, linkByName } from '../topology/find.ts';
import type { Link, Netns } from '../topology/model.ts';
import { type Ip, isOf } from '../topology/prefix.ts';
import type { Said } from '../words.ts';
import { sayQuestion } from './words.ts';

/** '%eth0', also where its number was said, or what is wrong with it; '' without one. `name`: that of the netns that asks. */
export function readZone(
  { links }: Netns,
  name: string,
  word: string,
  ip: Ip,
): string | { readonly said: Said; readonly meant: string | undefined } {
  const at = word.indexOf('%');
  if (at < 0) return '';
  const [address, zone] = [word.slice(0, at), word.slice(at + 1)];
  if (!isOf('linkLocal', ip)) return { said: sayQuestion('no-zone-there', word), meant: address };
  const link = linkByName(links, zone) ?? (/^\d+$/.test(zone) ? linkByIndex(links, Number(zone)) : undefined);
  if (link) return `%${link.ifname}`;
  const names = links.map(({ ifname }) => ifname);
  const meant = nearest(zone, names);
  return {
    said: sayQuestion('no-zone', zone, name, fewOf(names)),
    meant: meant === undefined ? undefined : `${address}%${meant}`,
  };
}

/** The link of a target that has one. */
export function zoneOf({ links }: Netns, to: string): Link | undefined {
  const at = to.indexOf('%');
  return at < 0 ? undefined : linkByName(links, to.slice(at + 1));
}

/** Enough names to see what was mistyped. */
export const fewOf = (names: readonly string[]): string[] =>
  names.length > MAX_NAMES ? [...names.slice(0, MAX_NAMES), '…'] : [...names];

const MAX_NAMES = 12;
