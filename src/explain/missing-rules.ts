// The kernel's own policy rules, where somebody has deleted one: ip-rule(8), "DESCRIPTION".
import { inNetns } from '../topology/argv.ts';
import { netnsById } from '../topology/find.ts';
import type { Netns, Rule } from '../topology/model.ts';
import { ipText, readIp } from '../topology/prefix.ts';
import { type Fix, netnsEdit } from './edits.ts';
import type { Reason } from './reasons.ts';
import { KERNELS, type Lookup, looksUp, route } from './routing.ts';
import { netnsThing, type Stop } from './trace.ts';
import type { Walk } from './walk.ts';

/** What may come of a route that is not found, and by what address it is looked for. */
const SOUGHT: Readonly<Partial<Record<Reason, (stop: Stop) => string | undefined>>> = {
  'no-route': ({ packet }) => packet.dst,
  'forwarding-off': ({ packet }) => packet.dst,
  'hop-limit': ({ packet }) => packet.dst,
  'no-neighbour': ({ packet }) => packet.dst,
  'not-on-this-wire': ({ packet }) => packet.dst,
  'arp-not-answered': ({ args: [asked] }) => asked,
  'reverse-path-filter': ({ packet }) => packet.src,
};

/** What is lost for a rule that is missing is told by that. */
export function forMissingRule({ topology }: Walk, stop: Stop): Stop {
  const netns = netnsById(topology, stop.thing.netns);
  const dst = readIp(SOUGHT[stop.reason]?.(stop) ?? '');
  if (!netns || !dst) return stop;
  const lookup: Lookup = {
    ...{ src: { ...dst, value: 0n }, dst, protocol: 'icmp', sport: 0, dport: 0, mark: 0, iif: 'lo' },
  };
  const rule = missingIn(netns, dst.family).find((one) => leadsElsewhere(netns, one, lookup));
  if (!rule) return stop;
  const [reason, manner] = ['no-route', 'table-not-looked-up'] as const;
  return { ...stop, reason, manner, thing: netnsThing(netns), args: [ipText(dst), rule.table ?? ''] };
}

const missingIn = (netns: Netns, family: Rule['family']): Rule[] =>
  KERNELS.filter(
    (one) =>
      one.family === family && one.table !== undefined && one.table !== 'default' && !looksUp(netns, family, one.table),
  );

function leadsElsewhere(netns: Netns, rule: Rule, lookup: Lookup): boolean {
  const [now, then] = [netns, { ...netns, rules: withRule(netns.rules, rule) }].map((one) => route(one, lookup));
  if (then?.kind !== 'route') return false;
  return now?.kind !== 'route' || JSON.stringify(now.way.route) !== JSON.stringify(then.way.route);
}

const withRule = (rules: readonly Rule[], rule: Rule): readonly Rule[] =>
  [...rules, rule].toSorted((a, b) => a.priority - b.priority);

/** The kernel's own rules, as they were. */
export function ownRules(netns: Netns, { packet, args: [, table] }: Stop): Fix[] {
  const family = packet.dst.includes(':') ? 'inet6' : 'inet';
  const six = family === 'inet6' ? ['-6'] : [];
  return missingIn(netns, family)
    .filter((rule) => rule.table === table)
    .map((rule) => ({
      argv: [inNetns(netns, 'ip', ...six, 'rule', 'add', 'pref', `${rule.priority}`, 'lookup', rule.table ?? '')],
      edit: netnsEdit(netns.id, ({ rules }) => ({ rules: withRule(rules, rule) })),
    }));
}
