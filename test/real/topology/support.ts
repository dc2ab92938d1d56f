import { expect, onTestFinished } from 'vitest';
import { readTopology } from '../../../src/discovery/collection.ts';
import { type LiveTopology, openLiveTopology } from '../../../src/discovery/live-topology.ts';
import type { Host } from '../../../src/hosts/host.ts';
import type { Change } from '../../../src/topology/change.ts';
import type { Neighbour, Topology } from '../../../src/topology/model.ts';
import { canonical } from '../../unit/topology/apply.ts';
import { sh, until } from '../hosts/support.ts';

export interface Followed {
  readonly live: LiveTopology;
  /** All that was told since the full picture. */
  readonly changes: Change[];
  /** How often something was told since then. */
  readonly times: () => number;
}

/** Follows the host until the test is over; returns when the full picture is there. */
export async function follow(host: Host): Promise<Followed> {
  const live = openLiveTopology(host);
  onTestFinished(() => live.dispose());
  const changes: Change[] = [];
  let times = 0;
  let full = false;
  live.onChange((topology, told) => {
    if (full) times++;
    if (full) changes.push(...told);
    full ||= topology?.extent === 'full';
  });
  expect(await until(() => full, 15_000)).toBe(true);
  return { live, changes, times: () => times };
}

/** What is there changes its neighbours' states by itself, and not each time with an event. */
function steady(topology: Topology): unknown {
  const state = ({ state: _, ...neighbour }: Neighbour): Neighbour => ({ ...neighbour, dst: neighbour.dst });
  return canonical({
    ...topology,
    netns: topology.netns.map((netns) => ({ ...netns, neighbours: netns.neighbours.map(state) })),
  });
}

/** The live model comes to be what a fresh snapshot is. */
export async function expectSame(host: Host, live: LiveTopology): Promise<void> {
  await live.refresh();
  let [ours, fresh]: [unknown, unknown] = [undefined, undefined];
  await until(async () => {
    fresh = steady(await readTopology(host));
    ours = live.current && steady(live.current);
    return JSON.stringify(ours) === JSON.stringify(fresh);
  }, 15_000);
  expect(ours).toEqual(fresh);
}

/** Runs a shell script on the host. Throws when it fails or says anything. */
export async function ok(host: Host, script: string): Promise<void> {
  const { code, err } = await sh(host, `set -e\n${script}`, 30_000);
  if (code !== 0 || err !== '') throw new Error(`status ${code}: ${err}`);
}

/** The reading programs that run on the host, by process id as the host counts. */
export async function readers(host: Host): Promise<string[]> {
  const { out } = await sh(host, 'grep -lx netlab-topology /proc/[0-9]*/comm');
  return out
    .split('\n')
    .filter(Boolean)
    .map((file) => file.split('/')[2] ?? '');
}
