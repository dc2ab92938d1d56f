// An observation for programs: docs/watch.schema.json describes it.
import { nameOf } from '../explain/arguments.ts';
import { whereOf } from '../explain/where.ts';
import { linkName } from '../topology/find.ts';
import type { Topology } from '../topology/model.ts';
import { inWords } from '../words.ts';
import type { Difference } from './compare.ts';
import type { Body, Headers } from './headers.ts';
import type { Observation } from './observation.ts';
import type { Prediction } from './predict.ts';
import { headersText, ruleText } from './text.ts';

/** Plain data; `id`s are those of the topology, times are microseconds after the first sighting. */
export function observationJson(
  topology: Topology,
  { flow, source, outcome, sightings, rules, drops, counters, missing }: Observation,
  { trace, comparison }: Prediction,
): object {
  const where = (id: string) => ({ netns: inWords(whereOf(topology, id)), id });
  return {
    format: 1,
    flow: { ...flow, from: nameOf(topology, flow) },
    ...(source && { source }),
    outcome,
    sightings: sightings.map(({ at, netns, link, ifname, direction, passing, part, headers }) => ({
      at,
      ...where(netns),
      link: ifname,
      linkId: link,
      direction,
      passing,
      part,
      packet: packetJson(headers),
      text: headersText(headers),
    })),
    rules: rules.map((rule) => ({
      ...where(rule.netns),
      part: rule.part,
      family: rule.family,
      table: rule.table,
      chain: rule.chain,
      kind: rule.kind,
      ...(rule.handle === undefined ? {} : { handle: rule.handle }),
      verdict: rule.verdict,
      text: ruleText(rule),
      ...(rule.packet ? { packet: bodyJson(rule.packet) } : {}),
    })),
    drops: drops.map(({ at, netns, reason, where: by }) => ({ at, ...where(netns), reason, where: by })),
    counters: counters.map(({ netns, name, moved }) => ({ ...where(netns), name, moved })),
    missing: missing.map((said) => ({ code: said.code, text: inWords(said) })),
    prediction: {
      verdict: trace.verdict,
      outcome: comparison.outcome,
      passes: comparison.passes.map(({ way, pass: { netns, link, direction, packet }, sighting }) => ({
        way,
        ...where(netns),
        link: linkName(topology, link),
        linkId: link,
        direction,
        packet,
        ...(sighting && { at: sighting.at }),
      })),
      differences: comparison.differences.map((one) => differenceJson(topology, one)),
    },
  };
}

const packetJson = ({ macs, vlans, body }: Headers): object => ({ macs, vlans, ...(body && bodyJson(body)) });

function bodyJson(body: Body): object {
  if (body.kind === 'arp') return body;
  const { src, dst, ttl, payload } = body;
  if (payload.kind === 'icmp') {
    const { quoted, ...rest } = payload;
    return { src, dst, ttl, ...rest, ...(quoted ? { quoted: bodyJson(quoted) } : {}) };
  }
  if (payload.kind !== 'udp') return { src, dst, ttl, ...payload };
  const { kind, sport, dport, inner } = payload;
  return { src, dst, ttl, kind, sport, dport, ...(inner ? { inner: packetJson(inner) } : {}) };
}

function differenceJson(topology: Topology, difference: Difference): object {
  if (!('way' in difference)) return { code: difference.code };
  const { code, way } = difference;
  const { netns, link, direction } = code === 'further' ? difference.sighting : difference.pass;
  const place = {
    netns: inWords(whereOf(topology, netns)),
    link: linkName(topology, link),
    direction,
  };
  if (code !== 'other-addresses') return { code, way, ...place };
  return { code, way, ...place, predicted: difference.pass.packet, seen: difference.seen };
}
