import { describe, expect, it } from 'vitest';
import { completionsFor, type Lookup, type NameSort, namedAt } from '../../../../src/editor/topology/lookup.ts';
import { filled } from '../../../../src/words.ts';
import { inet, LAB, link, loopback, netns, topology, veth } from './topologies.ts';

const lab: Lookup = { topology: LAB, cellNetns: undefined, texts: [], t: filled };

/** What is offered at the end of a line. */
const offered = (line: string, lookup = lab) => completionsFor(line, lookup)?.items.map(({ insert }) => insert);

const ROOT_LINKS = ['lo', 'app-net-0', 'veth-sleep-br'];
const SLEEP_LINKS = ['lo', 'veth-sleep'];
const ADDRESSES = ['192.168.52.5', '192.168.52.1'];

describe('completion', () => {
  it.each([
    ['ip netns exec ', ['sleep']],
    ['ip netns del sl', ['sleep']],
    ['ip -n ', ['sleep']],
    ['ip -4 -netns ', ['sleep']],
    ['bridge -n ', ['sleep']],
    ['ip link set veth-sleep netns ', ['sleep']],
    ['x=1 sudo ip netns exec ', ['sleep']],
    ['echo $(ip netns exec ', ['sleep']],
    ['true; ip netns pids ', ['sleep']],
  ])('%s: namespaces', (line, names) => {
    expect(offered(line)).toEqual(names);
  });

  it.each([
    ['ip link set ', ROOT_LINKS],
    ['ip link set dev ', ROOT_LINKS],
    ['ip addr add 10.0.0.1/8 dev ', ROOT_LINKS],
    ['ip a show ', ROOT_LINKS],
    ['ip link set veth-sleep-br master ', ['app-net-0']],
    ['ip -n sleep link set ', SLEEP_LINKS],
    ['ip netns exec sleep ip link show ', SLEEP_LINKS],
    ['ip netns exec sleep ping -I ', SLEEP_LINKS],
    ['nsenter --net=/run/netns/sleep ip link show dev ', SLEEP_LINKS],
    ['iptables -A FORWARD -i ', ROOT_LINKS],
    ['tcpdump -i ', ROOT_LINKS],
    ['bridge fdb show br ', ['app-net-0']],
    ['ip -n nowhere link set ', []],
  ])('%s: links of the netns that is meant', (line, names) => {
    expect(offered(line)).toEqual(names);
  });

  it('made-elsewhere: a link of the notebook that another netns has is not said not to exist yet', () => {
    const text = 'ip link add veth-sleep type veth peer name later';
    const items = completionsFor('ip link show dev ', { ...lab, texts: [text] })?.items ?? [];
    expect(items.slice(-2).map(({ insert, detail }) => [insert, detail])).toEqual([
      ['veth-sleep', 'in another network namespace'],
      ['later', 'does not exist yet'],
    ]);
  });

  it.each([
    ['ping ', ADDRESSES],
    ['ping -c 3 -W 2 192', ADDRESSES],
    ['ip netns exec sleep ping ', ADDRESSES],
    ['ip route add default via ', ADDRESSES],
    ['ip route get ', ADDRESSES],
    ['iptables -t nat -A POSTROUTING -s ', ADDRESSES],
    ['ip addr del ', ['127.0.0.1/8', '192.168.52.5/24']],
  ])('%s: addresses', (line, names) => {
    expect(offered(line)).toEqual(names);
  });

  it.each(['', 'ip ', 'ip netns add ', 'ip link add ', 'ping -c ', 'echo ', '# ip netns exec ', 'echo x > '])(
    'offers nothing behind %j',
    (line) => {
      expect(offered(line)).toBeUndefined();
    },
  );

  it('chains and tables of the packet filter are those of the netns', () => {
    const text = '*filter\n:INPUT ACCEPT [0:0]\n:WEB - [0:0]\nCOMMIT\n';
    const root = netns('1', undefined, { root: true, label: 'root netns', firewall: { iptables: text } });
    const names = (line: string, sort: NameSort) =>
      completionsFor(line, { ...lab, topology: topology(root) }, { sort, from: line.length })?.items.map(
        ({ insert, detail }) => `${insert}: ${detail}`,
      );
    expect(names('iptables -A ', 'iptables-chain')).toEqual(['WEB: ip filter']);
    expect(names('ip6tables -A ', 'ip6tables-chain')).toEqual([]);
    expect(names('nft list table ip ', 'nft-table')).toEqual([]);
  });

  it('takes the netns of the cell for its commands', () => {
    expect(offered('ip link set ', { ...lab, cellNetns: 'sleep' })).toEqual(SLEEP_LINKS);
  });

  it('quotes names that need it, and replaces what is typed of them', () => {
    const odd = topology(
      netns('1', undefined, { root: true, label: 'root netns', links: [loopback('1')] }),
      netns('2', '$(id)', { links: [link('2', 2, 'a b', { addr_info: [inet('10.0.0.1', 8)] })] }),
    );
    const lookup = { ...lab, topology: odd };
    expect(offered('ip netns exec ', lookup)).toEqual(["'$(id)'"]);
    expect(offered("ip -n '$(id)' link set ", lookup)).toEqual(["'a b'"]);
    expect(completionsFor("ip -n '$(id)' link set 'a ", lookup)?.from).toBe(23);
  });

  it('says how a link stands', () => {
    const items = completionsFor('ip link set ', lab)?.items ?? [];
    expect(items.map(({ detail }) => detail)).toEqual([
      'loopback · up',
      'bridge · up',
      'veth · up · ⇄ sleep / veth-sleep',
    ]);
  });
});

it('icon-in-a-name: a name that VS Code would draw as an icon or a link is offered as text', () => {
  const odd = topology(netns('1', '$(id)'), netns('2', '[a](command:b)'));
  const items = completionsFor('ip -n ', { ...lab, topology: odd })?.items ?? [];
  expect(items.map(({ insert }) => insert)).toEqual(["'$(id)'", "'[a](command:b)'"]);
  for (const { label } of items) expect(label).not.toMatch(/\$\(|\]\(/);
  expect(items.map(({ label }) => label.replace('\u{200b}', ''))).toEqual(['$(id)', '[a](command:b)']);
});

describe('what a word names', () => {
  const named = (line: string, word: string, lookup = lab) => {
    const found = namedAt(line, line.indexOf(word) + 1, lookup);
    return found && [found.netns.label, found.link?.ifname];
  };

  it('is a namespace, a link or an address', () => {
    expect(named('ip netns exec sleep ip link', 'sleep')).toEqual(['sleep', undefined]);
    expect(named('ip link set veth-sleep-br up', 'veth-sleep-br')).toEqual(['root netns', 'veth-sleep-br']);
    expect(named('ping -c 1 192.168.52.1', '192.168.52.1')).toEqual(['sleep', 'veth-sleep']);
    expect(named('ip addr add 192.168.52.1/24 dev x', '192.168.52.1/24')).toEqual(['sleep', 'veth-sleep']);
  });

  it('is the link of the netns in which the command runs', () => {
    expect(named('ip -n sleep link set lo up', 'lo')).toEqual(['sleep', 'lo']);
    expect(named('ip link set lo up', 'lo', { ...lab, cellNetns: 'sleep' })).toEqual(['sleep', 'lo']);
  });

  it('is nothing for a program, even one called like a namespace', () => {
    expect(named('sleep 10', 'sleep')).toBeUndefined();
    expect(named('while :; do sleep 1; done', 'sleep')).toBeUndefined();
    expect(named('echo hello', 'hello')).toBeUndefined();
  });

  it('is found in quotes', () => {
    const odd = topology(netns('1', 'a b', { links: [veth('1', 2, 'v', null)] }));
    expect(named("ip netns exec 'a b' true", 'a b', { ...lab, topology: odd })).toEqual(['a b', undefined]);
  });
});

it('a line that a backslash joins to those before is read together with them', () => {
  expect(offered('echo x\nip netns exec \\\n  sleep ip link \\\n    set dev ')).toEqual(SLEEP_LINKS);
  expect(offered('echo \\\\\nip link set ')).toEqual(ROOT_LINKS);
});

it('nothing is offered in a comment or a here-document', () => {
  expect(offered('# ip link set ')).toBeUndefined();
  expect(offered('cat <<X\nip link set ')).toBeUndefined();
});

describe('enter-replaces-a-name', () => {
  it('offers names that the notebook gives, so that the whole of one is never taken for the beginning of another', () => {
    const text =
      'ip netns add sl\nip link add ve type veth peer name ve-br\nip li add dev br1 type bridge; ip netns add $n';
    expect(offered('ip netns exec s', { ...lab, texts: [text] })).toEqual(['sleep', 'sl']);
    expect(offered('ip link set v', { ...lab, texts: [text] })).toEqual([...ROOT_LINKS, 've', 've-br', 'br1']);
  });

  it('lets an address that is begun be another one', () => {
    const filters = completionsFor('ping ', lab)?.items.map(({ filter }) => filter);
    expect(filters).toEqual(['192.168.52.', '192.168.52.']);
    expect(completionsFor('ip addr del ', lab)?.items.map(({ filter }) => filter)).toEqual(['127.0.0.', '192.168.52.']);
  });
});
