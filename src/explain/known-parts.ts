// Which parts of a rule are not modelled, and which of these may change what becomes of a packet: iptables-extensions(8), "TARGETS".
import type { Part } from '../topology/firewall/model.ts';
import { hopsAfter } from './hop-changes.ts';

/** Of iptables, what counts, says something, or marks a packet for others: it neither drops nor translates, and the next rule is asked. */
const HARMLESS: ReadonlySet<string> = new Set([
  ...['comment', 'LOG', 'NFLOG', 'ULOG', 'TRACE', 'AUDIT', 'LED', 'RATEEST', 'IDLETIMER', 'CHECKSUM'],
  ...['TCPMSS', 'TCPOPTSTRIP', 'DSCP', 'TOS', 'ECN', 'CLASSIFY', 'SECMARK', 'CONNSECMARK'],
]);

/** And what is harmless with these options alone: a zone is another connection tracking, a map sets marks. */
const HARMLESS_SO = /^-j (?:CT(?: --(?:helper|timeout|ctevents|expevents) \S+)+|SET(?! .*--map-set) .*)$/;

/** A condition or a target that is not modelled. */
export function isUnknown(part: Part): boolean {
  if (part.kind === 'other') return true;
  if (part.kind !== 'xt' || HARMLESS.has(part.name) || HARMLESS_SO.test(part.text ?? '')) return false;
  return hopsAfter(part, 0) === undefined;
}

/** Asks only. */
export const isCondition = (part: Part): boolean =>
  part.kind === 'match' || (part.kind === 'other' ? part.text.startsWith('{"match"') : /^-m /.test(textOf(part)));

const textOf = (part: Part): string => (part.kind === 'xt' ? (part.text ?? '') : '');

/** Whether the class of service is another one after it, which other rules may ask for. */
export const setsClass = (part: Part): boolean =>
  part.kind === 'set'
    ? /^ip6? (?:dscp|ecn)$/.test(part.of)
    : part.kind === 'xt' && /^(?:DSCP|TOS|ECN)$/.test(part.name);

/** What may be set without a change of the way; a zone of connections, a TTL or an address is not of them. */
export const DECIDES_NOTHING =
  /^(?:meta (?:priority|nftrace|secmark)|ct (?:label|event|secmark)|ip6? (?:dscp|ecn)|tcp option )/;

/** So near to its end, other packets may have used up a quota. */
const NEAR = 0x10000;

/** Whether a quota lets a packet on: nft_quota(). */
export function quotaHolds({ left, over }: Extract<Part, { kind: 'quota' }>): boolean | 'maybe' {
  if (left > 0 && left < NEAR) return 'maybe';
  return left > 0 ? !over : over;
}
