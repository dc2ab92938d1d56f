import { shownAddresses } from '../topology/addresses.ts';
import { masterOf, type Place } from '../topology/find.ts';
import { isLoopback, kindOf, networkId, roleOf } from '../topology/link-kinds.ts';
import type { Netns, Unread } from '../topology/model.ts';
import { isWayOut, metricWords, waysOut } from '../topology/routes.ts';
import { forwardingOf } from '../topology/sysctls.ts';
import { madeWith, tunnelEnd } from '../topology/tunnels.ts';
import { addressText, forwardingTexts } from '../topology/words.ts';
import { inWords } from '../words.ts';
import type { Atlas } from './atlas.ts';
import { type Fold, type FoldPlan, network } from './fold.ts';
import { passingOf } from './nat.ts';
import type { Box, Edge, Hidden, NodeKind, Picture, PictureNode, State } from './picture.ts';
import { portState, stateOf, worse } from './state.ts';

/** More lines than this make a box that nobody reads. */
const MAX_LINES = 4;
/** As long as what CNI plugins call their namespaces: cni- and a UUID. */
const MAX_NAME = 42;

/** What is drawn of a topology when `plan` is folded. */
export function draw(atlas: Atlas, plan: FoldPlan): Picture {
  const drawing = new Drawing(atlas, plan);
  return drawing.picture();
}

class Drawing {
  readonly #atlas: Atlas;
  readonly #plan: FoldPlan;
  readonly #boxes: Box[] = [];
  readonly #nodes = new Map<string, PictureNode>();
  readonly #edges: Edge[] = [];
  /** Ids of what is beyond this host, by address. */
  readonly #outsides = new Map<string, string>();
  readonly #drawnEnds = new Set<string>();

  constructor(atlas: Atlas, plan: FoldPlan) {
    this.#atlas = atlas;
    this.#plan = plan;
  }

  picture(): Picture {
    const drawn = this.#atlas.netns.filter(({ id }) => !this.#plan.hiddenNetns.has(id));
    for (const netns of drawn) this.#box(netns);
    for (const [index, fold] of this.#plan.folds.entries()) this.#fold(fold, `f${index + 1}`);
    // From the leaves to the host and out, which is the direction in which the picture is laid out.
    const leavesFirst = drawn.toSorted((a, b) => Number(a.root) - Number(b.root));
    for (const netns of leavesFirst) for (const link of netns.links) this.#wires({ netns, link });
    for (const netns of leavesFirst) this.#routing(netns);
    const hidden = this.#plan.folds.flatMap(whatIsHidden);
    return { boxes: this.#boxes, nodes: [...this.#nodes.values()], edges: this.#edges, hidden };
  }

  #box(netns: Netns): void {
    const id = this.#atlas.netnsDrawnAs(netns.id);
    const unread = [...netns.unread, ...(netns.root ? this.#atlas.topology.unread : [])];
    const missing = unread.some((one) => isDrawn(one, netns)) ? ['incomplete'] : [];
    this.#boxes.push({
      id,
      kind: netns.root ? 'host' : 'netns',
      lines: [short(this.#atlas.nameOf(netns)), ...missing],
      subject: { kind: 'netns', netns: netns.id },
    });
    const links = netns.links.filter(({ id: link }) => !this.#plan.hiddenLinks.has(link));
    const more = links.filter((link) => !isLoopback(link));
    const loopbacks = links.filter(
      (link) => isLoopback(link) && (more.length === 0 || shownAddresses(link).length > 0),
    );
    for (const link of [...loopbacks, ...more]) this.#link({ netns, link });
    if (links.length === 0 && netns.links.length === 0) this.#note(`${id}_empty`, id, 'nothing read yet');
  }

  #note(id: string, box: string, text: string): void {
    this.#nodes.set(id, { id, box, kind: 'note', lines: [text], subject: { kind: 'note' } });
  }

  #link(place: Place): void {
    const { netns, link } = place;
    const addresses = shownAddresses(link).map(addressText);
    this.#nodes.set(this.#atlas.drawnAs(place), {
      id: this.#atlas.drawnAs(place),
      box: this.#atlas.netnsDrawnAs(netns.id),
      kind: nodeKind(place, isWayOut(place)),
      lines: [link.ifname, ...kindWords(place), ...shortened(addresses)],
      state: stateOf(link),
      subject: { kind: 'link', netns: netns.id, link: link.id },
    });
  }

  #fold({ key, netns, links, total, shown, next }: Fold, id: string): void {
    const hidden = netns.length + links.length;
    const names = netns.length > 0 ? netns.map(({ label }) => label) : links.map(({ link }) => link.ifname);
    const [first = ''] = names;
    const kind = netns.length > 0 ? 'namespaces' : 'links';
    const [sample] = netns;
    const wire = sample?.links.find((link) => !isLoopback(link));
    const peer = wire && this.#atlas.place(wire.peer);
    const master = peer && masterOf(peer);
    const networks = sample?.links.flatMap((link) => shownAddresses(link).map(network));
    const state = wire ? stateOf(wire) : links[0] ? stateOf(links[0].link) : undefined;
    this.#nodes.set(id, {
      id,
      ...(links[0] ? { box: this.#atlas.netnsDrawnAs(links[0].netns.id) } : {}),
      kind: 'fold',
      lines: [
        ...(hidden > 0
          ? [`× ${hidden} ${kind}`, hidden > 1 ? `${short(first)} … ${short(names.at(-1) ?? '')}` : short(first)]
          : []),
        ...new Set(networks),
        ...(shown.length > 0 && key !== 'rest' ? [`${shown.length} of ${total} unfolded`] : []),
      ],
      ...(state ? { state } : {}),
      subject: {
        kind: 'fold',
        key,
        netns: netns.map((one) => one.id),
        links: links.map(({ link }) => link.id),
        shown,
        next,
      },
    });
    const to = master ?? peer ?? (links[0] && masterOf(links[0]));
    if (to && key !== 'rest') this.#edge(id, this.#atlas.drawnAs(to), 'wire', state && { state });
  }

  /** An edge between two things that are drawn; nothing otherwise, or when it is there already. */
  #edge(from: string, to: string, kind: Edge['kind'], more: { label?: string; state?: State } = {}): void {
    if (!this.#nodes.has(from) || !this.#nodes.has(to) || from === to) return;
    const ends = `${kind} ${from} ${to}`;
    if (this.#drawnEnds.has(ends)) return;
    this.#drawnEnds.add(ends);
    this.#edges.push({ id: `e${this.#edges.length + 1}`, from, to, kind, ...more });
  }

  #wires(place: Place): void {
    const { netns, link } = place;
    const atlas = this.#atlas;
    const id = atlas.drawnAs(place);
    const master = masterOf(place);
    const peer = atlas.place(link.peer);
    // A pair is drawn once: from the netns to the host, within a netns from the free end to the plugged one.
    if (peer && this.#comesFirst(place, peer))
      this.#edge(id, atlas.drawnAs(peer), 'wire', { state: worse(stateOf(link), stateOf(peer.link)) });
    if (master) this.#edge(id, atlas.drawnAs(master), 'port', { state: portState(link) });
    const lower = atlas.place(link.lower);
    if (lower) this.#edge(id, atlas.drawnAs(lower), 'lower', { label: kindOf(link), state: stateOf(link) });
    this.#tunnel(place);
    for (const { dev, gateway, route } of waysOut(netns))
      if (dev === link.ifname)
        this.#default(
          place,
          gateway,
          [`default${route.family === 'inet6' ? ' IPv6' : ''}`, ...metricWords(netns, route)].join(' '),
        );
  }

  /** From the inside to the outside: along the default route, else from the netns to the host and from the free end to the plugged one. */
  #comesFirst(place: Place, peer: Place): boolean {
    const rank = (one: Place) => (isWayOut(one) ? 0 : 4) + (one.netns.root ? 2 : 0) + (masterOf(one) ? 1 : 0);
    const difference = rank(place) - rank(peer);
    if (difference !== 0) return difference < 0;
    return this.#atlas.drawnAs(place) < this.#atlas.drawnAs(peer);
  }

  /** Nothing of its box is laid out beyond it then: there its cable would run past, behind other boxes. */
  #leadsOut(place: Place): boolean {
    const peer = this.#atlas.place(place.link.peer);
    return isWayOut(place) || (!!peer && peer.netns !== place.netns && this.#comesFirst(place, peer));
  }

  #tunnel(place: Place): void {
    const { hosts, groups } = madeWith(place.link);
    const [remote] = [...hosts, ...groups];
    if (remote === undefined) return;
    const end = tunnelEnd(this.#atlas.topology, place, remote);
    const kind = kindOf(place.link);
    const from = this.#atlas.drawnAs(place);
    const more = { label: kind, state: stateOf(place.link) };
    if (end) {
      const to = this.#atlas.drawnAs(end);
      if (!this.#drawnEnds.has(`tunnel ${to} ${from}`)) this.#edge(from, to, 'tunnel', more);
    } else
      this.#edge(from, this.#outside(remote, `${kind} ${hosts.length === 0 ? 'group' : 'remote'}`), 'tunnel', more);
  }

  #default(from: Place, gateway: string | undefined, words: string): void {
    const id = this.#atlas.drawnAs(from);
    const target = gateway === undefined ? this.#atlas.place(from.link.peer) : this.#atlas.neighbour(from, gateway);
    if (target) this.#edge(id, this.#atlas.drawnAs(target), 'default', { label: words });
    else if (gateway !== undefined && this.#nodes.has(id))
      this.#edge(id, this.#outside(gateway, 'gateway'), 'default', { label: words });
  }

  /** Something beyond this host. */
  #outside(address: string, what: string): string {
    const known = this.#outsides.get(address);
    if (known !== undefined) return known;
    const id = `out${this.#outsides.size + 1}`;
    this.#outsides.set(address, id);
    this.#nodes.set(id, { id, kind: 'gateway', lines: [what, address], subject: { kind: 'gateway', address } });
    return id;
  }

  /** Forwarding and NAT, as a node between the links that they join; only where they do something. */
  #routing(netns: Netns): void {
    const { rules, beyondHost } = passingOf(netns.firewall);
    const links = netns.links.filter(
      (link) => !isLoopback(link) && (link.addr_info.length > 0 || kindOf(link) === 'bridge'),
    );
    const addressed = links.filter((link) => shownAddresses(link).length > 0);
    // A redirect ends on the host itself; it needs no forwarding.
    if (!beyondHost && !netns.root && addressed.length < 2) return;
    const families = forwardingTexts(forwardingOf(netns))
      .map((said) => inWords(said))
      .join(' and ');
    if (!beyondHost && families === '') return;
    const id = `${this.#atlas.netnsDrawnAs(netns.id)}_router`;
    this.#nodes.set(id, {
      id,
      box: this.#atlas.netnsDrawnAs(netns.id),
      kind: 'router',
      lines: [families ? `forwards ${families}` : 'does not forward', ...shortened([...new Set(rules)])],
      state: families ? 'up' : 'down',
      subject: { kind: 'router', netns: netns.id },
    });
    const joined =
      addressed.length <= 6
        ? addressed
        : addressed.filter((link) => kindOf(link) === 'bridge' || isWayOut({ netns, link }));
    for (const link of joined) {
      const drawn = this.#atlas.drawnAs({ netns, link });
      const state = families ? 'up' : 'down';
      if (this.#leadsOut({ netns, link })) this.#edge(id, drawn, 'routed', { state });
      else this.#edge(drawn, id, 'routed', { state });
    }
  }
}

function nodeKind({ netns, link }: Place, wayOut: boolean): NodeKind {
  const role = roleOf(link);
  if (kindOf(link) === 'bridge') return 'bridge';
  if (role === 'tunnel' || role === 'upper') return role;
  if (netns.root && wayOut) return 'uplink';
  return role === 'pair' ? 'veth' : 'link';
}

/** What a link is, where its name and its wire do not say it. */
function kindWords({ link }: Place): string[] {
  const kind = kindOf(link);
  const data = link.linkinfo?.info_data ?? {};
  const detail = {
    vxlan: `VNI ${networkId(link)}`,
    macvlan: data['mode'],
    macvtap: data['mode'],
    ipvlan: data['mode'],
    vlan: networkId(link),
  }[kind];
  if (['veth', 'ether', 'loopback', 'unknown'].includes(kind)) return [];
  return [detail === undefined ? kind : `${kind} ${detail}`];
}

/** Whether a picture may lack something because that was not read; of the sysctls only forwarding is drawn. */
function isDrawn({ what }: Unread, { sysctls }: Netns): boolean {
  if (what === 'sysctl') return sysctls['net.ipv4.ip_forward'] === undefined;
  return !['neigh', 'neigh6', 'fdb', 'rule', 'rule6', 'ss', 'vlan', 'qdisc'].includes(what);
}

/** Names of network namespaces may have 255 characters; the card has all of them. */
function short(name: string): string {
  const characters = [...name];
  if (characters.length <= MAX_NAME) return name;
  return `${characters.slice(0, MAX_NAME - 13).join('')}…${characters.slice(-12).join('')}`;
}

function shortened(lines: readonly string[]): string[] {
  if (lines.length <= MAX_LINES) return [...lines];
  return [...lines.slice(0, MAX_LINES - 1), `and ${lines.length - MAX_LINES + 1} more`];
}

function whatIsHidden({ netns, links }: Fold): Hidden[] {
  if (netns.length > 0) return [{ what: 'foldedNetns', count: netns.length }];
  return links.length > 0 ? [{ what: 'foldedLinks', count: links.length }] : [];
}
