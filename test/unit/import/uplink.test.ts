import { expect, test } from 'vitest';
import { authorsUplink } from '../../../src/import/uplink.ts';

test.each<[commands: string, name: string | undefined, names?: string[]]>([
  ['iptables -t nat -A POSTROUTING -s 10.60.0.0/24 -o enp4s0 -j MASQUERADE', 'enp4s0'],
  ['sudo iptables -A FORWARD -i wlan0 -o veth1 -j ACCEPT; sudo tcpdump -ni wlan0', 'wlan0'],
  ['sudo ip link add vxlan10 type vxlan id 10 group 239.1.1.1 dstport 0 dev ens3', 'ens3'],
  ['ip link add link eno1 name mac0 type macvlan mode bridge', 'eno1'],
  ['ip link set enp0s31f6 master br0', 'enp0s31f6'],
  ['ip addr show ens160', 'ens160'],
  ['ip route add default via 192.168.1.1 dev enx00e04c360001', 'enx00e04c360001'],
  ['ifconfig em1; route add default gw 10.0.0.1 p2p1', 'p2p1', ['p2p1', 'em1']],
  ['nft add rule ip nat postrouting oifname "wlp2s0" masquerade', 'wlp2s0'],
  [
    'nft -f - <<END\ntable ip nat {\n chain post {\n  type nat hook postrouting priority 100;\n  oifname "ens5" masquerade\n }\n}\nEND',
    'ens5',
  ],
  ['sysctl -w net.ipv4.conf.ens33.proxy_arp=1', 'ens33'],
  ['docker network create -d macvlan -o parent=enp3s0 lan', 'enp3s0'],
  ['OUT=ens18\niptables -t nat -A POSTROUTING -o $OUT -j MASQUERADE', 'ens18'],
  ['nat() { iptables -t nat -A POSTROUTING -o "$1" -j MASQUERADE; }; nat ens3', 'ens3'],
  ['sudo bash -c "dhclient enp1s0"', 'enp1s0'],
  // The one through which everything leaves, of several.
  [
    'tcpdump -i eth0; tcpdump -i eth0; iptables -t nat -A POSTROUTING -o enp4s0 -j MASQUERADE',
    'enp4s0',
    ['enp4s0', 'eth0'],
  ],
  ['tcpdump -i ens4; iptables -t nat -A POSTROUTING -o eth0 -j MASQUERADE', 'eth0', ['eth0', 'ens4']],
  ['ip addr show wlan0; ip addr show wlan0; ip addr show eth0', 'eth0', ['eth0', 'wlan0']],
  ['ip addr show ens3; ip addr show ens4; ip link show ens4', 'ens4', ['ens4', 'ens3']],
  ['iptables -A FORWARD -i ens4 -o veth0 -j ACCEPT; ip route replace default dev ens3', 'ens3', ['ens3', 'ens4']],
  ['iptables -t nat -A PREROUTING -i eth0 -j DNAT --to 10.0.0.2', 'eth0'],
  // In another netns it is that one's.
  [
    'ip netns exec x ip addr add 10.0.0.2/24 dev eth0; ip -n x link set eth1 up; nsenter --net=/run/netns/x tcpdump -i ens3',
    undefined,
  ],
  ['ip netns exec x ip route add default via 10.0.0.1 dev enp4s0; ip link show wlan0', 'wlan0'],
  // What commands make or move in is no card.
  ['ip link add eth1 type dummy; ip link set eth1 up; tcpdump -i eth1', undefined],
  ['ip link add ens3 type veth peer name ens4 netns x; tcpdump -i ens3; tcpdump -i ens4', undefined],
  ['ip link set veth1 name eth5; ip link set eth5 up', undefined],
  ['ip -n x link set enp4s0 netns 1; ip link set enp4s0 up', undefined],
  ['ip link add link ens3 name ens3.10 type vlan id 10; ip link set ens3.10 up', 'ens3'],
  // But a card may be moved away.
  ['ip link set enp4s0 netns x', 'enp4s0'],
  // No names of cards, no commands.
  ['ip link add br0 type bridge; tcpdump -i veth0; ping -I lo 127.0.0.1; tcpdump -i any', undefined],
  ['echo enp4s0 | grep enp4s0 # tcpdump -i enp4s0', undefined],
  ['ip link set bond0 up; ip link set docker0 up; tcpdump -i endless; tcpdump -i ens; ip link set eth0x up', undefined],
])('%s', (commands, name, names = name === undefined ? undefined : [name]) => {
  const found = authorsUplink([commands], []);
  expect([found?.name, found?.names]).toEqual([name, names]);
});

test('over cells: variables, functions and what is made above', () => {
  expect(authorsUplink(['DEV=ens3', 'iptables -t nat -A POSTROUTING -o $DEV -j MASQUERADE'], [])?.name).toBe('ens3');
  expect(authorsUplink(['ip link add ens3 type dummy', 'tcpdump -i ens3'], [])).toBeUndefined();
  expect(authorsUplink([], [])).toBeUndefined();
});

test('another name of its own is kept where it is as likely', () => {
  expect(authorsUplink(['ip addr show eth0; ip addr show wlan0'], [], 'wlan0')?.name).toBe('wlan0');
});

const USES = 'iptables -t nat -A POSTROUTING -o enp4s0 -j SNAT --to-source 192.168.1.50';
const IP_ADDR = `1: lo: <LOOPBACK,UP> mtu 65536
    inet 127.0.0.1/8 scope host lo
2: enp4s0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq_codel state UP
    link/ether 52:54:00:12:34:56 brd ff:ff:ff:ff:ff:ff
    inet 192.168.1.50/24 brd 192.168.1.255 scope global dynamic enp4s0
3: wlp2s0: <BROADCAST> mtu 1500
    inet 10.9.9.9/16 scope global wlp2s0`;

test.each<[output: string, address: string | undefined, gateway?: string]>([
  [IP_ADDR, '192.168.1.50/24'],
  ['2: enp4s0    inet 192.168.1.50/24 brd 192.168.1.255 scope global enp4s0', '192.168.1.50/24'],
  ['lo       UNKNOWN  127.0.0.1/8\nenp4s0   UP       192.168.1.50/24 fe80::1/64', '192.168.1.50/24'],
  [
    'enp4s0: flags=4163<UP>  mtu 1500\n        inet 192.168.1.50  netmask 255.255.255.0  broadcast 1.2.3.4',
    '192.168.1.50/24',
  ],
  [
    'enp4s0    Link encap:Ethernet\n          inet addr:192.168.1.50  Bcast:192.168.1.255  Mask:255.255.240.0',
    '192.168.1.50/20',
  ],
  [
    'default via 192.168.1.1 dev enp4s0 proto dhcp\n192.168.1.0/24 dev enp4s0 proto kernel scope link src 192.168.1.50',
    '192.168.1.50/24',
    '192.168.1.1',
  ],
  [
    `${IP_ADDR}\n0.0.0.0         192.168.1.254   0.0.0.0         UG    0      0        0 enp4s0`,
    '192.168.1.50/24',
    '192.168.1.254',
  ],
  ['default via 10.9.0.1 dev wlp2s0\ndefault via 192.168.1.1 dev enp4s01', undefined],
  ['2: enp4s0: <UP>\n    inet 300.1.1.1/24\n    inet 192.168.1.50/33\n    inet6 fe80::1/64', undefined],
  ['3: wlp2s0: <UP>\n    inet 10.9.9.9/16\nenp4s0 is a card\n    inet 10.1.1.1/24', undefined],
])('%s', (output, address, gateway) => {
  const found = authorsUplink([USES], [output]);
  expect([found?.address, found?.gateway]).toEqual([address, gateway]);
  expect(found?.isAddressUsed).toBe(address !== undefined);
});

test.each<[commands: string, isUsed: boolean]>([
  ['iptables -A POSTROUTING -o enp4s0 -j MASQUERADE', false],
  [`${USES}; ip addr add 192.168.1.50/24 dev enp4s0`, false],
  [`${USES}; ip netns exec x ip addr add 192.168.1.50/24 dev enp4s0`, true],
  ['tcpdump -i enp4s0; ip netns exec x curl http://192.168.1.50:8080/', true],
  ['tcpdump -i enp4s0; ip netns exec x ping 192.168.1.5; ping 1192.168.1.50', false],
  ['ip route replace default via 192.168.1.1 dev enp4s0', true],
])('%s needs the address: %j', (commands, isUsed) => {
  expect(authorsUplink([commands], [IP_ADDR])?.isAddressUsed).toBe(isUsed);
});

test('the card that masquerades counts before one that is given a fixed address, and before its usual name', () => {
  const texts = [
    'nft add rule nat postrouting oif ens7 masquerade',
    'nft add rule nat prerouting iif eth0 tcp dport 80 dnat 10.5.0.2\nnft add rule nat postrouting oif eth0 snat 192.0.2.7',
    'iptables -t nat -A POSTROUTING -o eth0 -j SNAT --to-source 192.0.2.7',
  ];
  expect(authorsUplink(texts, [])?.name).toBe('ens7');
});
