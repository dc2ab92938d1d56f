import { printable } from '../printable.ts';
import { shownAddresses } from '../topology/addresses.ts';
import { netnsById, type Place, portsOf } from '../topology/find.ts';
import { whyText } from '../topology/json.ts';
import { isLoopback, kindOf } from '../topology/link-kinds.ts';
import { type LinkState, linkState } from '../topology/link-state.ts';
import type { Link, Topology } from '../topology/model.ts';
import { defaultRoutes, hopsOf, metricWords } from '../topology/routes.ts';
import { type Forwarding, forwardingOf } from '../topology/sysctls.ts';
import { addressText, routeText } from '../topology/words.ts';
import { filled } from '../words.ts';
import { Atlas } from './atlas.ts';
import { keyOf } from './keys.ts';
import type { Action, Item } from './messages.ts';
import { passingOf } from './nat.ts';
import type { Box, Edge, Picture, PictureNode, Subject } from './picture.ts';
import { ITEM_WORDS, type ItemWords } from './words.ts';

type Fact = readonly [name: string, value: string];

const MAX_FACTS = 12;

/** What can be said and done about each thing in a picture of `topology`. */
export function items(topology: Topology, picture: Picture, words: ItemWords = ITEM_WORDS): Item[] {
  const atlas = new Atlas(topology);
  const ends = new Map(picture.nodes.map((node) => [node.id, endOf(atlas, node)]));
  return [
    ...picture.boxes.map((box) => item(named(atlas, box), 'box', factsOf(atlas, box.subject, words), words)),
    ...picture.nodes.map((node) => ({
      ...item(node, 'node', factsOf(atlas, node.subject, words), words, endOf(atlas, node).where),
      ...(node.subject.kind === 'fold' ? { holds: holdsOf(atlas, node.subject) } : {}),
    })),
    ...picture.edges.map((edge) => edgeItem(edge, ends, words)),
  ];
}

/** With all of its name, which may be too long for the picture. */
function named(atlas: Atlas, box: Box): Box {
  const netns = box.subject.kind === 'netns' ? netnsById(atlas.topology, box.subject.netns) : undefined;
  return netns ? { ...box, lines: [atlas.nameOf(netns), ...box.lines.slice(1)] } : box;
}

const ACTIONS: Readonly<Record<Subject['kind'], readonly Action[]>> = {
  netns: ['reveal', 'focus'],
  link: ['reveal', 'focus'],
  router: ['reveal'],
  gateway: [],
  fold: ['unfold'],
  note: [],
};

/** What a line ends at, and in which netns. */
interface End {
  readonly title: string;
  readonly where?: string;
}

function endOf(atlas: Atlas, { lines, subject }: PictureNode): End {
  const title = printable(lines[0] ?? '');
  const inNetns = subject.kind === 'link' || subject.kind === 'router';
  const netns = inNetns ? netnsById(atlas.topology, subject.netns) : undefined;
  return netns ? { title, where: printable(atlas.nameOf(netns)) } : { title };
}

/** `where`: the name of the netns it is in. */
function item(
  thing: Box | PictureNode,
  shape: 'box' | 'node',
  facts: readonly Fact[],
  words: ItemWords,
  where?: string,
): Item {
  const state = 'state' in thing ? thing.state : undefined;
  const shown = facts.map(([name, value]): Fact => [name, printable(value)]);
  const title = printable(thing.lines[0] ?? '');
  const rest = thing.lines
    .slice(1)
    .filter((line) => line !== thing.kind)
    .map(printable);
  return {
    id: thing.id,
    key: keyOf(thing.subject),
    shape,
    kind: thing.kind,
    ...(state ? { state } : {}),
    ...('box' in thing && thing.box !== undefined ? { box: thing.box } : {}),
    title,
    facts: shown,
    spoken: [spokenEnd(`${words[thing.kind]} ${title}`, where, words), ...(state ? [words[state]] : []), ...rest].join(
      ', ',
    ),
    actions: ACTIONS[thing.subject.kind],
  };
}

const spokenEnd = (title: string, where: string | undefined, words: ItemWords) =>
  where === undefined ? title : filled(words.spokenIn, title, where);

function edgeItem({ id, from, to, kind, state }: Edge, ends: ReadonlyMap<string, End>, words: ItemWords): Item {
  const both = [from, to].map((end): End => ends.get(end) ?? { title: end });
  const title = both.map((end) => end.title).join(' – ');
  const [one, other] = both.map(({ where }) => where);
  // Within one netns its name is said once.
  const way =
    one === other
      ? spokenEnd(title, one, words)
      : both.map((end) => spokenEnd(end.title, end.where, words)).join(' – ');
  const said = kind === 'default' ? words.defaultRoute : words[kind];
  return {
    id,
    key: `${kind} ${from} ${to}`,
    shape: 'edge',
    kind,
    ...(state ? { state } : {}),
    title,
    facts: [],
    from,
    to,
    spoken: [`${said} ${way}`, ...(state ? [words[state]] : [])].join(', '),
    actions: [],
  };
}

function factsOf(atlas: Atlas, subject: Subject, words: ItemWords): Fact[] {
  switch (subject.kind) {
    case 'link': {
      const place = atlas.place(subject.link);
      return place ? linkFacts(atlas, place, words) : [];
    }
    case 'netns': {
      const netns = netnsById(atlas.topology, subject.netns);
      if (!netns) return [];
      return [
        [words.links, `${netns.links.filter((link) => !isLoopback(link)).length}`],
        ...defaultRoutes(netns).map((route): Fact => [words.defaultRoute, routeText(route)]),
        ...netns.unread.map((one): Fact => [words.notRead, `${one.what}: ${whyText(one)}`]),
      ];
    }
    case 'router': {
      const netns = netnsById(atlas.topology, subject.netns);
      if (!netns) return [];
      const forwards = forwardingOf(netns);
      return [
        [words.forwarding4, forwardingFact(forwards, 'IPv4', words)],
        [words.forwarding6, forwardingFact(forwards, 'IPv6', words)],
        ...passingOf(netns.firewall)
          .rules.slice(0, MAX_FACTS)
          .map((rule): Fact => [words.rule, rule]),
      ];
    }
    case 'gateway':
      return [[words.address, subject.address]];
    case 'fold': {
      const names = new Map(atlas.netns.map(({ id, label }) => [id, label]));
      const members = [
        ...subject.netns.map((id) => names.get(id) ?? id),
        ...subject.links.map((id) => atlas.place(id)?.link.ifname ?? id),
      ];
      return [[words.members, listed(members, words)]];
    }
    case 'note':
      return [];
  }
}

function listed(names: readonly string[], words: ItemWords): string {
  const more = names.length > MAX_FACTS ? [filled(words.andMore, names.length - MAX_FACTS)] : [];
  return [...names.slice(0, MAX_FACTS), ...more].join(', ');
}

function holdsOf(atlas: Atlas, fold: Subject & { readonly kind: 'fold' }): [id: string, ...texts: string[]][] {
  const texts = (name: string, links: readonly Link[]) => [name, ...links.flatMap(addressTexts)].map(printable);
  const folded = new Set<string>(fold.netns);
  return [
    ...atlas.netns
      .filter(({ id }) => folded.has(id))
      .map((netns): [string, ...string[]] => [netns.id, ...texts(atlas.nameOf(netns), netns.links)]),
    ...fold.links.map((id): [string, ...string[]] => {
      const place = atlas.place(id);
      return [id, ...(place ? texts(place.link.ifname, [place.link]) : [])];
    }),
  ];
}

const addressTexts = (link: Link) => shownAddresses(link).map(addressText);

const STATES: Readonly<Record<LinkState, keyof ItemWords>> = {
  up: 'up',
  down: 'down',
  'no-carrier': 'nocarrier',
  'lower-down': 'lowerdown',
  dormant: 'dormant',
};

function linkFacts(atlas: Atlas, { netns, link }: Place, words: ItemWords): Fact[] {
  const peer = atlas.place(link.peer);
  const routes = netns.routes
    .filter(({ table }) => table === 'main')
    .flatMap((route) => hopsOf(route).map((hop) => ({ ...hop, route })))
    .filter(({ dev }) => dev === link.ifname);
  const ports = portsOf(netns, link).map(({ ifname }) => ifname);
  const facts: (readonly [string, string | number | undefined])[] = [
    [words.in, atlas.nameOf(netns)],
    [words.kind, kindOf(link)],
    [words.state, words[STATES[linkState(link)]]],
    [words.flags, link.flags.join(' ')],
    ...addressTexts(link).map((address): Fact => [words.address, address]),
    [words.mac, link.address],
    [words.mtu, link.mtu],
    [words.bridge, link.master],
    [words.ports, ports.length > 0 ? listed(ports, words) : undefined],
    [words.peer, peer && filled(words.peerIn, peer.link.ifname, atlas.nameOf(peer.netns))],
    ...routes.slice(0, MAX_FACTS).map(({ route, gateway }): Fact => {
      const { dst } = route;
      const way = gateway === undefined ? dst : filled(words.via, dst, gateway);
      return [words.route, [way, ...metricWords(netns, route)].join(' ')];
    }),
  ];
  return facts.flatMap(([name, value]): Fact[] => (value === undefined ? [] : [[name, `${value}`]]));
}

function forwardingFact(all: readonly Forwarding[], family: Forwarding['family'], words: ItemWords): string {
  const forwarding = all.find((one) => one.family === family);
  if (!forwarding) return words.off;
  const { only, but } = forwarding;
  if (only) return filled(words.onOnly, only.join(', '));
  return but ? filled(words.onBut, but.join(', ')) : words.on;
}
