import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { readUplinks } from '../../../src/guard/uplinks.ts';
import type { Completed, Host } from '../../../src/hosts/host.ts';

/** What is read in a network namespace of its own, after those commands. */
async function uplinksAfter(commands: string): Promise<readonly string[]> {
  const run = async (argv: readonly string[]): Promise<Completed> => {
    const script = `${commands}\nexec "$@"`;
    const { status, stdout, stderr } = spawnSync('unshare', ['-Urn', 'sh', '-ec', script, 'sh', ...argv]);
    return { exitCode: status, signal: null, stdout, stderr, cut: false };
  };
  const host: Pick<Host, 'run'> = { run };
  return [...((await readUplinks(host)) ?? ['?'])].sort();
}

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
