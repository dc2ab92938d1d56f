import { NAMESPACE_PROBE } from '../hosts/sandbox-refusal.ts';

/** Programs whose presence is looked for. */
export const PROGRAMS = [
  ...['unshare', 'nsenter', 'setsid', 'mount', 'ip', 'bash', 'iptables', 'ping', 'arp', 'route', 'sysctl'],
  ...['bridge', 'nft', 'tcpdump', 'newuidmap', 'pasta', 'python3', 'curl', 'dig', 'traceroute', 'ethtool', 'conntrack'],
] as const;

/** Link types of ip-link(8), and what makes one, named `t`, of the veth `va`. */
const LINKS = {
  dummy: 'link add name t type dummy',
  vlan: 'link add link va name t type vlan id 5',
  vxlan: 'link add name t type vxlan id 5 dstport 4789',
  macvlan: 'link add link va name t type macvlan',
  ipvlan: 'link add link va name t type ipvlan',
  vrf: 'link add name t type vrf table 5',
  bond: 'link add name t type bond',
  ifb: 'link add name t type ifb',
  gre: 'link add name t type gre local 192.0.2.1 remote 192.0.2.2',
  geneve: 'link add name t type geneve id 5 remote 192.0.2.2',
  wireguard: 'link add name t type wireguard',
  tun: 'tuntap add name t mode tun',
} as const satisfies Readonly<Record<string, string>>;

export const LINK_TYPES = Object.keys(LINKS);

/** The kernel modules that are not called as their link type is. */
export const MODULES: Readonly<Record<string, string>> = { vlan: '8021q', bond: 'bonding', gre: 'ip_gre' };

/** What is tried in namespaces of its own: prints "try NAME ok" or "try NAME no REASON". */
const TRIALS = `
try() { # NAME COMMAND…
  name=$1
  shift
  if reason=$("$@" 2>&1 >/dev/null); then echo "try $name ok"; else echo "try $name no $(echo "$reason" | head -n 1)"; fi
}
echo 'try namespaces ok'
mount -t tmpfs netlab /run 2>/dev/null
ip link set dev lo up
try netns ip netns add t
try veth ip link add name va type veth peer name vb
try bridge ip link add name br type bridge
try nat iptables -t nat -A POSTROUTING -s 192.168.52.0/24 -j MASQUERADE
try nft nft add table ip t
try ping ping -c 1 -W 2 127.0.0.1
${Object.entries(LINKS)
  .map(([type, command]) => `try ${type} ip ${command}; ip link delete dev t 2>/dev/null`)
  .join('\n')}
exit 0 # whatever the last trial gave
`;

/** Reads all in one go; changes nothing outside of namespaces that end with it. Give it TRIALS as its argument. */
const PROBE = `
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
${NAMESPACE_PROBE}
[ ! -r /etc/os-release ] || while IFS='=' read -r key value; do
  case $key in ID | ID_LIKE) echo "os $value" ;; esac
done </etc/os-release
for program in ${PROGRAMS.join(' ')}; do
  ! command -v "$program" >/dev/null || echo "has $program"
done
ip -json link show dev lo 2>/dev/null | grep -q '"ifindex"' && echo 'try json ok' || echo 'try json no'
echo "version ip $(ip -V 2>/dev/null)"
echo "version bash $(bash -c 'echo "$BASH_VERSION"' 2>/dev/null)"
read -r release </proc/sys/kernel/osrelease || release=$(uname -r)
echo "version kernel $release"
rights='--user --map-root-user'
while read -r key real _; do [ "$key $real" != 'Uid: 0' ] || root=1; done </proc/self/status
if reason=$(unshare $rights true 2>&1); then echo 'try users ok'; else
  echo "try users no $reason"
  [ -z "$root" ] || rights=
fi
unshare $rights --net --mount -- sh -c "$1" 2>&1 || echo 'try namespaces no'
`;

export const PROBE_ARGV = ['sh', '-c', PROBE, 'netlab-doctor', TRIALS];

/** What the probe found. */
export interface Findings {
  /** The words of ID and ID_LIKE in os-release(5). */
  readonly distribution: readonly string[];
  readonly programs: ReadonlySet<string>;
  readonly versions: ReadonlyMap<string, string>;
  /** By name of the trial: undefined when it worked, else why not. */
  readonly trials: ReadonlyMap<string, string | undefined>;
}

/** Reads the probe's lines; what it does not know it leaves. */
export function parseFindings(text: string): Findings {
  const distribution: string[] = [];
  const programs = new Set<string>();
  const versions = new Map<string, string>();
  const trials = new Map<string, string | undefined>();
  for (const line of text.split('\n')) {
    const [kind, name = '', ...rest] = line.split(' ');
    if (kind === 'os') distribution.push(...[name, ...rest].map((word) => word.replaceAll('"', '')));
    if (kind === 'has') programs.add(name);
    if (kind === 'version' && rest.length > 0) versions.set(name, rest.join(' '));
    if (kind === 'try') trials.set(name, rest[0] === 'ok' ? undefined : rest.slice(1).join(' ') || 'it failed');
  }
  return { distribution, programs, versions, trials };
}
