import { filled } from '../words.ts';
import type { Hidden } from './picture.ts';

/** What is said about the things in a picture, in English; `{0}` stands for a value. The editor has them in the user's language. */
export const ITEM_WORDS = {
  address: 'address',
  andMore: 'and {0} more',
  bridge: 'bridge',
  defaultRoute: 'default route',
  dormant: 'up, dormant',
  down: 'down',
  flags: 'flags',
  fold: 'folded',
  forwarding4: 'IPv4 forwarding',
  forwarding6: 'IPv6 forwarding',
  gateway: 'gateway',
  host: 'host',
  in: 'in',
  kind: 'kind',
  link: 'link',
  links: 'links',
  lower: 'lower link',
  lowerdown: 'up, lower layer down',
  mac: 'MAC',
  members: 'members',
  mtu: 'MTU',
  netns: 'network namespace',
  nocarrier: 'up, no carrier',
  notRead: 'not read',
  note: 'note',
  off: 'off',
  on: 'on',
  onBut: 'on, but not from {0}',
  onOnly: 'from {0} only',
  peer: 'peer',
  peerIn: '{0} in {1}',
  port: 'port of the bridge',
  ports: 'ports',
  route: 'route',
  routed: 'routed by the host',
  router: 'router',
  rule: 'rule',
  spokenIn: '{0} in {1}',
  state: 'state',
  tunnel: 'tunnel',
  up: 'up',
  uplink: 'uplink',
  upper: 'link on another link',
  via: '{0} via {1}',
  veth: 'veth',
  wire: 'cable (veth pair)',
} as const;

export type ItemWords = Readonly<Record<keyof typeof ITEM_WORDS, string>>;

/** What a link carries. */
export const RATE_WORDS = { rate: 'receives {0}, sends {1}' } as const;

export type RateWords = Readonly<Record<keyof typeof RATE_WORDS, string>>;

/** What is left out of a picture. */
export const HIDDEN_WORDS = {
  foldedNetns: '{0} namespaces and the ends of their cables are folded into one box',
  foldedLinks: '{0} links are folded into one box',
  farNetns: 'Namespaces more than two hops away, not shown: {0}',
  farNodes: 'Links and other nodes more than two hops away, not shown: {0}',
} as const;

export type HiddenWords = Readonly<Record<keyof typeof HIDDEN_WORDS, string>>;

/** Says what is left out, a line for each. */
export function hiddenTexts(hidden: readonly Hidden[], words: HiddenWords = HIDDEN_WORDS): string[] {
  return hidden.map(({ what, count }) => filled(words[what], count));
}
