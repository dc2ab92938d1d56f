// A network while it is thought up: who has which links, and the operations that make it.
import type { Draw } from '../../random.ts';

/** One small step of the making of a network, so that a network can be made without it. */
export interface Op {
  readonly netns: string;
  readonly tool:
    | 'netns'
    | 'link'
    | 'ip'
    | 'late'
    | 'ip6'
    | 'bridge'
    | 'set'
    | 'iptables'
    | 'ip6tables'
    | 'nft'
    | 'listen';
  /**
   * For the tool, of iptables with the table before it. 'link' is ip(8) in the sandbox's own netns; 'late' is ip(8) when all namespaces
   * have had theirs; 'listen' is a program: 'tcp|udp PORT ADDRESS LINK|- [only]', the last for IPv6 alone.
   */
  readonly text: string;
}

export interface Station {
  readonly netns: string;
  readonly link: string;
  readonly segment: number;
  readonly mac: string;
  readonly v4?: { readonly address: string; readonly length: number };
  readonly v6?: { readonly address: string; readonly length: number };
}

export interface Port {
  readonly netns: string;
  readonly bridge: string;
  readonly link: string;
}

export class Plan {
  readonly six: boolean;
  readonly stations: Station[] = [];
  readonly ports: Port[] = [];
  readonly bridges: { readonly netns: string; readonly link: string }[] = [];
  /** Addresses that only a translation makes somebody's. */
  readonly targets: string[] = [];
  readonly #name: string;
  readonly #draw: Draw;
  readonly #ops: Op[] = [];
  readonly #spaces: string[] = [];
  readonly #links = new Map<string, number>();
  #segments = 0;
  #macs = 0;

  constructor(name: string, draw: Draw) {
    this.#name = name;
    this.#draw = draw;
    this.six = draw.chance(0.3);
  }

  op(netns: string, tool: Op['tool'], text: string): void {
    this.#ops.push({ netns, tool, text });
  }

  ops(): readonly Op[] {
    return this.#ops;
  }

  get spaces(): readonly string[] {
    return this.#spaces;
  }

  /** Without IPv6 nobody says anything unasked. */
  netns(): string {
    const name = `${this.#name}${String.fromCharCode(97 + this.#spaces.length)}`;
    this.#spaces.push(name);
    this.op(name, 'netns', `netns add ${name}`);
    if (!this.six) for (const who of ['all', 'default']) this.op(name, 'set', `ipv6/conf/${who}/disable_ipv6=1`);
    if (!this.#draw.chance(0.03)) this.op(name, 'ip', 'link set lo up');
    return name;
  }

  segment(): number {
    return this.#segments++;
  }

  mac(): string {
    return `02:00:00:00:00:${(++this.#macs).toString(16).padStart(2, '0')}`;
  }

  #link(netns: string, kind: string): string {
    const key = `${netns} ${kind}`;
    const at = this.#links.get(key) ?? 0;
    this.#links.set(key, at + 1);
    return `${kind}${at}`;
  }

  #pair(a: { netns: string; kind: string }, b: { netns: string; kind: string }) {
    const [first, second] = [a, b].map(({ netns, kind }) => ({
      netns,
      link: this.#link(netns, kind),
      mac: this.mac(),
    }));
    if (!first || !second) throw new Error('a pair has two ends');
    this.op(
      first.netns,
      'link',
      `link add name ${first.link} address ${first.mac} netns ${first.netns} type veth peer name ${second.link} address ${second.mac} netns ${second.netns}`,
    );
    for (const { netns, link } of [first, second]) this.op(netns, 'ip', `link set ${link} up`);
    return [first, second] as const;
  }

  cable(segment: number, a: string, b: string): void {
    for (const end of this.#pair({ netns: a, kind: 'e' }, { netns: b, kind: 'e' })) this.#station(segment, end);
  }

  /** Its name, with its netns before it. */
  bridge(segment: number, netns: string, hasAddress: boolean): string {
    const link = this.#link(netns, 'br');
    this.op(netns, 'link', `link add name ${link} netns ${netns} type bridge`);
    this.op(netns, 'ip', `link set ${link} up`);
    this.bridges.push({ netns, link });
    if (hasAddress) this.#station(segment, { netns, link, mac: '' });
    return `${netns} ${link}`;
  }

  #port(at: string, link: string): void {
    const [netns = '', bridge = ''] = at.split(' ');
    this.op(netns, 'ip', `link set ${link} master ${bridge}`);
    this.ports.push({ netns, bridge, link });
  }

  join(_segment: number, a: string, b: string): void {
    const [first, second] = this.#pair(
      { netns: a.split(' ')[0] ?? '', kind: 'j' },
      { netns: b.split(' ')[0] ?? '', kind: 'j' },
    );
    this.#port(a, first.link);
    this.#port(b, second.link);
  }

  attach(segment: number, host: string, bridge: string): void {
    const [port, end] = this.#pair({ netns: bridge.split(' ')[0] ?? '', kind: 'p' }, { netns: host, kind: 'e' });
    this.#port(bridge, port.link);
    this.#station(segment, end);
  }

  #station(
    segment: number,
    end: { readonly netns: string; readonly link: string; readonly mac: string },
    tool: 'ip' | 'late' = 'ip',
  ): void {
    const draw = this.#draw;
    const count = this.stations.filter((one) => one.segment === segment).length;
    const host = draw.chance(0.97) ? count + 1 : 1;
    const length = draw.chance(0.95) ? 24 : draw.pick([16, 25, 30, 32]);
    const v4 = { address: `10.0.${segment}.${host}`, length };
    const v6 = this.six ? { address: `fd0${segment}::${host}`, length: 64 } : undefined;
    if (draw.chance(0.04))
      this.op(end.netns, tool, `addr add ${v4.address} peer 10.0.${segment}.${1 + draw.below(4)} dev ${end.link}`);
    else this.op(end.netns, tool, `addr add ${v4.address}/${v4.length} dev ${end.link}`);
    if (v6) this.op(end.netns, tool, `addr add ${v6.address}/${v6.length} dev ${end.link} nodad`);
    this.stations.push({ ...end, segment, v4, ...(v6 && { v6 }) });
  }

  segmentsOf(netns: string): number[] {
    return [...new Set(this.stations.filter((one) => one.netns === netns).map(({ segment }) => segment))];
  }

  /** Those that are on several segments. */
  routers(): string[] {
    return this.#spaces.filter((netns) => this.segmentsOf(netns).length > 1);
  }

  hosts(): string[] {
    return this.#spaces.filter((netns) => this.stations.some((one) => one.netns === netns));
  }

  addresses(version: 4 | 6): { readonly netns: string; readonly address: string }[] {
    return this.stations.flatMap(({ netns, v4, v6 }) => {
      const own = version === 4 ? v4 : v6;
      return own ? [{ netns, address: own.address }] : [];
    });
  }

  /** Each netns a way to each segment: a default route, or one for each. */
  addRoutes(): void {
    for (const router of this.routers()) {
      this.op(router, 'set', 'ipv4/ip_forward=1');
      if (this.six) this.op(router, 'set', 'ipv6/conf/all/forwarding=1');
    }
    for (const netns of this.hosts()) this.#routesOf(netns);
  }

  #routesOf(netns: string): void {
    const draw = this.#draw;
    const near = this.segmentsOf(netns);
    const ways = new Map<number, Station>();
    // Breadth first: by which neighbour each segment is reached.
    const seen = new Set(near);
    const queue = near.map((segment) => ({ segment, by: undefined as Station | undefined }));
    for (const { segment, by } of queue)
      for (const next of this.stations.filter((one) => one.segment === segment && one.netns !== netns))
        for (const further of this.segmentsOf(next.netns).filter((one) => !seen.has(one))) {
          seen.add(further);
          const via = by ?? next;
          ways.set(further, via);
          queue.push({ segment: further, by: via });
        }
    const vias = [...new Set(ways.values())];
    if (vias.length === 1 && draw.chance(0.7)) {
      const [via] = vias;
      if (via) this.#route(netns, 'default', 'default', via);
    } else for (const [segment, via] of ways) this.#route(netns, `10.0.${segment}.0/24`, `fd0${segment}::/64`, via);
  }

  #route(netns: string, to4: string, to6: string, via: Station): void {
    const metric = this.#draw.chance(0.1) ? ` metric ${10 * (1 + this.#draw.below(5))}` : '';
    const mine = this.stations.find((one) => one.netns === netns && one.segment === via.segment);
    const onlink = this.#draw.chance(0.05) && mine ? ` dev ${mine.link} onlink` : '';
    this.op(netns, 'ip', `route add ${to4} via ${via.v4?.address}${onlink}${metric}`);
    if (via.v6) this.op(netns, 'ip', `route add ${to6} via ${via.v6.address}${metric}`);
  }

  /** On top of a station's link; its netns may be another. */
  macvlan(own: Station, netns: string, mode: string): void {
    const link = this.#link(netns, 'm');
    const mac = this.mac();
    this.op(
      own.netns,
      'ip',
      `link add name ${link} link ${own.link} address ${mac} netns ${netns} type macvlan mode ${mode}`,
    );
    this.op(netns, 'late', `link set ${link} up`);
    this.#station(own.segment, { netns, link, mac }, 'late');
    if (netns !== own.netns) {
      const via = own.v4?.address;
      if (this.#draw.chance(0.5) && via) this.op(netns, 'late', `route add default via ${via}`);
    }
  }

  /** On top of a station's link, in the same segment. */
  vlan(own: Station, vid: number): void {
    const link = `${own.link}.${vid}`;
    this.op(own.netns, 'ip', `link add link ${own.link} name ${link} type vlan id ${vid}`);
    this.op(own.netns, 'ip', `link set ${link} up`);
    this.op(own.netns, 'ip', `addr add 10.3.${vid}.${this.stations.indexOf(own) + 1}/24 dev ${link}`);
    this.targets.push(`10.3.${vid}.${this.stations.indexOf(own) + 1}`);
  }

  vxlan(segment: number, netns: string, words: string): void {
    const link = this.#link(netns, 'x');
    const mac = this.mac();
    this.op(netns, 'ip', `link add name ${link} address ${mac} type vxlan ${words}`);
    this.op(netns, 'ip', `link set ${link} up`);
    this.#station(segment, { netns, link, mac });
  }
}
