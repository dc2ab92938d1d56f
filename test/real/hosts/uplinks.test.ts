import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { readUplinks, type Uplinks } from '../../../src/guard/uplinks.ts';
import type { Completed, Host } from '../../../src/hosts/host.ts';

/** What is read in a network namespace of its own, after those commands. */
async function readAfter(commands: string): Promise<Uplinks | undefined> {
  const run = async (argv: readonly string[]): Promise<Completed> => {
    const script = `${commands}\nexec "$@"`;
    const { status, stdout, stderr } = spawnSync('unshare', ['-Urn', 'sh', '-ec', script, 'sh', ...argv]);
    return { exitCode: status, signal: null, stdout, stderr, cut: false };
  };
  const host: Pick<Host, 'run'> = { run };
  return readUplinks(host);
}

const uplinksAfter = async (commands: string): Promise<readonly string[]> =>
  [...((await readAfter(commands))?.links ?? ['?'])].sort();

test('uplink-by-another-name: what the link of the default route stands on, and all their names', async () => {
  expect(await uplinksAfter('')).toEqual([]);
  const world = `
    ip link add eth0 type veth peer name far0
    ip link add eth1 type veth peer name far1
    ip link property add dev eth0 altname enp0s1
    ip link add br0 type bridge
    ip link set eth0 master br0 up
    ip link set br0 up
    ip address add 192.0.2.2/24 dev br0`;
  expect(await uplinksAfter(world)).toEqual([]);
  expect(await uplinksAfter(`${world}\nip route add default via 192.0.2.1`)).toEqual(['br0', 'enp0s1', 'eth0', 'far0']);
});

test('uplinks-unknown: where ip does not say which links there are, any may be it', async () => {
  expect(await uplinksAfter('PATH=/nowhere; sh() { :; }; set -- /bin/sh -c "echo links"')).toEqual(['?']);
});

test('routes-of-uplinks: the networks on the links that lead out, and no others', async () => {
  const world = `
    ip link add eth0 type veth peer name far0
    ip link add eth1 type veth peer name far1
    ip link set eth0 up
    ip link set far0 up
    ip link set eth1 up
    ip link set far1 up
    ip address add 192.0.2.2/24 dev eth0
    ip address add 2001:db8::2/64 dev eth0 nodad
    ip address add 198.51.100.2/24 dev eth1
    ip route add 203.0.113.0/24 via 192.0.2.7
    ip route add default via 192.0.2.1 src 192.0.2.2`;
  expect(await readAfter(world)).toMatchObject({
    networks: ['192.0.2.0/24', '2001:db8::/64'],
    addresses: ['192.0.2.1', '192.0.2.2', '192.0.2.7', '2001:db8::2'],
  });
  const far = `${world}\nexport SSH_CONNECTION='203.0.113.9 5 192.0.2.2 22'`;
  expect(await readAfter(far)).toMatchObject({
    addresses: ['192.0.2.1', '192.0.2.2', '203.0.113.9', '192.0.2.7', '2001:db8::2'],
  });
  const alone = `${world}\nip address flush dev eth0\nip address add 192.0.2.2/32 dev eth0\nip route add default via 192.0.2.1 dev eth0 onlink`;
  // No route has it as its `src`.
  expect(await readAfter(alone)).toMatchObject({ networks: [], addresses: ['192.0.2.1', '192.0.2.2'] });
});
