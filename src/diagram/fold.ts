import { shownAddresses } from '../topology/addresses.ts';
import { masterOf, type Place } from '../topology/find.ts';
import { grouped } from '../topology/group.ts';
import { isLoopback, kindOf } from '../topology/link-kinds.ts';
import type { Address, Link, LinkId, Netns, NetnsId } from '../topology/model.ts';
import { isWayOut } from '../topology/routes.ts';
import type { Atlas } from './atlas.ts';
import { passingOf } from './nat.ts';
import type { Subject } from './picture.ts';
import { stateOf } from './state.ts';

/** Namespaces, or links of one netns, that are alike and drawn as one box. */
export interface Fold {
  /** The same for the same kind of members in the next topology. */
  readonly key: string;
  readonly netns: readonly Netns[];
  readonly links: readonly Place[];
  /** How many there are, hidden or shown. */
  readonly total: number;
  /** Which of them are shown, because they are unfolded. */
  readonly shown: readonly (NetnsId | LinkId)[];
  /** Which page of them to unfold instead of those; none after the last page: then all are folded again. */
  readonly next: readonly (NetnsId | LinkId)[];
}

export interface FoldPlan {
  readonly folds: readonly Fold[];
  readonly hiddenNetns: ReadonlySet<NetnsId>;
  readonly hiddenLinks: ReadonlySet<LinkId>;
}

/** Members of folds to show. By member and not by page: when one goes no other is drawn in its place. */
export type Unfolded = ReadonlySet<NetnsId | LinkId>;

export const PAGE = 12;

/** More links than this take Mermaid longer than a person waits: about 1 s. */
const BUDGET = 80;

const NOTHING: FoldPlan = { folds: [], hiddenNetns: new Set(), hiddenLinks: new Set() };

/** How far to fold: from which number of alike ones, and whether their state and addresses distinguish them. */
const LEVELS = [
  { from: 9, exact: true },
  { from: 4, exact: true },
  { from: 4, exact: false },
  { from: 2, exact: false },
] as const;

/** Decides what to fold. `none` folds nothing, however long it takes to draw. */
export function foldPlan(atlas: Atlas, fold: 'auto' | 'none', unfolded: Unfolded): FoldPlan {
  if (fold === 'none') return NOTHING;
  for (const level of LEVELS) {
    const plan = planAt(atlas, level, unfolded);
    if (countDrawn(atlas, plan) <= BUDGET) return plan;
  }
  return cutOff(atlas, unfolded);
}

function planAt(atlas: Atlas, { from, exact }: { from: number; exact: boolean }, unfolded: Unfolded): FoldPlan {
  const groups = grouped(
    atlas.netns.filter(({ root }) => !root),
    (netns) => netnsSignature(atlas, netns, exact),
  );
  const folds: Fold[] = [];
  const hiddenNetns = new Set<NetnsId>();
  for (const [key, members] of groups) {
    if (members.length < from) continue;
    const { hidden, ...rest } = parted(members, unfolded);
    folds.push({ key, netns: hidden, links: [], ...rest });
    for (const { id } of hidden) hiddenNetns.add(id);
  }
  const hiddenLinks = new Set<LinkId>();
  for (const netns of folds.flatMap((fold) => fold.netns))
    for (const { peer } of netns.links) if (peer) hiddenLinks.add(peer);
  for (const fold of linkFolds(atlas, hiddenNetns, hiddenLinks, from, unfolded)) {
    folds.push(fold);
    for (const { link } of fold.links) hiddenLinks.add(link.id);
  }
  return { folds, hiddenNetns, hiddenLinks };
}

function parted<T extends { readonly id: NetnsId | LinkId }>(members: readonly T[], unfolded: Unfolded) {
  const after = members.findLastIndex(({ id }) => unfolded.has(id)) + 1;
  return {
    hidden: members.filter(({ id }) => !unfolded.has(id)),
    total: members.length,
    shown: members.filter(({ id }) => unfolded.has(id)).map(({ id }) => id),
    next: members.slice(after, after + PAGE).map(({ id }) => id),
  };
}

/** A page of the folded ones, with that member in it. */
export function pageWith({ netns, links }: Subject & { readonly kind: 'fold' }, member: string): string[] {
  const folded = [...netns, ...links];
  const first = Math.floor(Math.max(0, folded.indexOf(member)) / PAGE) * PAGE;
  return folded.slice(first, first + PAGE);
}

/** Links that lead to nothing else that is drawn: ports whose other end is elsewhere, cables not yet plugged in. */
function linkFolds(
  atlas: Atlas,
  hiddenNetns: ReadonlySet<NetnsId>,
  hiddenLinks: ReadonlySet<LinkId>,
  from: number,
  unfolded: Unfolded,
): Fold[] {
  const folds: Fold[] = [];
  for (const netns of atlas.netns) {
    if (hiddenNetns.has(netns.id) || netns.links.length < from) continue;
    const used = new Set<LinkId | null | undefined>(netns.links.map(({ lower }) => lower));
    const masters = new Set(netns.links.map(({ master }) => master));
    const plain = netns.links.filter(
      (link) =>
        !isLoopback(link) &&
        !hiddenLinks.has(link.id) &&
        !used.has(link.id) &&
        !isWayOut({ netns, link }) &&
        !masters.has(link.ifname) &&
        shownAddresses(link).length === 0 &&
        (!link.peer || atlas.place(link.peer)?.netns === netns),
    );
    const signature = (link: Link) => `${netns.id} ${kindOf(link)} ${stateOf(link)} ${link.master ?? ''}`;
    for (const [key, members] of grouped(plain, signature)) {
      if (members.length < from) continue;
      const { hidden, ...rest } = parted(members, unfolded);
      folds.push({ key, netns: [], links: hidden.map((link) => ({ netns, link })), ...rest });
    }
  }
  return folds;
}

/** The last resort: the unfolded ones and the first ones that fit, and one box for all others. */
function cutOff(atlas: Atlas, unfolded: Unfolded): FoldPlan {
  const hiddenNetns = new Set<NetnsId>();
  const hiddenLinks = new Set<LinkId>();
  const netns: Netns[] = [];
  const links: Place[] = [];
  let drawn = 0;
  const urgency = ({ root, id }: Netns) => (root ? 0 : unfolded.has(id) ? 1 : 2);
  for (const one of atlas.netns.toSorted((a, b) => urgency(a) - urgency(b))) {
    if (drawn >= BUDGET) {
      netns.push(one);
      hiddenNetns.add(one.id);
      continue;
    }
    // Bridges first: they say most. No netns may take more than half of what is there.
    const order = one.links.toSorted((a, b) => rank(a) - rank(b) || a.ifindex - b.ifindex);
    const room = Math.max(4, Math.min(BUDGET / 2, BUDGET - drawn));
    for (const link of order.slice(room)) {
      hiddenLinks.add(link.id);
      links.push({ netns: one, link });
    }
    drawn += Math.max(1, Math.min(room, order.length));
  }
  const folds = [
    {
      key: 'rest',
      netns,
      links: [],
      total: netns.length,
      shown: atlas.netns.filter(({ id }) => unfolded.has(id)).map(({ id }) => id),
      next: netns.slice(0, PAGE).map(({ id }) => id),
    },
    ...[...grouped(links, (place) => place.netns.id)].map(([id, places]) => ({
      key: `rest ${id}`,
      netns: [],
      links: places,
      total: places.length,
      shown: [],
      next: [],
    })),
  ];
  return { folds: folds.filter(({ total }) => total > 0), hiddenNetns, hiddenLinks };
}

const rank = (link: Link): number => (kindOf(link) === 'bridge' ? 0 : shownAddresses(link).length > 0 ? 1 : 2);

function countDrawn(atlas: Atlas, { folds, hiddenNetns, hiddenLinks }: FoldPlan): number {
  // What a person unfolded is not held against the rest: it is never more than a page.
  const unfolded = folds.reduce((sum, { shown }) => sum + 2 * shown.length, 0);
  const links = atlas.netns
    .filter(({ id }) => !hiddenNetns.has(id))
    .reduce(
      (sum, netns) =>
        sum + Math.max(1, netns.links.filter((link) => !isLoopback(link) && !hiddenLinks.has(link.id)).length),
      0,
    );
  return links + folds.length - unfolded;
}

/** Alike are those with the same links, plugged in at the same place, in the same state, with addresses of one network. */
function netnsSignature(atlas: Atlas, netns: Netns, exact: boolean): string {
  const links = netns.links.filter((link) => !isLoopback(link) || shownAddresses(link).length > 0);
  const places = links.map((link) => {
    const peer = atlas.place(link.peer);
    const master = peer && masterOf(peer);
    const at = link.peer === null ? 'elsewhere' : peer ? `${peer.netns.id}/${master?.link.ifindex ?? ''}` : '';
    const lower = link.lower ?? '';
    if (!exact) return `${kindOf(link)} ${at} ${lower}`;
    const state = `${stateOf(link)} ${peer ? `${stateOf(peer.link)} ${peer.link.addr_info.length}` : ''}`;
    return `${kindOf(link)} ${at} ${lower} ${state} ${link.addr_info.map(network).join(' ')}`;
  });
  if (!exact) return places.join('|');
  const routes = netns.routes
    .filter(({ table, protocol }) => table === 'main' && protocol !== 'kernel')
    .map(({ dst, gateway, type }) => `${type} ${dst} ${gateway ?? ''}`);
  const unusual = [...passingOf(netns.firewall).rules, ...netns.unread.map(({ what }) => what), netns.rules.length];
  return [...places, ...routes, ...unusual].join('|');
}

/** `192.168.52.7/24` → `192.168.52.0/24`; of IPv6 only the length. */
export function network({ family, local, prefixlen }: Address): string {
  if (family !== 'inet' || local === undefined) return `${family}/${prefixlen}`;
  const bits = local.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - prefixlen);
  const base = Math.floor(bits / size) * size;
  return `${[24, 16, 8, 0].map((shift) => Math.floor(base / 2 ** shift) % 256).join('.')}/${prefixlen}`;
}
