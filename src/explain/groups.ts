// What a vxlan sends to a multicast group, as a packet that comes to all who have joined it: ip_mc_output(), ip_route_input_mc().
import { linkById, type Place } from '../topology/find.ts';
import type { Netns } from '../topology/model.ts';
import { type Ip, ipText } from '../topology/prefix.ts';
import { carry, checkUp, mtuOf } from './frames.ts';
import { ipHook } from './hooks.ts';
import { cut, type Packet, UNSET } from './packet.ts';
import { frameWay } from './question.ts';
import { checkMartian, checkSource } from './reverse-path.ts';
import { sourceOf } from './source.ts';
import { linkThing } from './trace.ts';
import { Lost, type Walk } from './walk.ts';
import { wayOut } from './way.ts';

/** The datagram as it comes to the netns of `to`, a vxlan that has joined the group. Throws Stopped, Lost. */
export function sendToGroup(walk: Walk, from: Place, to: Place, base: Netns, packet: Packet): Packet {
  const { topology } = walk;
  const [out, into] = [from, to].map(({ link }) => linkById(topology, link.lower));
  if (!out || !into) throw new Lost({ what: 'kind', thing: linkThing(from) });
  const way = wayOut(walk, base, packet, { link: out.link, bound: false });
  // It is not sent to a gateway: __mkroute_output().
  const src = packet.src.value === UNSET ? sourceOf(base, { ...way, gateway: undefined }, packet.dst) : packet.src;
  if (!src) return walk.stop('no-source', linkThing(out), packet, out.link.ifname);
  const at = { netns: base, oif: out.link, own: true };
  // It stays on its wire unless somebody has said more.
  const sourced = { ...packet, src, ttl: packet.ttl === 0 ? 1 : packet.ttl };
  const posted = ipHook(walk, 'postrouting', at, ipHook(walk, 'output', at, sourced));
  if (ipText(posted.dst) !== ipText(packet.dst)) throw new Lost({ what: 'translation', thing: linkThing(from) });
  checkUp(walk, out, posted);
  const mtu = mtuOf(out);
  const fitting =
    cut(posted, mtu) ?? walk.stop('too-big', linkThing(out), posted, `${posted.size}`, `${mtu}`, out.link.ifname);
  const path = frameWay(walk, out, into);
  if (!path) throw new Lost({ what: 'kind', thing: linkThing(from) });
  const frame = { packet: fitting, src: out.link.address ?? '', dst: groupMac(packet.dst) };
  const arrival = carry(walk, path, frame);
  return takenIn(walk, arrival.place, arrival.frame.packet, arrival.prerouted);
}

function takenIn(walk: Walk, place: Place, came: Packet, prerouted: boolean): Packet {
  const { netns, link } = place;
  const packet = prerouted ? came : ipHook(walk, 'prerouting', { netns, iif: link }, came);
  if (packet.dst.family === 'inet') {
    checkMartian(walk, place, packet);
    checkSource(walk, place, packet);
  }
  return ipHook(walk, 'input', { netns, iif: link }, packet);
}

/** RFC 1112, section 6.4; RFC 2464, section 7. */
function groupMac({ family, value }: Ip): string {
  const [prefix, count, bits] = family === 'inet' ? ['01:00:5e', 3, value & 0x7fffffn] : ['33:33', 4, value];
  const bytes = Array.from({ length: count }, (_, at) => (bits >> BigInt(8 * (count - 1 - at))) & 255n);
  return [prefix, ...bytes.map((byte) => byte.toString(16).padStart(2, '0'))].join(':');
}
