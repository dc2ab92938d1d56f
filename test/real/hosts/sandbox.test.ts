import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Host, HostError } from '../../../src/hosts/host.ts';
import { openProcesses } from '../../../src/hosts/processes.ts';
import { openSandbox } from '../../../src/hosts/sandbox/sandbox.ts';
import { namespace, sandbox, sh } from './support.ts';

/** What /etc holds, with the contents of what can be read. */
function fingerprintOfEtc(): string {
  const hash = createHash('sha256');
  for (const entry of readdirSync('/etc', { withFileTypes: true })) {
    hash.update(entry.name);
    if (!entry.isFile()) continue;
    try {
      hash.update(readFileSync(join('/etc', entry.name)));
    } catch {
      hash.update('unreadable');
    }
  }
  return hash.digest('hex');
}

function realNetwork(): string {
  const commands = [
    ['ip', '-o', 'link'],
    ['ip', '-o', 'addr'],
    ['ip', 'route', 'show', 'table', 'all'],
    ['ip', 'rule'],
    ['sysctl', '-n', 'net.ipv4.ip_forward', 'net.ipv4.conf.all.rp_filter', 'net.ipv6.conf.all.forwarding'],
  ];
  const path = `${process.env['PATH']}:/usr/sbin:/sbin`;
  return commands
    .map(([file = '', ...args]) => execFileSync(file, args, { env: { ...process.env, PATH: path } }).toString())
    .join('\n')
    .replace(/(valid|preferred)_lft \S+|expires \S+/g, '');
}

test('the sandbox is root of a network of its own', async () => {
  const host = await sandbox();
  expect(host.id).toBe('sandbox');
  const real = openProcesses();
  for (const kind of ['net', 'mnt', 'pid', 'uts'])
    expect(await namespace(host, kind)).not.toBe(await namespace(real, kind));
  expect((await sh(host, 'id -u')).out).toBe('0\n');
  expect((await sh(host, 'cat /proc/sys/net/ipv4/ip_forward')).out).toBe('0\n');
  expect((await sh(host, 'ip netns list')).out).toBe('');
  expect((await sh(host, 'ls /sys/class/net')).out.split('\n').sort()).toEqual(['', 'eth0', 'lo']);
  expect((await sh(host, 'ip -br link show up')).out).toMatch(/^lo .*\n?eth0@|^lo /);
});

test("unread-legacy-tables: what the kernel says in /proc/net is its own root's to read", async () => {
  const host = await sandbox({ internet: 'none' });
  const { out } = await sh(host, "stat -c '%u %n' /proc/self/net/* | grep -v '^0 '");
  expect(out).toBe('');
});

test('a process leads its own session and group inside', async () => {
  const host = await sandbox({ internet: 'none' });
  const { out } = await sh(
    host,
    'read -r pid name state parent group session rest </proc/self/stat; echo $$ $pid $group $session',
  );
  const [self, pid, group, session] = out.trim().split(' ');
  expect([pid, group, session]).toEqual([self, self, self]);
});

test('standard input, output and errors are bytes of their own', async () => {
  const host = await sandbox({ internet: 'none' });
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
  const nothing = Buffer.alloc(0);
  const out = await host.run(['sh', '-c', 'cat; exit 7'], { input: bytes });
  expect(out).toEqual({ exitCode: 7, signal: null, stdout: bytes, stderr: nothing, cut: false });
  const errors = await host.run(['sh', '-c', 'cat >&2'], { input: bytes });
  expect(errors).toEqual({ exitCode: 0, signal: null, stdout: nothing, stderr: bytes, cut: false });
});

test('hostile argv, directories and values stay data', async () => {
  const host = await sandbox({ internet: 'none' });
  const words = ['-x', '--', '$(id)', '`id`', 'a b', 'a\nb', "'", '"', '*', '', ';id', '\\n', 'é\u{1f600}'];
  const echoed = await host.run(['printf', '%s\\0', ...words]);
  expect(echoed.stdout.toString().split('\0').slice(0, -1)).toEqual(words);

  const env = await host.run(['printenv', 'HOSTILE'], { env: { HOSTILE: '$(id)\n-x' } });
  expect(env.stdout.toString()).toBe('$(id)\n-x\n');

  const parent = mkdtempSync(join(tmpdir(), 'netlab-test-'));
  onTestFinished(() => rmSync(parent, { recursive: true }));
  const directory = join(parent, '-x $(id)\n');
  expect((await sh(host, `mkdir -- '${directory}'`)).code).toBe(0);
  expect((await host.run(['pwd'], { cwd: directory })).stdout.toString()).toBe(`${directory}\n`);

  for (const program of ['-x', '--help', 'no such', '', '$(id)']) {
    await expect(host.run([program]), program).rejects.toThrow(HostError);
  }
  await expect(host.run(['pwd'], { cwd: '/does/not/exist' })).rejects.toThrow('no directory /does/not/exist');
});

test.each(['-x', 'a b', '$(id)', 'lo', 'a/b', '', 'sixteen-letters-', 'x\nlink del lo'])(
  'the uplink name %j is refused in words',
  async (uplink) => {
    await expect(openSandbox(openProcesses(), { uplink })).rejects.toThrow('cannot be the name of the uplink');
  },
);

test('the uplink has the name that the notebook gives it', async () => {
  const host = await sandbox({ uplink: 'enp0s3' });
  expect((await sh(host, 'ip route show default')).out).toContain('dev enp0s3');
  expect((await sh(host, 'ping -c1 -W5 23.185.0.4')).code).toBe(0);
});

test('signals reach the whole group inside, and only it', async () => {
  const host = await sandbox({ internet: 'none' });
  const bystander = host.spawn(['sleep', '100']);
  const group = host.spawn(['sh', '-c', 'trap "echo caught; exit 5" TERM; sleep 100 & echo up; wait']);
  const said: string[] = [];
  group.stdout.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  await new Promise((resolve) => group.stdout.once('data', resolve));
  // Before it has become sleep, the child of the shell might still handle the signal as the shell does.
  await expect.poll(async () => (await sh(host, 'pgrep -xc sleep')).out).toBe('2\n');
  await group.signal('SIGTERM');
  expect(await group.exited).toEqual({ code: 5, signal: null });
  await group.signal('SIGKILL'); // gone: no error
  expect(said.join('')).toBe('up\ncaught\n');
  await expect.poll(async () => (await sh(host, 'pgrep -xc sleep')).out).toBe('1\n');
  // At once, before it can have noted its id.
  const early = host.spawn(['sleep', '100']);
  await early.signal('SIGTERM');
  expect(await early.exited).toEqual({ code: null, signal: 'SIGTERM' });
  await bystander.signal('SIGSTOP');
  await bystander.signal('SIGKILL');
  expect(await bystander.exited).toEqual({ code: null, signal: 'SIGKILL' });
});

test('what runs too long or says too much is cut', async () => {
  const host = await sandbox({ internet: 'none' });
  expect(await host.run(['sleep', '100'], { timeoutMs: 100 })).toMatchObject({ cut: true, signal: 'SIGKILL' });
  const loud = await host.run(['yes'], { maxBytes: 1000 });
  expect(loud.cut).toBe(true);
  expect(loud.stdout.length).toBe(1000);
  expect((await sh(host, 'pgrep -c "sleep|yes"')).out).toBe('0\n');
});

test('orphans are reaped', async () => {
  const host = await sandbox({ internet: 'none' });
  await sh(host, 'for i in 1 2 3 4 5; do (setsid true &); done; sleep 0.2');
  expect((await sh(host, 'ps -eo stat | grep -c Z')).out).toBe('0\n');
});

test('killing every process that a lab can see does not end the sandbox', async () => {
  const host = await sandbox();
  await sh(host, 'kill -9 -1');
  await sh(host, "kill -9 1; pkill -9 -x 'cat|sleep|node|netlab-internet|sh'");
  expect((await sh(host, 'echo alive')).out).toBe('alive\n');
});

/** What tutorials write in /etc, and what they then see. */
const WRITE_ETC = `set -e
  mkdir -p /etc/netns/blue && echo 'nameserver 9.9.9.9' >/etc/netns/blue/resolv.conf
  echo '100 lab' >>/etc/iproute2/rt_tables
  echo 'nameserver 1.2.3.4' >/etc/resolv.conf
  echo '10.0.0.1 blue' >>/etc/hosts
  echo 'net.ipv4.ip_forward=1' >/etc/sysctl.d/99-lab.conf
  echo '# lab' >>/etc/sysctl.conf
  mkdir -p /etc/iptables && echo '# rules' >/etc/iptables/rules.v4
  echo new >/etc/netlab-new-file
  ip netns add blue
  ip netns exec blue cat /etc/resolv.conf
  ip netns exec blue sh -c 'echo "nameserver 8.8.8.8" >/etc/resolv.conf'
  cat /etc/netns/blue/resolv.conf /etc/resolv.conf
  ip route add 10.9.0.0/16 dev lo table lab && ip route show table lab
  getent hosts blue`;
const SEEN_ETC =
  'nameserver 9.9.9.9\nnameserver 8.8.8.8\nnameserver 1.2.3.4\n10.9.0.0/16 dev lo scope link \n10.0.0.1        blue\n';

describe('what labs write in /etc is their own', () => {
  test('through an overlay', async () => {
    const before = fingerprintOfEtc();
    const host = await sandbox({ internet: 'none' });
    expect(await sh(host, WRITE_ETC)).toEqual({ code: 0, out: SEEN_ETC, err: '' });
    expect((await sh(host, 'cat /etc/passwd')).out).toBe(readFileSync('/etc/passwd', 'utf8')); // the rest is there
    expect(fingerprintOfEtc()).toBe(before);
  });

  test('by copies, where the kernel allows no overlay', async () => {
    // Overlays stack twice at most: FILESYSTEM_MAX_STACK_DEPTH in the kernel.
    const first = await sandbox({ internet: 'none' });
    const second = await openSandbox(first, { internet: 'none' });
    const host = await openSandbox(second, { internet: 'none' });
    onTestFinished(() => host.dispose());
    expect((await sh(host, 'stat -f -c %T /etc /run/netlab/real-etc')).out).toBe('tmpfs\noverlayfs\n');
    const before = await sh(second, 'cat /etc/* 2>/dev/null | cksum; ls -A /etc');
    expect(await sh(host, WRITE_ETC)).toEqual({ code: 0, out: SEEN_ETC, err: '' });
    expect((await sh(host, 'cat /etc/passwd')).out).toBe(readFileSync('/etc/passwd', 'utf8'));
    expect((await sh(host, 'echo x >>/etc/passwd')).code).not.toBe(0);
    expect(await sh(second, 'cat /etc/* 2>/dev/null | cksum; ls -A /etc')).toEqual(before);
  });
});

test('real-network-untouched', async () => {
  const before = realNetwork();
  const host = await sandbox();
  const done = await sh(
    host,
    `set -e
    ip link add br0 type bridge; ip addr add 10.77.0.1/24 dev br0; ip link set br0 up
    sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.all.rp_filter=2
    iptables -t nat -A POSTROUTING -s 10.77.0.0/24 -j MASQUERADE
    ip route add 10.78.0.0/16 dev br0; ip rule add from 10.77.0.0/24 lookup 77; hostname netlab-test-name`,
  );
  expect(done).toEqual({ code: 0, out: '', err: '' });
  expect(realNetwork()).toBe(before);
  expect(execFileSync('uname', ['-n']).toString()).not.toContain('netlab-test-name');
});

test('two sandboxes do not see each other', async () => {
  const [one, two] = await Promise.all([sandbox(), sandbox()]);
  expect(await namespace(one, 'net')).not.toBe(await namespace(two, 'net'));
  await sh(one, 'ip netns add blue; ip link add br0 type bridge; echo one >/etc/hosts; sleep 100 >/dev/null 2>&1 &');
  expect(
    (await sh(two, 'ip netns list; ip -br link show type bridge; pgrep -x sleep; grep -x one /etc/hosts')).out,
  ).toBe('');
  // The same public address in both is no conflict, and no path from one to the other.
  await sh(one, 'ip addr add 198.51.100.9/32 dev lo');
  expect((await sh(two, 'ip route get 198.51.100.9')).out).toContain('via 203.0.113.1');
});

test('a sandbox within a sandbox composes', async () => {
  const outer = await sandbox({ internet: 'none' });
  const inner = await openSandbox(outer, { internet: 'none' });
  onTestFinished(() => inner.dispose());
  expect(await namespace(inner, 'net')).not.toBe(await namespace(outer, 'net'));
  const sleeper = inner.spawn(['sleep', '100']);
  await sleeper.signal('SIGTERM');
  expect(await sleeper.exited).toEqual({ code: null, signal: 'SIGTERM' });
});

test('ready-of-the-outer-sandbox: a network that is there before the mounts are waits for its own sandbox', async () => {
  const outer = await sandbox({ internet: 'none' });
  const directory = mkdtempSync(join(tmpdir(), 'netlab-slow-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  // The provider of the network looks for its program between the mount of /run and the writing of that program.
  const slower = (name: string, before: string) =>
    writeFileSync(join(directory, name), `#!/bin/sh\n${before}\nexec /bin/${name} "$@"\n`, { mode: 0o755 });
  slower('mount', 'sleep 0.3');
  slower('mkdir', 'sleep 0.3');
  slower('chmod', 'for i in $(seq 100); do [ -e /run/netlab/netlab-internet ] || break; sleep 0.01; done');
  const slowly = ['env', `PATH=${directory}:${process.env['PATH']}`];
  const slow: Host = { ...outer, spawn: (argv, options) => outer.spawn([...slowly, ...argv], options) };
  const inner = await openSandbox(slow);
  onTestFinished(() => inner.dispose());
  expect((await sh(inner, 'ip -br link show eth0 && ping -c1 -W5 8.8.8.8')).code).toBe(0);
});

describe('where user namespaces are forbidden', () => {
  /** A machine that forbids them: a sandbox in which the limit of user_namespaces(7) is none. */
  async function strictMachine() {
    const machine = await sandbox({ internet: 'none' });
    expect((await sh(machine, 'echo 0 >/proc/sys/user/max_user_namespaces')).code).toBe(0);
    return machine;
  }

  test('root gets a sandbox without one', async () => {
    const machine = await strictMachine();
    const inner = await openSandbox(machine);
    onTestFinished(() => inner.dispose());
    expect(await namespace(inner, 'user')).toBe(await namespace(machine, 'user'));
    expect(await namespace(inner, 'net')).not.toBe(await namespace(machine, 'net'));
    expect((await sh(inner, 'echo lab >>/etc/hosts && ping -c1 -W5 8.8.8.8')).code).toBe(0);
    expect((await sh(machine, 'cat /etc/hosts')).out).not.toContain('lab');
    expect((await sh(machine, 'ip -br link')).out).not.toContain('eth0');
  });

  test('a user is told which setting forbids it, and what allows it', async ({ skip }) => {
    const machine = await strictMachine();
    const user = ['setpriv', '--reuid', '1000', '--regid', '1000', '--clear-groups', '--'];
    if ((await machine.run([...user, 'true'])).exitCode !== 0) skip('no second user id here: no subordinate ids');
    const asUser: Host = {
      ...machine,
      run: (argv, options) => machine.run([...user, ...argv], options),
      spawn: (argv, options) => machine.spawn([...user, ...argv], options),
    };
    await expect(openSandbox(asUser)).rejects.toMatchObject({
      message: expect.stringContaining('user.max_user_namespaces is 0'),
      remedy: 'sudo sysctl -w user.max_user_namespaces=15000',
    });
  });
});

describe('the shims', () => {
  test('sudo runs the command as it stands', async () => {
    const host = await sandbox({ internet: 'none' });
    expect((await sh(host, 'command -v sudo')).out).toBe('/run/netlab/bin/sudo\n');
    expect((await sh(host, "sudo -n -E -u root -- printf '%s|' -x 'a b' '$(id)'")).out).toBe('-x|a b|$(id)|');
    expect((await sh(host, 'sudo A=b sh -c \'echo "$A"; exit 4\'')).out).toBe('b\n');
    expect((await sh(host, 'sudo sh -c "exit 4"')).code).toBe(4);
    expect((await sh(host, 'sudo -v')).code).toBe(0);
    expect((await sh(host, 'echo "echo hi" | sudo -s')).out).toBe('hi\n');
  });

  test('apt install succeeds for what is there and names what is missing', async () => {
    const host = await sandbox({ internet: 'none' });
    const present = await sh(host, 'apt-get -y install iproute2 && sudo apt install -y util-linux');
    expect(present).toMatchObject({ code: 0, err: '' });
    expect(present.out.split('\n')).toHaveLength(3);
    const missing = await sh(host, 'apt install -y iproute2 netlab-no-such-package -x');
    expect(missing.code).toBe(100);
    expect(missing.err).toContain('sudo apt install netlab-no-such-package\n');
    expect(missing.out).toContain('Already on this machine: iproute2.');
    expect((await sh(host, 'apt update && apt-get -o A::B=true -y upgrade')).code).toBe(0);
    // Where there is no dpkg, the programs tell.
    const bare = await sh(
      host,
      'cd /run/netlab/bin && PATH=/run/netlab/fake:$PATH && mkdir ../fake && ln -s "$(command -v sh)" ../fake/sh && PATH=/run/netlab/fake ./apt install iproute2',
    );
    expect(bare.code).toBe(100);
  });

  test('a program that sudo does not find, in its own words', async () => {
    const host = await sandbox({ internet: 'none' });
    const { code, err } = await sh(host, 'sudo no-such-program -x');
    expect([code, err]).toEqual([1, 'sudo: no-such-program: command not found\n']);
  });

  test('modprobe succeeds for what the kernel has and names what is missing', async () => {
    const host = await sandbox({ internet: 'none' });
    const [loaded] = readdirSync('/sys/module');
    // A link type that the kernel has, whether it is a module or not: the sandbox itself needs it.
    const there = await sh(host, `sudo modprobe ${loaded} && modprobe veth numdummies=2 && modprobe -a veth ${loaded}`);
    expect(there).toMatchObject({ code: 0, err: '' });
    const missing = await sh(host, 'modprobe -a veth netlab-no-such');
    expect(missing.code).toBe(1);
    expect(missing.err).toContain('sudo modprobe -a netlab-no-such\n');
    expect((await sh(host, 'modprobe -- "../../etc" "$(id)"')).code).toBe(1);
    const unload = await sh(host, 'modprobe -r veth');
    expect([unload.code, unload.err]).toEqual([1, "The sandbox cannot unload modules of the machine's kernel.\n"]);
    expect((await sh(host, 'ip link')).out).not.toContain('probe');
  });
});

test('nothing pages and nothing asks', async () => {
  const host = await sandbox({ internet: 'none' });
  expect((await sh(host, 'echo $PAGER $TERM $DEBIAN_FRONTEND')).out).toBe('cat dumb noninteractive\n');
  expect((await sh(host, 'env | grep -c ^NETLAB_')).out).toBe('0\n');
  const env = { http_proxy: 'http://127.0.0.1:9', XDG_RUNTIME_DIR: '/run/user/1000' };
  expect((await host.run(['printenv', 'http_proxy', 'XDG_RUNTIME_DIR'], { env })).stdout.toString()).toBe('');
});
