import { sayFrom } from '../words.ts';

/** What the lines of the tree say, besides the kernel's own words. */
export const OUTLINE_WORDS = {
  // What a line is about, for anyone who does not see its icon.
  'a-host': 'Host {0}',
  'a-notebook': 'Notebook {0}',
  'a-netns': 'Network namespace {0}',
  'a-link': 'Link {0}',
  'an-address': 'Address {0}',
  // Where it is.
  'in-netns': 'in {0}',
  'in-root': 'in the root netns',
  // Of a host.
  'real-network': 'real network',
  reading: 'reading…',
  'unreached-since': 'not reached since {0}',
  unreached: 'Not reached since {0}',
  'not-followed': 'Live updates stopped',
  'not-read': 'Cannot read {0}',
  'partly-read': 'not everything could be read',
  // Of a netns.
  also: 'also {0}',
  forwards: 'forwards {0}',
  'only-loopback': 'only loopback',
  'one-link': '1 link',
  'many-links': '{0} links',
  // Of a link.
  on: 'on {0}',
  'other-end': 'other end {0}',
  'other-end-in-netns': 'other end {0} in {1}',
  'other-end-in-root': 'other end {0} in the root netns',
  'on-in-netns': 'on {0} in {1}',
  'on-in-root': 'on {0} in the root netns',
  'port-of': 'port of {0}',
  to: 'to {0}',
  cut: 'other end not found',
  'lower-missing': 'lower link not found',
  'no-ports': 'no ports yet',
  // Many links, folded, and what of them is not up.
  'many-ports': '{0} ports',
  'many-of-kind': '{0} {1} links',
  counted: '{0} {1}',
  // Groups, and how much they hold.
  fdb: 'Forwarding table (FDB)',
  routes: 'Routes',
  table: 'table {0}',
  'no-own-routes': 'none of its own',
  rules: 'Rules',
  neighbours: 'Neighbours',
  sockets: 'Listening sockets',
  firewall: 'Firewall',
  switches: 'Kernel settings (sysctl)',
  'one-rule': '1 rule',
  'many-rules': '{0} rules',
  policy: 'policy {0}',
  'never-reached': 'not reached: nothing jumps to it',
  'dormant-table': 'not reached: the table is dormant',
  'from-itself': 'only traffic from the machine itself',
  'to-itself': 'only traffic to the machine itself',
  'empty-set': '{0}: empty',
  'set-and-more': '{0}: {1}, … {2} more',
} as const;

export const sayLine = sayFrom(OUTLINE_WORDS);
