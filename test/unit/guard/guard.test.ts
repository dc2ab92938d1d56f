import { describe, expect, it, test } from 'vitest';
import { makeGuard } from '../../../src/guard/guard.ts';
import type { Risk } from '../../../src/guard/risk.ts';
import { risksOf } from '../../../src/guard/risks-of-text.ts';
import { riskText } from '../../../src/guard/words.ts';
import { findHost, makeCatalog } from '../../../src/hosts/catalog.ts';
import type { Completed, Host } from '../../../src/hosts/host.ts';
import type { CellRequest } from '../../../src/kernel/run-types.ts';
import { parseInfo } from '../../../src/notebook/attributes.ts';
import { shellsBefore } from '../../shells-before.ts';

const whats = (text: string) => risksOf(text).map((risk) => riskText(risk));

describe('what deserves a question', () => {
  test.each([
    ['iptables -F', 'It flushes the rules of the packet filter (iptables -F).'],
    ['sudo -n iptables -t nat -F', 'It flushes the rules in the table nat of the packet filter (iptables -F).'],
    ['ip6tables --flush INPUT', 'It flushes the rules of the chain INPUT of the packet filter (ip6tables -F).'],
    ['iptables -P INPUT DROP', 'It sets the policy of the chain INPUT to DROP (iptables -P).'],
    ['nft flush ruleset', 'It flushes all rules of the packet filter (nft flush ruleset).'],
    ['iptables-restore <rules', 'It replaces the rules of the packet filter (iptables-restore).'],
    ['sysctl -w net.ipv4.ip_forward=1', 'It changes the kernel setting net.ipv4.ip_forward (sysctl).'],
    ['sysctl net.ipv4.ip_forward=1', 'It changes the kernel setting net.ipv4.ip_forward (sysctl).'],
    ['sysctl -p', 'It loads kernel settings from files (sysctl).'],
    ['echo 1 > /proc/sys/net/ipv4/ip_forward', 'It changes the kernel setting net.ipv4.ip_forward (sysctl).'],
    ['echo 1 >>"/proc/sys/net/ipv4/ip_forward"', 'It changes the kernel setting net.ipv4.ip_forward (sysctl).'],
    ['echo 1 | sudo tee /proc/sys/net/ipv4/ip_forward', 'It changes the kernel setting net.ipv4.ip_forward (sysctl).'],
    ['ip route del default', 'It deletes or replaces the default route of the machine.'],
    ['ip -4 ro d 0.0.0.0/0 via 192.0.2.1', 'It deletes or replaces the default route of the machine.'],
    ['ip route flush table main', 'It deletes or replaces the default route of the machine.'],
    ['route del default gw 192.0.2.1', 'It deletes or replaces the default route of the machine.'],
    ['true && ip route replace default via 192.0.2.9', 'It deletes or replaces the default route of the machine.'],
    ['bash -ec "set -x; iptables -F"', 'It flushes the rules of the packet filter (iptables -F).'],
    ['for i in 1 2; do /usr/sbin/iptables -F; done', 'It flushes the rules of the packet filter (iptables -F).'],
    ['A=1 sudo -u root env B=2 iptables \\\n  -F', 'It flushes the rules of the packet filter (iptables -F).'],
    ['timeout -k 1 5 iptables -F', 'It flushes the rules of the packet filter (iptables -F).'],
    ['nsenter -t 1 -n iptables -F', 'It flushes the rules of the packet filter (iptables -F).'],
    ['echo a | xargs iptables -F', 'It flushes the rules of the packet filter (iptables -F).'],
    ['sudo bash <<X\niptables -F\nX', 'It flushes the rules of the packet filter (iptables -F).'],
    ['nft delete table ip filter', 'It deletes a table of the packet filter (nft delete table).'],
    [
      'nft add rule inet filter input drop',
      'It adds a rule to the chain input that applies drop to every packet (nft).',
    ],
    [
      "nft 'insert rule filter in counter reject'",
      'It adds a rule to the chain in that applies reject to every packet (nft).',
    ],
    ['echo b > /proc/sysrq-trigger', 'It writes to /proc/sysrq-trigger, which can stop the machine at once.'],
    ['dhclient -r eth0', 'It runs dhclient -r eth0, which can cut the connection.'],
    ['pkill -9 sshd', 'It runs pkill -9 sshd, which can cut the connection.'],
    ['kill -9 1', 'It runs kill -9 1, which can cut the connection.'],
    ['kill -TERM -1', 'It runs kill -TERM -1, which can cut the connection.'],
    [
      'ip rule add pref 1 blackhole',
      'It adds a routing rule that lets nothing through (ip rule add pref 1 blackhole).',
    ],
    [
      'ip rule add from all unreachable',
      'It adds a routing rule that lets nothing through (ip rule add from all unreachable).',
    ],
    ['dd if=/dev/null of=/proc/sys/net/ipv4/ip_forward', 'It changes the kernel setting net.ipv4.ip_forward (sysctl).'],
    ['ip -batch - <<X\nroute del default\nX', 'It deletes or replaces the default route of the machine.'],
    ['iptables -FINPUT', 'It flushes the rules of the chain INPUT of the packet filter (iptables -F).'],
    ['iptables -w -PINPUT DROP', 'It sets the policy of the chain INPUT to DROP (iptables -P).'],
    ['xtables-nft-multi iptables -F', 'It flushes the rules of the packet filter (iptables -F).'],
    ['nft -f /etc/nftables.conf', 'It runs nft with rules from elsewhere, which are not checked.'],
    ['nft -f - <<X\nflush ruleset\nX', 'It flushes all rules of the packet filter (nft flush ruleset).'],
    ['echo route del default | ip -b -', 'It runs ip with commands from elsewhere, which are not checked (-batch).'],
    ['ip -4 -batch /tmp/b', 'It runs ip with commands from elsewhere, which are not checked (-batch).'],
    ['echo route del default | xargs ip', 'It runs ip with arguments that are not checked (xargs).'],
    ['echo -F | xargs sudo iptables', 'It runs iptables with arguments that are not checked (xargs).'],
    ['setsid -w ip route del default', 'It deletes or replaces the default route of the machine.'],
    ['flock /tmp/lock nohup ip route del default', 'It deletes or replaces the default route of the machine.'],
    ['ip link set group default down', 'It takes down all links of the group default.'],
    ['ip link del group 7', 'It deletes all links of the group 7.'],
    ['ip addr flush scope global', 'It removes addresses from all links of the machine.'],
    ['ip route flush proto dhcp', 'It deletes or replaces the default route of the machine.'],
    ['nft flush chain inet filter input', 'It flushes the rules of a chain of the packet filter (nft flush chain).'],
    [
      "nft 'add table a; flush  table ip nat'",
      'It flushes the rules of a table of the packet filter (nft flush table).',
    ],
    ['nft destroy chain ip a b', 'It deletes a chain of the packet filter (nft destroy chain).'],
    [
      "nft add chain ip a in '{ type filter hook input priority 0; policy drop; }'",
      'It sets the policy of the chain in to drop (nft).',
    ],
    ['ip ru d pref 32766', 'It deletes a routing rule of the machine (ip rule delete).'],
    ['ip rule flush', 'It deletes the routing rules of the machine (ip rule flush).'],
    ['true $(iptables -F)', 'It flushes the rules of the packet filter (iptables -F).'],
  ])('%s', (text, what) => {
    expect(whats(text)).toEqual([what]);
  });

  test.each([
    'iptables -t nat -A POSTROUTING -s 192.168.52.0/24 -j MASQUERADE',
    'iptables -L -n -v',
    'ip netns exec webapp iptables -F',
    'ip netns exec webapp sysctl -w net.ipv4.ip_forward=1',
    'ip -n webapp route del default',
    'ip route del default table 100',
    'iptables -F MYCHAIN',
    'ip netns exec a bash <<X\niptables -F\nX',
    'nsenter -t 123 -n iptables -F',
    'nsenter --net=/run/netns/webapp iptables -F',
    'sudo ip netns exec webapp bash -c "iptables -P INPUT DROP"',
    'ip route add default via 192.0.2.1',
    'sysctl net.ipv4.ip_forward',
    'cat /proc/sys/net/ipv4/ip_forward',
    'echo "iptables -F would flush"',
    "cat <<'EOF'\niptables -F\nEOF",
    '# iptables -F',
    'nft -c -f rules',
    'ip -batch - <<X\nlink add br0 type bridge\nX',
    'ip netns exec webapp nft -f rules',
    'ip -n webapp -b commands',
    'echo a | xargs -n1 ip netns add',
    'ip rule add from 192.0.2.0/24 table 7',
    'nft add rule inet filter input tcp dport 80 drop',
    'kill -1 1234; kill %1; kill 1234',
    'ip rule add fwmark 7 blackhole',
    'ip route flush cache',
    'ip link set dev veth0 group 7 up',
  ])('not %s', (text) => {
    expect(whats(text)).toEqual([]);
  });

  it('is the same whatever is done to a link that is the uplink', () => {
    const links = (text: string) => risksOf(text).map(({ ifUplink }) => ifUplink);
    expect(links('ip link set eth0 down; ip l s dev eth1 down; ip link del eth2; ifconfig eth3 down')).toEqual([
      'eth0',
      'eth1',
      'eth2',
      'eth3',
    ]);
    expect(links('ip link set eth0 master br0; ip addr flush dev eth1; ip link set eth2 netns a')).toEqual([
      'eth0',
      'eth1',
      'eth2',
    ]);
    expect(links('ip link set down eth0; ip link set down dev eth1; D=eth2; ip link set "$D" down')).toEqual([
      'eth0',
      'eth1',
      'eth2',
    ]);
    expect(
      links('setsid -w ip link set eth0 down; ip route flush dev eth1; ifconfig eth2 0; ip addr flush eth3'),
    ).toEqual(['eth0', 'eth1', 'eth2', 'eth3']);
    expect(links('echo a | xargs ip link set; echo a | xargs -I{} ip link del {}')).toEqual(['$(xargs)', '$(xargs)']);
    expect(links('ip link set dev eth0 address 02:00:00:00:00:01')).toEqual(['eth0']);
    expect(links('ip link set eth0 up; ip link set eth0 mtu 1400; ip -n a link set eth0 down')).toEqual([]);
  });

  it('tells what can cut the connection from what cannot', () => {
    const cuts = (text: string) => risksOf(text).map((risk) => risk.cuts);
    expect(cuts('iptables -P INPUT DROP; iptables -F; ip route del default')).toEqual([true, true, true]);
    expect(cuts('iptables -P INPUT ACCEPT; iptables -P FORWARD DROP; sysctl -w a.b=1')).toEqual([false, false, false]);
  });
});

describe('asking', () => {
  const cell = (code: string, info = 'sh'): CellRequest => ({ code, ...parseInfo(info) });

  /** A machine whose default route leads through eth0. */
  const machine = (id: string): Host => ({
    id,
    label: 'lab',
    sandboxed: id.startsWith('sandbox'),
    spawn: () => {
      throw new Error('nothing is started');
    },
    run: async (): Promise<Completed> => ({
      exitCode: 0,
      signal: null,
      stdout: Buffer.from(
        'default via 192.0.2.1 dev eth0 proto dhcp \nlinks\n2: eth0: <BROADCAST,UP,LOWER_UP> mtu 1500\n',
      ),
      stderr: Buffer.alloc(0),
      cut: false,
    }),
    dispose: async () => {},
  });

  const catalog = makeCatalog({ sshNames: ['a'] });

  /** `ofFile`: the file names the host. */
  function guard(answers: { change?: boolean; risk?: boolean; ofFile?: boolean } = {}) {
    const asked: string[] = [];
    const { mayOpen, mayRun } = makeGuard({
      hostOf: (id) => findHost(catalog, id),
      isOfFile: () => answers.ofFile ?? false,
      mayChange: async ({ id }) => {
        asked.push(`change ${id}`);
        return answers.change ?? true;
      },
      mayRisk: async (_host, risks: readonly Risk[]) => {
        asked.push(...risks.map((risk) => riskText(risk)));
        return answers.risk ?? true;
      },
    });
    const approve = async (request: CellRequest, host: Host) =>
      (await mayOpen(request, host.id)) ?? (await mayRun(request, host));
    return { asked, approve, mayOpen };
  }

  it('file-becomes-root: a host that the file names is asked about before it is opened, whatever the cell does', async () => {
    for (const code of ['ip link', 'true', '', 'reboot']) {
      const { asked, mayOpen } = guard({ ofFile: true, change: false });
      for (const id of ['local', 'ssh:a', 'a'])
        expect(await mayOpen(cell(code), id)).toMatchObject({ kind: 'refused' });
      for (const id of ['sandbox', 'sandbox@ssh:a', 'sandbox@local', 'sandbox@a', 'nobody', '__proto__'])
        expect(await mayOpen(cell(code), id)).toBeUndefined();
      expect(asked).toEqual(['change local', 'change ssh:a', 'change ssh:a']);
    }
  });

  it('file-becomes-root: it is asked once for each notebook and host', async () => {
    const { asked, approve } = guard({ ofFile: true });
    for (const code of ['ip link', 'ip netns add a', 'ip netns add b'])
      for (const id of ['local', 'ssh:a', 'sandbox']) expect(await approve(cell(code), machine(id))).toBeUndefined();
    expect(asked).toEqual(['change local', 'change ssh:a']);
  });

  it('a host that the user chose is not asked about by a cell that only looks', async () => {
    const { asked, approve } = guard();
    expect(await approve(cell('ip link'), machine('local'))).toBeUndefined();
    expect(asked).toEqual([]);
  });

  it('asks once for each machine before the first cell that changes it, and never in a sandbox', async () => {
    const { asked, approve } = guard();
    for (const id of ['ssh:a', 'sandbox', 'sandbox@ssh:a', 'ssh:a', 'local'])
      for (const code of ['ip link', 'ip link add br0 type bridge', 'ip link add br1 type bridge'])
        expect(await approve(cell(code), machine(id))).toBeUndefined();
    expect(asked).toEqual(['change ssh:a', 'change local']);
  });

  it('lines that are for an inner shell are read where that is', async () => {
    const risksIn = async (code: string, info: string, ...before: string[]) => {
      const { asked, approve } = guard();
      expect(await approve({ ...cell(code, info), within: shellsBefore(before) }, machine('local'))).toBeUndefined();
      return asked.filter((each) => !each.startsWith('change'));
    };
    const flush = 'iptables -F INPUT';
    const outside = await risksIn(flush, 'sh');
    expect(outside).toHaveLength(1);
    expect(await risksIn(flush, 'sh', 'ip netns exec blue bash')).toEqual([]);
    expect(await risksIn(`ip netns exec blue bash\n${flush}\nexit`, 'sh')).toEqual([]);
    expect(await risksIn(`exit\n${flush}`, 'sh', 'ip netns exec blue bash')).toEqual(outside);
    expect(await risksIn(flush, 'sh {netns=blue}')).toEqual([]);
    expect(await risksIn(flush, 'sh {netns=blue}', 'nsenter -t 1 -n bash')).toEqual(outside);
  });

  it('asks once even when two cells come at once', async () => {
    const { asked, approve } = guard();
    const host = machine('local');
    await Promise.all([approve(cell('ip netns add a'), host), approve(cell('ip netns add b'), host)]);
    expect(asked).toEqual(['change local']);
  });

  it('agreed-by-its-beginning: two that begin alike are two', async () => {
    const { asked, approve } = guard();
    const long = `net.ipv4.conf.${'a'.repeat(60)}`;
    for (const name of ['x', 'y']) await approve(cell(`sysctl -w ${long}${name}=1`), machine('local'));
    expect(asked.length).toBe(3);
  });

  // Read again and again, it would not end.
  it('long-input: a word of many variables is held against an uplink', async () => {
    const { asked, approve } = guard();
    await approve(cell(`ip link set ${'$ab'.repeat(300)}* down`), machine('local'));
    expect(asked.length).toBe(2);
  });

  it('refuses what was not agreed to, and asks again', async () => {
    const { asked, approve } = guard({ change: false });
    for (const _ of [1, 2])
      expect(await approve(cell('ip netns add a'), machine('local'))).toMatchObject({ kind: 'refused' });
    expect(asked).toEqual(['change local', 'change local']);
  });

  it('asks about an uplink, and not about another link of the same name elsewhere', async () => {
    const { asked, approve } = guard({ risk: false });
    expect(await approve(cell('ip link set eth1 down'), machine('local'))).toBeUndefined();
    expect(await approve(cell('ip link set eth0 down', 'sh {netns=a}'), machine('local'))).toBeUndefined();
    expect(await approve(cell('ip link set eth0 down'), machine('local'))).toMatchObject({ kind: 'refused' });
    expect(asked).toEqual(['change local', 'It takes down eth0, a link the machine is connected through.']);
  });

  it('asks about a link named by a variable that may be the uplink, and not when it cannot be', async () => {
    const { asked, approve } = guard();
    for (const code of ['ip link del "veth$i"', 'ip link set "$1" down', 'ip l s eth0 down'])
      await approve(cell(code), machine('local'));
    expect(asked.map((what) => what.split(',')[0])).toEqual(['change local', 'It takes down $1', 'It takes down eth0']);
  });

  it('a cell is read with what earlier cells of its shell have set, if they were run', async () => {
    const answers = { risk: false };
    const { asked, approve } = guard(answers);
    const host = machine('local');
    for (const code of ['LINK=eth1', 'ip link set $LINK down', 'iptables -F; LINK=eth0'])
      await approve(cell(code), host);
    expect(asked.splice(0)).toEqual(['change local', 'It flushes the rules of the packet filter (iptables -F).']);
    expect(await approve(cell('ip link set $LINK down'), host)).toBeUndefined();
    // In another namespace is another shell.
    await approve(cell('nsenter -t 1 -n ip link set $LINK down', 'sh {netns=a}'), host);
    expect(asked).toEqual(['It takes down $LINK, which may be a link the machine is connected through.']);
  });

  it('does not ask about questions that only read, and asks about those that send, as about any cell that changes something', async () => {
    const { asked, approve } = guard();
    expect(await approve(cell('%explain a b\n%matrix a b'), machine('local'))).toBeUndefined();
    expect(asked).toEqual([]);
    expect(await approve(cell('%explain a b\n%watch a b tcp 80'), machine('local'))).toBeUndefined();
    expect(asked).toEqual(['change local']);
  });

  it('asks the same thing once', async () => {
    const { asked, approve } = guard();
    for (const _ of [1, 2]) expect(await approve(cell('iptables -F'), machine('local'))).toBeUndefined();
    expect(asked).toHaveLength(2);
  });
});
