import type { FdbEntry, Json, Link, Netns } from './model.ts';
import { kindOf } from './model.ts';

/** Flags of a bridge's port that hold frames back, or let more through, when they are on: bridge(8). */
const ON = ['hairpin', 'isolated', 'guard', 'root_block', 'proxy_arp', 'proxy_arp_wifi', 'neigh_suppress', 'locked'];
/** Those that do so when they are off. */
const OFF = ['learning', 'flood', 'mcast_flood', 'bcast_flood'];

/** What a port of a bridge does not do as others do: 'blocking', 'isolated', 'flood off'. */
export function portWords({ linkinfo, flags }: Link): string[] {
  const data = linkinfo?.info_slave_kind === 'bridge' ? linkinfo.info_slave_data : undefined;
  if (!data) return [];
  const { state } = data;
  // A port that is down, or has no carrier, is disabled: that is told already.
  const usual = state === 'forwarding' || (state === 'disabled' && !flags.includes('LOWER_UP'));
  return [
    ...(typeof state === 'string' && !usual ? [state] : []),
    ...ON.filter((flag) => data[flag] === true),
    ...OFF.filter((flag) => data[flag] === false).map((flag) => `${flag} off`),
  ];
}

const NOBODY = '00:00:00:00:00:00';

/** Where a vxlan sends what has no entry of its own: the remotes it was made with, and those of its forwarding table. */
export function vxlanRemotes({ fdb }: Netns, link: Link): string[] {
  if (kindOf(link) !== 'vxlan') return [];
  const data = link.linkinfo?.info_data ?? {};
  const made = ['remote', 'remote6', 'group', 'group6'].map((key) => data[key]);
  const told = fdb.filter(({ ifname, mac }) => ifname === link.ifname && mac === NOBODY).map(({ dst }) => dst);
  const isText = (value: Json | undefined): value is string => typeof value === 'string';
  return [...new Set([...made, ...told].filter(isText))];
}

/** Entries that somebody has set, or that lead to another machine: not what was learned, nor a link's own addresses. */
export function setEntries({ fdb }: Netns, { ifname }: Link): FdbEntry[] {
  return fdb.filter(
    (entry) =>
      entry.ifname === ifname && entry.mac !== NOBODY && (entry['dst'] !== undefined || entry.state === 'static'),
  );
}
