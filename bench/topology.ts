import { readTopology } from '../src/discovery/collection.ts';
import { type Figure, inTurn, median, ms, row, time } from './figure.ts';
import { namespaces, take, WAYS } from './topology-world.ts';

function snapshot(count: number, rounds: number): Figure {
  return {
    name: `topology-${count}`,
    what: `topology: full snapshot of ${count.toLocaleString('en')} namespaces`,
    against: 'xargs, nsenter and ip -batch, as many at once as there are processors',
    aim: count === 1000 ? '≤ 1.1' : '',
    measure: async () => {
      const host = await namespaces(count);
      try {
        const ours = async () => {
          const { netns } = await readTopology(host);
          if (netns.length !== count + 1) throw new Error(`${netns.length} namespaces`);
        };
        const floor = () => take(host, WAYS.floor);
        const measured = row(await inTurn(rounds, 1, ours, floor));
        return { ...measured, against: `${measured.against}; ${await others(() => namespaces(count))}` };
      } finally {
        await host.dispose();
      }
    },
  };

  /** Other ways, once each, in a world of their own, since plotnetcfg wants to be alone in its PID namespace. */
  async function others(world: () => ReturnType<typeof namespaces>): Promise<string> {
    const host = await world();
    try {
      const loop = ms(await time(() => take(host, WAYS.loop)));
      const plotted = await time(() => take(host, WAYS.plotnetcfg)).then(ms, () => 'not installed');
      return `\`ip -n\` in a loop: ${loop}; plotnetcfg: ${plotted}`;
    } finally {
      await host.dispose();
    }
  }
}

export const snapshots: readonly Figure[] = [snapshot(10, 9), snapshot(100, 5), snapshot(1000, 5)];

/** The first picture names all the namespaces and shows the links of the root netns. */
export const firstTree: Figure = {
  name: 'topology-first',
  what: 'topology: first tree at 1,000 namespaces',
  against: '`ip -j -d link` and `ip -j netns list-id`',
  aim: '≤ 3',
  measure: async () => {
    const host = await namespaces(1000);
    try {
      const ours: number[] = [];
      const against: number[] = [];
      for (let round = 0; round < 6; round++) {
        const started = performance.now();
        let first = Number.NaN;
        await readTopology(host, () => {
          first = performance.now() - started;
        });
        const floor = await time(() => take(host, WAYS.hostOnly));
        if (round === 0) continue;
        ours.push(first);
        against.push(floor);
      }
      return row({ ours: median(ours), against: median(against) });
    } finally {
      await host.dispose();
    }
  },
};
