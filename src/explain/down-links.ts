// A link that is down takes its routes with it: what was for its network then goes another way, or none.
import { isNear } from '../topology/addresses.ts';
import { netnsById } from '../topology/find.ts';
import { isLoopback } from '../topology/link-kinds.ts';
import type { Link, Netns } from '../topology/model.ts';
import { type Ip, isOf, readIp, readPrefix } from '../topology/prefix.ts';
import { linkThing, type Stop } from './trace.ts';
import type { Walk } from './walk.ts';

/** The link that would lead there better than a route, were it up. `length`: that of the route's network. */
export const downLinkTo = ({ links }: Netns, dst: Ip, length: number): Link | undefined =>
  links.find(
    (link) =>
      !link.flags.includes('UP') &&
      (link.addr_info.some((address) => address.prefixlen > length && isNear(address, dst)) ||
        // One that has never been up has no addresses yet.
        (isLoopback(link) && isOf('loopback', dst))),
  );

/** What has gone another way for a link that is down, and was lost there, ends at that link. */
export function endAtDownLink(walk: Walk, stop: Stop): Stop {
  let steps = 0;
  for (const hop of walk.hops(stop.way))
    for (const { thing, code, packet } of hop.steps) {
      steps++;
      const netns = thing.kind === 'route' && code === 'route' ? netnsById(walk.topology, thing.netns) : undefined;
      const dst = readIp(packet.dst);
      if (!netns || !dst || thing.kind !== 'route' || thing.route.table === 'local') continue;
      const length = readPrefix(thing.route.dst)?.length ?? 0;
      const link = downLinkTo(netns, dst, length);
      if (!link) continue;
      const { way } = stop;
      return { reason: 'link-down', thing: linkThing({ netns, link }), way, packet, args: [link.ifname], steps };
    }
  return stop;
}
