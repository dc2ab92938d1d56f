// An observation for people, as text: the outcome, where it was seen, the rules that took it, the counters, and whether that was predicted.

import { nameOf } from '../explain/arguments.ts';
import { whereOf } from '../explain/report.ts';
import type { Trace } from '../explain/trace.ts';
import { printable } from '../printable.ts';
import { linkById } from '../topology/find.ts';
import { icmpType } from '../topology/firewall/icmp.ts';
import { chainTitle, policyText, ruleLine } from '../topology/firewall/words.ts';
import type { Topology } from '../topology/model.ts';
import { type Argument, filled, inWords, type Said, type Translate } from '../words.ts';
import type { Comparison, Difference, Pass } from './compare.ts';
import type { Body, Headers, Payload } from './headers.ts';
import type { Observation, RuleSighting, Sighting } from './observation.ts';
import { sayDifference, sayOutcome, sayWatched } from './words.ts';

/** Lines without a line break at their end; nothing in them is not printable. */
export function watchedText(
  topology: Topology,
  observation: Observation,
  { trace, comparison }: { readonly trace: Trace; readonly comparison: Comparison },
  t: Translate = filled,
): string[] {
  const say = (said: Argument) => printable(inWords(said, t));
  const { sightings, rules, missing, flow } = observation;
  const to = [flow.to, ...(flow.port === undefined ? [] : [`${flow.protocol} ${flow.port}`])].join(' ');
  return [
    say(outcomeSaid(observation, nameOf(topology, flow), to)),
    ...section(say(sayWatched('seen')), aligned(sightings.map((one) => sightingCells(topology, one)))),
    ...section(say(sayWatched('rules')), aligned(rules.map((one) => ruleCells(topology, one)))),
    ...section(say(sayWatched('counters')), countersText(topology, observation)),
    ...section('', missing.map(say)),
    '',
    ...comparisonText(topology, trace, observation, comparison).map(say),
  ];
}

function section(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  return ['', ...(title === '' ? lines : [title, ...lines.map((line) => `  ${line}`)])];
}

/** In columns, but for the last one. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, at) => (at === 0 ? cell.padStart(widths[0] ?? 0) : cell.padEnd(widths[at] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}

function outcomeSaid({ outcome }: Observation, from: string, to: string): Said {
  if (outcome.kind === 'answered') return sayOutcome('answered', from, to);
  if (outcome.kind === 'silent') return sayOutcome('silent', from, to);
  return outcome.kind === 'error'
    ? sayOutcome('error', from, to, outcome.why)
    : sayOutcome('cannot', from, to, outcome.why);
}

function sightingCells(topology: Topology, { at, netns, direction, ifname, headers }: Sighting): string[] {
  const where = printable(inWords(whereOf(topology, netns)));
  return [`${(at / 1000).toFixed(3)} ms`, where, direction, printable(ifname), headersText(headers)];
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

function ruleCells(topology: Topology, sighting: RuleSighting): string[] {
  const { netns, packet, verdict } = sighting;
  const about = packet ? bodyText({ ...packet }) : '';
  return [printable(inWords(whereOf(topology, netns))), verdict, printable(ruleText(sighting)), about];
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

function countersText(topology: Topology, { counters }: Observation): string[] {
  const all = new Map<string, string[]>();
  for (const { netns, name, moved } of counters) {
    if (DULL.test(name)) continue;
    const where = printable(inWords(whereOf(topology, netns)));
    all.set(where, [...(all.get(where) ?? []), `${printable(name)} ${moved > 0 ? '+' : ''}${moved}`]);
  }
  return aligned([...all].map(([where, names]) => [where, names.join(', ')]));
}

function comparisonText(
  topology: Topology,
  { verdict }: Trace,
  { outcome }: Observation,
  { outcome: agrees, differences }: Comparison,
): Said[] {
  if (outcome.kind === 'cannot') return [sayDifference('not-sent')];
  const said = differences.map((one) => differenceSaid(topology, one));
  if (said.length > 0) return [sayDifference('differs'), ...said];
  if (agrees === 'same') return [sayDifference('same')];
  return [verdict === 'unknown' ? sayDifference('open') : sayDifference('open-outside')];
}

function differenceSaid(topology: Topology, difference: Difference): Said {
  const at = ({ netns, link }: Pass) =>
    [linkById(topology, link)?.link.ifname ?? link, whereOf(topology, netns)] as const;
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
