// A topology with another wire: links, and what they take, as a command would change them.
import { linkById } from '../topology/find.ts';
import type { FdbEntry, LinkId, NetnsId, Route } from '../topology/model.ts';
import { singleVlans } from '../topology/vlans.ts';
import { type Edit, netnsEdit, rewired, routesFor } from './edits.ts';

/** A port that takes a VLAN, with a tag or, as its PVID, without. */
export const withVlan = (netns: NetnsId, ifname: string, vlan: number, isUntagged: boolean): Edit =>
  netnsEdit(netns, ({ vlans = [] }) => {
    const own = vlans.find((one) => one.ifname === ifname)?.vlans ?? [];
    const others = singleVlans(own)
      .filter((one) => one.vlan !== vlan)
      .map((one) => (isUntagged ? { ...one, flags: one.flags?.filter((flag) => flag !== 'PVID') ?? [] } : one));
    const added = { vlan, flags: isUntagged ? ['PVID', 'Egress Untagged'] : [] };
    return { vlans: [...vlans.filter((one) => one.ifname !== ifname), { ifname, vlans: [...others, added] }] };
  });

/** The entries of tables that the kernel has made for a link's own address go with it. */
export const withMac =
  (id: LinkId, mac: string): Edit =>
  (topology) => {
    const place = linkById(topology, id);
    if (!place) return topology;
    const { ifname, address } = place.link;
    const isOwn = (entry: FdbEntry) => entry.ifname === ifname && entry.mac === address && entry.state === 'permanent';
    const moved = netnsEdit(place.netns.id, ({ fdb }) => ({
      fdb: fdb.map((entry) => (isOwn(entry) ? { ...entry, mac } : entry)),
    }))(topology);
    return rewired(id, () => ({ address: mac }))(moved);
  };

/** How a macvlan treats the others on its link. */
export const withMode = (link: LinkId, mode: string): Edit =>
  rewired(link, ({ linkinfo = {} }) => ({ linkinfo: { ...linkinfo, info_data: { ...linkinfo.info_data, mode } } }));

/** Takes an address from a link, with the routes that came with it. */
export const withoutAddress =
  (id: LinkId, local: string): Edit =>
  (topology) => {
    const place = linkById(topology, id);
    if (!place) return topology;
    const { netns, link } = place;
    const gone = link.addr_info.filter((address) => address.local === local).flatMap((one) => routesFor(link, one));
    const isOf = (route: Route) =>
      gone.some(
        ({ dst, dev, type, table }) =>
          dst === route.dst && dev === route.dev && type === route.type && table === route.table,
      );
    const bare = rewired(id, ({ addr_info }) => ({ addr_info: addr_info.filter((one) => one.local !== local) }));
    return netnsEdit(netns.id, ({ routes }) => ({ routes: routes.filter((route) => !isOf(route)) }))(bare(topology));
  };
