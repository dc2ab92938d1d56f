import { describe, expect, it } from 'vitest';
import { signatureOf, whatIs, whatMayCome } from '../../../src/language/language.ts';
import { writingAtEnd } from '../../../src/shell/cursor.ts';

/** What may come at the end of a line. */
function coming(line: string) {
  const writing = writingAtEnd(line);
  const before = writing?.before.map(({ text }) => text) ?? [];
  return whatMayCome(before, writing?.current?.text ?? '');
}

const words = (line: string) => coming(line)?.entries.map(({ names }) => names[0]) ?? [];

describe('what may come', () => {
  it.each([
    ['ip ', ['link', 'addr', 'route']],
    ['ip a', ['link', 'addr', 'route']],
    ['/sbin/ip ', ['link', 'addr', 'route']],
    ['ip -j -d l ', ['show', 'set', 'add']],
    ['ip a ', ['show', 'add', 'del']],
    ['ip l s br0 ', ['up', 'down', 'master']],
    ['ip link set br0 up promisc ', ['on', 'off']],
    ['ip -n blue link set br0 mtu 1400 ', ['up', 'down', 'master']],
    ['sudo ip netns exec blue ip link ', ['show', 'set', 'add']],
    ['ip netns exec blue sudo -u root ip link ', ['show', 'set', 'add']],
    ['nsenter --net=/run/netns/blue ip link ', ['show', 'set', 'add']],
    ['x=1 ip link ', ['show', 'set', 'add']],
    ['if ip link ', ['show', 'set', 'add']],
    ['for n in a b; do ip link ', ['show', 'set', 'add']],
    ['echo $(ip link ', ['show', 'set', 'add']],
    ['ip a | grep x; ip link ', ['show', 'set', 'add']],
    ['ip link add v0 type ', ['veth', 'bridge', 'dummy']],
    ['ip link add v0 type veth ', ['peer']],
    ['ip link add v0 type veth peer ', ['type', 'name', 'link']],
    ['ip link add v0 type veth peer name v1 netns ', []],
    ['ip link add br0 type bridge ', ['vlan_filtering', 'stp_state']],
    ['ip link add br0 type bridge vlan_filtering ', ['1', '0']],
    ['ip link add x type vxlan id 5 ', ['id', 'remote', 'local']],
    ['ip link set eth0 type bridge_slave isolated ', ['on', 'off']],
    ['ip link add bond0 type bond mode ', ['balance-rr', 'active-backup']],
    ['ip route add default ', ['default', 'via', 'dev']],
    ['ip ro add 10.0.0.0/8 via 10.1.0.1 ', ['default', 'via', 'dev']],
    ['ip route add default nexthop ', ['via', 'dev', 'weight']],
    ['ip route show table ', ['main', 'local', 'default']],
    ['ip neigh add 10.0.0.1 nud ', ['permanent', 'reachable']],
    ['bridge vlan add ', ['dev', 'vid', 'pvid']],
    ['bridge -n blue fdb show ', ['br', 'brport', 'dev']],
    ['tc qdisc add dev eth0 root ', ['dev', 'root', 'handle']],
    ['tc qdisc add dev eth0 root netem ', ['delay', 'loss', 'duplicate']],
    ['tc qdisc add dev eth0 root netem delay 10ms 2ms loss 1% ', ['delay', 'loss', 'duplicate']],
    ['tc filter add dev eth0 ingress matchall action ', ['drop', 'pass', 'mirred']],
    ['tc filter add dev eth0 ingress matchall action mirred ', ['ingress', 'egress', 'redirect']],
    ['iptables ', ['-A', '-I', '-D']],
    ['ip6tables -t ', ['filter', 'nat', 'mangle']],
    ['iptables -A ', ['INPUT', 'FORWARD', 'OUTPUT']],
    ['iptables -t nat -A ', ['POSTROUTING', 'PREROUTING', 'OUTPUT', 'INPUT']],
    ['iptables -t raw -nvL ', ['PREROUTING', 'OUTPUT']],
    ['iptables -nvL ', ['INPUT', 'FORWARD', 'OUTPUT']],
    ['iptables -I INPUT ', ['-j', '-s', '-d']],
    ['iptables -I INPUT 1 ', ['-j', '-s', '-d']],
    ['iptables -A FORWARD -m conntrack ', ['--ctstate', '--ctproto']],
    ['iptables -A FORWARD -m conntrack --ctstate NEW,', ['NEW', 'ESTABLISHED']],
    ['iptables -A INPUT ! -s 10.0.0.1 -p tcp ', ['--dport', '--sport', '--syn']],
    ['iptables -t nat -A PREROUTING -p tcp --dport 80 -j DNAT ', ['--to-destination']],
    ['iptables -A INPUT -j REJECT --reject-with=', ['icmp-port-unreachable', 'tcp-reset']],
    ['nft ', ['list', 'add', 'delete']],
    ['nft add ', ['table', 'chain', 'rule']],
    ['nft add table ', ['ip', 'ip6', 'inet']],
    ['nft add chain ip nat post { type ', ['filter', 'nat', 'route']],
    ["nft add chain ip nat post '{ type nat hook ", ['prerouting', 'input', 'forward']],
    [
      'nft add chain ip nat post { type nat hook postrouting priority srcnat \\; ',
      ['type', 'hook', 'priority', 'policy'],
    ],
    ['nft add rule ip nat post oifname eth0 ', ['accept', 'drop']],
    ['nft add rule inet f in ip saddr != { 10.0.0.1, 10.0.0.2 } tcp dport 80 ', ['accept', 'drop']],
    ['nft add rule inet f in ct state established,', ['new', 'established', 'related']],
    ["nft 'add rule inet f in ct state ", ['new', 'established', 'related']],
    ['nft add rule inet f in counter reject with ', ['icmp', 'icmpv6', 'icmpx']],
    ['ping -c 3 ', ['-c', '-W', '-w']],
    ['ping -c3 -M ', ['do', 'want', 'dont']],
    ['tcpdump -ni eth0 ', ['-i', '-n', '-c']],
    ['tcpdump -ni eth0 tcp and ', ['host', 'port', 'src']],
    ["tcpdump -ni eth0 'tcp and (src ", ['host', 'port', 'net']],
    ['sysctl -w ', ['net.ipv4.ip_forward']],
    ['sysctl -w net.ipv4.ip_forward=', ['0', '1']],
    ['sysctl net.ipv4.conf.eth0.rp_filter=', ['0', '1', '2']],
    ['sysctl net.ipv4.ip_forward ', ['net.ipv4.ip_forward']],
  ])('%s', (line, first) => {
    expect(words(line).slice(0, Math.max(first.length, 1))).toEqual(first);
  });

  it.each([
    'echo ',
    'echo ip ',
    'ip',
    '# ip ',
    'ip link # ',
    "echo 'ip link ",
    'cat <<X\nip link ',
    'echo x > ip ',
    'ip netns exec blue ',
    'ip netns exec blue i',
    'sudo ',
    'docker exec a ip ',
    '',
  ])('nothing behind %j', (line) => {
    expect(coming(line)).toBeUndefined();
  });

  it.each([
    ['ip -n ', ['NETNS']],
    ['ip netns exec ', ['NETNS']],
    ['ip link set ', ['LINK']],
    ['ip link set br0 ', []],
    ['ip link set br0 master ', ['MASTER']],
    ['ip route add default via ', ['ADDRESS']],
    ['ip addr add ', ['PREFIX']],
    ['ip netns identify ', ['PID']],
    ['ip netns add ', ['NAME']],
    ['iptables -A FORWARD -i ', ['LINK']],
    ['nft add rule ip nat post oifname ', ['LINK']],
    ['nft add rule ip nat post ip saddr ', ['ADDRESS']],
    ['tc qdisc add dev ', ['LINK']],
    ['tcpdump -nni ', ['LINK']],
    ['ping -c 3 ', ['ADDRESS']],
    ['sysctl net.ipv4.conf.', ['LINK']],
    ['sysctl net.ipv4.conf.eth0.', []],
  ])('%s: names %j', (line, awaits) => {
    expect(coming(line)?.awaits).toEqual(awaits);
  });
});

describe('what a word is', () => {
  const is = (line: string, word: string) => {
    const texts = line.split(' ');
    const found = whatIs(texts, texts.indexOf(word), 0);
    return found && signatureOf(found.entry);
  };

  it.each([
    ['ip', 'ip link', 'ip'],
    ['l', 'ip l s br0 up', 'link'],
    ['s', 'ip l s br0 up', 'set'],
    ['-n', 'ip -n blue link', '-netns NETNS'],
    ['via', 'ip route add default via 10.0.0.1', 'via ADDRESS'],
    ['default', 'ip route add default via 10.0.0.1', 'default'],
    ['veth', 'ip link add a0 type veth', 'veth'],
    ['vlan_filtering', 'ip link add b0 type bridge vlan_filtering 1', 'vlan_filtering BOOL'],
    ['1', 'ip link add b0 type bridge vlan_filtering 1', '1'],
    ['mast', 'ip link set a0 mast br0', 'master MASTER'],
    ['master', 'ip link set a0 master br0', 'master MASTER'],
    ['identify', 'ip netns identify 1', 'identify [PID]'],
    ['exec', 'sudo ip netns exec blue ip link', 'exec NETNS COMMAND'],
    ['link', 'sudo ip netns exec blue ip link', 'link'],
    ['-nvL', 'iptables -nvL', '-L [CHAIN]'],
    ['FORWARD', 'iptables -A FORWARD -j ACCEPT', 'FORWARD'],
    ['--dport', 'iptables -A FORWARD -p tcp --dport 80', '--dport PORT'],
    ['--destination', 'iptables -A FORWARD --destination 10.0.0.1', '-d ADDRESS'],
    ['saddr', 'nft add rule ip f in ip saddr 10.0.0.1 accept', 'saddr ADDRESS'],
    ['accept', 'nft add rule ip f in ip saddr 10.0.0.1 accept', 'accept'],
    ['established,related', 'nft add rule ip f in ct state established,related accept', 'related'],
    ['netem', 'tc qdisc add dev eth0 root netem delay 10ms', 'netem'],
    ['-c3', 'ping -c3 10.0.0.1', '-c COUNT'],
    ['port', 'tcpdump -ni eth0 tcp port 80', 'port PORT'],
    ['net.ipv4.conf.all.rp_filter', 'sysctl net.ipv4.conf.all.rp_filter', 'net.ipv4.conf.LINK.rp_filter=VALUE'],
  ])('%s in %j', (word, line, signature) => {
    expect(is(line, word)).toBe(signature);
  });

  it.each([
    ['br0', 'ip link set br0 up'],
    ['10.0.0.1', 'ip route add default via 10.0.0.1'],
    ['blue', 'ip -n blue link'],
    ['link', 'echo link'],
  ])('%s in %j is none', (word, line) => {
    expect(is(line, word)).toBeUndefined();
  });
});
