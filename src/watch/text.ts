// An observation for people, as text: the outcome, where it was seen, the rules that took it, the counters, and whether that was predicted.

import type { Trace } from '../explain/trace.ts';
import { whereOf } from '../explain/where.ts';
import { printable } from '../printable.ts';
import { linkName } from '../topology/find.ts';
import { icmpType } from '../topology/firewall/icmp.ts';
import { chainTitle, policyText, ruleLine } from '../topology/firewall/words.ts';
import type { Topology } from '../topology/model.ts';
import { type Argument, filled, inWords, type Said, type Translate } from '../words.ts';
import { type PassRow, passRows } from './beside.ts';
import type { Comparison, Difference, Pass } from './compare.ts';
import type { Body, Headers, Payload } from './headers.ts';
import type { Drop, Observation } from './observation.ts';
import { outcomeSaid } from './outcome.ts';
import type { Prediction } from './predict.ts';
import type { RuleSighting } from './rules.ts';
import { sayDifference, sayWatched } from './words.ts';

export interface Line {
  /** Nothing in it is not printable; no line break at its end. */
  readonly text: string;
  readonly tone?: Tone;
}

/** As it should be; not so; not known. */
export type Tone = 'good' | 'bad' | 'open';

export interface WatchedTextOptions {
  readonly t?: Translate;
  /** With the colours of a terminal (ECMA-48): beside the words, never in their place. */
  readonly color?: boolean;
}

/** Green, red, yellow. */
const COLORS = { good: 32, bad: 31, open: 33 } as const satisfies Readonly<Record<Tone, number>>;

export function watchedText(
  topology: Topology,
  observation: Observation,
  prediction: Prediction,
  { t, color = false }: WatchedTextOptions = {},
): string[] {
  return watchedLines(topology, observation, prediction, t).map(({ text, tone }) =>
    color && tone ? `\u001b[${COLORS[tone]}m${text}\u001b[0m` : text,
  );
}

export function watchedLines(
  topology: Topology,
  observation: Observation,
  { trace, comparison }: Prediction,
  t: Translate = filled,
): Line[] {
  const words: Words = { topology, say: (said) => printable(inWords(said, t)) };
  const { say } = words;
  const { rules, drops, missing, outcome } = observation;
  const tone = { answered: 'good', silent: 'bad', error: 'bad', cannot: 'open' } as const;
  return [
    { text: say(outcomeSaid(topology, observation)), tone: tone[outcome.kind] },
    ...section(
      say(sayWatched('seen')),
      aligned(passRows(observation, trace, comparison).map((row) => passCells(words, row))),
    ),
    ...section(say(sayWatched('rules')), aligned(rules.map((one) => ruleCells(words, one)))),
    ...section(say(sayWatched('drops')), aligned(drops.map((one) => dropCells(words, one)))),
    ...section(say(sayWatched('counters')), countersText(words, observation)),
    ...section(
      '',
      missing.map((said) => ({ text: say(said) })),
    ),
    { text: '' },
    ...comparisonLines(words, trace, observation, comparison),
  ];
}

interface Words {
  readonly topology: Topology;
  readonly say: (said: Argument) => string;
}

function section(title: string, lines: readonly Line[]): Line[] {
  if (lines.length === 0) return [];
  const own = title === '' ? lines : lines.map((line) => ({ ...line, text: `  ${line.text}` }));
  return [{ text: '' }, ...(title === '' ? [] : [{ text: title }]), ...own];
}

interface Row {
  readonly cells: readonly string[];
  readonly tone?: Tone;
}

/** In columns, but for the last one. */
function aligned(rows: readonly Row[]): Line[] {
  const widths = (rows[0]?.cells ?? []).map((_, at) => Math.max(...rows.map(({ cells }) => cells[at]?.length ?? 0)));
  return rows.map(({ cells, tone }) => {
    const text = cells
      .map((cell, at) => (at === 0 ? cell.padStart(widths[0] ?? 0) : cell.padEnd(widths[at] ?? 0)))
      .join('  ')
      .trimEnd();
    return { text, ...(tone && { tone }) };
  });
}

const time = (at: number): string => `${(at / 1000).toFixed(3)} ms`;

function passCells(words: Words, row: PassRow): Row {
  const { topology, say } = words;
  const said = row.code === undefined ? '' : say(sayWatched(row.code));
  const cells = (when: string, { netns, direction }: Pick<Pass, 'netns' | 'direction'>, link: string, what: string) => [
    when,
    say(whereOf(topology, netns)),
    direction,
    printable(link),
    said,
    what,
  ];
  if (row.sighting) {
    const { at, ifname, headers } = row.sighting;
    const isBad = row.code === 'other' || row.code === 'not-predicted';
    const own = cells(time(at), row.sighting, ifname, headersText(headers));
    return { cells: own, ...(isBad ? { tone: 'bad' } : {}) };
  }
  const { pass } = row;
  return {
    cells: cells('–', pass, linkName(topology, pass.link), `${pass.packet.src} → ${pass.packet.dst}`),
    tone: 'bad',
  };
}

/** In the words of nft(8) and tcpdump(8): '10.0.0.1 → 10.0.0.2 icmp echo-request'. */
export function headersText({ body, vlans }: Headers): string {
  return [...vlans.map((id) => `vlan ${id}`), ...(body ? [bodyText(body)] : [])].join(' ');
}

function bodyText(body: Body): string {
  if (body.kind === 'arp')
    return body.operation === 'request'
      ? `arp who-has ${body.target} tell ${body.sender}`
      : `arp reply ${body.sender} to ${body.target}`;
  const { src, dst, payload } = body;
  const [from, to] = 'sport' in payload ? [` ${payload.sport}`, ` ${payload.dport}`] : ['', ''];
  return `${src}${from} → ${dst}${to} ${payloadText(payload)}`;
}

function payloadText(payload: Payload): string {
  switch (payload.kind) {
    case 'icmp': {
      const name = icmpType(payload.six ? 'icmpv6' : 'icmp', payload.type);
      const about = payload.quoted ? ` (${bodyText(payload.quoted)})` : '';
      return `${payload.six ? 'icmpv6' : 'icmp'} ${name}${payload.target === undefined ? '' : ` ${payload.target}`}${about}`;
    }
    case 'tcp':
      return `tcp ${payload.flags.join(',')}`.trimEnd();
    case 'udp':
      return payload.inner ? `udp vxlan [${headersText(payload.inner)}]` : 'udp';
    case 'other':
      return `protocol ${payload.protocol}`;
  }
}

function ruleCells({ topology, say }: Words, sighting: RuleSighting): Row {
  const { netns, packet, verdict } = sighting;
  const about = packet ? bodyText(packet) : '';
  const cells = [say(whereOf(topology, netns)), verdict, printable(ruleText(sighting)), about];
  return { cells, ...(verdict === 'drop' ? { tone: 'bad' } : {}) };
}

function dropCells({ topology, say }: Words, { at, netns, reason, where }: Drop): Row {
  const cells = [time(at), say(whereOf(topology, netns)), printable(reason), printable(where)];
  return { cells, tone: 'bad' };
}

/** The rule or the policy in the words of its program. */
export function ruleText({ family, table, chain, kind, handle, known }: RuleSighting): string {
  if (known?.rule) return ruleLine(known.chain, known.rule);
  const title = known ? `${known.chain.tool} ${chainTitle(known.chain)}` : `nft ${family} ${table} ${chain}`;
  if (kind === 'policy') return `${title} policy${known ? ` ${policyText(known.chain) ?? ''}` : ''}`.trimEnd();
  return `${title} handle ${handle}`;
}

/** Bytes, and what counts every packet, say nothing. */
const DULL =
  /Octets$|ECT\w*Pkts$|Mcast|MLD|^Icmp6?Msg|Icmp6?(?:In|Out)Type|^Ip6?(?:InReceives|InDelivers|OutRequests|OutTransmits)$/;

function countersText({ say, topology }: Words, { counters }: Observation): Line[] {
  const all = new Map<string, string[]>();
  for (const { netns, name, moved } of counters) {
    if (DULL.test(name)) continue;
    const where = say(whereOf(topology, netns));
    all.set(where, [...(all.get(where) ?? []), `${printable(name)} ${moved > 0 ? '+' : ''}${moved}`]);
  }
  return aligned([...all].map(([where, names]) => ({ cells: [where, names.join(', ')] })));
}

function comparisonLines(
  { topology, say }: Words,
  { verdict }: Trace,
  { outcome }: Observation,
  { outcome: agrees, differences }: Comparison,
): Line[] {
  if (outcome.kind === 'cannot') return [{ text: say(sayDifference('not-sent')), tone: 'open' }];
  const said = differences.map((one) => differenceSaid(topology, one));
  if (said.length > 0) return [sayDifference('differs'), ...said].map((one) => ({ text: say(one), tone: 'bad' }));
  if (agrees === 'same') return [{ text: say(sayDifference('same')), tone: 'good' }];
  return [{ text: say(sayDifference(verdict === 'unknown' ? 'open' : 'open-outside')), tone: 'open' }];
}

function differenceSaid(topology: Topology, difference: Difference): Said {
  const at = ({ netns, link }: Pass) => [linkName(topology, link), whereOf(topology, netns)] as const;
  switch (difference.code) {
    case 'answered':
    case 'not-answered':
      return sayDifference(difference.code);
    case 'not-seen':
      return sayDifference(`not-seen-${difference.way}`, ...at(difference.pass));
    case 'further': {
      const { ifname, netns } = difference.sighting;
      return sayDifference(`further-${difference.way}`, ifname, whereOf(topology, netns));
    }
    case 'other-addresses': {
      const { pass, seen } = difference;
      const text = ({ src, dst }: { src: string; dst: string }) => `${src} → ${dst}`;
      return sayDifference('other-addresses', ...at(pass), text(pass.packet), text(seen));
    }
  }
}
