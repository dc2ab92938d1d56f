import type { Said } from '../words.ts';
import { isSelfMade } from './addresses.ts';
import type { Change } from './change.ts';
import { sayChange, within } from './change-words.ts';
import { pair, same } from './diff-lists.ts';
import { linkById, netnsById, type Place } from './find.ts';
import { isLoopback, kindOf } from './link-kinds.ts';
import { type LinkState, linkState } from './link-state.ts';
import type { Link, Netns, Topology } from './model.ts';
import { addressText } from './words.ts';

/** What happened to links and their addresses, in all namespaces together, since links go from one to another. */
export function diffLinks(before: Topology, after: Topology): Change[] {
  const unchanged = new Set(before.netns.filter((netns) => after.netns.includes(netns)));
  const old = placed(before, unchanged);
  const now = placed(after, unchanged);
  const present = new Set(after.netns.map(({ id }) => id));
  const known = new Set(before.netns.map(({ id }) => id));

  const gone = [...old.values()].filter(({ link }) => !now.has(link.id));
  const changes: Change[] = [];
  for (const is of now.values()) {
    // With a new netns comes its loopback.
    if (!known.has(is.netns.id) && isLoopback(is.link)) continue;
    const was = old.get(is.link.id) ?? takeMoved(gone, is.link);
    changes.push(...(was ? changed(was, is, after) : added(is)));
  }
  // What a netns took with it is reported with it.
  const removed = gone
    .filter(({ netns }) => present.has(netns.id))
    .map(({ netns, link }): Change => {
      const said = within(netns, sayChange('removed', ofKind(link)));
      return { what: 'link', how: 'removed', said, netns: netns.id, link: link.id, detail: false, before: bare(link) };
    });
  return [...removed, ...changes];
}

function placed({ netns }: Topology, unchanged: ReadonlySet<Netns>): Map<string, Place> {
  const links = new Map<string, Place>();
  for (const one of netns) {
    if (unchanged.has(one)) continue;
    for (const link of one.links) links.set(link.id, { netns: one, link });
  }
  return links;
}

/** A link keeps its name and its MAC address on the way; its ifindex if that is free there. */
function takeMoved(gone: Place[], link: Link): Place | undefined {
  const at = gone.findIndex(
    ({ link: was }) =>
      was.ifname === link.ifname && was.address === link.address && kindOf(was) === kindOf(link) && !isLoopback(was),
  );
  return at < 0 ? undefined : gone.splice(at, 1)[0];
}

function added({ netns, link }: Place): Change[] {
  const place = { netns: netns.id, link: link.id };
  const said = within(netns, sayChange('added', ofKind(link)));
  return [
    { ...place, what: 'link', how: 'added', said, detail: false, after: bare(link) },
    ...addresses([], { netns, link }),
  ];
}

function changed(was: Place, is: Place, topology: Topology): Change[] {
  if (was.link === is.link) return [];
  const moved = was.netns.id !== is.netns.id;
  const { ifname } = was.link;
  const went = is.netns.root ? sayChange('moved-to-root', ifname) : sayChange('moved', ifname, is.netns.label);
  const main = [...(moved ? [went] : []), ...mainPhrases(was.link, is.link)];
  const all = main.length > 0 ? main : detailPhrases(was.link, is.link, topology);
  const link: Change[] = same(bare(was.link), bare(is.link))
    ? []
    : [
        {
          what: 'link',
          how: 'changed',
          said: moved ? sayChange('list', all) : within(is.netns, sayChange('is', ifname, all)),
          netns: is.netns.id,
          link: is.link.id,
          detail: main.length === 0,
          before: bare(was.link),
          after: bare(is.link),
        },
      ];
  return [...link, ...addresses(was.link.addr_info, is)];
}

/** 'veth v0' */
const ofKind = (link: Link) => sayChange('link-of-kind', kindOf(link), link.ifname);

/** Its addresses are reported separately. */
function bare(link: Link): Link {
  return { ...link, addr_info: [] };
}

/** What somebody did, or would want to know. */
function mainPhrases(was: Link, is: Link): Said[] {
  const phrases: Said[] = [];
  if (was.ifname !== is.ifname) phrases.push(sayChange('called', is.ifname));
  phrases.push(...statePhrases(linkState(was), linkState(is)));
  if (was.master !== is.master) {
    if (was.master !== undefined) phrases.push(sayChange('no-port', was.master));
    if (is.master !== undefined) phrases.push(sayChange('port', is.master));
  }
  if (typeof was.peer === 'string' && is.peer === null) phrases.push(sayChange('peer-lost'));
  if (was.mtu !== is.mtu) phrases.push(sayChange('mtu', is.mtu ?? '?', was.mtu ?? '?'));
  if (was.address !== is.address)
    phrases.push(is.address === undefined ? sayChange('no-mac') : sayChange('mac', is.address));
  return phrases;
}

/** What somebody has set, and what the kernel has found then. */
function statePhrases(was: LinkState, is: LinkState): Said[] {
  if (was === is) return [];
  if (is === 'down') return [sayChange('is-down')];
  if (was === 'down') return is === 'up' ? [sayChange('is-up')] : [sayChange('is-up'), sayChange(is)];
  if (is !== 'up') return [sayChange(is)];
  return [was === 'dormant' ? sayChange('not-dormant') : sayChange('has-carrier')];
}

function detailPhrases(was: Link, is: Link, topology: Topology): Said[] {
  const state = is.linkinfo?.info_slave_data?.['state'];
  if (state !== undefined && state !== was.linkinfo?.info_slave_data?.['state'])
    return [sayChange('port-state', `${state}`)];
  if (was.peer !== is.peer && typeof is.peer === 'string') {
    const there = netnsById(topology, is.peer.slice(0, is.peer.indexOf('/')));
    const peer = linkById(topology, is.peer)?.link;
    if (!there) return [sayChange('peer-elsewhere')];
    return [peer ? sayChange('peer-at', there.label, peer.ifname) : sayChange('peer-in', there.label)];
  }
  const keys = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter((key) => !same(was[key], is[key]));
  const values = keys
    .filter((key) => key !== 'addr_info')
    .map((key) => {
      const value = is[key];
      return typeof value === 'string' || typeof value === 'number' ? `${key} ${value}` : key;
    });
  return [sayChange('other-facts', values)];
}

function addresses(was: Link['addr_info'], { netns, link }: Place): Change[] {
  const key = ({ family, local, prefixlen, address }: Link['addr_info'][number]) =>
    [family, local, prefixlen, address].join(' ');
  return pair(was, link.addr_info, key).map((change): Change => {
    const address = change.after ?? change.before;
    return {
      ...change,
      what: 'address',
      said: within(netns, sayChange(`address-${change.how}`, addressText(address), link.ifname)),
      netns: netns.id,
      link: link.id,
      // Duplicate address detection, and the addresses that a link gives itself.
      detail: change.how === 'changed' || isSelfMade(address),
    };
  });
}
