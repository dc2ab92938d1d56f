// Translations of addresses, by iptables and nft.
import type { Draw } from '../../random.ts';
import { anyNetns, prefixOf, stationsOf } from './draws.ts';
import type { Plan } from './plan.ts';
import { ported } from './services.ts';

export function masquerade(plan: Plan, draw: Draw): void {
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
    `nat -A POSTROUTING ${draw.pick([`-o ${out}`, `-s ${prefixOf(draw, tool === 'ip6tables')}`, `-o ${out} -p ${draw.pick(['tcp', 'udp --dport 53'])}`, `! -o ${out}`, `-s ${prefixOf(draw, tool === 'ip6tables')} ! -d ${prefixOf(draw, tool === 'ip6tables')}`])} -j MASQUERADE`,
  );
}

export function snat(plan: Plan, draw: Draw): void {
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

export function dnat(plan: Plan, draw: Draw): void {
  const at = anyNetns(plan, draw);
  const six = plan.six && draw.chance(0.3);
  const to = draw.pick(plan.addresses(six ? 6 : 4)).address;
  const mine = plan.addresses(six ? 6 : 4).filter(({ netns }) => netns === at);
  const target = draw.chance(0.5) ? (draw.pick(mine)?.address ?? to) : six ? 'fd09::9' : '10.9.9.9';
  plan.targets.push(target, target);
  const hooks = draw.chance(0.3) ? ['PREROUTING', 'OUTPUT'] : ['PREROUTING'];
  const of = draw.chance(0.4) ? ported(draw) : undefined;
  const onto = of ? `${six && of.to !== '' ? `[${to}]` : to}${of.to}` : to;
  for (const hook of hooks)
    if (draw.chance(0.5)) {
      const family = six ? 'ip6' : 'ip';
      plan.op(at, 'nft', `add table ${family} dn`);
      plan.op(at, 'nft', `add chain ${family} dn ${hook} { type nat hook ${hook.toLowerCase()} priority dstnat ; }`);
      plan.op(
        at,
        'nft',
        `add rule ${family} dn ${hook} ${family} daddr ${target} ${of ? `${of.protocol} dport ${of.port} ` : ''}dnat to ${onto}`,
      );
    } else
      plan.op(
        at,
        six ? 'ip6tables' : 'iptables',
        `nat -A ${hook} -d ${target} ${of ? `-p ${of.protocol} --dport ${of.port} ` : draw.chance(0.2) ? `-p ${six ? 'ipv6-icmp' : 'icmp'} ` : ''}-j DNAT --to-destination ${onto}`,
      );
}

export function redirect(plan: Plan, draw: Draw): void {
  const at = anyNetns(plan, draw);
  const hook = draw.chance(0.3) ? 'OUTPUT' : 'PREROUTING';
  plan.targets.push('10.9.9.9');
  const of = draw.chance(0.5) ? ported(draw) : undefined;
  if (draw.chance(0.4)) {
    plan.op(at, 'nft', 'add table ip rd');
    plan.op(at, 'nft', `add chain ip rd c { type nat hook ${hook.toLowerCase()} priority -100 ; }`);
    const what = of ? `${of.protocol} dport ${of.port} redirect ${of.to && `to ${of.to}`}` : 'redirect';
    plan.op(at, 'nft', `add rule ip rd c ip daddr ${draw.pick(['10.9.9.9', prefixOf(draw, false)])} ${what}`);
  } else {
    const what = of ? `-p ${of.protocol} --dport ${of.port} -j REDIRECT` : '-j REDIRECT';
    const to = of?.to ? ` --to-ports ${of.to.slice(1)}` : '';
    plan.op(at, 'iptables', `nat -A ${hook} -d ${draw.pick(['10.9.9.9', prefixOf(draw, false)])} ${what}${to}`);
  }
}

export function netmap(plan: Plan, draw: Draw): void {
  const at = anyNetns(plan, draw);
  const segment = draw.below(3);
  plan.targets.push(`10.9.9.${1 + draw.below(3)}`);
  plan.op(at, 'iptables', `nat -A PREROUTING -d 10.9.9.0/24 -j NETMAP --to 10.0.${segment}.0/24`);
  if (draw.chance(0.4))
    plan.op(at, 'iptables', `nat -A POSTROUTING -s 10.0.${segment}.0/24 -j NETMAP --to 10.9.9.0/24`);
}

export function routeLocalnet(plan: Plan, draw: Draw): void {
  const at = anyNetns(plan, draw);
  plan.op(
    at,
    'set',
    `ipv4/conf/${draw.pick(['all', ...stationsOf(plan, at).map(({ link }) => link)])}/route_localnet=1`,
  );
  plan.op(at, 'iptables', 'nat -A PREROUTING -d 10.9.9.9 -j DNAT --to-destination 127.0.0.1');
  plan.targets.push('10.9.9.9');
}
