/** The kernel modules that are not called as their link type is. */
const MODULES: Readonly<Record<string, string>> = {
  vlan: '8021q',
  bond: 'bonding',
  gre: 'ip_gre',
  gretap: 'ip_gre',
  erspan: 'ip_gre',
  vti: 'ip_vti',
  vti6: 'ip6_vti',
  ip6gre: 'ip6_gre',
  ip6gretap: 'ip6_gre',
  ip6tnl: 'ip6_tunnel',
  ipvtap: 'ipvlan',
};

/** Those that ip-link(8) and the kernel's drivers have: a word that is none of them is mistyped. */
const TYPES =
  'amt bareudp batadv bond bridge can dummy erspan geneve gre gretap gtp hsr ifb ip6erspan ip6gre ip6gretap ip6tnl ipip ipoib ipvlan ipvtap lowpan macsec macvlan macvtap netdevsim netkit nlmon ovpn pfcp rmnet sit team vcan veth virt_wifi vlan vrf vti vti6 vxcan vxlan wireguard wwan xfrm'.split(
    ' ',
  );

export const isLinkType = (word: string): boolean => TYPES.includes(word);

export const moduleOf = (type: string): string => (Object.hasOwn(MODULES, type) ? MODULES[type] : undefined) ?? type;

/** The command that loads what some link types need, on the machine itself. */
export function loadCommand(types: readonly string[]): string {
  const modules = [...new Set(types.map(moduleOf))];
  return `sudo modprobe ${modules.length > 1 ? '-a ' : ''}${modules.join(' ')}`;
}

/** The argv that prints which of some link types a kernel does not have, a line each. It asks in namespaces that end with it. */
export const askForLinkTypes = (types: readonly string[]): readonly string[] => ['sh', '-c', ASK, 'sh', ...types];

// The type is looked up before anything else is looked at, so no more needs to be said of the link.
const ASK = `PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
rights=
[ "$(id -u)" = 0 ] || rights='--user --map-root-user'
for type; do
  case $(LC_ALL=C unshare $rights --net ip link add name t type "$type" 2>&1) in
    *'Unknown device type'* | *'not supported'*) printf '%s\\n' "$type" ;;
  esac
done`;
