import { expect, test } from 'vitest';
import { openProcesses } from '../../../src/hosts/processes.ts';
import { openSandbox } from '../../../src/hosts/sandbox/sandbox.ts';
import { get, sandbox, sh, until } from './support.ts';

/** A netns `webapp` behind a bridge address of the sandbox's root netns, as in the lab: no route out yet. */
const WEBAPP = `set -e
  ip netns add webapp
  ip link add veth0 type veth peer name veth1 netns webapp
  ip addr add 192.168.52.5/24 dev veth0; ip link set veth0 up
  ip -n webapp addr add 192.168.52.2/24 dev veth1; ip -n webapp link set veth1 up`;

const ping = 'ip netns exec webapp ping -c1 -W1 23.185.0.4';
const patientPing = 'ip netns exec webapp ping -c1 -W10 23.185.0.4';

test('a private address gets no answer until all of route, forwarding and NAT are there, each missing for its own reason', async () => {
  const host = await sandbox();
  expect(await sh(host, WEBAPP)).toEqual({ code: 0, out: '', err: '' });
  expect((await sh(host, 'ping -c1 -W5 23.185.0.4')).code).toBe(0);

  const unroutable = await sh(host, ping);
  expect(unroutable.code).not.toBe(0);
  expect(unroutable.err + unroutable.out).toContain('Network is unreachable');

  await sh(host, 'ip -n webapp route add default via 192.168.52.5');
  expect(
    await until(async () => (await sh(host, 'ip netns exec webapp ping -c1 -W1 192.168.52.5')).code === 0, 10_000),
  ).toBe(true);
  expect((await sh(host, ping)).out).toContain('100% packet loss');

  // Forwarded now: the request leaves by the uplink, and nobody answers to a private address.
  await sh(host, 'sysctl -qw net.ipv4.ip_forward=1');
  const sent = async () => Number((await sh(host, 'cat /sys/class/net/eth0/statistics/tx_packets')).out);
  const before = await sent();
  expect((await sh(host, ping)).out).toContain('100% packet loss');
  expect(await sent()).toBeGreaterThan(before);

  await sh(host, 'iptables -t nat -A POSTROUTING -s 192.168.52.0/24 -j MASQUERADE');
  const answered = await sh(host, patientPing);
  expect(answered).toMatchObject({ code: 0, err: '' });
  expect(answered.out).toContain('64 bytes from 23.185.0.4');

  await sh(host, 'sysctl -qw net.ipv4.ip_forward=0');
  expect((await sh(host, ping)).code).not.toBe(0);
});

test('NAT without forwarding gives no answer either', async () => {
  const host = await sandbox();
  await sh(
    host,
    `${WEBAPP}; ip -n webapp route add default via 192.168.52.5; iptables -t nat -A POSTROUTING -s 192.168.52.0/24 -j MASQUERADE`,
  );
  expect((await sh(host, ping)).out).toContain('100% packet loss');
});

test('private addresses are not on the internet', async () => {
  const host = await sandbox();
  const codes = ['10.1.2.3', '172.20.0.1', '192.168.200.1', '100.64.0.1', '11.0.0.1'].map(
    async (address) => (await sh(host, `ping -c1 -W2 ${address}`)).code,
  );
  expect(await Promise.all(codes)).toEqual([1, 1, 1, 1, 0]);
});

test('reserved-answers: no reserved prefix answers by ICMP, TCP, UDP or DNS, and its neighbours do', async () => {
  const host = await sandbox();
  const isServed = async () => (await sh(host, get('http://93.184.215.14/'))).code === 0;
  expect(await until(isServed, 60_000)).toBe(true);
  const asked = `
import socket, subprocess, sys
query = bytes.fromhex('abcd01000001000000000000076578616d706c6503636f6d0000010001')
def tcp(address, port):
    try: socket.create_connection((address, port), 2).close(); return True
    except OSError: return False
def udp(address):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.settimeout(2)
    try: s.sendto(query, (address, 53)); return s.recvfrom(512)[1][0] == address
    except OSError: return False
ping = lambda address: subprocess.run(['ping', '-c1', '-W2', address], capture_output=True).returncode == 0
from concurrent.futures import ThreadPoolExecutor as Pool
def ask(address): return address + ' ' + ''.join('+' if x else '-' for x in (ping(address), tcp(address, 80), tcp(address, 53), udp(address)))
print('\\n'.join(Pool(40).map(ask, sys.argv[1:])))`;
  const reserved = [
    ...[
      '0.1.2.3',
      '10.0.0.1',
      '10.255.255.254',
      '100.64.0.1',
      '100.127.255.254',
      '169.254.1.1',
      '172.16.0.1',
      '172.31.9.9',
    ],
    ...['192.0.0.1', '192.0.2.1', '192.0.2.254', '192.168.0.1', '198.51.100.1', '198.51.100.254', '203.0.113.9'],
    ...['224.0.0.1', '239.1.2.3', '240.0.0.1', '254.255.255.254', '255.255.255.255'],
  ];
  const open = [
    '1.0.0.1',
    '9.255.255.254',
    '11.0.0.1',
    '100.63.0.1',
    '100.128.0.1',
    '169.253.1.1',
    '172.15.0.1',
    '172.32.0.1',
    '192.0.1.1',
    '192.0.3.1',
    '192.167.0.1',
    '198.18.0.1',
    '198.51.99.1',
    '198.51.101.1',
    '203.0.112.1',
    '223.255.255.254',
    '203.0.113.1',
  ];
  const { stdout } = await host.run(['python3', '-c', asked, ...reserved, ...open], { timeoutMs: 60_000 });
  expect(stdout.toString().trim().split('\n')).toEqual([
    ...reserved.map((address) => `${address} ----`),
    ...open.map((address) => `${address} ++++`),
  ]);
  // A route of the sandbox's own counts there.
  await sh(
    host,
    'ip link add veth0 type veth peer name veth1; ip addr add 198.51.100.1/24 dev veth0; ip link set veth0 up',
  );
  expect((await sh(host, 'ping -c1 -W5 198.51.100.1')).code).toBe(0);
});

test('a web page asked for at once, before the responder can have started, is served', async () => {
  const host = await sandbox();
  const page = await sh(host, get('http://example.com/a?b'));
  expect(page).toMatchObject({ code: 0, err: '' });
  expect(page.out).toMatch(
    /^Hello from the simulated internet\.\nYou asked 198\.1[89]\.\d+\.\d+ for http:\/\/example\.com\/a\?b\nYour request came from 203\.0\.113\.2\n$/,
  );
  expect((await sh(host, get('http://93.184.215.14/'))).out).toContain('You asked 93.184.215.14 for');
});

test('names are answered by the resolver, and by whichever server is asked, from its own address', async () => {
  const host = await sandbox();
  expect((await sh(host, 'getent ahostsv4 www.example.org')).out).toMatch(/^198\.1[89]\./);
  expect((await sh(host, 'cat /etc/resolv.conf')).out).toContain('timeout:1 attempts:1');
  const query = `
import socket
for server in ('203.0.113.1', '8.8.8.8', '1.1.1.1'):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.settimeout(10)
    s.sendto(bytes.fromhex('abcd01000001000000000000076578616d706c6503636f6d0000010001'), (server, 53))
    answer, sender = s.recvfrom(512); print(sender[0], answer[:2].hex(), answer[7])`;
  const asked = await host.run(['python3', '-c', query]);
  expect(asked.stdout.toString()).toBe('203.0.113.1 abcd 1\n8.8.8.8 abcd 1\n1.1.1.1 abcd 1\n');
});

test('route and arp without -n never hang, with any internet', async () => {
  for (const internet of ['simulated', 'none'] as const) {
    const host = await sandbox({ internet });
    await sh(
      host,
      'ip link add br0 type bridge; ip addr add 10.9.9.1/24 dev br0; ip link set br0 up; ip neigh add 10.9.9.9 lladdr 02:00:00:00:00:01 dev br0; getent hosts warm.up.example',
    );
    const asked = await host.run(['sh', '-c', 'route && arp'], { timeoutMs: 5000 });
    expect(asked).toMatchObject({ cut: false, exitCode: 0 });
    expect(asked.stdout.toString()).toContain('10.9.9.9');
  }
});

test('the provider is no named netns, and a kill of its program is mended', async () => {
  const host = await sandbox();
  expect((await sh(host, 'ip netns list; ls /run/netns')).out).toBe('');
  const pid = () => sh(host, 'pgrep -f "^netlab-internet"').then(({ out }) => out.trim());
  expect(await until(async () => (await pid()) !== '', 10_000)).toBe(true);
  await sh(host, `kill -9 ${await pid()}`);
  expect(await until(async () => (await sh(host, get('http://1.2.3.4/'))).code === 0, 20_000)).toBe(true);
});

test('uplink-down-at-first: the ends of the uplink have different indexes, so that the kernel sees at once that it is up', async () => {
  const host = await sandbox({ responder: null });
  const { out } = await sh(host, 'cd /sys/class/net/eth0 && echo $(cat ifindex iflink)');
  const [ifindex, iflink] = out.trim().split(' ');
  expect(iflink).not.toBe(ifindex);
  expect(await until(async () => (await sh(host, 'cat /sys/class/net/eth0/operstate')).out === 'up\n', 10_000)).toBe(
    true,
  );
});

test('provider-without-a-name: what keeps the provider is called so as long as there is a sandbox', async () => {
  const host = await sandbox({ responder: null });
  const names = 'for i in $(seq 200); do cat /proc/[0-9]*/comm; echo .; done 2>/dev/null';
  const rounds = (await sh(host, names)).out.split('.\n').slice(0, -1);
  expect(rounds).toHaveLength(200);
  expect(rounds.filter((round) => !/^netlab-internet$/m.test(round))).toEqual([]);
});

test('internet: none has lo alone, and names fail at once', async () => {
  const host = await sandbox({ internet: 'none' });
  expect((await sh(host, 'ip -br link')).out).toMatch(/^lo +UNKNOWN .*\n$/);
  expect((await sh(host, 'ping -c1 -W1 127.0.0.1')).code).toBe(0);
  const asked = await host.run(['getent', 'hosts', 'example.com'], { timeoutMs: 5000 });
  expect(asked).toMatchObject({ cut: false, exitCode: 2 });
});

test('without a responder the simulated internet answers ping, and says that it answers nothing else', async () => {
  const host = await sandbox({ responder: null });
  expect(host.notes).toEqual([expect.objectContaining({ code: 'ping-only' })]);
  expect((await sh(host, 'ping -c1 -W5 8.8.8.8')).code).toBe(0);
});

const real = await openProcesses().run(['sh', '-c', 'command -v pasta']);

test('internet: real brings up the uplink by pasta', async (context) => {
  if (real.exitCode !== 0) context.skip('pasta is not installed (package passt)');
  const host = await sandbox({ internet: 'real', uplink: 'wan0' });
  expect((await sh(host, 'ip route show default')).out).toContain('dev wan0');
});

test('internet: real without pasta says what to install', async (context) => {
  if (real.exitCode === 0) context.skip('pasta is installed');
  await expect(openSandbox(openProcesses(), { internet: 'real' })).rejects.toMatchObject({
    name: 'HostError',
    remedy: expect.objectContaining({ code: 'install-pasta' }),
  });
});

test("the uplink may have the author's address and gateway, in a network that is reserved elsewhere", async () => {
  const host = await sandbox({ uplink: 'enp4s0', uplinkAddress: '192.168.1.50/16', uplinkGateway: '192.168.0.254' });
  const { out } = await sh(host, 'ip -br -4 addr show enp4s0; ip route show default');
  expect(out).toMatch(/192\.168\.1\.50\/16\s+default via 192\.168\.0\.254 dev enp4s0/);
  expect((await sh(host, 'ping -c1 -W5 192.168.0.254 && ping -c1 -W5 23.185.0.4')).code).toBe(0);
  // What answers by TCP begins a moment after the sandbox.
  const isOwn = async () => (await sh(host, get('http://example.com/'))).out.includes('from 192.168.1.50\n');
  expect(await until(isOwn, 60_000)).toBe(true);
  // Nobody else is in that network, and what comes from another one gets no answer.
  expect((await sh(host, 'ping -c1 -W1 192.168.0.7')).code).not.toBe(0);
  expect((await sh(host, 'ip addr add 10.0.0.1/24 dev lo; ping -c1 -W1 -I 10.0.0.1 23.185.0.4')).code).not.toBe(0);
  for (const [uplinkAddress, uplinkGateway] of [['192.168.1.50'], ['192.168.1.50/24', '10.0.0.1'], ['x']])
    await expect(
      openSandbox(openProcesses(), {
        ...(uplinkAddress ? { uplinkAddress } : {}),
        ...(uplinkGateway ? { uplinkGateway } : {}),
      }),
    ).rejects.toThrow('cannot be the address of the uplink');
});
