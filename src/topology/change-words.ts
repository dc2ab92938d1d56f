import { printable } from '../printable.ts';
import { type Argument, inWords, type Said, sayFrom, type Translate } from '../words.ts';
import type { Told } from './change.ts';
import type { Netns } from './model.ts';

/** What a person would say of a difference. */
export const CHANGE_WORDS = {
  added: '{0} added',
  removed: '{0} removed',
  changed: '{0} changed',
  /** Something, and what it is now; or several of that. */
  is: '{0} {1}',
  'in-netns': '{0} in {1}',
  /** Several differences. */
  list: '{0}',
  // What there is.
  netns: 'netns {0}',
  link: 'link {0}',
  'link-of-kind': '{0} {1}',
  route: 'route {0}',
  rule: 'rule {0}',
  neighbour: 'neighbour {0}',
  fdb: 'forwarding entry {0}',
  'nft-table': 'nft table {0} {1}',
  'nft-object': 'nft {0} {1} of table {2} {3}',
  'nft-other': 'nft {0} {1}',
  chain: '{0} -t {1} chain {2}',
  'chain-with-policy': '{0} -t {1} chain {2} with policy {3}',
  // Addresses of a link.
  'address-added': 'address {0} added to {1}',
  'address-removed': 'address {0} removed from {1}',
  'address-changed': 'address {0} changed on {1}',
  // What a netns is now.
  called: 'is now called {0}',
  'not-called': 'is no longer called {0}',
  'no-nsid': 'has no nsid',
  nsid: 'has nsid {0}',
  'other-holder': 'is held by another process',
  'other-file': 'is now at {0}',
  // What a link is now.
  'moved-to-root': 'moved to the root netns',
  moved: 'moved to netns {0}',
  port: 'is now a port of {0}',
  'no-port': 'is no longer a port of {0}',
  'peer-lost': 'can no longer see its other end',
  'peer-at': 'has its other end in {0} as {1}',
  'peer-in': 'has its other end in {0}',
  'peer-elsewhere': 'has its other end in another netns',
  mtu: 'has MTU {0} (was {1})',
  mac: 'has MAC address {0}',
  'no-mac': 'has no MAC address',
  'port-state': 'is {0} as a port',
  'other-facts': 'has changed: {0}',
  'is-up': 'is up',
  'is-down': 'is down',
  'has-carrier': 'has a carrier',
  'no-carrier': 'has no carrier',
  'lower-down': 'has its lower layer down',
  dormant: 'is dormant',
  'not-dormant': 'is no longer dormant',
  // Other differences.
  firewall: 'firewall changed',
  'sysctl-gone': '{0} is gone',
  'sysctl-is': '{0} is {1}',
  'sysctl-was': '{0} is {1} (was {2})',
  'all-read': 'everything can be read again',
  'not-read': '{0} cannot be read: {1}',
} as const;

export const sayChange = sayFrom(CHANGE_WORDS);

/** In words, printable. */
export const changeText = ({ said }: Pick<Told, 'said'>, t?: Translate): string => printable(inWords(said, t));

/** In the root netns that goes without saying. */
export const within = <Thing extends Argument>({ root, label }: Netns, thing: Thing): Thing | Said =>
  root ? thing : sayChange('in-netns', thing, label);
