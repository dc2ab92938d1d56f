// Lines for what is no shell of Linux: routers, and programs that run a network of hosts.

/** `R1(config-router)# …`, `R1# show ip route`, `sw1> enable` */
const CONFIGURES = /^\s*([\p{L}_][\p{L}\p{N}_.-]{0,60})\(config[\w./-]*\)[#>]/u;
const ASKS =
  /^\s*([\p{L}_][\p{L}\p{N}_.-]{0,60})[#>]\s?(?:sh(?:ow?)?\s+[a-z]|conf(?:ig(?:ure)?)?(?:\s+t|\s*$)|enable\s*$|en\s*$|wr(?:ite)?(?:\s+mem\w*)?\s*$|copy run|clear (?:ip|bgp|arp|mac)|vtysh\s*$|(?:no )?debug [a-z]|terminal length)/iu;
const ROUTE =
  /^\s*([\p{L}_][\p{L}\p{N}_.-]{0,60})[#>]\s?ip (?:route|address) (?:\d{1,3}\.){3}\d{1,3} (?:\d{1,3}\.){3}\d/u;

/** The router whose prompt a line shows. A shell of Linux, in which `vtysh` is typed, is one as well: `vtysh` answers with the same name. */
export const showsRouter = (line: string): string | undefined =>
  (CONFIGURES.exec(line) ?? ASKS.exec(line) ?? ROUTE.exec(line))?.[1];

/** What is typed there, or is in its file: nothing that a shell runs begins so. */
export const CONFIGURATION: readonly RegExp[] = [
  /^\s*(?:router (?:bgp|ospf6?|rip|ripng|isis|eigrp|babel|id)\b|line vty|service integrated-vtysh-config|address-family (?:ipv[46]|l2vpn)|exit-address-family|advertise-all-vni|bgp (?:router-id|bestpath|log)|no bgp |switchport |spanning-tree |show (?:ip|ipv6|running|bgp|interfaces?|vlan|mac|evpn|version)\b|conf(?:igure)? t(?:erminal)?\s*$|configure\s*$|frr (?:version|defaults))/,
  /^\s*neighbor \S+ (?:remote-as|peer-group|update-source|activate|next-hop-self|route-map|interface)\b/,
  /^\s*network \S+(?: area \S+)?\s*$/,
  /^\s*(?:no )?ip(?:v6)? (?:route|address) (?:\d{1,3}\.){3}\d{1,3} (?:\d{1,3}\.){3}\d/,
  /^\s*interface [\w./-]+\s*$/,
  /^\s*set (?:interfaces|protocols|system|service|firewall|nat|policy|vrf|security|routing-options) \S/,
  /^\s*!\s*$/,
];
