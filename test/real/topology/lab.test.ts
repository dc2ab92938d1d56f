import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { linkById, netnsByName, portsOf } from '../../../src/topology/find.ts';
import type { Topology } from '../../../src/topology/model.ts';
import { validate } from '../../unit/topology/schema.ts';
import { PROGRAM, run } from '../cli/program.ts';
import { sandbox } from '../hosts/support.ts';

const LAB = fileURLToPath(new URL('../../../labs/container-networking.netlab', import.meta.url));

test('run --topology writes what the lab has made', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'netlab-topology-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const file = join(directory, 't.json');
  expect(await run('run', LAB, '--topology', file)).toMatchObject({ status: 0 });
  const written: unknown = JSON.parse(readFileSync(file, 'utf8'));
  expect(validate(written)).toEqual([]);
  const topology = written as Topology; // safe: the schema has accepted it

  const [root] = topology.netns;
  const bridge = root?.links.find(({ ifname }) => ifname === 'app-net-0');
  if (!root || !bridge) throw new Error('no bridge');
  expect(portsOf(root, bridge)).toHaveLength(2);
  for (const name of ['sleep', 'webapp']) {
    const veth = netnsByName(topology, name)?.links.find(({ ifname }) => ifname === `veth-${name}`);
    const other = typeof veth?.peer === 'string' ? linkById(topology, veth.peer) : undefined;
    expect([other?.netns.id, other?.link.master, other?.link.peer]).toEqual([root.id, 'app-net-0', veth?.id]);
  }
  const routes = netnsByName(topology, 'webapp')?.routes.filter(({ table }) => table === 'main');
  expect(routes?.find(({ dst }) => dst === 'default')).toMatchObject({ dev: 'veth-webapp' });
  expect(root.firewall.iptables).toMatch(/^-A POSTROUTING .*-j MASQUERADE$/m);
  expect(JSON.stringify(root.firewall.nft)).toMatch(/masquerade|MASQUERADE/);
  expect(root.sysctls['net.ipv4.ip_forward']).toBe('1');
  expect(topology.unread).toEqual([]);
});

test('hidden-mount: what the machine has named is not seen in a sandbox on it', async () => {
  const machine = await sandbox({ internet: 'none' });
  await machine.run(['ip', 'netns', 'add', 'of-the-machine']);
  const argv = [...PROGRAM, 'topology', '--host', 'sandbox', '--format', 'tree'];
  const { exitCode, stdout } = await machine.run(argv, { timeoutMs: 60_000 });
  expect(exitCode).toBe(0);
  expect(stdout.toString()).toContain('internet (simulated)');
  expect(stdout.toString()).not.toContain('of-the-machine');
});
