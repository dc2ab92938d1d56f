// What a working network may have besides: translations, packet filters, settings, further links.
import type { Draw } from '../../random.ts';
import type { Plan, Station } from './plan.ts';

/** Each with how often it is drawn. */
export type Feature = (plan: Plan, draw: Draw) => void;

export function features(plan: Plan, draw: Draw): void {
  for (const [chance, feature] of ALL) if (draw.chance(chance)) feature(plan, draw);
}

const ALL: readonly (readonly [number, Feature])[] = [
  [0.2, masquerade],
  [0.12, snat],
  [0.15, dnat],
  [0.06, redirect],
  [0.06, netmap],
  [0.25, iptablesFilter],
  [0.25, nftFilter],
  [0.1, nftBridge],
  [0.08, netdev],
  [0.05, raw],
  [0.2, reversePath],
  [0.1, bridgeCalls],
  [0.12, policy],
  [0.08, marks],
  [0.06, proxyArp],
  [0.06, proxyNeighbour],
  [0.08, permanent],
  [0.06, macvlans],
  [0.06, vxlan],
  [0.05, routeLocalnet],
  [0.06, moreAddresses],
];

const stationsOf = (plan: Plan, netns: string): Station[] => plan.stations.filter((one) => one.netns === netns);
const anyNetns = (plan: Plan, draw: Draw): string =>
  draw.pick(draw.chance(0.6) && plan.routers().length > 0 ? plan.routers() : plan.hosts());
const prefixOf = (draw: Draw, six: boolean): string => {
  const segment = draw.below(3);
  return six
    ? `fd0${segment}::/64`
    : draw.pick([`10.0.${segment}.0/24`, `10.0.${segment}.0/24`, '10.0.0.0/8', `10.0.${segment}.${1 + draw.below(4)}`]);
};

function masquerade(plan: Plan, draw: Draw): void {
  const at = anyNetns(plan, draw);
  const out = draw.pick(stationsOf(plan, at)).link;
  if (draw.chance(0.4)) {
    const family = plan.six && draw.chance(0.4) ? 'inet' : 'ip';
    plan.op(at, 'nft', `add table ${family} mq`);
    plan.op(at, 'nft', `add chain ${family} mq post { type nat hook postrouting priority srcnat ; }`);
    plan.op(
      at,
      'nft',
      `add rule ${family} mq post ${draw.pick([`oifname "${out}"`, 'ip saddr 10.0.0.0/16', `oif != lo`])} masquerade`,
    );
    return;
  }
  const tool = plan.six && draw.chance(0.3) ? 'ip6tables' : 'iptables';
  plan.op(
    at,
    tool,
    `nat -A POSTROUTING ${draw.pick([`-o ${out}`, `-s ${prefixOf(draw, tool === 'ip6tables')}`, `! -o ${out}`, `-s ${prefixOf(draw, tool === 'ip6tables')} ! -d ${prefixOf(draw, tool === 'ip6tables')}`])} -j MASQUERADE`,
  );
}

function snat(plan: Plan, draw: Draw): void {
  const at = anyNetns(plan, draw);
  const own = draw.pick(stationsOf(plan, at));
  const to = draw.chance(0.8) ? own.v4?.address : `10.0.${own.segment}.${100 + draw.below(3)}`;
  if (draw.chance(0.5)) {
    plan.op(at, 'nft', 'add table ip sn');
    plan.op(at, 'nft', 'add chain ip sn post { type nat hook postrouting priority 100 ; policy accept ; }');
    plan.op(at, 'nft', `add rule ip sn post ip saddr ${prefixOf(draw, false)} snat to ${to}`);
  } else
    plan.op(
      at,
      'iptables',
      `nat -A POSTROUTING -s ${prefixOf(draw, false)} ${draw.chance(0.5) ? `-o ${own.link} ` : ''}-j SNAT --to-source ${to}`,
    );
}

function dnat(plan: Plan, draw: Draw): void {
  const at = anyNetns(plan, draw);
  const six = plan.six && draw.chance(0.3);
  const to = draw.pick(plan.addresses(six ? 6 : 4)).address;
  const mine = plan.addresses(six ? 6 : 4).filter(({ netns }) => netns === at);
  const target = draw.chance(0.5) ? (draw.pick(mine)?.address ?? to) : six ? 'fd09::9' : '10.9.9.9';
  plan.targets.push(target, target);
  const hooks = draw.chance(0.3) ? ['PREROUTING', 'OUTPUT'] : ['PREROUTING'];
  for (const hook of hooks)
    if (draw.chance(0.5)) {
      const family = six ? 'ip6' : 'ip';
      plan.op(at, 'nft', `add table ${family} dn`);
      plan.op(at, 'nft', `add chain ${family} dn ${hook} { type nat hook ${hook.toLowerCase()} priority dstnat ; }`);
      plan.op(at, 'nft', `add rule ${family} dn ${hook} ${family} daddr ${target} dnat to ${to}`);
    } else
      plan.op(
        at,
        six ? 'ip6tables' : 'iptables',
        `nat -A ${hook} -d ${target} ${draw.chance(0.2) ? `-p ${six ? 'ipv6-icmp' : 'icmp'} ` : ''}-j DNAT --to-destination ${to}`,
      );
}

function redirect(plan: Plan, draw: Draw): void {
  const at = anyNetns(plan, draw);
  const hook = draw.chance(0.3) ? 'OUTPUT' : 'PREROUTING';
  plan.targets.push('10.9.9.9');
  if (draw.chance(0.4)) {
    plan.op(at, 'nft', 'add table ip rd');
    plan.op(at, 'nft', `add chain ip rd c { type nat hook ${hook.toLowerCase()} priority -100 ; }`);
    plan.op(at, 'nft', `add rule ip rd c ip daddr ${draw.pick(['10.9.9.9', prefixOf(draw, false)])} redirect`);
  } else plan.op(at, 'iptables', `nat -A ${hook} -d ${draw.pick(['10.9.9.9', prefixOf(draw, false)])} -j REDIRECT`);
}

function netmap(plan: Plan, draw: Draw): void {
  const at = anyNetns(plan, draw);
  const segment = draw.below(3);
  plan.targets.push(`10.9.9.${1 + draw.below(3)}`);
  plan.op(at, 'iptables', `nat -A PREROUTING -d 10.9.9.0/24 -j NETMAP --to 10.0.${segment}.0/24`);
  if (draw.chance(0.4))
    plan.op(at, 'iptables', `nat -A POSTROUTING -s 10.0.${segment}.0/24 -j NETMAP --to 10.9.9.0/24`);
}

const CHAINS = ['INPUT', 'FORWARD', 'FORWARD', 'OUTPUT'] as const;

function iptablesFilter(plan: Plan, draw: Draw): void {
  const at = anyNetns(plan, draw);
  const six = plan.six && draw.chance(0.4);
  const tool = six ? 'ip6tables' : 'iptables';
  const icmp = six ? 'ipv6-icmp' : 'icmp';
  const links = stationsOf(plan, at).map(({ link }) => link);
  const chain = draw.pick(CHAINS);
  if (draw.chance(0.4)) plan.op(at, tool, `filter :${chain} DROP`);
  if (draw.chance(0.3)) {
    plan.op(at, tool, 'filter :mine -');
    for (const rule of [
      ...draw.some(
        [
          `-s ${prefixOf(draw, six)} -j ACCEPT`,
          `-p ${icmp} -j RETURN`,
          `-d ${prefixOf(draw, six)} -j DROP`,
          '-m conntrack --ctstate ESTABLISHED -j ACCEPT',
        ],
        2,
      ),
    ])
      plan.op(at, tool, `filter -A mine ${rule}`);
    plan.op(
      at,
      tool,
      `filter -A ${chain} ${draw.pick(['', `-p ${icmp} `, `-s ${prefixOf(draw, six)} `])}${draw.pick(['-j', '-j', '-g'])} mine`,
    );
  }
  const way = chain === 'OUTPUT' ? '-o' : '-i';
  const rules = [
    `-p ${icmp} -j ACCEPT`,
    '-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
    '-m state --state NEW -j DROP',
    '-m conntrack --ctstate INVALID -j DROP',
    `${way} ${draw.pick(links)} -j ACCEPT`,
    `! ${way} ${draw.pick(links)} -j ACCEPT`,
    `-s ${prefixOf(draw, six)} -j ACCEPT`,
    `! -d ${prefixOf(draw, six)} -j DROP`,
    `-d ${prefixOf(draw, six)} -j REJECT`,
    `-s ${prefixOf(draw, six)} -d ${prefixOf(draw, six)} -j DROP`,
    `-p ${icmp} ${six ? '--icmpv6-type' : '--icmp-type'} echo-request -j ${draw.pick(['ACCEPT', 'DROP'])}`,
    '-p tcp --dport 80 -j DROP',
    '-p udp -j REJECT',
    `-m comment --comment "mine: \\"x\\"" -s ${prefixOf(draw, six)} -j ACCEPT`,
    `-m mark --mark 0x${1 + draw.below(3)} -j DROP`,
    ...(chain === 'FORWARD'
      ? [`-i ${draw.pick(links)} -o ${draw.pick(links)} -j ACCEPT`, '-m physdev --physdev-is-bridged -j ACCEPT']
      : []),
    ...(six
      ? []
      : [
          '-m conntrack --ctstate DNAT -j ACCEPT',
          '-m addrtype --dst-type LOCAL -j ACCEPT',
          `-m iprange --src-range 10.0.0.1-10.0.${draw.below(3)}.3 -j DROP`,
        ]),
    `-m conntrack --ctdir ${draw.pick(['ORIGINAL', 'REPLY'])} -j ${draw.pick(['ACCEPT', 'DROP'])}`,
    '-m limit --limit 100/sec -j ACCEPT',
  ];
  for (const rule of draw.some(rules, 4)) plan.op(at, tool, `filter -A ${chain} ${rule}`);
}

function nftFilter(plan: Plan, draw: Draw): void {
  const at = anyNetns(plan, draw);
  const links = stationsOf(plan, at).map(({ link }) => link);
  const six = plan.six && draw.chance(0.4);
  const family = draw.pick(['inet', 'inet', six ? 'ip6' : 'ip']);
  const ip = six ? 'ip6' : 'ip';
  const icmp = six ? 'icmpv6' : 'icmp';
  const hook = draw.pick(['input', 'forward', 'forward', 'output', 'prerouting', 'postrouting']);
  const name = `f${draw.below(100)}`;
  const where = `${family} ${name}`;
  plan.op(at, 'nft', `add table ${where}`);
  plan.op(
    at,
    'nft',
    `add chain ${where} base { type filter hook ${hook} priority ${draw.pick(['filter', '-150', '-300', '10', '-50', '200'])} ; policy ${draw.pick(['accept', 'accept', 'drop'])} ; }`,
  );
  plan.op(at, 'nft', `add chain ${where} sub`);
  const addresses = plan.addresses(six ? 6 : 4).map(({ address }) => address);
  plan.op(
    at,
    'nft',
    `add set ${where} known { type ${six ? 'ipv6_addr' : 'ipv4_addr'} ; elements = { ${[...new Set([draw.pick(addresses), draw.pick(addresses)])].join(', ')} } ; }`,
  );
  const side = hook === 'output' || hook === 'postrouting' ? 'oifname' : 'iifname';
  const rules = [
    `${icmp} type echo-request ${draw.pick(['accept', 'drop', 'counter accept'])}`,
    `${icmp} type { echo-request, echo-reply } accept`,
    'ct state established,related accept',
    'ct state vmap { established : accept, related : accept, invalid : drop }',
    `ct state new ${draw.pick(['accept', 'drop'])}`,
    `${side} "${draw.pick(links)}" accept`,
    `${side} != "${draw.pick(links)}" drop`,
    `${side} { "${draw.pick(links)}", "lo" } accept`,
    `${side} vmap { "${draw.pick(links)}" : jump sub, "lo" : accept }`,
    `${ip} saddr ${prefixOf(draw, six)} ${draw.pick(['accept', 'drop', 'reject', 'goto sub'])}`,
    `${ip} daddr != ${prefixOf(draw, six)} drop`,
    `${ip} saddr @known ${draw.pick(['accept', 'drop'])}`,
    `${ip} daddr != @known drop`,
    `${ip} saddr . ${ip} daddr { ${draw.pick(addresses)} . ${draw.pick(addresses)} } ${draw.pick(['accept', 'drop'])}`,
    `${ip} daddr vmap { ${draw.pick(addresses)} : drop }`,
    `meta l4proto ${six ? 'ipv6-icmp' : 'icmp'} accept`,
    'meta l4proto { tcp, udp } drop',
    'tcp dport 22 accept',
    'fib daddr type local accept',
    `fib saddr . iif oif ${draw.pick(['missing', '0', '!= 0'])} drop`,
    `meta mark ${1 + draw.below(3)} drop`,
    'limit rate 100/second accept',
    'jump sub',
    ...(six ? [] : ['ip ttl < 64 drop', 'ip protocol icmp accept', 'ct status dnat accept']),
    `ct direction ${draw.pick(['reply', 'original'])} ${draw.pick(['accept', 'drop'])}`,
  ].filter((rule) => !rule.startsWith('fib saddr') || ['input', 'forward', 'prerouting'].includes(hook));
  for (const rule of draw.some(
    rules.filter((one) => !/jump|goto/.test(one)),
    2,
  ))
    plan.op(at, 'nft', `add rule ${where} sub ${rule}`);
  for (const rule of draw.some(rules, 4)) plan.op(at, 'nft', `add rule ${where} base ${rule}`);
}

function nftBridge(plan: Plan, draw: Draw): void {
  const bridge = draw.pick(plan.bridges);
  if (!bridge) return;
  const { netns } = bridge;
  const ports = plan.ports.filter((one) => one.netns === netns).map(({ link }) => link);
  if (ports.length === 0) return;
  const hook = draw.pick(['prerouting', 'input', 'forward', 'forward', 'output', 'postrouting']);
  plan.op(netns, 'nft', 'add table bridge b');
  plan.op(
    netns,
    'nft',
    `add chain bridge b c { type filter hook ${hook} priority ${draw.pick(['filter', '-200', '0'])} ; policy ${draw.pick(['accept', 'accept', 'accept', 'drop'])} ; }`,
  );
  const port = draw.pick(ports);
  const side = hook === 'output' || hook === 'postrouting' ? 'oifname' : 'iifname';
  const mac = draw.pick(plan.stations.filter((one) => one.mac !== '')).mac;
  for (const rule of draw.some(
    [
      `${side} "${port}" ${draw.pick(['accept', 'drop'])}`,
      `ether saddr ${mac} ${draw.pick(['accept', 'drop'])}`,
      `ether daddr ${mac} drop`,
      `ip saddr ${prefixOf(draw, false)} ${draw.pick(['accept', 'drop'])}`,
      'ether type arp accept',
      'ether type arp drop',
      'ether type ip accept',
      'arp operation request accept',
      `arp daddr ip ${draw.pick(plan.addresses(4)).address} drop`,
      'icmp type echo-request drop',
      'ip protocol icmp accept',
      'meta protocol { ip, arp, ip6 } accept',
      'ct state established accept',
      'ct state new drop',
    ].filter((rule) => !rule.startsWith('ct ') || true),
    4,
  ))
    plan.op(netns, 'nft', `add rule bridge b c ${rule}`);
}

function netdev(plan: Plan, draw: Draw): void {
  const station = draw.pick(plan.stations);
  const { netns } = station;
  const link = draw.chance(0.4)
    ? (draw.pick(plan.ports.filter((one) => one.netns === netns))?.link ?? station.link)
    : station.link;
  const hook = draw.pick(['ingress', 'ingress', 'egress']);
  plan.op(netns, 'nft', 'add table netdev d');
  plan.op(
    netns,
    'nft',
    `add chain netdev d c { type filter hook ${hook} device "${link}" priority 0 ; policy ${draw.pick(['accept', 'accept', 'accept', 'drop'])} ; }`,
  );
  for (const rule of draw.some(
    [
      'ether type arp accept',
      'ether type arp drop',
      `ip saddr ${prefixOf(draw, false)} ${draw.pick(['accept', 'drop'])}`,
      `ip daddr ${prefixOf(draw, false)} drop`,
      'icmp type echo-reply drop',
      'icmp type echo-request accept',
      'ip6 nexthdr ipv6-icmp accept',
      `meta ${hook === 'egress' ? 'o' : 'i'}ifname "${link}" ip protocol icmp accept`,
    ],
    3,
  ))
    plan.op(netns, 'nft', `add rule netdev d c ${rule}`);
}

function raw(plan: Plan, draw: Draw): void {
  const at = anyNetns(plan, draw);
  const { link } = draw.pick(stationsOf(plan, at));
  plan.op(
    at,
    'iptables',
    draw.pick([
      `raw -A PREROUTING -i ${link} -j NOTRACK`,
      `raw -A PREROUTING -s ${prefixOf(draw, false)} -j DROP`,
      `raw -A OUTPUT -d ${prefixOf(draw, false)} -j CT --notrack`,
      `mangle -A FORWARD -o ${link} -j DROP`,
      `mangle -A INPUT -s ${prefixOf(draw, false)} -j ACCEPT`,
    ]),
  );
}

function reversePath(plan: Plan, draw: Draw): void {
  const at = anyNetns(plan, draw);
  const who = draw.pick(['all', ...stationsOf(plan, at).map(({ link }) => link)]);
  plan.op(at, 'set', `ipv4/conf/${who}/rp_filter=${1 + draw.below(2)}`);
}

function bridgeCalls(plan: Plan, draw: Draw): void {
  const bridge = draw.pick(plan.bridges);
  if (!bridge) return;
  plan.op(bridge.netns, 'set', `bridge/bridge-nf-call-iptables=${draw.below(2)}`);
  if (draw.chance(0.4))
    plan.op(
      bridge.netns,
      'iptables',
      `filter -A FORWARD ${draw.pick(['-m physdev --physdev-is-bridged', '-i br0', `-s ${prefixOf(draw, false)}`])} -j ${draw.pick(['DROP', 'ACCEPT'])}`,
    );
}

function policy(plan: Plan, draw: Draw): void {
  const at = anyNetns(plan, draw);
  const stations = stationsOf(plan, at);
  const table = 100 + draw.below(3);
  const { link } = draw.pick(stations);
  const selector = draw.pick([
    `from ${prefixOf(draw, false)}`,
    `to ${prefixOf(draw, false)}`,
    `iif ${link}`,
    'iif lo',
    `oif ${link}`,
    `fwmark ${1 + draw.below(3)}`,
    `not from ${prefixOf(draw, false)}`,
    'ipproto tcp',
    'ipproto icmp',
    `from ${prefixOf(draw, false)} iif ${link}`,
    'fwmark 1/3',
  ]);
  const action = draw.pick([
    `lookup ${table}`,
    `lookup ${table}`,
    `lookup ${table}`,
    'blackhole',
    'unreachable',
    'prohibit',
    'lookup main suppress_prefixlength 0',
    'goto 200',
  ]);
  plan.op(at, 'ip', `rule add pref ${draw.pick([10, 100, 150])} ${selector} ${action}`);
  if (action === 'goto 200') plan.op(at, 'ip', `rule add pref 200 lookup ${table}`);
  const via = draw.pick(
    plan.stations.filter((one) => one.netns !== at && stations.some((own) => own.segment === one.segment)),
  );
  for (let count = draw.below(3); count > 0 && via; count--)
    plan.op(
      at,
      'ip',
      `route add ${draw.pick(['default', '10.0.0.0/16', prefixOf(draw, false)])} ${draw.pick([`via ${via.v4?.address}`, `via ${via.v4?.address}`, `dev ${link}`])} table ${table}`,
    );
  if (draw.chance(0.2))
    plan.op(
      at,
      'ip',
      `route add ${draw.pick(['throw', 'blackhole', 'unreachable'])} ${prefixOf(draw, false)} table ${table}`,
    );
}

function marks(plan: Plan, draw: Draw): void {
  const at = anyNetns(plan, draw);
  const mark = 1 + draw.below(3);
  plan.op(
    at,
    'iptables',
    `mangle -A ${draw.pick(['PREROUTING', 'OUTPUT', 'OUTPUT'])} ${draw.pick(['', `-d ${prefixOf(draw, false)} `, '-p icmp '])}-j MARK --set-mark ${mark}`,
  );
  if (draw.chance(0.6)) {
    const via = draw.pick(plan.stations.filter((one) => one.netns !== at && plan.segmentsOf(at).includes(one.segment)));
    plan.op(at, 'ip', `rule add pref 50 fwmark ${mark} lookup 66`);
    if (via) plan.op(at, 'ip', `route add default via ${via.v4?.address} table 66`);
  }
}

function proxyArp(plan: Plan, draw: Draw): void {
  const at = anyNetns(plan, draw);
  const who = draw.pick(['all', ...stationsOf(plan, at).map(({ link }) => link)]);
  plan.op(at, 'set', `ipv4/conf/${who}/proxy_arp=1`);
  const host = draw.pick(plan.stations);
  // Who believes that the others are on its wire.
  if (draw.chance(0.7)) plan.op(host.netns, 'ip', `route add 10.0.0.0/16 dev ${host.link}`);
}

function proxyNeighbour(plan: Plan, draw: Draw): void {
  const at = anyNetns(plan, draw);
  const own = draw.pick(stationsOf(plan, at));
  const other = draw.pick(plan.stations);
  plan.op(at, 'ip', `neigh add proxy ${other.v4?.address} dev ${own.link}`);
  const host = draw.pick(plan.stations.filter((one) => one.segment === own.segment));
  plan.op(host.netns, 'ip', `route add ${other.v4?.address}/32 dev ${host.link}`);
  if (plan.six && other.v6) {
    plan.op(at, 'set', `ipv6/conf/${draw.pick(['all', own.link])}/proxy_ndp=1`);
    plan.op(at, 'ip', `neigh add proxy ${other.v6.address} dev ${own.link}`);
    plan.op(host.netns, 'ip', `route add ${other.v6.address}/128 dev ${host.link}`);
  }
}

function permanent(plan: Plan, draw: Draw): void {
  const from = draw.pick(plan.stations);
  const to = draw.pick(plan.stations.filter((one) => one.segment === from.segment && one !== from && one.mac !== ''));
  if (!to) return;
  const mac = draw.chance(0.6)
    ? to.mac
    : draw.pick([
        `02:00:00:00:00:${(1 + draw.below(9)).toString(16).padStart(2, '0')}`,
        '02:00:00:00:99:99',
        from.mac || to.mac,
      ]);
  plan.op(
    from.netns,
    'ip',
    `neigh replace ${plan.six && draw.chance(0.3) ? to.v6?.address : to.v4?.address} lladdr ${mac} dev ${from.link} nud permanent`,
  );
}

function macvlans(plan: Plan, draw: Draw): void {
  const own = draw.pick(plan.stations.filter(({ link }) => link.startsWith('e')));
  if (!own) return;
  const mode = draw.pick(['bridge', 'bridge', 'private', 'vepa']);
  const count = 1 + draw.below(2);
  for (let at = 0; at < count; at++) {
    const netns = draw.chance(0.7) ? plan.netns() : own.netns;
    plan.macvlan(own, netns, mode);
  }
}

function vxlan(plan: Plan, draw: Draw): void {
  const a = draw.pick(plan.stations);
  const b = draw.pick(plan.stations.filter((one) => one.netns !== a.netns));
  if (!b) return;
  const segment = plan.segment();
  const id = 5 + draw.below(2);
  const six = draw.chance(0.2) && a.v6 && b.v6;
  for (const [own, other] of [
    [a, b],
    [b, a],
  ] as const) {
    const [local, remote] = six ? [own.v6?.address, other.v6?.address] : [own.v4?.address, other.v4?.address];
    plan.vxlan(
      segment,
      own.netns,
      `id ${draw.chance(0.05) ? 9 : id} ${draw.chance(0.6) ? `local ${local} ` : ''}remote ${draw.chance(0.95) ? remote : '10.0.0.77'} dstport ${draw.chance(0.04) ? 4790 : 4789}${draw.chance(0.3) ? ` dev ${own.link}` : ''}`,
    );
  }
}

function routeLocalnet(plan: Plan, draw: Draw): void {
  const at = anyNetns(plan, draw);
  plan.op(
    at,
    'set',
    `ipv4/conf/${draw.pick(['all', ...stationsOf(plan, at).map(({ link }) => link)])}/route_localnet=1`,
  );
  plan.op(at, 'iptables', 'nat -A PREROUTING -d 10.9.9.9 -j DNAT --to-destination 127.0.0.1');
  plan.targets.push('10.9.9.9');
}

function moreAddresses(plan: Plan, draw: Draw): void {
  const at = draw.pick(plan.stations);
  const address = `10.0.${draw.pick([at.segment, 0, 1, 7])}.${1 + draw.below(6)}`;
  const link = draw.chance(0.3) ? 'lo' : at.link;
  plan.op(
    at.netns,
    'ip',
    `addr add ${address}/${draw.pick([24, 24, 32, 16])} dev ${link}${draw.chance(0.15) ? ' scope link' : ''}`,
  );
  plan.targets.push(address);
}
