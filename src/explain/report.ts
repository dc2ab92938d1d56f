// An explanation for people, as text: the verdict, what is in the way, and the way.
import { printable } from '../printable.ts';
import { linkById, linkName, netnsById } from '../topology/find.ts';
import type { Chain } from '../topology/firewall/model.ts';
import { chainTitle, ruleLine } from '../topology/firewall/words.ts';
import type { Topology } from '../topology/model.ts';
import { routeText, ruleText } from '../topology/words.ts';
import { type Argument, filled, inWords, type Said, type Translate } from '../words.ts';
import { NoAddress, nameOf, type QuestionError } from './arguments.ts';
import { circleOf } from './circle.ts';
import type { Flow } from './flow.ts';
import { duplicatesOf } from './notes.ts';
import type { Explanation, Obstacle } from './obstacles.ts';
import { asShown } from './programs.ts';
import type { Reason } from './reasons.ts';
import { seeingCommand } from './see.ts';
import type { Addresses, Hop, Step, Thing } from './trace.ts';
import { ownerOf, whereOf } from './where.ts';
import { STEP_WORDS, sayDoubt, sayNote, sayQuestion, sayReason, sayVerdict } from './words.ts';

/** A thing in the words of the program that shows it. */
export function thingText(topology: Topology, thing: Thing): Argument {
  switch (thing.kind) {
    case 'netns':
      return whereOf(topology, thing.netns);
    case 'link':
      return linkName(topology, thing.link);
    case 'route':
      return routeText(thing.route);
    case 'policy':
      return ruleText(thing.rule);
    case 'neighbour':
      return [thing.neighbour.dst, 'dev', thing.neighbour.dev ?? '', 'lladdr', thing.neighbour.lladdr ?? ''].join(' ');
    case 'fdb':
      return [thing.entry.mac, 'dev', thing.entry.ifname ?? ''].join(' ');
    case 'chain':
      return chainTitle(shownIn(topology, thing));
    case 'rule':
      return ruleLine(shownIn(topology, thing), thing.rule);
    case 'setting':
      return thing.key;
  }
}

function shownIn(topology: Topology, { netns, chain }: { readonly netns: string; readonly chain: Chain }): Chain {
  const firewall = netnsById(topology, netns)?.firewall;
  return firewall ? asShown(firewall, chain) : chain;
}

/** The command that shows an obstacle. */
export function seenBy(topology: Topology, obstacle: Obstacle): string[] {
  const netns = netnsById(topology, obstacle.thing.netns);
  const link =
    'link' in obstacle.thing && obstacle.thing.link !== undefined
      ? linkById(topology, obstacle.thing.link)?.link.ifname
      : undefined;
  return netns ? seeingCommand(netns, obstacle, link) : [];
}

export interface ReportOptions {
  readonly t?: Translate;
  /** One quoting function for all commands. */
  readonly quote: (argv: readonly string[]) => string;
  readonly withWay: boolean;
  /** What somebody takes to be the first obstacle. */
  readonly because?: Reason | undefined;
}

/** Lines without a line break at their end; nothing in them is not printable. */
export function reportOf(
  topology: Topology,
  explanation: Explanation,
  { t = filled, quote, withWay, because }: ReportOptions,
): string[] {
  const { trace, obstacles, withFixes } = explanation;
  const say = (said: Argument) => printable(inWords(said, t));
  const [from, to] = endsOf(topology, trace.flow, say);
  const lines = [say(verdictOf(explanation, from, to))];
  for (const said of [...doubtsSaid(topology, explanation), ...notesSaid(topology, explanation)])
    lines.push('', say(said));
  if (trace.verdict === 'unknown' && obstacles.length > 0) lines.push('', say(sayVerdict('may-be')));
  for (const [at, obstacle] of obstacles.entries()) {
    lines.push(
      '',
      `${at + 1}. ${capital(say(sayReason(obstacle, (id) => whereOf(topology, id))), say(sayVerdict('the-host')))}  [${obstacle.reason}]${obstacle.way === 'back' ? `  ${say(sayVerdict('on-the-way-back'))}` : ''}`,
    );
    if (['chain', 'rule', 'route', 'policy', 'neighbour', 'fdb', 'setting'].includes(obstacle.thing.kind))
      lines.push(`   ${say(thingText(topology, obstacle.thing))}`);
    lines.push(`   ${say(sayVerdict('see'))}  ${printable(quote(seenBy(topology, obstacle)))}`);
    for (const argv of obstacle.fix) lines.push(`   ${say(sayVerdict('fix'))}  ${printable(quote(argv))}`);
  }
  // Of what passes by itself, its sentence says so.
  if (obstacles.length > 0 && obstacles.at(-1)?.manner !== 'port-will-forward')
    lines.push(
      '',
      say(sayVerdict(obstacles.length === 1 && withFixes !== 'unknown' ? `then-${withFixes}-1` : `then-${withFixes}`)),
    );
  if (because !== undefined) lines.push('', say(becauseSaid(explanation, because)));
  if (withWay)
    lines.push(
      ...wayLines(topology, trace.there, say(sayVerdict('there')), say),
      ...wayLines(topology, trace.back, say(sayVerdict('back')), say),
    );
  return lines;
}

/** Why a question was not answered, and what would help. */
export function faultOf(fault: QuestionError, { t = filled, quote }: Omit<ReportOptions, 'withWay'>): string[] {
  const words = (one: Argument) => printable(inWords(one, t));
  const fix = fault instanceof NoAddress ? (fault.fix?.argv ?? []) : [];
  const { said, meant } = fault;
  return [
    words(meant === undefined ? said : sayQuestion('did-you-mean', said, meant)),
    ...fix.map((argv) => `   ${words(sayVerdict('fix'))}  ${printable(quote(argv))}`),
  ];
}

function becauseSaid({ trace, obstacles }: Explanation, because: Reason): Said {
  if (trace.verdict !== 'lost') return sayVerdict('not-lost', because);
  return sayVerdict(obstacles[0]?.reason === because ? 'as-asked' : 'not-as-asked', because);
}

/** Each once, however often the way comes to it. */
function doubtsSaid(topology: Topology, { trace }: Explanation): Said[] {
  const all = trace.doubts.map(({ what, thing }) => sayDoubt(what, thingText(topology, thing)));
  return [...new Map(all.map((said) => [JSON.stringify(said), said])).values()];
}

const notesSaid = (topology: Topology, { trace }: Explanation): Said[] =>
  duplicatesOf(topology, trace).map(({ address, places }) =>
    sayNote(
      'duplicate',
      address,
      places.map(({ netns, link }) => sayNote('link-of', whereOf(topology, netns.id), link.ifname)),
    ),
  );

/** Who asks, and whom by what: 'webapp' and '192.168.52.1 (sleep) tcp 80'. */
export function endsOf(topology: Topology, flow: Flow, say: (said: Argument) => string): [from: string, to: string] {
  const owner = ownerOf(topology, flow.to, flow.from);
  return [nameOf(topology, flow), [flow.to, ...(owner ? [`(${say(owner)})`] : []), ...flowWords(flow)].join(' ')];
}

/** A sentence that begins with the host. */
export const capital = (sentence: string, host: string): string =>
  sentence.startsWith(host) ? `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}` : sentence;

const flowWords = ({ protocol, port, source }: Flow): string[] => [
  ...(port === undefined ? [] : [`${protocol} ${port}`]),
  ...(source === undefined ? [] : [`from ${source}`]),
];

function verdictOf({ trace, obstacles: { length } }: Explanation, from: string, to: string): Said {
  const { verdict, flow } = trace;
  if (verdict === 'delivered' && flow.protocol === 'udp') return sayVerdict('datagram', from, to);
  if (verdict !== 'lost') return sayVerdict(verdict, from, to);
  return length === 1 ? sayVerdict('lost-1', from, to) : sayVerdict('lost-n', from, to, length);
}

function wayLines(topology: Topology, hops: readonly Hop[], title: string, say: (said: Argument) => string): string[] {
  if (hops.length === 0) return [];
  const lines = ({ netns, steps }: Hop) => [
    `  ${say(whereOf(topology, netns))}`,
    ...steps.map((step) => `    ${say(stepText(topology, step))}`),
  ];
  const circle = circleOf(hops);
  if (!circle) return ['', title, ...hops.flatMap(lines)];
  const once = circle.at + circle.round.length;
  const again = `  ${say(sayVerdict('and-so-on', hops.length - once - 1))}`;
  return ['', title, ...hops.slice(0, once).flatMap(lines), again, ...hops.slice(-1).flatMap(lines)];
}

const TRANSLATED: readonly Step['code'][] = ['translated', 'undone'];

/** The port that a flow comes from is any, and not shown unless it was translated to. */
const addressesText = ({ src, dst, dport }: Addresses): string =>
  `${src} → ${dst}${dport === undefined ? '' : ` port ${dport}`}`;

export function stepText(topology: Topology, { code, thing, packet, detail = '' }: Step): Said {
  const text = thingText(topology, thing);
  const more = code === 'source' ? packet.src : TRANSLATED.includes(code) ? addressesText(packet) : detail;
  return { code, words: STEP_WORDS[code], args: [text, more] };
}
