import { expect, test } from 'vitest';
import { readTopology } from '../../../src/discovery/collection.ts';
import { flowOf } from '../../../src/explain/arguments.ts';
import { chosen } from '../../../src/topology/by-itself.ts';
import { changeText } from '../../../src/topology/change-words.ts';
import type { Topology } from '../../../src/topology/model.ts';
import { isSimulatedInternet } from '../../../src/topology/simulated-internet.ts';
import { watch } from '../../../src/watch/watch.ts';
import { sh, until } from '../hosts/support.ts';
import { follow } from '../topology/support.ts';
import { leftBehind, network, watchers } from './support.ts';

/** So that our tables are needed, and an answer is waited for. */
const DROPS = 'iptables -P FORWARD DROP; ip netns exec b iptables -A INPUT -s 10.9.9.9';
const QUESTION = { from: 'a', to: 'b', protocol: 'icmp' } as const;

test('nothing is left after the end, nor when it is given up before; and nobody is told of a change', async () => {
  const host = await network(DROPS);
  const topology = await readTopology(host);
  const { changes, live } = await follow(host);
  const flow = flowOf(topology, QUESTION);
  const stop = new AbortController();
  const given = watch(host, topology, flow, stop.signal, { timeoutMs: 20_000 });
  expect(await until(async () => (await leftBehind(host)).split('\n').length === 4, 10_000)).toBe(true);
  const now = await readTopology(host);
  // The simulated internet makes its own only a moment after it has begun.
  const firewalls = ({ netns }: Topology) =>
    netns.filter((one) => !isSimulatedInternet(one)).map(({ firewall }) => firewall);
  expect(firewalls(now)).toEqual(firewalls(topology));
  await live.refresh();
  stop.abort();
  expect((await given).outcome.kind).toBe('cannot');
  expect(await leftBehind(host)).toBe('');
  await watch(host, topology, flow, undefined, { timeoutMs: 300 });
  expect(await leftBehind(host)).toBe('');
  expect(await until(async () => (await watchers(host)).length === 0, 5000)).toBe(true);
  await live.refresh();
  // A packet makes hosts and switches learn, as any does.
  const told = chosen(changes, live.current).filter(({ what }) => what !== 'neighbour' && what !== 'fdb');
  expect(told.map((one) => changeText(one))).toEqual([]);
});

test('what is killed is cleared away by its sweeper; when that is killed too, by the next run', async () => {
  const host = await network(DROPS);
  const topology = await readTopology(host);
  const flow = flowOf(topology, QUESTION);
  const begun = async () => {
    const run = watch(host, topology, flow, undefined, { timeoutMs: 20_000 });
    expect(await until(async () => (await leftBehind(host)).split('\n').length === 4, 10_000)).toBe(true);
    return { run, all: await watchers(host) };
  };
  const first = await begun();
  expect(first.all).toHaveLength(2);
  await sh(host, `kill -9 ${first.all[0]}`);
  expect((await first.run).outcome).toMatchObject({ kind: 'cannot', why: 'SIGKILL' });
  expect(await until(async () => (await leftBehind(host)) === '', 5000)).toBe(true);
  const second = await begun();
  await sh(host, `kill -9 ${second.all.join(' ')}`);
  await second.run;
  expect((await leftBehind(host)).split('\n')).toHaveLength(4);
  expect((await watch(host, topology, flow, undefined, { timeoutMs: 300 })).outcome.kind).toBe('silent');
  expect(await leftBehind(host)).toBe('');
});
