import { expect, test } from 'vitest';
import { endsByLooking } from '../../../src/import/looks.ts';

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
