// Rules as values, held against the programs that made them: what iptables says is said again from the value alone, and
// what nft says in JSON has a part for each of its statements.
import { expect, test } from 'vitest';
import { chainsOf } from '../../../src/topology/firewall/chains.ts';
import type { Chain, Part } from '../../../src/topology/firewall/model.ts';
import { randomFrom } from '../../unit/diagram/random.ts';
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
