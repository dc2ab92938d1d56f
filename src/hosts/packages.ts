/** Debian packages that network labs ask for, and the programs that show that a package is there. */
export const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  iproute2: ['ip', 'bridge', 'ss'],
  'net-tools': ['arp', 'route', 'ifconfig', 'netstat'],
  iptables: ['iptables'],
  nftables: ['nft'],
  'iputils-ping': ['ping'],
  'iputils-arping': ['arping'],
  'iputils-tracepath': ['tracepath'],
  traceroute: ['traceroute'],
  'bridge-utils': ['brctl'],
  tcpdump: ['tcpdump'],
  ethtool: ['ethtool'],
  conntrack: ['conntrack'],
  ipset: ['ipset'],
  ipvsadm: ['ipvsadm'],
  iperf3: ['iperf3'],
  curl: ['curl'],
  wget: ['wget'],
  netcat: ['nc'],
  'netcat-openbsd': ['nc'],
  'netcat-traditional': ['nc'],
  socat: ['socat'],
  dnsutils: ['dig', 'nslookup'],
  'bind9-dnsutils': ['dig', 'nslookup'],
  'bind9-host': ['host'],
  dnsmasq: ['dnsmasq'],
  'util-linux': ['nsenter', 'unshare', 'setsid', 'mount'],
  uidmap: ['newuidmap', 'newgidmap'],
  passt: ['pasta'],
  procps: ['sysctl', 'ps'],
  kmod: ['modprobe'],
  python3: ['python3'],
  jq: ['jq'],
  tree: ['tree'],
  sudo: ['sudo'],
  'wireguard-tools': ['wg'],
  'openvswitch-switch': ['ovs-vsctl'],
};

/** The first package that has the program; else that of its name. */
export function packageOf(program: string): string {
  return Object.entries(PACKAGES).find(([, programs]) => programs.includes(program))?.[0] ?? program;
}
