import { expect, test } from 'vitest';
import { endsByLooking, isMissed } from '../../../src/import/looks.ts';

test.each([
  'ping -c 1 192.0.2.1',
  'ip link add br0 type bridge\nbrctl show',
  'sudo brctl showmacs br0',
  'sudo ip netns exec ns1 curl -I https://example.com',
  'ip netns exec a route',
  'ip a',
  'sudo ip -n a route get 192.0.2.1',
  'sudo iptables -t nat -L -n',
  'cat /etc/resolv.conf',
  'sudo apt update && sudo apt install -y bridge-utils',
  'sudo modprobe ip_tables',
])('goes on after: %s', (text) => expect(endsByLooking(text)).toBe(true));

test.each([
  '',
  'ip link add br0 type bridge',
  'ping -c 1 192.0.2.1\nip link set br0 up',
  'brctl addbr br0',
  'ip netns exec a route add default gw 192.0.2.1',
  'iptables -A FORWARD -j ACCEPT',
  'mytool',
  'ping "',
])('stops after: %s', (text) => expect(endsByLooking(text)).toBe(false));

test.each([
  ['ip link add br7 type bridge', 'ip link set br0 up'],
  ['ip link add br0 type bridge\nip link add dummy9 type dummy', 'ip link set br0 up'],
  ['ip link del br0', 'ip link add br0 type bridge'],
  ['sudo ip netns delete red', 'ip netns add red'],
  ['sudo iptables -t nat -D POSTROUTING 1', 'ping -c1 192.0.2.1'],
  ['ip addr add 10.0.0.1/24 dev dummy9', 'ping -c1 10.0.0.2'],
  ['mkdir -p /etc/netns/red', 'ip netns exec blue ip a'],
])('an early failure that nothing needs: %j before %j', (text, later) =>
  expect(isMissed(text, 'whole', [later])).toBe(false),
);

test.each([
  ['ip link add br0 type bridge', 'ip link set br0 up'],
  ['ip -n red link add veth0 type veth peer name veth1', 'ip link set veth1 up'],
  ['ip netns add red', 'sudo ip netns exec red ip a'],
  ['ip addr add 10.0.0.1/24 dev dummy9', 'ping -c1 10.0.0.1'],
  ['sysctl -w net.ipv4.ip_forward=1', 'ping -c1 10.0.0.1'],
  ['ip route add default via 10.0.0.1', 'true'],
  ['mytool', 'true'],
  ['ip link add "', 'true'],
])('a failure that later cells need: %j before %j', (text, later) =>
  expect(isMissed(text, 'whole', [later])).toBe(true),
);

test('what was not run, or is not installed, is missed only by what names the same', () => {
  const later = ['ip link set br0 up', 'ip link set <bridge> up'];
  expect(isMissed('ip link add <bridge> type bridge', 'not-run', later)).toBe(false);
  expect(isMissed('ip link add br0 type <type>\ntrue', 'not-run', later)).toBe(true);
  expect(isMissed('ovs-vsctl add-br ovs9', 'not-installed', later)).toBe(false);
  // Those say so themselves.
  expect(isMissed('ovs-vsctl add-br ovs9', 'not-installed', ['ovs-vsctl add-port ovs9 veth0'])).toBe(false);
  expect(isMissed('ovs-vsctl add-br br0', 'not-installed', later)).toBe(true);
});
