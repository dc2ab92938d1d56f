import { describe, expect, it } from 'vitest';
import { factLines } from '../../../src/outline/facts.ts';
import { descriptionOf, shownText, spokenOf } from '../../../src/outline/line-text.ts';
import type { OutlineNode } from '../../../src/outline/node.ts';
import { hostNode } from '../../../src/outline/outline.ts';
import { topologyTree } from '../../../src/outline/terminal-tree.ts';
import type { Link, Netns, Topology } from '../../../src/topology/model.ts';
import { said } from '../../said.ts';
import { inet, LAB, link, loopback, netns, route, topology, veth } from '../editor/topology/topologies.ts';

const outline = (shown: Topology | undefined, problem?: string) =>
  hostNode({
    id: 'H',
    label: 'Sandbox',
    notebook: 'lab.netlab',
    topology: shown,
    problem: problem === undefined ? problem : said(problem),
  });

function all(node: OutlineNode): OutlineNode[] {
  return [node, ...(node.children?.() ?? []).flatMap(all)];
}

/** The tree as text, as a reader sees it. */
function drawn(node: OutlineNode, indent = ''): string[] {
  const line = `${indent}${[shownText(node.label), descriptionOf(node)].filter(Boolean).join('  ')}`;
  return [line, ...(node.children?.() ?? []).flatMap((child) => drawn(child, `${indent}  `))];
}

const labelled = (node: OutlineNode, label: string) => {
  const found = all(node).find((candidate) => shownText(candidate.label) === label);
  if (!found) throw new Error(`no line ${label}`);
  return found;
};

describe('outline', () => {
  it('of a host that is not reached keeps what was seen last, and says since when', () => {
    const lost = { reason: said('The connection to vm was lost.'), since: '14:02:11' };
    const host = hostNode({ id: 'H', label: 'vm', notebook: 'a', topology: LAB, problem: lost.reason, lost });
    expect(descriptionOf(host)).toBe('not reached since 14:02:11 · vm');
    const [reason, ...kept] = host.children?.() ?? [];
    expect(reason && drawn(reason)).toEqual([`Not reached since 14:02:11  ${lost.reason.words}`]);
    const seen = outline(LAB).children?.() ?? [];
    expect(kept.flatMap((node) => drawn(node))).toEqual(seen.flatMap((node) => drawn(node)));
    expect(new Set(kept.flatMap(all).map(({ state }) => state))).toEqual(new Set(['stale']));
  });

  it('says what a port of a bridge that filters by VLAN lets through, unless it is what each does', () => {
    const filtering = { info_kind: 'bridge', info_data: { vlan_filtering: 1 } };
    const ports = ['usual', 'other', 'none'].map((name, at) => veth('1', 3 + at, name, null, { master: 'br0' }));
    const vlans = [
      { ifname: 'usual', vlans: [{ vlan: 1, flags: ['PVID', 'Egress Untagged'] }] },
      {
        ifname: 'other',
        vlans: [
          { vlan: 7, flags: ['PVID'] },
          { vlan: 10, vlanEnd: 20 },
        ],
      },
    ];
    const root = {
      root: true,
      label: 'root netns',
      vlans,
      links: [link('1', 2, 'br0', { linkinfo: filtering }), ...ports],
    };
    const details = (more: Partial<Netns>) =>
      ['usual', 'other', 'none'].map((name) =>
        descriptionOf(labelled(outline(topology(netns('1', undefined, { ...root, ...more }))), name)),
      );
    expect(details({})).toEqual([
      'other end not found',
      'other end not found · vlan 7 PVID, 10-20',
      'other end not found · no vlan',
    ]);
    const unread = [{ what: 'vlan', why: 'bridge is not installed' }];
    expect(details({ vlans: [], unread })).toEqual(Array.from({ length: 3 }, () => 'other end not found'));
  });

  it('marks the line of a host with a real network', () => {
    const real = hostNode({ id: 'H', label: 'vm', notebook: 'a', isReal: true, topology: LAB });
    expect([real.sort, real.state, descriptionOf(real)]).toEqual(['machine', 'warning', 'vm · real network']);
    const other = hostNode({ id: 'H', label: 'Sandbox', notebook: 'a', topology: LAB });
    expect([other.sort, other.state, descriptionOf(other)]).toEqual(['host', 'plain', 'Sandbox']);
  });

  it('shows the lab from the host down, without what is empty or always there', () => {
    expect(drawn(outline(LAB)).join('\n')).toMatchInlineSnapshot(`
      "lab.netlab  Sandbox
        root netns  2 links · forwards IPv4
          lo
            127.0.0.1/8  host
          app-net-0  192.168.52.5/24
            192.168.52.5/24
            veth-sleep-br  ⇄ sleep / veth-sleep
          Routes  1
            192.168.52.0/24  dev app-net-0
            table local  1
              local 192.168.52.5  dev app-net-0
          Firewall  1
            nat POSTROUTING  1 rule · policy ACCEPT
              -s 192.168.52.0/24 -j MASQUERADE
          Kernel settings (sysctl)  ip_forward = 1
            net.ipv4.ip_forward  = 1
        sleep  1 link
          lo
            127.0.0.1/8  host
          veth-sleep  ⇄ root netns / veth-sleep-br · 192.168.52.1/24
            192.168.52.1/24
          Neighbours  1
            192.168.52.5  dev veth-sleep lladdr 02:00:00:00:00:02 REACHABLE"
    `);
  });

  it('gives every line an id of its own, the same for the same thing next time', () => {
    const ids = all(outline(LAB)).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(all(outline(structuredClone(LAB))).map(({ id }) => id)).toEqual(ids);
  });

  it('gives ids of their own to entries that look the same', () => {
    const twice = topology(
      netns('1', undefined, {
        root: true,
        links: [link('1', 2, 'a', { addr_info: [inet('10.0.0.1', 8), inet('10.0.0.1', 8)] })],
        routes: [route('default', { gateway: '10.0.0.2' }), route('default', { gateway: '10.0.0.2' })],
        firewall: { iptables: '*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -j LOG\n-A INPUT -j LOG\nCOMMIT\n' },
      }),
    );
    const ids = all(outline(twice)).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('makes ids that are well-formed text, whatever names hold', () => {
    const odd = topology(
      netns('1', '\udcff', {
        links: [link('1', 2, '\udcfe', { addr_info: [inet('10.0.0.1', 8)] })],
        routes: [route('default', { dev: '\udcfe', table: '\udcfd' })],
        sysctls: { 'net.ipv4.conf.\udcfe.rp_filter': '1' },
        neighbours: [{ dst: '10.0.0.2', dev: '\udcfe' }],
      }),
    );
    for (const node of all(outline(odd))) {
      expect(node.id).not.toMatch(/[\ud800-\udfff]/);
      expect(spokenOf(node)).not.toMatch(/[\ud800-\udfff]/);
    }
  });

  it.each([
    ['up', {}],
    ['down', { flags: ['BROADCAST'] }],
    ['no-carrier', { flags: ['NO-CARRIER', 'UP'], operstate: 'DOWN' }],
    ['no-carrier', { flags: ['UP'], operstate: 'LOWERLAYERDOWN' }],
    ['dormant', { flags: ['NO-CARRIER', 'UP', 'LOWER_UP', 'DORMANT'], operstate: 'DORMANT' }],
    ['missing', { peer: null }],
  ])('says %s of a veth in icon, description and to a screen reader', (state, more) => {
    const shown = topology(
      netns('1', 'a', { root: true, links: [veth('1', 2, 'v', '1/3', more), veth('1', 3, 'w', '1/2')] }),
    );
    const node = labelled(outline(shown), 'v');
    const words = state === 'missing' ? 'other end not found' : state.replace('-', ' ');
    expect(node.state).toBe(state);
    expect(spokenOf(node)).toContain(words);
    if (state !== 'up') expect(descriptionOf(node)).toContain(words);
    expect(node.sort).toBe(['up', 'down', 'dormant'].includes(state) ? 'pair' : 'unplugged');
  });

  it('does not call the other end missing while only the first picture is there', () => {
    const first: Topology = {
      ...topology(netns('1', 'a', { root: true, links: [veth('1', 2, 'v', null)] })),
      extent: 'links',
    };
    expect(labelled(outline(first), 'v').state).toBe('up');
  });

  it('says what could not be read, and that it does not follow the host', () => {
    const unread = topology(netns('1', 'a', { root: true, unread: [{ what: 'nft', why: 'Operation not permitted' }] }));
    expect(drawn(outline(unread, 'The watcher ended.'))).toEqual([
      'lab.netlab  Sandbox',
      '  Live updates stopped  The watcher ended.',
      '  a  only loopback',
      '    Cannot read nft  Operation not permitted',
    ]);
    expect(drawn(outline(undefined))).toEqual(['lab.netlab  Sandbox · reading…']);
  });

  it('shows tables, rules and kinds of routes that are not everyday', () => {
    const many = topology(
      netns('1', 'a', {
        root: true,
        links: [loopback('1')],
        routes: [
          route('10.9.0.0/16', { type: 'blackhole' }),
          route('default', {
            nexthops: [
              { gateway: '10.0.0.1', dev: 'x' },
              { gateway: '10.0.0.2', dev: 'y', flags: ['dead'] },
            ],
          }),
          route('default', { table: '100', gateway: '10.0.0.3', dev: 'x', metric: 5 }),
        ],
        rules: [
          { family: 'inet', priority: 0, src: 'all', table: 'local' },
          { family: 'inet', priority: 100, not: null, src: '10.0.0.0', srclen: 8, fwmark: '0x1', table: '100' },
        ],
      }),
    );
    expect(drawn(labelled(outline(many), 'Routes')).join('\n')).toMatchInlineSnapshot(`
      "Routes  2
        blackhole 10.9.0.0/16
        default  nexthop via 10.0.0.1 dev x nexthop via 10.0.0.2 dev y dead
        table 100  1
          default via 10.0.0.3  dev x metric 5"
    `);
    expect(drawn(labelled(outline(many), 'Rules')).join('\n')).toMatchInlineSnapshot(`
      "Rules  2
        0: from all lookup local
        100: not from 10.0.0.0/8 fwmark 0x1 lookup 100"
    `);
  });

  it('gives the command that shows a thing, in its netns', () => {
    const node = labelled(outline(LAB), 'veth-sleep');
    expect(node.subject.shownBy).toEqual(['ip', '-n', 'sleep', '-d', 'addr', 'show', 'dev', 'veth-sleep']);
    expect(node.subject.traits).toEqual(['up', 'peer', 'deletable']);
  });
});

describe('what a screen reader says', () => {
  it('spoken-other-than-shown: the numbers and values that stand there', () => {
    const spoken = (label: string) => spokenOf(labelled(outline(LAB), label));
    expect(spoken('Routes')).toBe('Routes, 1, in the root netns');
    expect(spoken('Kernel settings (sysctl)')).toBe('Kernel settings (sysctl), ip_forward = 1, in the root netns');
  });

  it('is a sentence with kind, state and place, without signs', () => {
    const spoken = (label: string) => spokenOf(labelled(outline(LAB), label));
    expect(spoken('lab.netlab')).toBe('Notebook lab.netlab, Sandbox');
    expect(spoken('root netns')).toBe('Network namespace root netns, 2 links, forwards IPv4');
    expect(spoken('veth-sleep')).toBe(
      'Link veth-sleep, veth, up, in sleep, other end veth-sleep-br in the root netns, 192.168.52.1/24',
    );
    expect(spoken('veth-sleep-br')).toBe(
      'Link veth-sleep-br, veth, up, in the root netns, port of app-net-0, other end veth-sleep in sleep',
    );
    expect(spoken('192.168.52.1/24')).toBe('Address 192.168.52.1/24, in sleep');
  });
});

describe('a-thousand-ports: many links alike are one line that can be opened', () => {
  const ports = Array.from({ length: 1000 }, (_, at) =>
    link('1', at + 10, `p${at}`, {
      linkinfo: { info_kind: 'veth' },
      master: 'br0',
      ...(at < 2 ? { flags: ['BROADCAST'] } : {}),
    }),
  );
  const bridge = link('1', 2, 'br0', { linkinfo: { info_kind: 'bridge' } });
  const lines = (links: readonly Link[]) =>
    drawn(outline(topology(netns('1', 'a', { root: true, links }), netns('2', 'b')))).filter(
      (line) => !/^ {6,}p\d/.test(line),
    );

  it('the ports of a bridge, with the states that are not usual', () => {
    expect(lines([loopback('1'), bridge, ...ports]).slice(1)).toEqual([
      '  a  1001 links',
      '    lo',
      '      127.0.0.1/8  host',
      '    br0',
      '      1000 ports  2 down',
      '  b  only loopback',
    ]);
    expect(lines([bridge, ...ports.slice(2, 14)]).join()).not.toContain('ports');
  });

  it('links of one kind that are ports of none, where the first of them is', () => {
    const loose = ports.map(({ master: _, ...port }) => port);
    const last = link('1', 2000, 'br9', { linkinfo: { info_kind: 'bridge' } });
    expect(lines([loopback('1'), ...loose, last]).slice(3)).toEqual([
      '      127.0.0.1/8  host',
      '    1000 veth links  2 down',
      '    br9',
      '      no ports yet',
      '  b  only loopback',
    ]);
  });
});

it('hollow-bridge: a bridge without ports and addresses can be opened, and says that it has none', () => {
  const bridge = link('1', 2, 'br0', { linkinfo: { info_kind: 'bridge' } });
  const shown = outline(topology(netns('1', 'a', { root: true, links: [bridge] })));
  expect(drawn(labelled(shown, 'br0'))).toEqual(['br0', '  no ports yet']);
});

describe('firewall', () => {
  const firewall = (parts: object) =>
    drawn(outline(topology(netns('1', 'a', { root: true, firewall: parts })))).slice(2);

  it('shows native nft rules in words, and those of iptables once', () => {
    const nft = [
      { table: { family: 'ip', name: 'nat' } },
      { chain: { family: 'ip', table: 'nat', name: 'POSTROUTING', policy: 'accept' } },
      { rule: { family: 'ip', table: 'nat', chain: 'POSTROUTING', expr: [{ masquerade: null }] } },
      { chain: { family: 'inet', table: 'fw', name: 'in', hook: 'input', policy: 'drop' } },
      {
        rule: {
          family: 'inet',
          table: 'fw',
          chain: 'in',
          handle: 4,
          expr: [
            { match: { op: '==', left: { meta: { key: 'iifname' } }, right: 'eth0' } },
            { match: { op: '==', left: { payload: { protocol: 'tcp', field: 'dport' } }, right: { set: [22, 80] } } },
            { counter: { packets: 1, bytes: 2 } },
            { accept: null },
          ],
        },
      },
    ];
    const iptables = '*nat\n:POSTROUTING ACCEPT [0:0]\n-A POSTROUTING -j MASQUERADE\nCOMMIT\n';
    const ruleset = [
      'table inet fw { # handle 2',
      '\tchain in { # handle 1',
      '\t\ttype filter hook input priority filter - 5; policy drop;',
      '\t\tiifname "eth0" tcp dport { 22, 80 } counter accept comment "# handle 9" # handle 4',
      '\t}',
      '}',
    ].join('\n');
    expect(firewall({ iptables, nft, ruleset }).join('\n')).toMatchInlineSnapshot(`
      "    Firewall  2
            nat POSTROUTING  1 rule · policy ACCEPT
              -j MASQUERADE
            nft inet fw in  1 rule · type filter hook input priority filter - 5 · policy drop
              iifname "eth0" tcp dport { 22, 80 } counter accept comment "# handle 9""
    `);
  });

  it('unreached-for-another-reason: says that a table is dormant, and whose traffic a chain of NAT has', () => {
    const chain = (name: string, more: object = {}) => ({ chain: { family: 'ip', table: 't', name, ...more } });
    const base = { type: 'filter', hook: 'input', prio: 0, policy: 'drop' };
    const ruleset = [
      'table ip t { # handle 1',
      '\tflags dormant',
      '\tchain c { # handle 1',
      '\t\ttype filter hook input priority filter; policy drop;',
      '\t}',
      '}',
    ].join('\n');
    expect(firewall({ nft: [chain('c', base)], ruleset }).slice(1)).toEqual([
      '      nft ip t c  0 rules · type filter hook input priority filter · policy drop · not reached: the table is dormant',
    ]);
    const nat = ['OUTPUT', 'INPUT', 'PREROUTING'].map((name) => `:${name} ACCEPT [0:0]`).join('\n');
    const dnat = '-j DNAT --to-destination 10.0.0.2';
    const iptables = `*nat\n${nat}\n-A OUTPUT ${dnat}\n-A INPUT -j SNAT --to-source 10.0.0.1\n-A PREROUTING ${dnat}\nCOMMIT`;
    expect(firewall({ iptables }).filter((line) => line.includes(' nat '))).toEqual([
      '      nat OUTPUT  1 rule · policy ACCEPT · only traffic from the machine itself',
      '      nat INPUT  1 rule · policy ACCEPT · only traffic to the machine itself',
      '      nat PREROUTING  1 rule · policy ACCEPT',
    ]);
  });

  it('sets-without-elements: a rule that asks a set has what the set holds beside it', () => {
    const elem = [1, 2, 3, 4, 5, 6];
    const dport = { payload: { protocol: 'tcp', field: 'dport' } };
    const rule = (handle: number, expr: unknown) => ({ rule: { family: 'ip', table: 't', chain: 'c', handle, expr } });
    const nft = [
      { set: { family: 'ip', table: 't', name: 's', type: 'inet_service', elem } },
      { set: { family: 'ip', table: 't', name: 'e', type: 'inet_service' } },
      {
        map: {
          family: 'ip',
          table: 't',
          name: 'v',
          map: 'verdict',
          elem: [
            [22, { jump: { target: 'd' } }],
            ['*', { drop: null }],
          ],
        },
      },
      { chain: { family: 'ip', table: 't', name: 'd' } },
      { chain: { family: 'ip', table: 't', name: 'c', type: 'filter', hook: 'input', prio: 0, policy: 'accept' } },
      rule(1, [{ match: { op: '==', left: dport, right: '@s' } }, { drop: null }]),
      rule(2, [{ match: { op: '!=', left: dport, right: '@e' } }, { drop: null }]),
      rule(3, [{ vmap: { key: dport, data: '@v' } }]),
    ];
    const ruleset = [
      'table ip t { # handle 1',
      '\tchain c { # handle 1',
      '\t\ttcp dport @s drop # handle 1',
      '\t\ttcp dport != @e drop # handle 2',
      '\t\ttcp dport vmap @v # handle 3',
      '\t}',
      '}',
    ].join('\n');
    expect(firewall({ nft, ruleset }).slice(2)).toEqual([
      '        tcp dport @s drop  @s: 1, 2, 3, 4, … 2 more',
      '        tcp dport != @e drop  @e: empty',
      '        tcp dport vmap @v  @v: 22 : jump d, * : drop',
    ]);
  });

  it('leaves out what lets everything pass, and shows a policy that does not', () => {
    expect(firewall({ iptables: '*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\nCOMMIT\n' })).toEqual([]);
    expect(firewall({ iptables: '*filter\n:INPUT DROP [0:0]\n:FORWARD ACCEPT [0:0]\nCOMMIT\n' })).toEqual([
      '    Firewall  1',
      '      filter INPUT  0 rules · policy DROP',
    ]);
  });
});

describe('two-trees: what the terminal prints', () => {
  it('is the same lines, all open, without what is the same everywhere or stands in the line above', () => {
    expect(topologyTree(LAB)).toBe(
      [
        'Sandbox (no root)',
        '├─ root netns  forwards IPv4',
        '│  ├─ lo  loopback  up',
        '│  ├─ app-net-0  bridge  up  192.168.52.5/24',
        '│  │  └─ veth-sleep-br  veth  up  ⇄ sleep / veth-sleep',
        '│  ├─ Routes',
        '│  │  ├─ 192.168.52.0/24 dev app-net-0',
        '│  │  └─ table local',
        '│  │     └─ local 192.168.52.5 dev app-net-0',
        '│  ├─ Firewall',
        '│  │  └─ nat POSTROUTING  policy ACCEPT',
        '│  │     └─ -s 192.168.52.0/24 -j MASQUERADE',
        '│  └─ Kernel settings (sysctl)',
        '│     └─ net.ipv4.ip_forward = 1',
        '└─ sleep',
        '   ├─ lo  loopback  up',
        '   ├─ veth-sleep  veth  up  ⇄ root netns / veth-sleep-br  192.168.52.1/24',
        '   └─ Neighbours',
        '      └─ 192.168.52.5 dev veth-sleep lladdr 02:00:00:00:00:02 REACHABLE',
        '',
      ].join('\n'),
    );
  });

  it('has no group that would be empty, each rule once, and an end that is not found beside the state', () => {
    const both = (['inet', 'inet6'] as const).flatMap((family) => [
      { family, priority: 0, src: 'all', table: 'local' },
      { family, priority: 1000, src: 'all', table: '100' },
    ]);
    const shown = topology(
      netns('1', 'a\n', {
        root: true,
        links: [veth('1', 2, 'v', null, { flags: [] })],
        routes: [route('10.0.0.1', { type: 'local', table: 'local', protocol: 'kernel', dev: 'v' })],
        rules: both,
        unread: [{ what: 'nft', why: 'Operation not permitted' }],
      }),
    );
    expect(topologyTree(shown).split('\n')).toEqual([
      'Sandbox (no root)',
      '└─ a\\n  not everything could be read',
      '   ├─ v  veth  down  other end not found',
      '   ├─ Rules',
      '   │  └─ 1000: from all lookup 100',
      '   └─ Cannot read nft: Operation not permitted',
      '',
    ]);
  });
});

describe('facts', () => {
  it('are lines of dotted keys, without what is undefined, and not endless', () => {
    expect(factLines({ a: 1, b: { c: 'x', d: undefined }, e: ['UP', 'LOWER_UP'], f: [{ g: 1 }], h: [] })).toEqual([
      'a       1',
      'b.c     x',
      'e       UP LOWER_UP',
      'f[0].g  1',
    ]);
    expect(factLines(Array.from({ length: 100 }, (_, index) => ({ index })))).toHaveLength(41);
  });

  it('name-newline: a name cannot make a second line', () => {
    expect(factLines({ ifname: 'a\n# b' })).toHaveLength(1);
  });
});
