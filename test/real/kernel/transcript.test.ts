import { expect, test } from 'vitest';
import { findNoCommand } from '../../../src/import/signs.ts';
import { sandbox, sh } from '../hosts/support.ts';

const PREPARE = `set -e
ip netns add a; ip link add br0 type bridge; ip link add v0 type veth peer name v1 netns a; ip link set v0 master br0
ip link set br0 up; ip link set v0 up; ip -n a link set v1 up; ip addr add 192.0.2.1/24 dev br0; ip -n a addr add 192.0.2.2/24 dev v1
iptables -t nat -A POSTROUTING -s 192.0.2.0/24 -j MASQUERADE; iptables -A INPUT -s 192.0.2.9 -j DROP; ping -c1 -W5 192.0.2.2 >/dev/null`;

/** What labs run, and whose output tutorials show behind it. */
const COMMANDS = [
  'ip link',
  'ip addr',
  'ip -br link',
  'ip -br addr',
  'ip -o link',
  'ip -d -s link show br0',
  'ip route',
  'ip route show table local',
  'ip rule',
  'ip neigh',
  'ip netns list',
  'ip netns list-id',
  'ip route get 192.0.2.2',
  'bridge link',
  'bridge fdb',
  'arp -n',
  'route -n',
  'ping -c 1 192.0.2.2',
  'ping -c 1 -W 1 192.0.2.99',
  'ping -c 1 10.0.0.1',
  'iptables -L',
  'iptables -nvL',
  'iptables -L --line-numbers',
  'iptables -S',
  'iptables-save',
  'nft list ruleset',
  'ss -tln',
  'ss -tan',
  'ps',
  'ps aux',
  'ls -l /etc/hosts',
  'ls -l /etc',
  'sysctl net.ipv4.ip_forward',
  'cat /proc/sys/net/ipv4/ip_forward',
  'curl -sv http://203.0.113.1/',
  'ip link add br0 type bridge',
  'ip netns exec nobody ip a',
  'ip link show nobody',
  'netlab-no-such-program',
];

test('output-is-run: what programs print behind their command is known for output', async () => {
  const host = await sandbox();
  expect(await sh(host, PREPARE)).toMatchObject({ code: 0 });
  for (const command of COMMANDS) {
    const { stdout, stderr } = await host.run(['bash', '-c', command], { timeoutMs: 20_000 });
    const printed = `${stderr}${stdout}`.trimEnd();
    if (/bash: .*command not found/.test(printed) && !command.startsWith('netlab')) continue;
    expect([command, findNoCommand(command)]).toEqual([command, undefined]);
    expect([command, printed, findNoCommand(`${command}\n${printed}`)?.kind]).toEqual([command, printed, 'output']);
  }
}, 120_000);
