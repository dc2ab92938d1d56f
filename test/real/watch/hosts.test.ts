import { expect, onTestFinished, test } from 'vitest';
import type { Host } from '../../../src/hosts/host.ts';
import { openProcesses } from '../../../src/hosts/processes.ts';
import { openCommandProcesses } from '../../../src/hosts/remote/command.ts';
import { openSandbox } from '../../../src/hosts/sandbox/sandbox.ts';
import { container } from '../hosts/container.ts';
import { until } from '../hosts/support.ts';
import { connectTo, describeWithServer, startServer } from '../ssh/server.ts';
import { leftBehind, networkOn, passes, watched, watchers } from './support.ts';

/** A flow that arrives, and one that a rule drops. */
async function expectWatched(host: Host): Promise<void> {
  await networkOn(host, 'iptables -A FORWARD -d 10.1.0.1 -p tcp -j DROP');
  const ping = await watched(host, 'a b');
  expect(ping.observation).toMatchObject({ outcome: { kind: 'answered' }, missing: [] });
  expect(passes(ping, 'question')).toEqual(['a out eth0', 'the host in va', 'the host out vb', 'b in eth0']);
  expect(ping.prediction.comparison).toMatchObject({ outcome: 'same', differences: [] });
  const tcp = await watched(host, 'a 10.1.0.1 tcp 80');
  expect(tcp.observation).toMatchObject({ outcome: { kind: 'silent' }, missing: [] });
  expect(tcp.observation.rules.at(-1)).toMatchObject({ verdict: 'drop', chain: 'FORWARD' });
  expect(await leftBehind(host)).toBe('');
  expect(await until(async () => (await watchers(host)).length === 0, 5000)).toBe(true);
}

async function sandboxOn(bare: Host): Promise<Host> {
  const host = await openSandbox(bare, { internet: 'none' });
  onTestFinished(() => host.dispose());
  return host;
}

describeWithServer('over SSH', () => {
  test('a flow is watched in a sandbox over SSH', async () => {
    const { config } = await startServer();
    await expectWatched(await sandboxOn(await connectTo(config)));
  });

  test('when the connection is cut while it is watched, nothing is left', async () => {
    const { prefix, remove } = await container();
    onTestFinished(remove);
    const machine = openCommandProcesses(prefix, { id: 'command:lab', label: 'lab' });
    await networkOn(machine, 'iptables -P FORWARD DROP');
    const other = openCommandProcesses(prefix, { id: 'command:lab', label: 'lab' });
    onTestFinished(() => other.dispose());
    const given = watched(machine, 'a 10.1.0.1').catch(() => undefined);
    expect(await until(async () => (await leftBehind(other)) !== '', 10_000)).toBe(true);
    await machine.dispose();
    await given;
    expect(await until(async () => (await leftBehind(other)) === '', 5000)).toBe(true);
  });
});

test('a flow is watched on a host that a command reaches, and in a sandbox there', async () => {
  const { prefix, remove } = await container();
  onTestFinished(remove);
  const host = openCommandProcesses(prefix, { id: 'command:lab', label: 'lab' });
  onTestFinished(() => host.dispose());
  await expectWatched(host);
  await expectWatched(await sandboxOn(openCommandProcesses(prefix, { id: 'command:lab', label: 'lab' })));
});

test('a flow is watched in the sandbox of a user who has no rights', async () => {
  // Where it is root that runs the tests, by a user who is not.
  const asNobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--'];
  const bare =
    process.getuid?.() === 0 ? openCommandProcesses(asNobody, { id: 'nobody', label: 'nobody' }) : openProcesses();
  expect(`${(await bare.run(['id', '-u'])).stdout}`).not.toBe('0\n');
  await expectWatched(await sandboxOn(bare));
});
