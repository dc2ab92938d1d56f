/** The codes of why a packet goes no further; each has its words in words.ts and its page, docs/reasons/CODE.md. */
export const REASONS = [
  'no-route',
  'route-refuses',
  'no-source',
  'source-not-here',
  'link-down',
  'no-carrier',
  'cut-cable',
  'bridge-down',
  'port-blocked',
  'port-isolated',
  'port-does-not-flood',
  'wrong-switch-entry',
  'vlan-not-allowed',
  'not-on-this-wire',
  'no-neighbour',
  'arp-not-answered',
  'wrong-neighbour',
  'same-mac',
  'tunnel-without-remote',
  'tunnel-mismatch',
  'tunnel-in-itself',
  'macvlan-and-its-parent',
  'dummy',
  'firewall-drops',
  'firewall-rejects',
  'forwarding-off',
  'reverse-path-filter',
  'martian-source',
  'martian-destination',
  'hop-limit',
  'too-big',
  'echo-ignored',
  'nobody-listens',
  'no-nat',
  'not-outside',
  'answer-goes-elsewhere',
] as const;

export type Reason = (typeof REASONS)[number];

/** Reasons of which more can be said in some cases. */
export const MANNERS = {
  'link-of-network-down': 'no-route',
  'table-not-looked-up': 'no-route',
  'sends-to-itself': 'wrong-neighbour',
  'network-too-narrow': 'no-route',
  broadcast: 'route-refuses',
  'asks-at-port': 'no-neighbour',
  'gateway-of-nobody': 'no-neighbour',
  'gateway-elsewhere': 'not-on-this-wire',
  'network-too-wide': 'not-on-this-wire',
  'listens-elsewhere': 'nobody-listens',
  'translated-to-nobody': 'nobody-listens',
  'translated-elsewhere': 'nobody-listens',
  'other-network-id': 'tunnel-mismatch',
  'other-port': 'tunnel-mismatch',
  'policy-drops': 'firewall-drops',
  'not-tracked': 'no-nat',
  'foreign-source': 'answer-goes-elsewhere',
  'answer-not-tracked': 'answer-goes-elsewhere',
  'answer-to-another': 'answer-goes-elsewhere',
  'back-at-its-sender': 'martian-source',
  'same-mac-in-tunnel': 'same-mac',
  'few-hops': 'hop-limit',
  'neighbour-hops': 'hop-limit',
  'in-circles': 'hop-limit',
  'macvlans-apart': 'macvlan-and-its-parent',
} as const satisfies Readonly<Record<string, Reason>>;

export type Manner = keyof typeof MANNERS;

export const isManner = (word: Reason | Manner): word is Manner => Object.hasOwn(MANNERS, word);

export const isReason = (word: string): word is Reason => (REASONS as readonly string[]).includes(word); // widened, to be asked about any word
