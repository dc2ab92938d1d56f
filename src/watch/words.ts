import { sayFrom } from '../words.ts';

/** What could not be looked at. */
export const MISSING_WORDS = {
  trace: 'The packet filter of {0} could not be watched: {1}',
  sightings: 'What passes the links of {0} could not be watched: {1}',
  frames: 'More packets were seen than are shown.',
  times: 'The order in which packets passed different namespaces is not known this time.',
  legacy: 'The rules of iptables-legacy in {0} cannot be watched: the kernel reports only those of nf_tables.',
  handles: 'The rules of {0} are shown by their numbers: nft could not list them.',
  perl: 'Its packets were not watched on their way: there is no Perl on this host.',
  ended: 'Its packets were not watched on their way: {0}',
  'no-udp': 'Without Perl on this host no UDP datagram can be sent.',
  'no-source': 'Without Perl on this host no connection from a chosen address can be opened.',
  'too-many': 'Only {0} of {1} namespaces were watched: those nearest to the sender.',
} as const;

export const sayMissing = sayFrom(MISSING_WORDS);

export const OUTCOME_WORDS = {
  answered: '{0} → {1}: answered.',
  silent: '{0} → {1}: no answer.',
  error: '{0} → {1}: not answered: {2}.',
  reported: '{0} → {1}: not answered: {2} {3}.',
  cannot: '{0} → {1}: could not be sent: {2}.',
} as const;

export const sayOutcome = sayFrom(OUTCOME_WORDS);

/** What somebody has sent back in place of an answer. */
export const ERROR_WORDS = {
  who: '{0} ({1})',
  refused: 'refuses the connection (TCP RST)',
  'icmp-4': 'reports that {0} (ICMP type {1}, code {2})',
  'icmp-6': 'reports that {0} (ICMPv6 type {1}, code {2})',
  'other-4': 'reports an error (ICMP type {0}, code {1})',
  'other-6': 'reports an error (ICMPv6 type {0}, code {1})',
  network: 'the network cannot be reached from there',
  address: 'the address cannot be reached from there',
  protocol: 'the protocol is not known there',
  port: 'the port cannot be reached',
  prohibited: 'the packet is prohibited there',
  'too-big': 'the packet is too big for the next link',
  'hop-limit': 'the hop limit was used up on the way',
} as const;

export const sayError = sayFrom(ERROR_WORDS);

/** Titles, and what a row is by the prediction. */
export const WATCHED_WORDS = {
  predicted: 'predicted',
  'not-seen': 'predicted, not seen',
  'not-predicted': 'not predicted',
  other: 'other addresses predicted',
  seen: 'Seen',
  rules: 'Rules that met it',
  drops: 'Dropped by the kernel',
  counters: 'Counters that moved, of each namespace as a whole',
} as const;

export const sayWatched = sayFrom(WATCHED_WORDS);

/** What was predicted against what was seen. */
export const DIFFERENCE_WORDS = {
  same: 'That is what was predicted.',
  differs: 'Something else was predicted:',
  open: 'Whether it arrives was not predicted: something on the way is not modelled.',
  'open-outside': 'It went as predicted; whether somebody answers was not predicted.',
  'not-sent': 'So the prediction was not tested.',
  answered: 'It was answered, and should not have been.',
  'not-answered': 'It was not answered, and should have been.',
  'not-seen-there': 'It should have passed {0} in {1}, and was not seen there.',
  'not-seen-back': 'Its answer should have passed {0} in {1}, and was not seen there.',
  'further-there': 'It was seen at {0} in {1}, where it should not have come.',
  'further-back': 'Its answer was seen at {0} in {1}, where it should not have come.',
  'other-addresses': 'At {0} in {1} it should have been {2}, and was {3}.',
} as const;

export const sayDifference = sayFrom(DIFFERENCE_WORDS);
