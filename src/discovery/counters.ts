import type { Counters } from '../topology/counters.ts';
import { linkByName, netnsById } from '../topology/find.ts';
import type { LinkId, NetnsId, Topology } from '../topology/model.ts';
import { decodeBytes } from './decode-bytes.ts';
import type { Reader } from './reader.ts';

/** Reads what the links of these namespaces have carried until now. Links that are not in `topology` are left out. Throws ReaderError. */
export async function readCounters(
  reader: Reader,
  topology: Topology,
  ids: readonly NetnsId[],
): Promise<ReadonlyMap<LinkId, Counters>> {
  const all = new Map<LinkId, Counters>();
  if (ids.length === 0) return all;
  await reader.ask(`read c ${ids.join(' ')}`, ({ words: [kind, id = '', name, , size], body }) => {
    const netns = kind === 'part' && name === 'counters' ? netnsById(topology, id) : undefined;
    if (!netns) return;
    for (const [ifname, counters] of countersOf(decodeBytes(body.subarray(0, Number(size))))) {
      const link = linkByName(netns.links, ifname);
      if (link) all.set(link.id, counters);
    }
  });
  return all;
}

/** What /proc/net/dev says (proc_net(5)): a line for each link, its name up to the last colon; the first and the ninth number are bytes. */
export function countersOf(text: string): [ifname: string, Counters][] {
  return text.split('\n').flatMap((line): [string, Counters][] => {
    const colon = line.lastIndexOf(':');
    const numbers = line
      .slice(colon + 1)
      .trim()
      .split(/ +/)
      .map(Number);
    const [received = Number.NaN, sent = Number.NaN] = [numbers[0], numbers[8]];
    if (colon < 0 || !Number.isFinite(received) || !Number.isFinite(sent)) return [];
    return [[line.slice(0, colon).trimStart(), { received, sent }]];
  });
}
