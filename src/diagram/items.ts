import type { Action, Item } from '../shared/diagram-messages.ts';
import type { Topology } from '../topology/model.ts';
import { kindOf } from '../topology/model.ts';
import { printable } from '../topology/names.ts';
import { Atlas, type Place, shownAddresses } from './atlas.ts';
import { routingOf } from './nat.ts';
import type { Box, Edge, Picture, PictureNode, State, Subject } from './picture.ts';
import { stateOf } from './state.ts';

type Fact = readonly [name: string, value: string];

const STATES: Readonly<Record<State, string>> = { up: 'up', down: 'down', nocarrier: 'up, no carrier' };
const WIRES: Readonly<Record<Edge['kind'], string>> = {
  wire: 'cable (veth pair)',
  port: 'port of the bridge',
  lower: 'stands on',
  tunnel: 'tunnel',
  default: 'default route',
  routed: 'routed by the host',
};
const MAX_FACTS = 12;

/** What can be said and done about each thing in a picture of `topology`. */
export function items(topology: Topology, picture: Picture): Item[] {
  const atlas = new Atlas(topology);
  const titles = new Map(picture.nodes.map(({ id, lines }) => [id, printable(lines[0] ?? '')]));
  return [
    ...picture.boxes.map((box) => item(box, 'box', factsOf(atlas, box.subject))),
    ...picture.nodes.map((node) => item(node, 'node', factsOf(atlas, node.subject))),
    ...picture.edges.map((edge) => edgeItem(edge, titles)),
  ];
}

/** The key of what a change of the topology is about. */
export const netnsKey = (netns: string): string => `netns ${netns}`;
export const linkKey = (link: string): string => `link ${link}`;
export const routerKey = (netns: string): string => `router ${netns}`;

export function keyOf(subject: Subject): string {
  switch (subject.kind) {
    case 'netns':
      return netnsKey(subject.netns);
    case 'link':
      return linkKey(subject.link);
    case 'router':
      return routerKey(subject.netns);
    case 'gateway':
      return `gateway ${subject.address}`;
    case 'fold':
      return `fold ${subject.key}`;
    case 'note':
      return 'note';
  }
}

const ACTIONS: Readonly<Record<Subject['kind'], readonly Action[]>> = {
  netns: ['reveal', 'focus'],
  link: ['reveal', 'focus'],
  router: ['reveal'],
  gateway: [],
  fold: ['unfold'],
  note: [],
};

function item(thing: Box | PictureNode, shape: 'box' | 'node', facts: readonly Fact[]): Item {
  const state = 'state' in thing ? thing.state : undefined;
  const shown = facts.map(([name, value]): Fact => [name, printable(value)]);
  const title = printable(thing.lines[0] ?? '');
  const kind = thing.kind === 'netns' ? 'network namespace' : thing.kind;
  const rest = thing.lines.slice(1).map(printable);
  return {
    id: thing.id,
    key: keyOf(thing.subject),
    shape,
    kind: thing.kind,
    ...(state ? { state } : {}),
    title,
    facts: shown,
    spoken: [`${kind} ${title}`, ...(state ? [STATES[state]] : []), ...rest].join(', '),
    actions: ACTIONS[thing.subject.kind],
  };
}

function edgeItem({ id, from, to, kind, state }: Edge, titles: ReadonlyMap<string, string>): Item {
  const title = `${titles.get(from) ?? from} – ${titles.get(to) ?? to}`;
  return {
    id,
    key: `${kind} ${from} ${to}`,
    shape: 'edge',
    kind,
    ...(state ? { state } : {}),
    title,
    facts: [],
    spoken: [`${WIRES[kind]} ${title}`, ...(state ? [STATES[state]] : [])].join(', '),
    actions: [],
  };
}

function factsOf(atlas: Atlas, subject: Subject): Fact[] {
  switch (subject.kind) {
    case 'link': {
      const place = atlas.place(subject.link);
      return place ? linkFacts(atlas, place) : [];
    }
    case 'netns': {
      const netns = atlas.netns.find(({ id }) => id === subject.netns);
      if (!netns) return [];
      const defaults = netns.routes.filter(({ dst, table }) => dst === 'default' && table === 'main');
      return [
        ['links', `${netns.links.length}`],
        ...defaults.map(({ gateway, dev }): Fact => ['default route', `${gateway ?? ''} ${dev ?? ''}`.trim()]),
        ...netns.unread.map(({ what, why }): Fact => ['not read', `${what}: ${why}`]),
      ];
    }
    case 'router': {
      const netns = atlas.netns.find(({ id }) => id === subject.netns);
      const routing = netns && routingOf(netns);
      return [
        ['IPv4 forwarding', routing?.forwards ? 'on' : 'off'],
        ['IPv6 forwarding', routing?.forwards6 ? 'on' : 'off'],
        ...(routing?.rules ?? []).slice(0, MAX_FACTS).map((rule): Fact => ['rule', rule]),
      ];
    }
    case 'gateway':
      return [['address', subject.address]];
    case 'fold': {
      const names = new Map(atlas.netns.map(({ id, label }) => [id, label]));
      const members = [
        ...subject.netns.map((id) => names.get(id) ?? id),
        ...subject.links.map((id) => atlas.place(id)?.link.ifname ?? id),
      ];
      const more = members.length > MAX_FACTS ? [`and ${members.length - MAX_FACTS} more`] : [];
      return [['members', [...members.slice(0, MAX_FACTS), ...more].join(', ')]];
    }
    case 'note':
      return [];
  }
}

function linkFacts(atlas: Atlas, { netns, link }: Place): Fact[] {
  const peer = atlas.place(link.peer);
  const routes = netns.routes.filter(({ dev, table }) => dev === link.ifname && table === 'main');
  const facts: (readonly [string, string | number | undefined])[] = [
    ['in', atlas.nameOf(netns)],
    ['kind', kindOf(link)],
    ['state', STATES[stateOf(link)]],
    ['flags', link.flags.join(' ')],
    ...shownAddresses(link).map((address): Fact => ['address', address]),
    ['MAC', link.address],
    ['MTU', link.mtu],
    ['bridge', link.master],
    ['peer', peer ? `${peer.link.ifname} in ${atlas.nameOf(peer.netns)}` : undefined],
    ...routes
      .slice(0, MAX_FACTS)
      .map(({ dst, gateway }): Fact => ['route', gateway === undefined ? dst : `${dst} via ${gateway}`]),
  ];
  return facts.flatMap(([name, value]): Fact[] => (value === undefined ? [] : [[name, `${value}`]]));
}
