// What the tree and the diagram say of a firewall, held against the programs that made it and print it.
import { expect, test } from 'vitest';
import { passingOf } from '../../../src/diagram/nat.ts';
import { readTopology } from '../../../src/discovery/collection.ts';
import { chainsOf } from '../../../src/topology/firewall/chains.ts';
import { chainTitle } from '../../../src/topology/firewall/words.ts';
import { randomFrom } from '../../random.ts';
import { sandbox, sh } from '../hosts/support.ts';

const SEED = 7;

async function printed(host: Awaited<ReturnType<typeof sandbox>>, script: string): Promise<string[]> {
  const { code, out, err } = await sh(host, script, 60_000);
  expect([code, err.replace(/^# Warning.*\n/gm, '')]).toEqual([0, '']);
  return out.trimEnd().split('\n');
}

/** Each option of iptables(8), and what a summary has to say of it. */
const MATCHES = [
  ['-s 10.77.0.0/24', '10.77.0.0/24'],
  ['! -s 10.78.0.0/16', 'not 10.78.0.0/16'],
  ['! -d 10.79.0.0/24', 'not for 10.79.0.0/24'],
  ['-d 10.80.0.7', '10.80.0.7'],
  ['-m mark --mark 0x3', '0x3'],
  ['-m mark ! --mark 0x4', '! --mark 0x4'],
  ['-m addrtype --dst-type LOCAL', 'LOCAL'],
  ['-p tcp -m multiport --dports 80,443', '80,443'],
  ['-p tcp --dport 8080', 'tcp port 8080'],
  ['-p udp ! --dport 53', 'not port 53'],
  ['! -p icmp', 'not icmp'],
  ['-m statistic --mode random --probability 0.5', '0.5'],
  ['-m conntrack ! --ctstate NEW', '! --ctstate NEW'],
  ['-m comment --comment "a -j b"', 'a -j b'],
] as const;
const TARGETS = {
  POSTROUTING: ['-j MASQUERADE', '-j SNAT --to-source 203.0.113.2', '-j MASQUERADE --random'],
  PREROUTING: ['-j DNAT --to-destination 10.77.0.2', '-j NETMAP --to 10.5.0.0/16'],
} as const;

test('legacy-beside-nft: what iptables-legacy drops is not hidden by what iptables accepts in a chain of that name', async (context) => {
  const host = await sandbox({ internet: 'none' });
  const script =
    'iptables -A FORWARD -p tcp -j ACCEPT && iptables-legacy -P FORWARD DROP && iptables-legacy -A FORWARD -j LOG';
  if ((await sh(host, script)).code !== 0) context.skip('iptables-legacy does not work here');
  const [root] = (await readTopology(host)).netns;
  expect(passingOf(root?.firewall ?? {}).rules).toEqual(['IPv4 FORWARD (legacy) policy DROP']);
  const chains = chainsOf(root?.firewall ?? {}).filter(({ rules }) => rules.length > 0);
  expect(chains.map((chain) => [chainTitle(chain), ...chain.rules.map(({ text }) => text)])).toEqual([
    ['filter FORWARD', '-p tcp -j ACCEPT'],
    ['filter FORWARD (legacy)', '-j LOG'],
  ]);
});

test(`200 random rules of iptables: a summary says every match, also that it is negated (seed ${SEED})`, async () => {
  const random = randomFrom(SEED);
  const host = await sandbox({ internet: 'none' });
  const made = Array.from({ length: 200 }, () => {
    const chain = random(2) ? 'POSTROUTING' : 'PREROUTING';
    const side = chain === 'POSTROUTING' ? '-o' : '-i';
    const link = [[[`! ${side} br0`, `not ${side === '-o' ? 'out' : 'in'} br0`]], [[`${side} eth9`, 'eth9']], []][
      random(3)
    ];
    const some = [...(link ?? []), ...MATCHES.filter(() => random(6) === 0)];
    // Behind a rule for every packet no other would act.
    const all = some.some(([option]) => !option.startsWith('-m comment')) ? some : [MATCHES[0], ...some];
    const targets = TARGETS[chain];
    return { chain, all, target: targets[random(targets.length)] ?? '' };
  });
  const script = made.map(
    ({ chain, all, target }) =>
      `iptables -t nat -A ${chain} ${all.map(([option]) => option).join(' ')} ${target} 2>/dev/null && echo y || echo n`,
  );
  const answers = await printed(host, script.join('\n'));
  const there = made.filter((_, index) => answers[index] === 'y');
  expect(there.length).toBeGreaterThan(60);
  const [root] = (await readTopology(host)).netns;
  if (!root) throw new Error('no root netns');
  const said = passingOf(root.firewall).rules;
  const inOrder = ['PREROUTING', 'POSTROUTING'].flatMap((name) => there.filter(({ chain }) => chain === name));
  expect(said.length, said.join('\n')).toBe(inOrder.length);
  for (const [index, { all, chain, target }] of inOrder.entries()) {
    const text = said[index] ?? '';
    // A rule that is quoted negates in iptables' way.
    for (const [option, words] of all) {
      const quoted = option.replace(/^-p \w+ (?=-m)/, '').replace(/^(-p \w+) (?=!|--)/, '');
      expect(
        text.includes(words) || text.replaceAll('"', '').includes(quoted.replaceAll('"', '')),
        `seed ${SEED}: ${chain} ${all.map(([one]) => one).join(' ')} ${target}\nsaid: ${text}`,
      ).toBe(true);
    }
  }
});

const NFT_RULES = [
  'ct state vmap { established : accept, invalid : drop } comment "state first"',
  'ip saddr . tcp dport @pairs accept',
  'limit rate 5/second burst 3 packets log prefix "slow: [{" accept',
  'meta mark set ct mark',
  'fib saddr . iif oif missing drop',
  'tcp option maxseg size set rt mtu',
  'reject with icmpx admin-prohibited',
  'ip saddr != 10.0.0.0/8 counter drop',
  'iifname "eth*" tcp dport { 22, 80, 443, 8080, 8081, 8082, 8083, 8084, 8085, 8086, 8087, 8088, 8089 } accept',
  'ip daddr { 10.0.0.1, 10.0.0.2-10.0.0.9, 192.168.0.0/16 } counter comment "# handle 7"',
  'jump later',
  'ip6 saddr fe80::/10 icmpv6 type { nd-router-advert, nd-neighbor-solicit } accept',
];

test(`nft-json-in-tree: 20 random rulesets read as nft prints them (seed ${SEED})`, async () => {
  const random = randomFrom(SEED);
  const host = await sandbox({ internet: 'none' });
  for (let round = 0; round < 20; round++) {
    const rules = () => NFT_RULES.filter(() => random(3) === 0).toSorted(() => random(3) - 1);
    const priority = ['filter - 5', 'mangle', '17'][random(3)];
    const text = `flush ruleset
      table inet lab {
        set pairs { type ipv4_addr . inet_service; elements = { 10.1.1.1 . 80 }; }
        chain later { ${rules()
          .filter((rule) => rule !== 'jump later')
          .join('\n')}
        }
        chain through { type filter hook forward priority ${priority}; policy ${random(2) ? 'drop' : 'accept'};
          ${rules().join('\n')}
        }
      }
      table ip nat {
        chain POSTROUTING { type nat hook postrouting priority srcnat;
          ${random(2) ? 'ip saddr @s masquerade' : 'oifname "eth0" masquerade random'}
        }
        set s { type ipv4_addr; }
      }`;
    await printed(host, `nft -f - <<'N'\n${text}\nN`);
    const listed = await printed(host, 'nft -s list ruleset');
    const wanted = listed
      .filter((line) => line.startsWith('\t\t') && !/^\t\t(type|elements|flags) /.test(line))
      .map((line) => line.trim());
    const [root] = (await readTopology(host)).netns;
    const chains = chainsOf(root?.firewall ?? {});
    const lines = chains.flatMap((chain) => chain.rules.map((rule) => rule.text));
    expect(lines.toSorted(), `seed ${SEED}, round ${round}`).toEqual(wanted.toSorted());
    expect(chains.find((chain) => chainTitle(chain) === 'inet lab through')?.hook?.text).toMatch(
      /^type filter hook forward priority /,
    );
  }
});

/** Rules that lead to j1, and the condition on which they do. */
const LEADING: readonly (readonly [rule: string, condition: string])[] = [
  ['meta l4proto vmap { tcp : jump j1, udp : return }', 'meta l4proto tcp'],
  ['iifname vmap { "eth0" : jump j1, "w*" : goto j1 }', 'iifname { "eth0", "w*" }'],
  ['oifname vmap { "eth0" : jump j1 }', 'oifname "eth0"'],
  [
    'ip saddr vmap { 10.3.0.2 : goto j1, 10.4.0.0/16 : jump j1, 10.5.0.1-10.5.0.9 : drop }',
    'ip saddr { 10.3.0.2, 10.4.0.0/16 }',
  ],
  ['ip saddr . tcp dport vmap { 10.3.0.2 . 80-90 : goto j1 }', 'ip saddr . tcp dport { 10.3.0.2 . 80-90 }'],
  ['iifname . ip daddr vmap { "eth0" . 10.1.0.1 : jump j1 }', 'iifname . ip daddr { "eth0" . 10.1.0.1 }'],
  ['tcp dport vmap @verdicts', 'tcp dport { 22, 1000-2000 }'],
  ['udp dport 53 ip daddr vmap { 10.1.1.1 comment "x" : jump j1 }', 'udp dport 53 ip daddr 10.1.1.1'],
  ['ct state vmap { new : jump j1, established : accept }', 'ct state new'],
  ['ct mark & 0x000000ff vmap { 0x1 : jump j1 }', 'ct mark & 0x000000ff == 1'],
];

test('vmap-without-its-key: the condition on which a verdict map leads to a chain is one that nft takes', async () => {
  const host = await sandbox({ internet: 'none' });
  for (const [rule, condition] of LEADING) {
    // Where the link on which a packet leaves is known.
    const hook = rule.startsWith('oifname') ? 'postrouting' : 'prerouting';
    const target = hook === 'postrouting' ? 'snat to 10.7.0.2' : 'dnat to 10.7.0.2';
    const text = `flush ruleset
      table ip t {
        map verdicts { type inet_service : verdict; flags interval;
          elements = { 22 : jump j1, 80 : accept, 1000-2000 : goto j1 }; }
        chain j1 { ${target}; }
        chain c { type nat hook ${hook} priority 0; ${rule}; }
      }`;
    await printed(host, `nft -f - <<'N'\n${text}\nN`);
    const [root] = (await readTopology(host)).netns;
    if (!root) throw new Error('no root netns');
    const [said] = passingOf(root.firewall).rules;
    expect(said, rule).toBe(`${target} (nft chain ip t j1) (if ${condition})`);
    await printed(host, `nft -f - <<'N'\nadd rule ip t c ${condition} counter\nN`);
  }
});

test('mixed-families, dropped-hook: each says of which packets it is', async () => {
  const host = await sandbox({ internet: 'none' });
  await printed(
    host,
    `ip6tables -P FORWARD DROP
    iptables -t nat -A OUTPUT -p tcp --dport 80 -j DNAT --to-destination 10.0.0.2:81
    iptables -t nat -A INPUT -j SNAT --to-source 10.0.0.1
    ip6tables -t nat -A POSTROUTING -o eth0 -j MASQUERADE
    nft add table bridge b
    nft add chain bridge b f '{ type filter hook forward priority 0; policy drop; }'`,
  );
  const [root] = (await readTopology(host)).netns;
  if (!root) throw new Error('no root netns');
  expect(passingOf(root.firewall).rules.toSorted()).toEqual(
    [
      'DNAT tcp port 80 to 10.0.0.2:81 (only traffic from the machine itself)',
      'IPv6 FORWARD policy DROP',
      'IPv6 masquerade out eth0',
      'SNAT to 10.0.0.1 (only traffic to the machine itself)',
      'bridge forward policy drop',
    ].toSorted(),
  );
});
