import type { Host } from '../src/hosts/host.ts';
import { type LiveTopology, openLiveTopology } from '../src/topology/live.ts';
import { type Figure, median, ms, time } from './figure.ts';
import { namespaces, take, WAYS } from './topology-world.ts';

/** Follows the host; returns when the full picture is there. */
async function follow(host: Host): Promise<LiveTopology> {
  const live = openLiveTopology(host);
  await new Promise<void>((resolve, reject) => {
    live.onChange((topology) => {
      if (live.problem) reject(new Error(live.problem));
      if (topology?.extent === 'full') resolve();
    });
  });
  return live;
}

/** Milliseconds from the end of `ip`, the change being made, until it is told. */
async function changes(host: Host, live: LiveTopology, rounds: number): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const address = `10.1.${round}.1/32`;
    const told = new Promise<number>((resolve) => {
      const stop = live.onChange((_, list) => {
        if (!list.some(({ text }) => text.includes(address) && text.includes(' added to '))) return;
        stop();
        resolve(performance.now());
      });
    });
    const started = performance.now();
    await host.run(['nsenter', '--net=/run/netns/n5', 'ip', 'addr', 'add', address, 'dev', 'eth0']);
    times.push((await told) - started);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return times;
}

const p95 = (times: readonly number[]): number =>
  times.toSorted((a, b) => a - b)[Math.ceil(times.length * 0.95) - 1] ?? Number.NaN;

async function changeAmong(count: number, rounds: number): Promise<{ told: number[]; one: number }> {
  const host = await namespaces(count);
  try {
    const live = await follow(host);
    const told = (await changes(host, live, rounds + 3)).slice(3);
    await live.dispose();
    const one: number[] = [];
    for (let round = 0; round < 5; round++) one.push(await time(() => take(host, WAYS.one)));
    return { told, one: median(one) };
  } finally {
    await host.dispose();
  }
}

/** From before the command that changes one namespace begins, to the telling. */
export const changeTold: Figure = {
  name: 'topology-change',
  what: 'topology: one change → told, p95 at 10 and at 1,000 namespaces',
  against: 'one `nsenter … ip -batch`',
  aim: 'p95 ≤ 200 ms; 1,000 by 10: ≤ 1.5',
  measure: async () => {
    const few = await changeAmong(10, 40);
    const many = await changeAmong(1000, 40);
    const words = ({ told }: { told: number[] }) => `${ms(p95(told))} (median ${ms(median(told))})`;
    return {
      ours: `${words(few)}, ${words(many)}`,
      against: `${ms(few.one)}, ${ms(many.one)}`,
      ratio: p95(many.told) / p95(few.told),
    };
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
