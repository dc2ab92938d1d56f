import { sayFrom } from '../words.ts';

/** What a check is needed for, by its id. */
const NEED_WORDS = {
  namespaces: 'a sandbox without root',
  unshare: 'creating the sandbox',
  nsenter: 'entering the sandbox',
  setsid: 'stopping a whole cell',
  mount: 'giving the sandbox its own /etc and /run',
  bash: 'running cells',
  ip: 'creating namespaces, links, addresses and routes',
  iptables: 'NAT in the sample lab',
  ping: 'testing whether a host answers',
  arp: 'showing neighbours in the sample lab',
  route: 'showing routes in the sample lab',
  sysctl: 'turning on forwarding',
  bridge: 'showing bridge ports and forwarding tables',
  nft: 'showing all of the firewall in the tree, and labs that use nftables',
  python3: 'the web server of the port-forwarding lab',
  curl: 'requests to web servers',
  tcpdump: 'labs that capture packets',
  newuidmap: 'more than one user ID in the sandbox, for tcpdump and su',
  pasta: '“internet: real”',
  dig: 'labs about DNS',
  traceroute: 'labs about paths',
  ethtool: 'labs about link features',
  conntrack: 'labs that watch NAT',
  json: 'the Topology view and the diagram',
  'try-netns': 'named network namespaces',
  'try-veth': 'the cables of a lab',
  'try-bridge': 'the switch of a lab',
  'try-nat': 'NAT in the sample lab',
  'try-ping': 'testing whether a host answers',
  'try-nft': 'labs that use nftables',
  'try-link': 'labs that use {0}',
} as const;

/** What is said of a machine. */
export const CHECK_WORDS = {
  ...NEED_WORDS,
  'user-namespaces': 'user namespaces',
  'link-type': 'link type {0}',
  'nat-table': 'iptables nat table',
  'ping-inside': 'ping inside a sandbox',
  'nft-inside': 'nftables inside a sandbox',
  'as-root': 'running as root',
  'root-without': 'forbidden, but as root the sandbox works without them',
  'no-json': 'this ip does not print JSON',
  failed: 'it failed',
  'install-package': 'Install the package {0}.',
  'install-programs': 'Install {0}. On Debian: {1}',
} as const;

export type Need = keyof typeof NEED_WORDS;

export const sayOfCheck = sayFrom(CHECK_WORDS);
