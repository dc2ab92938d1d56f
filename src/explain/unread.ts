// Namespaces of which something could not be read that decides.
import { netnsById, netnsWhere } from '../topology/find.ts';
import type { Netns, Unread } from '../topology/model.ts';
import type { Flow } from './flow.ts';
import type { Reason } from './reasons.ts';
import { type Doubt, netnsThing, type Stop } from './trace.ts';
import type { Walk } from './walk.ts';

/** Then somebody may be on a wire of whom that is not known. */
const NOBODY_THERE: readonly Reason[] = ['no-neighbour', 'not-on-this-wire', 'wrong-neighbour', 'cut-cable'];

const lacks = ({ unread }: Netns, parts: readonly string[]) => unread.some(({ what }) => parts.includes(what));

/** Of which is not known who is there. */
const hidden = netnsWhere((netns) => lacks(netns, ['netns', 'addr']));

/** What leaves a verdict open, of the namespaces that the flow has met. */
export function unreadOnWay(walk: Walk, flow: Flow, stop: Stop | undefined): Doubt[] {
  const { topology } = walk;
  const isSix = flow.to.includes(':');
  const parts = ['netns', 'addr', 'route', 'neigh', isSix ? 'rule6' : 'rule'];
  const ids = [flow.from, ...(['there', 'back'] as const).flatMap((way) => walk.hops(way).map(({ netns }) => netns))];
  const met = [...new Set(ids)].flatMap((id) => netnsById(topology, id) ?? []);
  const doubt = (what: string) => (netns: Netns) => ({ what, thing: netnsThing(netns) });
  const elsewhere = stop && NOBODY_THERE.includes(stop.reason) ? hidden(topology) : [];
  return [
    ...met.filter((netns) => lacks(netns, parts)).map(doubt('unread')),
    ...elsewhere.map(doubt('unread')),
    ...met.filter((netns) => hidesFilter(netns, isSix)).map(doubt('unread-filter')),
  ];
}

/** Whether there may be rules that only root sees. What has no program for them is taken to have none. */
function hidesFilter({ firewall, unread }: Netns, isSix: boolean): boolean {
  const programs = ['nft', isSix ? 'ip6tables' : 'iptables'];
  return firewall.nft === undefined && unread.some((one) => programs.includes(one.what) && !isNotInstalled(one));
}

const isNotInstalled = ({ why }: Unread): boolean => typeof why === 'string' && why.endsWith(' is not installed');
