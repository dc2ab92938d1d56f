import type { Reason } from '../explain/reasons.ts';
import { sayFrom } from '../words.ts';

/** What is said about the way of a packet on a picture. */
export const WAY_WORDS = {
  delivered: '{0} → {1}: arrives, and so does the answer',
  exits: '{0} → {1}: leaves this host',
  lost: '{0} → {1}: does not arrive',
  unanswered: '{0} → {1}: arrives, but its answer does not',
  unknown: '{0} → {1}: unknown',
  arrived: 'arrives',
  arrivedAt: 'The question arrives: {0} has it.',
  answered: 'answered',
  answeredAt: 'The answer arrives: {0} has it.',
  leaves: 'leaves',
  leavesBy: 'It leaves this host by {0}.',
  notKnown: 'not known',
  nat: 'NAT: {0}, now {1}',
  translates: '{0} translates {1} to {2}.',
} as const;

export const sayWay = sayFrom(WAY_WORDS);

/** Reasons as they are written on a picture, where there is room for a few words. */
export const SHORT_REASON_WORDS = {
  'no-route': 'no route',
  'route-refuses': 'route refuses',
  'wrong-route': 'wrong route',
  'no-source': 'no address to send from',
  'source-not-here': 'source is not here',
  'link-down': 'link down',
  'no-carrier': 'no carrier',
  'cut-cable': 'cut cable',
  'bridge-down': 'bridge down',
  'port-blocked': 'port blocked',
  'port-isolated': 'ports isolated',
  'port-does-not-flood': 'port does not flood',
  'wrong-switch-entry': 'wrong switch entry',
  'vlan-not-allowed': 'VLAN not allowed',
  'not-on-this-wire': 'not on this wire',
  'no-neighbour': 'no neighbour',
  'arp-not-answered': 'ARP not answered',
  'wrong-neighbour': 'wrong MAC address',
  'same-mac': 'same MAC address',
  'tunnel-without-remote': 'tunnel without remote',
  'tunnel-mismatch': 'tunnel mismatch',
  'tunnel-in-itself': 'tunnel in itself',
  'macvlan-and-its-parent': 'macvlan and its parent',
  dummy: 'dummy link',
  'firewall-drops': 'firewall drops',
  'firewall-rejects': 'firewall rejects',
  'forwarding-off': 'forwarding off',
  'reverse-path-filter': 'reverse path filter',
  'martian-source': 'martian source',
  'martian-destination': 'martian destination',
  'hop-limit': 'hop limit',
  'too-big': 'too big',
  'echo-ignored': 'ping ignored',
  'nobody-listens': 'nobody listens',
  'no-nat': 'no NAT',
  'not-outside': 'not outside',
  'answer-goes-elsewhere': 'answer goes elsewhere',
} as const satisfies Readonly<Record<Reason, string>>;

export const sayShortReason = sayFrom(SHORT_REASON_WORDS);
