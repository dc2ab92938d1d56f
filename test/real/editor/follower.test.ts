import { expect, onTestFinished, test } from 'vitest';
import { Follower } from '../../../src/editor/topology/follower.ts';
import { type Host, HostError, type RemoteProcess } from '../../../src/hosts/host.ts';
import { changeText } from '../../../src/topology/change-words.ts';
import { netnsByName } from '../../../src/topology/find.ts';
import { said } from '../../said.ts';
import { sandbox, until } from '../hosts/support.ts';
import { ok } from '../topology/support.ts';

/** A host whose connection can be cut: its processes end, and no others start. */
function cuttable(host: Host) {
  const processes: RemoteProcess[] = [];
  let cut = false;
  const spawn: Host['spawn'] = (argv, options) => {
    if (cut) throw new HostError(said('The connection was lost.'));
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

/** A follower of a sandbox, and how a cell is run on it as the editor does. */
async function followed() {
  const machine = await sandbox({ internet: 'none' });
  // Of a notebook a follower takes only what it is called.
  const notebook = { uri: 'file:///a.netlab' } as unknown as ConstructorParameters<typeof Follower>[0];
  const follower = new Follower(notebook, machine, log, () => {});
  onTestFinished(() => follower.dispose());
  follower.follow(true);
  await follower.read(10_000);
  const runCell = async (command: string) => {
    await follower.cellBegins();
    await ok(machine, command);
    follower.cellEnded();
  };
  const changes = () => follower.sinceLastCell.filter(({ detail }) => !detail).map((one) => changeText(one));
  return { machine, follower, runCell, changes };
}

test('changes-of-another-cell: in Run All the changes are those of the last cell', async () => {
  const { follower, runCell, changes } = await followed();
  for (let round = 0; round < 8; round++) {
    await runCell(
      `ip link add before${round} type bridge; ip link set before${round} up; ip addr add 10.0.${round}.1/24 dev before${round}`,
    );
    await runCell(`sysctl -qw net.ipv4.conf.before${round}.rp_filter=2`);
    await runCell(`ip netns add after${round}`);
    await expect.poll(changes, { timeout: 10_000 }).toContain(`added netns after${round}`);
    expect(changes(), `round ${round}`).toEqual([`added netns after${round}`]);
    expect(follower.sinceIsPartial).toBe(false);
  }
});

test('a person who asks has all read again, also what the kernel does not report', async () => {
  const { machine, follower } = await followed();
  const key = 'net.ipv4.conf.all.arp_ignore';
  await ok(machine, `sysctl -qw ${key}=2`);
  await follower.readAgain();
  expect(follower.topology?.netns[0]?.sysctls[key]).toBe('2');
});

test('changes-of-another-cell: a cell that made 200 namespaces, and a quick one after it', async () => {
  const { follower, runCell, changes } = await followed();
  await runCell('for n in $(seq 200); do ip netns add n$n; ip link add v$n type veth peer name e netns n$n; done');
  await runCell('ip netns add last');
  // A machine that reads for long says that it knows only a part, which holds nothing of the cell before either.
  await expect
    .poll(() => follower.sinceIsPartial || changes().includes('added netns last'), { timeout: 60_000 })
    .toBe(true);
  expect(changes().filter((text) => text !== 'added netns last')).toEqual([]);
});

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
  expect(lost?.reason).toEqual(said('The connection was lost.'));
  expect(shows('before')).toBe(true);

  await ok(machine, 'ip netns add meanwhile');
  mend();
  expect(await until(() => follower.lost === undefined, 20_000)).toBe(true);
  expect(await until(() => shows('meanwhile') === true, 10_000)).toBe(true);
});
