// What would let a bridge, its ports and the tables of MAC addresses pass a frame.
import { inNetns } from '../topology/argv.ts';
import { linksWith, type Place } from '../topology/find.ts';
import { kindOf, networkId } from '../topology/link-kinds.ts';
import type { FdbEntry, Netns, Topology } from '../topology/model.ts';
import { ALL_OTHERS, madeWith } from '../topology/tunnels.ts';
import { portData } from './bridge.ts';
import {
  type Fix,
  rewired,
  together,
  withEntry,
  withoutEntry,
  withoutFlag,
  withoutNeighbour,
  withPortFlag,
  withPortOn,
} from './edits.ts';
import { withMac, withMode, withVlan } from './edits-links.ts';
import { MTU, mtuFix } from './fixes-routes.ts';
import { freeMac } from './macs.ts';
import type { Stop } from './trace.ts';
import { bridgeOf, isBesides, isBridge, macvlanMode } from './wire.ts';

export function ofSwitch(netns: Netns, place: Place | undefined, { reason, manner, thing, args }: Stop): Fix[] {
  const flag = (name: string, value: boolean): Fix[] =>
    place
      ? [
          {
            argv: [inNetns(netns, 'bridge', 'link', 'set', 'dev', place.link.ifname, name, value ? 'on' : 'off')],
            edit: withPortFlag(place.link.id, name, value),
          },
        ]
      : [];
  const [, second = ''] = args;
  if (reason === 'port-isolated') return flag('isolated', false);
  if (reason === 'port-does-not-flood') return flag(second, second !== 'neigh_suppress');
  if (reason === 'port-blocked' && second === 'hairpin off') return flag('hairpin', true);
  if (reason === 'port-blocked' && second === 'locked' && place) return [known(place, args[2] ?? '', args[3])];
  if (reason === 'port-blocked' && place) return enabled(place);
  if (place && (manner === 'sends-to-itself' || (reason === 'arp-not-answered' && args[2] === 'NOARP')))
    return [
      {
        argv: [inNetns(netns, 'ip', 'link', 'set', 'dev', place.link.ifname, 'arp', 'on')],
        edit: withoutFlag(place.link.id, 'NOARP'),
      },
    ];
  if (reason === 'vlan-not-allowed' && place) return [inVlan(place, second)];
  if (reason === 'wrong-switch-entry' && thing.kind === 'fdb') {
    const { mac, ifname = '', master } = thing.entry;
    const argv = inNetns(
      netns,
      'bridge',
      'fdb',
      'del',
      mac,
      'dev',
      ifname,
      ...(master === undefined ? [] : ['master']),
    );
    return [{ argv: [argv], edit: withoutEntry(netns.id, thing.entry) }];
  }
  if (reason === 'wrong-neighbour' && thing.kind === 'neighbour') {
    const { dst, dev = '' } = thing.neighbour;
    return [
      {
        argv: [inNetns(netns, 'ip', 'neigh', 'del', dst, 'dev', dev)],
        edit: withoutNeighbour(netns.id, thing.neighbour),
      },
    ];
  }
  if (reason === 'too-big' && place) return [mtuFix(netns, place.link, MTU)];
  if (reason === 'tunnel-without-remote' && place) {
    return toRemote(place, manner, args);
  }
  return [];
}

/** The remote that a vxlan needs, in place of a wrong one that it was made with or told for one host, or else besides others. */
function toRemote({ netns, link }: Place, manner: Stop['manner'], args: readonly string[]): Fix[] {
  // The address that it needs is said behind what is wrong, and the MAC address of which alone that is said comes last.
  const at = manner === 'remote-of-nobody' ? 2 : manner === undefined ? 1 : 4;
  const [right = '', mac] = args.slice(at);
  const wrong = manner === undefined ? '' : (args[1] ?? '');
  if (right === '') return [];
  const { hosts } = madeWith(link);
  const isOneKind = right.includes(':') === wrong.includes(':');
  if (mac === undefined && manner !== 'other-group' && isOneKind && hosts.includes(wrong))
    return [remade({ netns, link }, wrong, right)];
  const entry = { mac: mac ?? ALL_OTHERS, ifname: link.ifname, dst: right, flags: ['self'], state: 'permanent' };
  const how = mac === undefined ? 'append' : 'replace';
  const isOld = (one: FdbEntry) => one.mac === mac && one.ifname === link.ifname;
  const argv = inNetns(netns, 'bridge', 'fdb', how, entry.mac, 'dev', link.ifname, 'dst', right);
  const add = withEntry(netns.id, entry);
  const olds = netns.fdb.filter(isOld);
  return [{ argv: [argv], edit: (now) => add(olds.reduce((next, one) => withoutEntry(netns.id, one)(next), now)) }];
}

/** vxlan_changelink(). */
function remade({ netns, link }: Place, wrong: string, right: string): Fix {
  const data = link.linkinfo?.info_data ?? {};
  const words = ['type', 'vxlan', 'id', `${networkId(link)}`, 'remote', right];
  const key = data['remote'] === wrong ? 'remote' : 'remote6';
  const entries = netns.fdb.filter(
    ({ mac, ifname, dst }) => mac === ALL_OTHERS && ifname === link.ifname && dst === wrong,
  );
  const moved = entries.flatMap((one) => [withoutEntry(netns.id, one), withEntry(netns.id, { ...one, dst: right })]);
  const made = rewired(link.id, ({ linkinfo = {} }) => ({
    linkinfo: { ...linkinfo, info_data: { ...data, [key]: right } },
  }));
  return {
    argv: [inNetns(netns, 'ip', 'link', 'set', 'dev', link.ifname, ...words)],
    edit: (topology) => moved.reduce((next, edit) => edit(next), made(topology)),
  };
}

/** Two macvlans on one link, rather one of them alone, in the mode in which they pass each other frames. */
export function bridging(topology: Topology, place: Place, { args }: Stop): Fix[] {
  const other = linksWith(topology, args.at(-1) ?? '').find(({ link }) => isBesides(link, place.link));
  const wrong = [place, ...(other ? [other] : [])].filter(({ link }) => macvlanMode(link) !== 'bridge');
  const fixes = wrong.map(({ netns, link }): Fix => {
    const argv = inNetns(netns, 'ip', 'link', 'set', 'dev', link.ifname, 'type', kindOf(link), 'mode', 'bridge');
    return { argv: [argv], edit: withMode(link.id, 'bridge') };
  });
  return fixes.length < 2 ? fixes : [together(fixes)];
}

/** An address of its own for one of two that share theirs. */
export function otherMac(topology: Topology, { netns, link }: Place): Fix {
  const mac = freeMac(topology, link.address ?? '');
  return {
    argv: [inNetns(netns, 'ip', 'link', 'set', 'dev', link.ifname, 'address', mac)],
    edit: withMac(link.id, mac),
  };
}

/** A port that somebody has switched off; with the spanning tree on, the bridge decides. */
function enabled(port: Place): Fix[] {
  const { netns, link } = port;
  const stp = Number(bridgeOf(port)?.link.linkinfo?.info_data?.['stp_state'] ?? 0);
  if (stp !== 0 || portData(link)['state'] !== 'disabled') return [];
  // 3 is forwarding, which bridge(8) knows by its name only since iproute2 6.
  const argv = inNetns(netns, 'bridge', 'link', 'set', 'dev', link.ifname, 'state', '3');
  return [{ argv: [argv], edit: withPortOn(link.id) }];
}

/** A host that a locked port knows. */
function known({ netns, link: { ifname, master = '' } }: Place, mac: string, vid: string | undefined): Fix {
  const vlan = vid === undefined ? [] : ['vlan', vid];
  return {
    argv: [inNetns(netns, 'bridge', 'fdb', 'replace', mac, 'dev', ifname, ...vlan, 'master', 'static')],
    edit: withEntry(netns.id, {
      ...{ mac, ifname, master, flags: [], state: 'static' },
      ...(vid === undefined ? {} : { vlan: Number(vid) }),
    }),
  };
}

/** A port that takes a VLAN: '10', or '10 untagged', for a host that knows nothing of VLANs. */
function inVlan({ netns, link }: Place, words: string): Fix {
  const [vid = '', how] = words.split(' ');
  const flags = how === undefined ? [] : ['pvid', 'untagged'];
  const self = isBridge(link) ? ['self'] : [];
  return {
    argv: [inNetns(netns, 'bridge', 'vlan', 'add', 'dev', link.ifname, 'vid', vid, ...flags, ...self)],
    edit: withVlan(netns.id, link.ifname, Number(vid), how !== undefined),
  };
}
