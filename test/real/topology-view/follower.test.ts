import { expect, onTestFinished, test } from 'vitest';
import { Follower } from '../../../src/editor/topology/follower.ts';
import { type Host, HostError, type RemoteProcess } from '../../../src/hosts/host.ts';
import { netnsByName } from '../../../src/topology/model.ts';
import { sandbox, until } from '../hosts/support.ts';
import { ok } from '../topology/support.ts';

/** A host whose connection can be cut: its processes end, and no others start. */
function cuttable(host: Host) {
  const processes: RemoteProcess[] = [];
  let cut = false;
  const spawn: Host['spawn'] = (argv, options) => {
    if (cut) throw new HostError('The connection was lost.');
    const process = host.spawn(argv, options);
    processes.push(process);
    return process;
  };
  return {
    host: { ...host, spawn },
    async cut() {
      cut = true;
      await Promise.all(processes.map((process) => process.signal('SIGKILL')));
    },
    mend: () => {
      cut = false;
    },
  };
}

const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

test('host-lost: what was seen last stays, and the tree follows again by itself', async () => {
  const machine = await sandbox({ internet: 'none' });
  const { host, cut, mend } = cuttable(machine);
  // Of a notebook a follower takes only what it is called.
  const notebook = { uri: 'file:///a.netlab' } as unknown as ConstructorParameters<typeof Follower>[0];
  const follower = new Follower(notebook, host, log, () => {});
  onTestFinished(() => follower.dispose());
  follower.follow(true);
  const shows = (name: string) => follower.topology && netnsByName(follower.topology, name) !== undefined;
  await ok(machine, 'ip netns add before');
  expect(await until(() => shows('before') === true, 10_000)).toBe(true);
  expect(follower.lost).toBeUndefined();

  await cut();
  expect(await until(() => follower.lost !== undefined, 10_000)).toBe(true);
  const { lost } = follower;
  expect(lost?.reason).toBe('The connection was lost.');
  expect(shows('before')).toBe(true);

  await ok(machine, 'ip netns add meanwhile');
  mend();
  expect(await until(() => follower.lost === undefined, 20_000)).toBe(true);
  expect(await until(() => shows('meanwhile') === true, 10_000)).toBe(true);
});
