// Whether a netns takes a packet from that source on that link: fib_validate_source() of net/ipv4/fib_frontend.c.

import type { Link, Netns } from '../topology/model.ts';
import { type Ip, ipText, isOf } from '../topology/prefix.ts';
import { hopsOf } from '../topology/routes.ts';
import type { Packet } from './packet.ts';
import { isLocal, route } from './routing.ts';
import type { Thing } from './trace.ts';
import { settingOf, type Walk } from './walk.ts';

/** Of IPv4 alone. Throws Stopped. `forLocal`: it is for an address of the netns. */
export function checkSource(
  walk: Walk,
  netns: Netns,
  link: Link,
  src: Ip,
  dst: Ip,
  packet: Packet,
  forLocal: boolean,
): void {
  const thing: Thing = { netns: netns.id, kind: 'link', link: link.id };
  const isSet = (name: string) =>
    ['all', link.ifname].some((who) => Number(netns.sysctls[settingOf('ipv4', who, name)] ?? 0) > 0);
  const isBad =
    isOf('multicast', src) ||
    (isOf('loopback', src) && link.ifname !== 'lo' && !isSet('route_localnet')) ||
    isOf('nobody', src);
  if (isBad && !(src.value === 0n && dst.value === 0n))
    walk.stop('martian-source', thing, packet, ipText(src), link.ifname);
  if (link.ifname === 'lo') return;
  const acceptsOwn = isSet('accept_local');
  if (isLocal(netns, src) && !acceptsOwn) walk.stop('martian-source', thing, packet, ipText(src), link.ifname);
  const mode = Math.max(
    ...['all', link.ifname].map((who) => Number(netns.sysctls[settingOf('ipv4', who, 'rp_filter')] ?? 0)),
  );
  const found = route(netns, {
    src: dst,
    dst: src,
    protocol: packet.protocol,
    sport: packet.dport,
    dport: packet.sport,
    mark: 0,
    iif: 'lo',
  });
  const refuse = () =>
    walk.stop(
      'reverse-path-filter',
      { netns: netns.id, kind: 'setting', key: settingOf('ipv4', link.ifname, 'rp_filter'), link: link.id },
      packet,
      ipText(src),
      link.ifname,
    );
  if (found.kind === 'route') {
    const { type } = found.way.route;
    if (type !== 'unicast' && !(type === 'local' && acceptsOwn))
      walk.stop('martian-source', thing, packet, ipText(src), link.ifname);
    const uses = hopsOf(found.way.route).some(({ dev }) => dev === link.ifname);
    if (!uses && mode === 1) refuse();
    return;
  }
  if (mode > 0) refuse();
}
