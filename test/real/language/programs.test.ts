// The words that we know of programs, against the programs that are installed: what their help names, and what they refuse.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { GRAMMAR } from '../../../src/language/data/grammar.ts';
import type { Entry } from '../../../src/language/grammar.ts';
import { needs } from '../../needs.ts';

const FOLDERS = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'];
const fileOf = (program: string) => FOLDERS.map((folder) => join(folder, program)).find(existsSync);
const installed = (program: string) => needs(fileOf(program) !== undefined, program);

/** What a program prints, in a network of its own. */
function printed(argv: readonly string[], input = ''): string {
  const env = { ...process.env, PATH: FOLDERS.join(delimiter), LC_ALL: 'C' };
  const { stdout, stderr, error } = spawnSync('unshare', ['-rn', ...argv], { env, input, encoding: 'utf8' });
  if (error) throw error;
  return stdout + stderr;
}

/** All words of the lists whose names begin so, values included. */
function wordsOf(beginning: RegExp): readonly string[] {
  const lists = [...GRAMMAR].filter(([name]) => beginning.test(name));
  const all = lists.flatMap(([, { entries }]) => entries.flatMap((entry) => [entry, ...entry.values]));
  return [...new Set(all.flatMap(({ names }) => names))];
}

/** Without those that are shorter forms of others. */
function wholeWordsOf(beginning: RegExp): readonly string[] {
  const words = wordsOf(beginning);
  return words.filter((word) => !words.some((other) => other !== word && other.startsWith(word)));
}

const missing = (wanted: Iterable<string>, from: readonly string[], except: readonly string[]) =>
  [...new Set(wanted)].filter((word) => !from.includes(word) && !except.includes(word)).sort();

const split = (text: string) => text.trim().split(/\s+/);

/** The words of a usage that are to be typed: capitals stand for something else, and so does what explains. */
function typedIn(usage: string): string[] {
  const shown = usage.replace(/\[([a-z]+)\]/g, '$1').replace(/\b[A-Z][\w-]*:?=?/g, ' ');
  return (shown.match(/(?<![\w/.<-])-?-?[a-z][a-z0-9_]+(?:-[a-z0-9_]+)*/g) ?? []).filter((word) => word.length > 2);
}

describe('what the help of iproute2 names is known', () => {
  const PROSE = split(
    'usage or where options objects object command one of string bool type get use etc cmd first values are the',
  );
  const CASES: readonly [string, RegExp, string][] = [
    [
      'ip link help',
      /^ip (?:link|KIND|ONOFF)/,
      `mac qos proto rate max_tx_rate min_tx_rate spoofchk query_rss trust node_guid
      port_guid auto enable disable off object section program verbose pinned lst`,
    ],
    ['ip address help', /^ip (?:addr|KIND|SCOPE|LIFETIME|link)/, ''],
    [
      'ip route help',
      /^ip (?:route|TYPE|TABLE|PROTOCOL|SCOPE|FAMILY|nexthop)/,
      `as enabled disabled pervasive nat rpl ioam6 xfrm
      mode segs hmac cleanup encap red inline l2encap action count flavors srh nh4 nh6 vrftable endpoint psp usp usd next-csid
      trace prealloc size if_id link_dev`,
    ],
    ['ip rule help', /^ip (?:rule|TABLE)/, 'nat'],
    ['ip neigh help', /^ip (?:neigh|STATE)/, ''],
    ['ip netns help', /^ip (?:netns|NSID|$)|^ip$/, ''],
    ['ip nexthop help', /^ip nexthop/, 'idle_timer unbalanced_timer buckets index mpls weight'],
    ['ip monitor help', /^ip monitor/, ''],
    ['ip tuntap help', /^ip tuntap/, ''],
    ['ip vrf help', /^ip vrf/, ''],
    ['ip link help bridge', /^ip link add bridge$/, ''],
    ['ip link help bond', /^ip (?:link add bond|ONOFF)$/, 'layer3 encap2 encap3 vlan srcmac'],
    ['ip link help vlan', /^ip (?:link add vlan|ONOFF)$/, ''],
    ['ip link help vxlan', /^ip link add vxlan$/, 'auto inherit remcsumtx remcsumrx noremcsumtx noremcsumrx any'],
    ['ip link help macvlan', /^ip link add macvlan$/, 'null for queue broadcast'],
    ['ip link help ipvlan', /^ip link add ipvlan$/, 'defaults nothing specified'],
    ['ip link help vrf', /^ip link add vrf$/, ''],
    ['ip link help bridge_slave', /^ip (?:link set bridge_slave|ONOFF)$/, 'fastleave proxy_arp_wifi'],
    ['bridge link help', /^bridge (?:link|ONOFF)/, ''],
    ['bridge fdb help', /^bridge fdb/, 'to'],
    [
      'bridge vlan help',
      /^bridge vlan/,
      `mcast_igmp_version mcast_mld_version mcast_last_member_count mcast_last_member_interval
      mcast_startup_query_count mcast_startup_query_interval mcast_membership_interval mcast_querier_interval
      mcast_query_interval mcast_query_response_interval`,
    ],
    ['bridge mdb help', /^bridge mdb/, ''],
    ['bridge monitor help', /^bridge monitor/, ''],
    ['tc qdisc help', /^tc qdisc/, 'estimator stab cbq fifo try'],
    ['tc filter help', /^tc filter/, 'estimator rsvp route format depends classifier there see try'],
    ['tc qdisc add netem help', /^tc netem/, 'packets bytes custom'],
    ['tc qdisc add fq_codel help', /^tc fq_codel/, 'ce_threshold_selector'],
    ['tc qdisc add tbf help', /^tc tbf/, ''],
  ];
  for (const [command, lists, except] of CASES)
    installed(command.split(' ')[0] ?? '').test(command, () => {
      const usage = printed(command.split(' '));
      expect(usage).toMatch(/usage|\.\.\. /i);
      const own = split(command);
      expect(missing(typedIn(usage), wordsOf(lists), [...PROSE, ...own, ...split(except)])).toEqual([]);
    });
});

describe('what iproute2 does not know is not offered', () => {
  /** What is put together there: `no` before a word, an option without its dash, words of its library. */
  const isPart = (word: string, binary: string) =>
    [word, word.replace(/^-+/, ''), word.replace(/^no/, '')].some((part) => binary.includes(`${part}\0`));
  /** Names that the kernel or a file gives, and short words that the compiler has made numbers of. */
  const CASES: readonly [string, string][] = [
    ['ip', 'arp_cache ndisc_cache wireguard'],
    ['bridge', 'br del'],
    ['tc', 'mq normal pareto paretonormal uniform verb'],
  ];
  for (const [program, except] of CASES)
    installed(program).test(program, () => {
      const binary = readFileSync(fileOf(program) ?? '', 'latin1');
      const unknown = wholeWordsOf(new RegExp(`^${program}(?: |$)`)).filter(
        (word) => word.length > 1 && !isPart(word, binary),
      );
      expect(missing(unknown, [], split(except))).toEqual([]);
    });
});

describe('iptables', () => {
  const optionsIn = (help: string) => [...new Set(help.match(/(?<![\w-])--[a-z][\w-]*/g) ?? [])];
  const optionsOf = (list: string) =>
    (GRAMMAR.get(list)?.entries ?? []).flatMap(({ names }) => names.filter((name) => name.startsWith('--')));

  installed('iptables').test('its own options', () => {
    const help = printed(['iptables', '-h']);
    expect(missing(optionsIn(help), wordsOf(/^iptables$/), [])).toEqual([]);
    const letters = [...help.matchAll(/ -([A-Za-z46])\b/g)].map(([, letter]) => `-${letter}`);
    expect(missing(letters, wordsOf(/^iptables$/), ['-h'])).toEqual([]);
  });

  const modules = (kind: string) =>
    [...GRAMMAR.keys()].flatMap((name) => (name.startsWith(`iptables ${kind} `) ? [name.split(' ')[2] ?? ''] : []));
  const help = (module: string, kind: string) => {
    const program = /^(?:icmpv?6|hl|HL)$/.test(module) ? 'ip6tables' : 'iptables';
    const protocol = /^(?:tcp|udp|sctp|icmpv?6?)$/.test(module) ? ['-p', module.replace('icmp6', 'icmpv6')] : [];
    const match = module === 'icmpv6' ? 'icmp6' : module;
    const argv = kind === 'match' ? [...protocol, '-m', match] : ['-j', module];
    return printed([program, ...argv, '-h']);
  };
  /** Options that a module takes without telling, or another revision of it. */
  const UNTOLD = new Set(
    split(`--to-ports --return-nomatch --update-counters --update-subcounters --packets-eq --packets-lt
    --packets-gt --bytes-eq --bytes-lt --bytes-gt --clamp-mss-to-pmtu --set-mss`),
  );
  for (const kind of ['match', 'target'])
    installed('iptables').test(`the options of each ${kind}`, () => {
      const faults = modules(kind).map((module) => {
        const told = optionsIn(help(module, kind)).filter((option) => !wordsOf(/^iptables$/).includes(option));
        const known = optionsOf(`iptables ${kind} ${module}`);
        const untold = known.filter((option) => !told.includes(option) && !UNTOLD.has(option));
        return {
          module,
          unknown: told.filter((option) => !known.includes(option) && option !== '--nflog-range'),
          untold,
        };
      });
      expect(faults.filter(({ unknown, untold }) => unknown.length + untold.length > 0)).toEqual([]);
    });
});

describe('nft', () => {
  const BEFORE =
    'add table inet t; add chain inet t c { type filter hook input priority 0; }; add chain inet t n { type nat hook postrouting priority 0; }; ';
  /** How a rule begins that has a word of a list next. */
  const PREFIX = new Map([
    ['nft rule', ''],
    ...split('ip ip6 tcp udp th icmp ether arp vlan ct meta rt fib socket').map((list): [string, string] => [
      `nft ${list}`,
      list,
    ]),
    ['nft ct address', 'ct original'],
    ['nft ip address', 'ct original ip'],
    ['nft counter', 'counter'],
    ['nft reject with', 'reject with'],
    ['nft log', 'log'],
    ['nft limit', 'limit'],
    ['nft quota', 'quota'],
    ['nft fib result', 'fib saddr'],
    ['nft tcp option', 'tcp option'],
  ]);
  const own = (list: string) => (GRAMMAR.get(list)?.entries ?? []).map(({ names }) => names[0]);
  const inRule = new Set(own('nft rule'));

  installed('nft').test('its options', () => {
    const help = printed(['nft', '--help']);
    const told = [...help.matchAll(/^ {2}(-\w)(?:, (--[\w-]+))?/gm)].flatMap(([, short = '', long]) => [
      short,
      long ?? short,
    ]);
    expect(told.length).toBeGreaterThan(20);
    expect(missing(told, wordsOf(/^nft$/), [])).toEqual([]);
    expect(
      missing(
        wordsOf(/^nft$/).filter((word) => word.startsWith('-')),
        told,
        [],
      ),
    ).toEqual([]);
  });

  installed('nft').test('it reads each word of a rule', () => {
    /** A word of its language is no name of a table. */
    const isWord = (word: string) => /syntax error/.test(printed(['nft', '-c', 'add', 'table', 'inet', word]));
    /** Where it stops to read: at a word that it does not know there, or behind one. */
    const stopsAt = (prefix: string, word: string) => {
      const rule = `${BEFORE}add rule inet t c ${prefix} `;
      const error = printed(['nft', '-c', '-f', '-'], `${rule}${word} ~\n`);
      return Number(/:\d+:(\d+)-\d+: Error: syntax error/.exec(error)?.[1] ?? Number.NaN) <= rule.length + 1;
    };
    const isRefused = (prefix: string, word: string) => !isWord(word) && (prefix === '' || stopsAt(prefix, word));
    expect(isRefused('', 'nosuchword')).toBe(true);
    expect(isRefused('ct', 'nosuchword')).toBe(true);
    expect(isRefused('ct', 'state')).toBe(false);
    const refused = [...PREFIX].flatMap(([list, prefix]) =>
      own(list)
        .filter((word) => list === 'nft rule' || !inRule.has(word) || GRAMMAR.get(list)?.includes.length === 0)
        .filter((word) => isRefused(prefix, word))
        .map((word) => `${list}: ${word}`),
    );
    expect(refused).toEqual([]);
  });

  installed('nft').test('it takes whole commands of such words', () => {
    const text = `add table inet f
add chain inet f in { type filter hook input priority filter; policy accept; }
add chain inet f post { type nat hook postrouting priority srcnat; }
add set inet f s { type ipv4_addr; flags interval; }
add rule inet f in ct state established,related counter accept
add rule inet f in ip saddr @s tcp dport { 22, 80 } limit rate 5/second burst 3 packets log prefix "x" level info drop
add rule inet f in fib saddr . iif oif missing reject with icmpx port-unreachable
add rule inet f in meta l4proto icmp icmp type echo-request accept comment "ping"
add rule inet f post oifname "eth0" masquerade
`;
    expect(printed(['nft', '-c', '-f', '-'], text)).toBe('');
  });
});

describe('ping, tcpdump and sysctl', () => {
  const shortIn = (help: string) => [...help.matchAll(/^ +(-\w)\b/gm)].map(([, option = '']) => option);
  const optionsOf = (list: string) => wordsOf(new RegExp(`^${list}$`)).filter((word) => word.startsWith('-'));

  installed('ping').test('the options of ping', () => {
    const told = shortIn(printed(['ping', '-h']));
    expect(told.length).toBeGreaterThan(20);
    expect(missing(told, optionsOf('ping'), ['-H'])).toEqual([]);
    expect(missing(optionsOf('ping'), told, [])).toEqual([]);
  });

  installed('tcpdump').test('the options of tcpdump', () => {
    const help = printed(['tcpdump', '-h']);
    const letters = /\[-([A-Za-z#]+)\]/.exec(help)?.[1] ?? '';
    const told = [...letters]
      .map((letter) => `-${letter}`)
      .concat(help.match(/ --?[A-Za-z][\w-]*/g)?.map((word) => word.trim()) ?? []);
    expect(told.length).toBeGreaterThan(20);
    expect(missing(told, optionsOf('tcpdump'), ['-#'])).toEqual([]);
  });

  installed('sysctl').test('the options of sysctl', () => {
    const help = printed(['sysctl', '--help']);
    const told = help.match(/(?<=[ ,])--?[a-zA-Z][\w-]*/g) ?? [];
    expect(missing(told, optionsOf('sysctl'), split('-A -X -f -o -x -d'))).toEqual([]);
    expect(missing(optionsOf('sysctl'), told, ['-1'])).toEqual([]);
  });

  test('the keys of sysctl are there', () => {
    /** Of modules that may not be loaded, and what only the machine's own network has. */
    const MAY_MISS =
      /^net\.(?:bridge|mpls|netfilter)\.|\.neigh\.|tcp_congestion|l3mdev|^net\.core\.(?:default_qdisc|bpf_jit|[rw]mem|netdev_max)/;
    const keys = (GRAMMAR.get('sysctl keys')?.entries ?? []).map(({ names: [key] }: Entry) =>
      key.replace('LINK', 'default'),
    );
    const found = printed(['sh', '-c', 'cd /proc/sys && find net -type f'])
      .split('\n')
      .map((file) => file.replaceAll('/', '.'));
    expect(keys.filter((key) => !found.includes(key) && !MAY_MISS.test(key))).toEqual([]);
  });
});
