import { printable } from '../printable.ts';
import { type Argument, inWords, type Said, sayFrom, type Translate } from '../words.ts';
import type { Told } from './change.ts';
import type { Netns } from './model.ts';

/** What a person would say of a difference: where and what was done come first, as a narrow view cuts the end. */
export const CHANGE_WORDS = {
  added: 'added {0}',
  removed: 'removed {0}',
  changed: 'changed {0}',
  /** Something, and what it is now; or several of that. */
  is: '{0} {1}',
  /** A netns, and what happened there. */
  'in-netns': '{0}: {1}',
  /** Several differences. */
  list: '{0}',
  // What there is.
  netns: 'netns {0}',
  'link-of-kind': '{0} {1}',
  route: 'route {0}',
  rule: 'rule {0}',
  neighbour: 'neighbour {0}',
  fdb: 'forwarding entry {0}',
  qdisc: 'qdisc {0} on {1}',
  vlans: 'VLANs of {0}: {1}',
  'nft-table': 'nft table {0} {1}',
  'nft-object': 'nft {0} {1} of table {2} {3}',
  'nft-other': 'nft {0} {1}',
  chain: '{0} -t {1} chain {2}',
  'chain-with-policy': '{0} -t {1} chain {2} with policy {3}',
  // Sockets.
  listens: 'listens on {0}',
  'listens-no-more': 'no longer listens on {0}',
  // Addresses of a link.
  'address-added': 'added {0} to {1}',
  'address-removed': 'removed {0} from {1}',
  'address-changed': 'changed {0} on {1}',
  // What a netns is now.
  called: 'is now called {0}',
  'not-called': 'is no longer called {0}',
  'no-nsid': 'has no nsid',
  nsid: 'has nsid {0}',
  'other-holder': 'is held by another process',
  'other-file': 'is now at {0}',
  // What a link is now.
  'moved-to-root': 'moved {0} to the root netns',
  moved: 'moved {0} to netns {1}',
  port: 'joined {0}',
  'no-port': 'left {0}',
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
  // Many that nobody made.
  'many-changes': '{0} changes',
  'many-netns': '{0} network namespaces',
  'many-link': '{0} links',
  'many-address': '{0} addresses',
  'many-route': '{0} routes',
  'many-rule': '{0} rules',
  'many-neighbour': '{0} neighbours',
  'many-fdb': '{0} forwarding entries',
  'many-qdisc': '{0} qdiscs',
  'many-vlan': 'VLANs of {0} ports',
  'many-socket': '{0} sockets',
  'many-firewall': '{0} parts of the firewall',
  'many-sysctl': '{0} kernel settings',
  'many-unread': '{0} things that cannot be read',
  // Other differences.
  firewall: 'changed the firewall',
  'sysctl-gone': 'removed {0}',
  'sysctl-is': 'added {0} = {1}',
  'sysctl-was': 'set {0} = {1} (was {2})',
  'all-read': 'can read everything again',
  'not-read': 'cannot read {0}: {1}',
} as const;

export const sayChange = sayFrom(CHANGE_WORDS);

/** In words, printable. */
export const changeText = ({ said }: Pick<Told, 'said'>, t?: Translate): string => printable(inWords(said, t));

/** In the root netns that goes without saying. */
export const within = <Thing extends Argument>({ root, label }: Netns, thing: Thing): Thing | Said =>
  root ? thing : sayChange('in-netns', label, thing);
