import { entriesOf } from './find.ts';
import { linkState } from './link-state.ts';
import type { FdbEntry, Link, Netns } from './model.ts';

/** Flags of a bridge's port that hold frames back, or let more through, when they are on: bridge(8). */
const ON = ['hairpin', 'isolated', 'guard', 'root_block', 'proxy_arp', 'proxy_arp_wifi', 'neigh_suppress', 'locked'];
/** Flags that do so when they are off. */
const OFF = ['learning', 'flood', 'mcast_flood', 'bcast_flood'];

/** What a port of a bridge does not do as others do: 'blocking', 'isolated', 'flood off'. */
export function portWords(link: Link): string[] {
  const data = portData(link);
  if (!data) return [];
  const { state } = data;
  // A port that is not up is disabled: that is reported already.
  const usual = state === 'disabled' && linkState(link) !== 'up';
  return [
    ...(typeof state === 'string' && !usual && holdsBack(link) ? [state] : []),
    ...ON.filter((flag) => data[flag] === true),
    ...OFF.filter((flag) => data[flag] === false).map((flag) => `${flag} off`),
  ];
}

/** What it is as a port of a bridge, if it is one. */
const portData = ({ linkinfo }: Link) =>
  linkinfo?.info_slave_kind === 'bridge' ? linkinfo.info_slave_data : undefined;

/** Whether it is a port through which its bridge sends nothing yet, or no more: 'blocking', 'listening', 'learning', 'disabled'. */
export function holdsBack(link: Link): boolean {
  const state = portData(link)?.['state'];
  return typeof state === 'string' && state !== 'forwarding';
}

/** What a bridge or a vxlan has learned or been given; the entries for its own addresses name no neighbour. */
export const forwardingEntries = (netns: Netns, link: Link): readonly FdbEntry[] =>
  entriesOf(netns, link).filter(({ state, dst }) => state !== 'permanent' || dst !== undefined);
