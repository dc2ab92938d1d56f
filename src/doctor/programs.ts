import type { PackageName } from './package-managers.ts';
import type { Need } from './words.ts';

const UTIL_LINUX = 'util-linux';
export const IPROUTE: PackageName = {
  apt: 'iproute2',
  dnf: 'iproute',
  pacman: 'iproute2',
  apk: 'iproute2',
  zypper: 'iproute2',
};
const IPTABLES: PackageName = {
  apt: 'iptables',
  dnf: 'iptables-nft',
  pacman: 'iptables',
  apk: 'iptables',
  zypper: 'iptables',
};
const PING: PackageName = { apt: 'iputils-ping', dnf: 'iputils', pacman: 'iputils', apk: 'iputils', zypper: 'iputils' };
const PROCPS: PackageName = { apt: 'procps', dnf: 'procps-ng', pacman: 'procps-ng', apk: 'procps', zypper: 'procps' };
const UIDMAP: PackageName = {
  apt: 'uidmap',
  dnf: 'shadow-utils',
  pacman: 'shadow',
  apk: 'shadow-uidmap',
  zypper: 'shadow',
};
const DIG: PackageName = {
  apt: 'dnsutils',
  dnf: 'bind-utils',
  pacman: 'bind',
  apk: 'bind-tools',
  zypper: 'bind-utils',
};
const CONNTRACK: PackageName = {
  apt: 'conntrack',
  dnf: 'conntrack-tools',
  pacman: 'conntrack-tools',
  apk: 'conntrack-tools',
  zypper: 'conntrack-tools',
};
const PYTHON: PackageName = { apt: 'python3', dnf: 'python3', pacman: 'python', apk: 'python3', zypper: 'python3' };

/** The programs that labs run: name, package, and whether the sample lab needs it. */
export const PROGRAMS: readonly (readonly [name: Need, from: PackageName, needed?: boolean])[] = [
  ['unshare', UTIL_LINUX, true],
  ['nsenter', UTIL_LINUX, true],
  ['setsid', UTIL_LINUX, true],
  ['mount', UTIL_LINUX, true],
  ['bash', 'bash', true],
  ['ip', IPROUTE, true],
  ['iptables', IPTABLES, true],
  ['ping', PING, true],
  ['arp', 'net-tools', true],
  ['route', 'net-tools', true],
  ['sysctl', PROCPS, true],
  ['bridge', IPROUTE],
  ['nft', 'nftables'],
  ['python3', PYTHON],
  ['curl', 'curl'],
  ['tcpdump', 'tcpdump'],
  ['newuidmap', UIDMAP],
  ['pasta', 'passt'],
  ['dig', DIG],
  ['traceroute', 'traceroute'],
  ['ethtool', 'ethtool'],
  ['conntrack', CONNTRACK],
];
