// Rules as values, held against the programs that made them: what iptables says is said again from the value alone, and
// what nft says in JSON has a part for each of its statements.
import { expect, test } from 'vitest';
import { readTopology } from '../../../src/discovery/collection.ts';
import { chainsOf } from '../../../src/topology/firewall/chains.ts';
import type { Chain, Part } from '../../../src/topology/firewall/model.ts';
import { ruleLine } from '../../../src/topology/firewall/words.ts';
import { isObject } from '../../../src/topology/json.ts';
import type { Json } from '../../../src/topology/model.ts';
import { randomFrom } from '../../random.ts';
import { iptablesWords } from '../../unit/topology/iptables-words.ts';
import { sandbox, sh } from '../hosts/support.ts';

const SEED = 11;
type Host = Awaited<ReturnType<typeof sandbox>>;

async function printed(host: Host, script: string): Promise<string> {
  const { code, out, err } = await sh(host, script, 120_000);
  expect([code, err.replace(/^# Warning.*\n/gm, '')]).toEqual([0, '']);
  return out;
}

/** Each stands for itself; `%` is where a `!` may stand. */
const BASE = [
  '% -s 10.77.0.0/24',
  '% -d 10.80.0.7',
  '-s 10.0.0.0/255.0.255.0',
  '% -i eth+',
  '% -i veth0',
  '-f',
  '! -f',
];
const PROTOCOLS: Readonly<Record<string, readonly string[]>> = {
  '': [],
  '% -p icmp': [],
  '% -p 99': [],
  '-p gre': [],
  '-p icmp ': ['-m icmp % --icmp-type 8', '-m icmp % --icmp-type 3/1', '-m icmp --icmp-type 40'],
  '-p tcp': [
    '-m tcp % --dport 80',
    '-m tcp % --dport 81:65535',
    '-m tcp --sport 1:5 % --dport 0:80',
    '-m tcp % --tcp-flags FIN,SYN,RST,ACK SYN',
    '-m tcp --tcp-flags SYN,ACK NONE',
    '-m tcp --tcp-option 5',
    '-m multiport % --dports 80,443,1000:2000',
    '-m multiport % --ports 1,2',
    '-m multiport --sports 53,54',
  ],
  '-p udp': ['-m udp % --sport 53', '-m multiport % --dports 1:5,7'],
};
const MATCHES = [
  '-m mark % --mark 0x3',
  '-m mark % --mark 0x1/0xff',
  '-m connmark % --mark 0x5/0xf0',
  '-m conntrack % --ctstate NEW,RELATED',
  '-m conntrack --ctstate INVALID,SNAT,DNAT',
  '-m conntrack % --ctstatus SEEN_REPLY,ASSURED',
  '-m conntrack % --ctproto 6 % --ctorigsrc 10.0.0.0/8 % --ctorigdstport 80:90 --ctdir REPLY',
  '-m conntrack % --ctreplsrc 10.0.0.1 % --ctexpire 10:20',
  '-m addrtype % --dst-type LOCAL,BROADCAST',
  '-m addrtype % --src-type UNICAST --limit-iface-in',
  '-m statistic --mode random % --probability 0.3',
  '-m statistic --mode nth % --every 3 --packet 1',
  '-m limit --limit 5/min',
  '-m limit --limit 7/sec --limit-burst 9',
  '-m iprange % --src-range 10.0.0.1-10.0.0.9 % --dst-range 1.1.1.1-1.1.1.2',
  '-m length % --length 10:20',
  '-m ttl --ttl-lt 5',
  '-m ttl % --ttl-eq 5',
  '-m mac % --mac-source 00:11:22:33:44:55',
  '-m pkttype % --pkt-type broadcast',
  '-m physdev % --physdev-in eth+ % --physdev-is-bridged',
];
const COMMENTS = [
  '-m comment --comment "a -j b"',
  `-m comment --comment "it's \\"q\\" \\\\ x"`,
  '-m comment --comment -j',
  '-m comment --comment one -m comment --comment "! -s"',
];
const TARGETS: Readonly<Record<string, readonly string[]>> = {
  'filter INPUT': [
    '',
    '-j ACCEPT',
    '-j DROP',
    '-j RETURN',
    '-j MINE',
    '-g MINE',
    '-j REJECT',
    '-j REJECT --reject-with icmp-proto-unreachable',
    '-j LOG --log-prefix "a \\"b: " --log-level debug --log-tcp-options --log-uid',
    '-j LOG',
    '-j NFQUEUE --queue-num 3',
    '-j NFQUEUE --queue-balance 1:4 --queue-bypass',
    '-j NFLOG --nflog-prefix x --nflog-group 3',
  ],
  'mangle PREROUTING': [
    '-j MARK --set-mark 1',
    '-j MARK --set-xmark 0x1/0xff',
    '-j CONNMARK --set-mark 5',
    '-j CONNMARK --save-mark',
    '-j CONNMARK --restore-mark',
  ],
  'raw PREROUTING': ['-j CT --notrack'],
  'nat PREROUTING': [
    '-j DNAT --to-destination 10.0.0.1',
    '-j NETMAP --to 10.5.0.0/16',
    '-j DNAT --to-destination 10.0.0.1-10.0.0.9 --persistent',
    '-j REDIRECT',
  ],
  'nat POSTROUTING': [
    '-j MASQUERADE',
    '-j MASQUERADE --random',
    '-j SNAT --to-source 203.0.113.2-203.0.113.4 --random-fully',
  ],
};
const WITH_PORTS: Readonly<Record<string, readonly string[]>> = {
  'nat PREROUTING': [
    '-j DNAT --to-destination 10.0.0.1:8080',
    '-j DNAT --to-destination 10.0.0.1-10.0.0.3:5-9',
    '-j DNAT --to-destination :5',
    '-j DNAT --to-destination 10.0.0.1:5-9/3',
    '-j REDIRECT --to-ports 81-90 --random',
  ],
  'nat POSTROUTING': ['-j MASQUERADE --to-ports 5-9', '-j SNAT --to-source 10.0.0.1:5'],
  'filter INPUT': ['-j REJECT --reject-with tcp-reset'],
};

/** What two matches of one module say, a third way of writing says too: which one is not told from the values. */
const onceEach = (options: readonly string[]) =>
  options.filter((option, at) => options.findIndex((other) => other.split(' ')[1] === option.split(' ')[1]) === at);

/** Commands that may be refused: not everything goes together. */
function randomRules(count: number, seed: number): string[] {
  const random = randomFrom(seed);
  const one = <T>(from: readonly T[]): T | undefined => from[random(from.length)];
  return Array.from({ length: count }, () => {
    const place = one(Object.keys(TARGETS)) ?? '';
    const protocol = one(Object.keys(PROTOCOLS)) ?? '';
    const ported = ['-p tcp', '-p udp'].includes(protocol) && random(2) ? WITH_PORTS[place] : undefined;
    const words = [
      ...BASE.filter(() => random(8) === 0),
      protocol,
      ...onceEach((PROTOCOLS[protocol] ?? []).filter(() => random(3) === 0)),
      ...onceEach(MATCHES.filter(() => random(10) === 0)),
      random(4) === 0 ? (one(COMMENTS) ?? '') : '',
      one(ported ?? TARGETS[place] ?? []) ?? '',
    ].map((option) => option.replace(/% ?/g, () => (random(2) ? '! ' : '')));
    const [table, chain] = place.split(' ');
    return `-t ${table} -A ${chain} ${words.join(' ')}`;
  });
}

/** Without numbers and times. */
const compact = (save: string) => save.replace(/^#.*\n/gm, '').replace(/ \[\d+:\d+\]$/gm, '');

const unknownParts = (chains: readonly Chain[]): Part[] =>
  chains.flatMap(({ rules }) =>
    rules.flatMap(({ parts }) => parts.filter(({ kind }) => kind === 'xt' || kind === 'other')),
  );

const said = (chains: readonly Chain[]) =>
  chains.flatMap((chain) => chain.rules.map((rule) => ruleLine(chain, rule))).toSorted();

for (const variant of ['iptables-nft', 'iptables-legacy'])
  test(`${variant}: 400 random rules are printed again from their values alone, and mean the same (seed ${SEED})`, async (context) => {
    const host = await sandbox({ internet: 'none' });
    if ((await sh(host, `command -v ${variant} && ${variant} -S`)).code !== 0)
      context.skip(`${variant} does not work here`);
    const tries = randomRules(400, SEED).map((rule) => `${variant} ${rule} 2>/dev/null; :`);
    await printed(host, [`${variant} -N MINE`, ...tries].join('\n'));
    const save = compact(await printed(host, `${variant}-save`));
    expect(save.split('\n').filter((line) => line.startsWith('-A ')).length).toBeGreaterThan(120);
    const chains = chainsOf({ iptables: save });
    expect(unknownParts(chains)).toEqual([]);
    // Beside what nft says of the same rules, each is shown once, and in the words of iptables.
    const [root] = (await readTopology(host)).netns;
    expect(said(chainsOf(root?.firewall ?? {}))).toEqual(said(chains));
    const again = save.split('\n').filter((line) => !line.startsWith('-A ') && line !== '');
    for (const { table, name, rules } of chains)
      again.splice(
        again.indexOf('COMMIT', again.indexOf(`*${table}`)),
        0,
        ...rules.map((rule) => `-A ${name} ${iptablesWords(rule)}`),
      );
    const flush = ['raw', 'mangle', 'nat', 'filter'].map((table) => `${variant} -t ${table} -F`).join('; ');
    await printed(host, `${flush}; ${variant}-restore <<'N'\n${again.join('\n')}\nN`);
    expect(compact(await printed(host, `${variant}-save`)).split('\n')).toEqual(save.split('\n'));
  }, 240_000);

const IPV6 = [
  '-t filter -A INPUT ! -s fe80::1 -p icmpv6 -m icmp6 ! --icmpv6-type 135 -j ACCEPT',
  '-t filter -A INPUT -p icmpv6 -m icmp6 --icmpv6-type 1/4 -j REJECT --reject-with icmp6-adm-prohibited',
  '-t filter -A INPUT -s fd00::/8 -i eth+ -p tcp -m multiport --dports 80,443 -m hl --hl-gt 5 -j DROP',
  '-t nat -A PREROUTING -p tcp -m tcp --dport 80 -j DNAT --to-destination [fd00::1]:8080',
  '-t nat -A PREROUTING -p tcp -j DNAT --to-destination [fd00::1-fd00::2]:8080-8090',
  '-t nat -A PREROUTING -d 2001:db8::/64 -j DNAT --to-destination fd00::1-fd00::2',
  '-t nat -A POSTROUTING -s fd00::/8 ! -o br0 -j MASQUERADE',
];

test('ip6tables: rules are printed again from their values alone', async () => {
  const host = await sandbox({ internet: 'none' });
  const script = [...IPV6.map((rule) => `ip6tables ${rule}`), 'ip6tables-save'].join('\n');
  const lines = compact(await printed(host, script))
    .split('\n')
    .filter((line) => line.startsWith('-A '));
  expect(lines).toHaveLength(IPV6.length);
  const [root] = (await readTopology(host)).netns;
  const chains = chainsOf(root?.firewall ?? {});
  expect(unknownParts(chains)).toEqual([]);
  const again = chains.flatMap(({ name, rules }) => rules.map((rule) => `-A ${name} ${iptablesWords(rule)}`));
  expect(again.toSorted()).toEqual(lines.toSorted());
});

/** What is known by each part, so that a rule is evaluated as the kernel does. */
const KNOWN = [
  'ct state established,related accept',
  'ct state != { new, established } drop',
  'ct state ! new drop',
  'ct status snat,dnat accept',
  'ct state vmap { invalid : drop, established : accept, new : jump later }',
  'tcp dport vmap @verdicts',
  'tcp flags syn accept',
  'tcp flags == syn accept',
  'tcp flags & (fin|syn|rst|ack) == syn accept',
  'tcp flags ! syn,ack accept',
  'ip saddr . tcp dport @pairs accept',
  'ip saddr . tcp dport { 10.0.0.1 . 80, 10.0.0.2 . 81-82 } accept',
  'ip saddr != @nets counter name hits drop',
  'iifname @ifs accept',
  'iifname { "eth*", "veth0" } accept',
  'iifname "eth\\*" accept',
  'iif != lo accept',
  'meta mark & 0xff != 1-5 accept',
  'ct mark 5 accept',
  'meta mark set 0x7',
  'meta mark set meta mark & 0xffffff00 | 1',
  'meta mark set meta mark ^ 0x3',
  'ct mark set meta mark',
  'fib daddr . iif type != local accept',
  'fib saddr . iif oif missing drop',
  'numgen random mod 100 < 50 accept',
  'numgen inc mod 3 == 1 accept',
  'limit rate 5/second burst 3 packets accept',
  'limit rate over 10 mbytes/second drop',
  'icmp type { 8, 0 } accept',
  'icmpv6 type nd-router-advert accept',
  'reject with tcp reset',
  'reject with icmpx admin-prohibited',
  'log prefix "x y" level debug flags all accept',
  'log group 3 snaplen 10',
  'tcp dport > 1024 udp sport 5 accept',
  'tcp dport != 80-90 accept',
  'th dport 53 accept',
  'ip protocol { tcp, udp } accept',
  'ether saddr 00:11:22:33:44:55 accept',
  'ip ttl < 5 accept',
  'ip frag-off & 0x1fff != 0 accept',
  'ct original ip saddr 10.0.0.1 accept',
  'ct original proto-dst 80 accept',
  'meta skuid 1000 accept',
  'tcp option maxseg exists accept',
  'ip saddr { 10.0.0.0/8, 1.1.1.1 } ip daddr != 10.0.0.1 goto later comment "hi \\there"',
  'notrack',
  'counter return',
  'continue',
  'ip6 saddr fe80::/10 queue num 3',
  'quota over 10 mbytes drop',
  'add @seen { ip saddr timeout 5s }',
  'update @seen { ip saddr limit rate 5/second } accept',
  'tcp option maxseg size set rt mtu',
];
/** What is kept in its own words: conditions that depend on more than a packet, and what changes it. */
const UNKNOWN = ['ct count over 5 drop', 'jump { accept; }', 'jhash ip saddr mod 2 == 1 accept'];
const NAT = [
  'masquerade',
  'meta l4proto tcp masquerade to :1024-2000 random,persistent',
  'snat ip to 10.0.0.1',
  'meta l4proto tcp snat ip to 10.0.0.1-10.0.0.5:100-200 fully-random',
  'snat ip prefix to ip saddr map { 10.0.0.0/24 : 10.1.0.0/24 }',
];
const TABLE = `add table inet t
  add set inet t pairs { type ipv4_addr . inet_service; elements = { 10.1.1.1 . 80 }; }
  add set inet t nets { type ipv4_addr; flags interval; elements = { 10.0.0.0/8, 192.168.1.1-192.168.1.9 }; }
  add set inet t seen { type ipv4_addr; flags dynamic, timeout; timeout 1m; }
  add set inet t ifs { type ifname; elements = { "eth0", "veth1" }; }
  add counter inet t hits
  add chain inet t later
  add chain inet t mapped
  add map inet t verdicts { type inet_service : verdict; elements = { 22 : jump mapped, 80 : accept }; }
  add chain inet t c { type filter hook input priority filter - 5; }
  add chain inet t n { type nat hook postrouting priority srcnat; policy accept; }
  add table netdev d
  add chain netdev d i { type filter hook ingress device lo priority 0; policy drop; }
  add table ip off { flags dormant; }
  add chain ip off c { type filter hook input priority 0; policy drop; }`;

test('nft: each statement of a rule is a part, and nothing of it is dropped', async () => {
  const host = await sandbox({ internet: 'none' });
  await printed(host, `nft -f - <<'N'\n${TABLE}\nN`);
  const add = (chain: string) => (rule: string) =>
    `nft -f - <<'N' 2>/dev/null && echo y || echo n\nadd rule inet t ${chain} ${rule}\nN`;
  // Not each kernel has all of it.
  const all = [...KNOWN, ...UNKNOWN].map(add('c')).concat(NAT.map(add('n')));
  const answers = (await printed(host, all.join('\n'))).trim().split('\n');
  expect(answers.slice(0, KNOWN.length).filter((answer) => answer === 'y').length).toBeGreaterThan(40);
  const [root] = (await readTopology(host)).netns;
  const chains = chainsOf(root?.firewall ?? {});
  // What is said of an element of a set is a statement of its own.
  const count = (statements: readonly Json[]): number =>
    statements.reduce<number>((sum, one) => {
      const set = isObject(one) && isObject(one['set']) ? one['set']['stmt'] : undefined;
      return sum + 1 + (Array.isArray(set) ? count(set) : 0);
    }, 0);
  const statements = (root?.firewall.nft ?? []).flatMap(({ rule }) =>
    isObject(rule) && Array.isArray(rule['expr']) ? [count(rule['expr'])] : [],
  );
  const rules = chains.flatMap((chain) => chain.rules);
  expect(rules.map(({ parts }) => parts.length)).toEqual(statements);
  const c = chains.find(({ name, table }) => name === 'c' && table === 't')?.rules ?? [];
  const known = answers.slice(0, KNOWN.length).filter((answer) => answer === 'y').length;
  expect(c.slice(0, known).flatMap(({ parts }) => parts.filter(({ kind }) => kind === 'other'))).toEqual([]);
  expect(JSON.stringify(c.slice(0, known))).not.toContain('"other"');
  for (const rule of c.slice(known)) expect(JSON.stringify(rule.parts), rule.text).toContain('"other"');
  const reached = Object.fromEntries(chains.map(({ table, name, reached }) => [`${table} ${name}`, reached]));
  expect(reached).toEqual({ 't later': true, 't mapped': true, 't c': true, 't n': true, 'd i': true, 'off c': false });
  expect(chains.filter(({ dormant }) => dormant).map(({ table }) => table)).toEqual(['off']);
  expect(chains.map(({ hook }) => hook).filter((hook) => hook !== undefined)).toMatchObject([
    { type: 'filter', name: 'input', priority: -5, text: 'type filter hook input priority filter - 5' },
    { type: 'nat', name: 'postrouting', priority: 100 },
    { name: 'ingress', devices: ['lo'] },
    { name: 'input', priority: 0 },
  ]);
});

/** In one order, and without what the translation adds: a counter, and the protocol of a port. */
const comparable = (parts: readonly Part[]): string[] =>
  parts
    .filter(
      (part) => part.kind !== 'counter' && !(part.kind === 'match' && /^(meta l4proto|ip protocol)$/.test(part.of)),
    )
    .map((part) =>
      'values' in part ? { ...part, values: part.values.map((one) => JSON.stringify(one)).toSorted() } : part,
    )
    .map((part) => JSON.stringify(Object.entries(part).toSorted(([one], [other]) => (one < other ? -1 : 1))))
    .toSorted();

/**
 * What iptables-translate 1.8.9 does not say rightly: SNAT and DNAT as states, the opposite of "either port", which
 * direction a protocol is of, and prefixes of the addresses of a connection; and a negated chance it says the other way round.
 */
const NOT_TRANSLATED = /SNAT,DNAT|--ports|--ctproto|--ctreplsrc|! --probability/;

test(`iptables-translate: nft means the same by its translation (seed ${SEED})`, async (context) => {
  const host = await sandbox({ internet: 'none' });
  if ((await sh(host, 'iptables-legacy -S && iptables-translate -A INPUT')).code !== 0)
    context.skip('there is no iptables-legacy or no iptables-translate');
  const rules = randomRules(300, SEED + 1);
  const both = `both() { iptables-legacy -t $2 -F; if iptables-legacy "$@" 2>/dev/null
    then iptables-legacy-save -t $2 | grep ^-A; iptables-translate "$@"; else printf '\\n\\n'; fi; }`;
  const script = ['iptables-legacy -N MINE', both, ...rules.map((rule) => `both ${rule}`)];
  const lines = (await printed(host, script.join('\n'))).split('\n');
  const pairs = rules.map((_, at) => [lines[2 * at] ?? '', lines[2 * at + 1] ?? ''] as const);
  const translated = pairs.flatMap(([saved, nft], at) => {
    const [, words] = /^nft 'add rule ip \S+ \S+ (.*)'$/.exec(nft) ?? [];
    return words === undefined || NOT_TRANSLATED.test(saved) ? [] : [{ saved, words, chain: `r${at}` }];
  });
  const load = translated.map(
    ({ words, chain }) =>
      `nft -f - <<'N' 2>/dev/null; :\nadd chain ip x ${chain}\nadd rule ip x ${chain} ${words.replaceAll('\\"', '')}\nN`,
  );
  await printed(host, ['nft add table ip x', 'nft add chain ip x MINE', ...load].join('\n'));
  const [root] = (await readTopology(host)).netns;
  const chains = new Map(chainsOf(root?.firewall ?? {}).map((chain) => [chain.name, chain]));
  let compared = 0;
  for (const { saved, words, chain } of translated) {
    const theirs = chains.get(chain)?.rules[0];
    const ours = chainsOf({ iptables: `*t\n:MINE -\n${saved}\nCOMMIT` }).find(({ rules: [rule] }) => rule)?.rules[0];
    if (!theirs || !ours) continue;
    compared++;
    expect.soft(comparable(ours.parts), `${saved}\n${words}\n${theirs.text}`).toEqual(comparable(theirs.parts));
  }
  expect(compared).toBeGreaterThan(60);
}, 240_000);
