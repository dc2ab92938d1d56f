// What users call the namespaces in what they are told.
import { linksWith, netnsById } from '../topology/find.ts';
import type { NetnsId, Topology } from '../topology/model.ts';
import { ipText, isOf, readIp } from '../topology/prefix.ts';
import type { Argument } from '../words.ts';
import { sayVerdict } from './words.ts';

/** The netns as a user calls it. */
export function whereOf(topology: Topology, id: NetnsId): Argument {
  const netns = netnsById(topology, id);
  return netns?.root ? sayVerdict('the-host') : (netns?.names[0] ?? netns?.label ?? id);
}

/** Who has an address, for people: 'webapp', or nothing. */
export function ownerOf(topology: Topology, address: string, asker: NetnsId): Argument | undefined {
  const ip = readIp(address);
  const places = ip ? linksWith(topology, ipText(ip)) : [];
  // Each has 127.0.0.1, or will have it when lo is up.
  const isOwn = (ip && isOf('loopback', ip)) || places.some(({ netns }) => netns.id === asker);
  const id = isOwn ? asker : places[0]?.netns.id;
  return id === undefined ? undefined : whereOf(topology, id);
}
