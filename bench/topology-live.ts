import { type LiveTopology, openLiveTopology } from '../src/discovery/live-topology.ts';
import type { Host } from '../src/hosts/host.ts';
import { inWords } from '../src/words.ts';
import { type Figure, inTurn, median, ms, time } from './figure.ts';
import { namespaces, take, WAYS } from './topology-world.ts';

/** Follows the host; returns when the full picture is there. */
async function follow(host: Host): Promise<LiveTopology> {
  const live = openLiveTopology(host);
  await new Promise<void>((resolve, reject) => {
    live.onChange((topology) => {
      if (live.problem) reject(new Error(inWords(live.problem)));
      if (topology?.extent === 'full') resolve();
    });
  });
  return live;
}

/** Milliseconds from before the command that changes one namespace begins, until it is told. */
async function change({ host, live }: World, round: number): Promise<number> {
  const address = `10.1.${round}.1/32`;
  const told = new Promise<number>((resolve) => {
    const stop = live.onChange((_, list) => {
      if (
        !list.some(
          ({ what, how, after }) => what === 'address' && how === 'added' && after?.local === address.split('/')[0],
        )
      )
        return;
      stop();
      resolve(performance.now());
    });
  });
  const started = performance.now();
  await host.run(['nsenter', '--net=/run/netns/n5', 'ip', 'addr', 'add', address, 'dev', 'eth0']);
  return (await told) - started;
}

const p95 = (times: readonly number[]): number =>
  times.toSorted((a, b) => a - b)[Math.ceil(times.length * 0.95) - 1] ?? Number.NaN;

interface World {
  readonly host: Host;
  readonly live: LiveTopology;
  readonly told: number[];
  readonly one: number[];
}

async function followed(count: number): Promise<World> {
  const host = await namespaces(count);
  return { host, live: await follow(host), told: [], one: [] };
}

const ROUNDS = 40;
const WARM_UP = 3;

/** Both worlds in turn, so that what else the machine does is in the figures of both. */
export const changeTold: Figure = {
  name: 'topology-change',
  what: 'topology: one change → told, p95 at 10 and at 1,000 namespaces',
  against: 'one `nsenter … ip -batch`',
  aim: 'p95 ≤ 200 ms; 1,000 by 10: ≤ 1.5',
  measure: async () => {
    const few = await followed(10);
    const many = await followed(1000);
    try {
      for (let round = 0; round < ROUNDS + WARM_UP; round++) {
        for (const world of [few, many]) {
          const told = await change(world, round);
          const one = await time(() => take(world.host, WAYS.one));
          await new Promise((resolve) => setTimeout(resolve, 200));
          if (round < WARM_UP) continue;
          world.told.push(told);
          world.one.push(one);
        }
      }
    } finally {
      for (const { host, live } of [few, many]) {
        await live.dispose();
        await host.dispose();
      }
    }
    const words = (times: readonly number[]) => `${ms(p95(times))} (median ${ms(median(times))})`;
    return {
      ours: `${words(few.told)}, ${words(many.told)}`,
      against: `${words(few.one)}, ${words(many.one)}`,
      ratio: p95(many.told) / p95(few.told),
    };
  },
};

/** What a cell waits that begins behind another one, while the topology is followed. */
export const cellWait: Figure = {
  name: 'topology-wait',
  what: 'topology: all read that has happened until now, at 10 and at 1,000 namespaces',
  against: 'one `nsenter … ip -batch`, and the quickest reading of them all',
  aim: 'below the quickest reading of them all',
  measure: async () => {
    const few = await followed(10);
    const many = await followed(1000);
    try {
      const short = await inTurn(
        ROUNDS,
        WARM_UP,
        () => few.live.refresh(),
        () => take(few.host, WAYS.one),
      );
      const long = await inTurn(
        WARM_UP,
        1,
        () => many.live.refresh(),
        () => take(many.host, WAYS.floor),
      );
      return {
        ours: `${ms(short.ours)}, ${ms(long.ours)}`,
        against: `${ms(short.against)}, ${ms(long.against)}`,
        ratio: long.ours / long.against,
      };
    } finally {
      for (const { host, live } of [few, many]) {
        await live.dispose();
        await host.dispose();
      }
    }
  },
};

const IDLE_SECONDS = 60;
/** New links and bridge ports change by themselves for a while. */
const SETTLING_MS = 20_000;

export const idle: Figure = {
  name: 'topology-idle',
  what: `topology: processes started while followed and nothing changes, ${IDLE_SECONDS} s`,
  against: '',
  aim: 'none',
  measure: async () => {
    const host = await namespaces(10);
    try {
      const live = await follow(host);
      await live.refresh();
      await new Promise((resolve) => setTimeout(resolve, SETTLING_MS));
      // The newest process as the sandbox's own PID namespace counts them; asking is a process too.
      const newest = async () => Number((await host.run(['cat', '/proc/sys/kernel/ns_last_pid'])).stdout.toString());
      const asking = -(await newest()) + (await newest());
      const before = await newest();
      await new Promise((resolve) => setTimeout(resolve, IDLE_SECONDS * 1000));
      const started = (await newest()) - before - asking;
      await live.dispose();
      return { ours: String(started), against: '' };
    } finally {
      await host.dispose();
    }
  },
};
