// Who listens in a network, and what its packet filters ask of TCP and UDP.
import type { Draw } from '../../random.ts';
import { prefixOf, stationsOf } from './draws.ts';
import type { Plan } from './plan.ts';

export const PORTS = [80, 80, 53, 5000] as const;

/** In most namespaces some, each at all addresses, at one family's, at one address, or by one link. */
export function listeners(plan: Plan, draw: Draw): void {
  for (const netns of plan.hosts())
    for (const protocol of ['tcp', 'udp'])
      if (draw.chance(0.92))
        for (const port of new Set(draw.chance(0.8) ? PORTS : [draw.pick(PORTS)]))
          plan.op(
            netns,
            'listen',
            `${protocol} ${port} ${draw.chance(0.8) ? draw.pick(plan.six ? EVERYWHERE : ['0.0.0.0 -']) : placeOf(plan, draw, netns)}`,
          );
}

const EVERYWHERE = ['0.0.0.0 -', ':: -', ':: -'] as const;

function placeOf(plan: Plan, draw: Draw, netns: string): string {
  const { v4, v6, link } = draw.pick(stationsOf(plan, netns));
  return draw.pick([
    ':: -',
    ':: -',
    ':: - only',
    `:: ${link}`,
    `${v4?.address ?? '0.0.0.0'} -`,
    `${v6?.address ?? '::'} -`,
    `::ffff:${v4?.address} -`,
    `0.0.0.0 ${link}`,
    `0.0.0.0 ${link}`,
    `${v4?.address ?? '0.0.0.0'} ${link}`,
    '127.0.0.1 -',
    '0.0.0.0 lo',
  ]);
}

const portOf = (draw: Draw): string => `${draw.pick(PORTS)}`;

/** Of the filter table, with targets. */
export const iptablesServices = (draw: Draw, six: boolean): string[] => {
  const verdict = () => draw.pick(['ACCEPT', 'ACCEPT', 'DROP', 'REJECT']);
  const icmp = six ? 'icmp6-adm-prohibited' : 'icmp-admin-prohibited';
  return [
    `-p tcp --dport ${portOf(draw)} -j ${verdict()}`,
    `-p udp --dport ${portOf(draw)} -j ${verdict()}`,
    `-p ${draw.pick(['tcp', 'udp'])} --sport ${portOf(draw)} -j ${verdict()}`,
    `-p ${draw.pick(['tcp', 'udp'])} --dport 50:90 -j ${verdict()}`,
    `-p ${draw.pick(['tcp', 'udp'])} ! --dport ${portOf(draw)} -j ${verdict()}`,
    `-p tcp -m multiport --dports 22,80 -j ${verdict()}`,
    `-p udp -m multiport --ports 53,5000 -j ${verdict()}`,
    '-p tcp -j REJECT --reject-with tcp-reset',
    `-p tcp --dport ${portOf(draw)} -j REJECT --reject-with ${draw.pick(['tcp-reset', icmp])}`,
    `-p udp -j REJECT --reject-with ${icmp}`,
    `-p tcp --syn -j ${verdict()}`,
    `-p tcp ! --syn -m conntrack --ctstate NEW -j DROP`,
    `-p tcp --tcp-flags SYN,ACK SYN,ACK -j ${verdict()}`,
    `! -p tcp -j ${verdict()}`,
    `-p tcp --dport ${portOf(draw)} -m conntrack --ctstate NEW -j ${verdict()}`,
    `-p udp -m conntrack --ctstate ${draw.pick(['ESTABLISHED', 'NEW', 'INVALID', 'UNTRACKED'])} -j ${verdict()}`,
    `-m conntrack --ctproto tcp -j ${verdict()}`,
    `-p tcp -m conntrack --ctorigdstport ${portOf(draw)} -j ${verdict()}`,
    `-p tcp -m conntrack --ctreplsrcport ${portOf(draw)} -j ${verdict()}`,
    `-m conntrack --ctstatus ${draw.pick(['ASSURED', 'SEEN_REPLY', 'CONFIRMED', 'NONE'])} -j ${verdict()}`,
    `-m conntrack --ctstate ${draw.pick(['SNAT', 'DNAT'])} -j ${verdict()}`,
    `-s ${prefixOf(draw, six)} -p tcp --dport ${portOf(draw)} -j ${verdict()}`,
    `-m connmark --mark ${draw.below(3)} -j ${verdict()}`,
  ];
};

/** Of a chain of type filter, with verdicts. */
export const nftServices = (draw: Draw, six: boolean, isLast: boolean): string[] => {
  const verdict = () => draw.pick(['accept', 'accept', 'drop', ...(isLast ? [] : ['reject'])]);
  const ip = six ? 'ip6' : 'ip';
  return [
    `tcp dport ${portOf(draw)} ${verdict()}`,
    `udp dport ${portOf(draw)} ${verdict()}`,
    `tcp sport ${portOf(draw)} ${verdict()}`,
    `udp sport ${portOf(draw)} ${verdict()}`,
    `tcp dport { 22, 80 } ${verdict()}`,
    `tcp dport != ${portOf(draw)} ${verdict()}`,
    `udp dport 50-90 ${verdict()}`,
    `th dport ${portOf(draw)} ${verdict()}`,
    `meta l4proto . th dport { tcp . 80, udp . 53 } ${verdict()}`,
    `${ip} daddr . tcp dport { ${six ? 'fd00::1' : '10.0.0.1'} . 80, ${six ? 'fd01::1' : '10.0.1.1'} . 53 } ${verdict()}`,
    'tcp dport vmap { 80 : accept, 53 : drop }',
    `tcp flags syn / syn,ack ${verdict()}`,
    `tcp flags & (syn | ack) == (syn | ack) ${verdict()}`,
    `tcp flags & ack == 0 ${verdict()}`,
    `ct state new tcp dport ${portOf(draw)} ${verdict()}`,
    `ct state { established, untracked } udp sport 53 ${verdict()}`,
    `meta l4proto tcp ct original proto-dst ${portOf(draw)} ${verdict()}`,
    `meta l4proto udp ct reply proto-src ${portOf(draw)} ${verdict()}`,
    `ct status ${draw.pick(['seen-reply', 'assured', 'confirmed', 'snat'])} ${verdict()}`,
    `ct protocol ${draw.pick(['tcp', 'udp'])} ${verdict()}`,
    `meta l4proto ${draw.pick(['tcp', 'udp'])} ${verdict()}`,
    `ct mark ${draw.below(2)} ${verdict()}`,
    `meta length > 50 ${verdict()}`,
    ...(isLast
      ? []
      : [
          'meta l4proto tcp reject with tcp reset',
          `udp dport ${portOf(draw)} reject with icmpx admin-prohibited`,
          `tcp dport ${portOf(draw)} reject with tcp reset`,
        ]),
  ];
};

/** Of bridges, or of one link. */
export const frameServices = (draw: Draw): string[] => {
  const verdict = () => draw.pick(['accept', 'drop']);
  return [
    `tcp dport ${portOf(draw)} ${verdict()}`,
    `udp dport ${portOf(draw)} ${verdict()}`,
    `udp sport ${portOf(draw)} ${verdict()}`,
    `tcp flags & (syn | ack) == (syn | ack) ${verdict()}`,
    `ip protocol tcp ${verdict()}`,
    `ip protocol udp ${verdict()}`,
    `meta l4proto tcp ${verdict()}`,
  ];
};

/** Of a rule that translates: only that of a port, and where to there. */
export function ported(draw: Draw): { readonly protocol: string; readonly port: string; readonly to: string } {
  const to = draw.chance(0.7) ? `:${portOf(draw)}` : '';
  return { protocol: draw.pick(['tcp', 'udp']), port: portOf(draw), to };
}
