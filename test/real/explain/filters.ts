// Packet filters, by iptables and nft.
import type { Draw } from '../../random.ts';
import { anyNetns, prefixOf, stationsOf } from './draws.ts';
import type { Plan } from './plan.ts';
import { frameServices, iptablesServices, nftServices } from './services.ts';

const CHAINS = ['INPUT', 'FORWARD', 'FORWARD', 'OUTPUT'] as const;

export function iptablesFilter(plan: Plan, draw: Draw): void {
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
    ...iptablesServices(draw, six),
  ];
  for (const rule of draw.some(rules, 5)) plan.op(at, tool, `filter -A ${chain} ${rule}`);
}

export function nftFilter(plan: Plan, draw: Draw): void {
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
    ...nftServices(draw, six, hook === 'postrouting'),
  ].filter((rule) => !rule.startsWith('fib saddr') || ['input', 'forward', 'prerouting'].includes(hook));
  for (const rule of draw.some(
    rules.filter((one) => !/jump|goto/.test(one)),
    2,
  ))
    plan.op(at, 'nft', `add rule ${where} sub ${rule}`);
  for (const rule of draw.some(rules, 5)) plan.op(at, 'nft', `add rule ${where} base ${rule}`);
}

export function nftBridge(plan: Plan, draw: Draw): void {
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
      ...frameServices(draw),
    ].filter((rule) => !rule.startsWith('ct ') || true),
    4,
  ))
    plan.op(netns, 'nft', `add rule bridge b c ${rule}`);
}

export function netdev(plan: Plan, draw: Draw): void {
  const station = draw.pick(plan.stations);
  const { netns } = station;
  const link = draw.chance(0.4)
    ? (draw.pick(plan.ports.filter((one) => one.netns === netns))?.link ?? station.link)
    : station.link;
  const hook = draw.pick(['ingress', 'ingress', 'egress']);
  const family = hook === 'ingress' && draw.chance(0.3) ? 'inet' : 'netdev';
  plan.op(netns, 'nft', `add table ${family} d`);
  plan.op(
    netns,
    'nft',
    `add chain ${family} d c { type filter hook ${hook} device "${link}" priority 0 ; policy ${draw.pick(['accept', 'accept', 'accept', 'drop'])} ; }`,
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
      ...frameServices(draw),
    ],
    3,
  ))
    plan.op(netns, 'nft', `add rule ${family} d c ${rule}`);
}

export function raw(plan: Plan, draw: Draw): void {
  const at = anyNetns(plan, draw);
  const { link } = draw.pick(stationsOf(plan, at));
  plan.op(
    at,
    'iptables',
    draw.pick([
      `raw -A PREROUTING -i ${link} -j NOTRACK`,
      `raw -A PREROUTING -s ${prefixOf(draw, false)} -j DROP`,
      `raw -A OUTPUT -d ${prefixOf(draw, false)} -j CT --notrack`,
      `raw -A PREROUTING -p ${draw.pick(['tcp --dport 80', 'tcp --sport 80', 'udp'])} -j NOTRACK`,
      `raw -A OUTPUT -p ${draw.pick(['tcp', 'udp'])} -j NOTRACK`,
      `mangle -A FORWARD -o ${link} -j DROP`,
      `mangle -A INPUT -s ${prefixOf(draw, false)} -j ACCEPT`,
    ]),
  );
}

export function bridgeCalls(plan: Plan, draw: Draw): void {
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
