import { readTopology } from '../src/discovery/collection.ts';
import { flowOf, readQuestion } from '../src/explain/arguments.ts';
import { matrixOf, usualNetns } from '../src/explain/matrix.ts';
import { explain } from '../src/explain/obstacles.ts';
import type { Topology } from '../src/topology/model.ts';
import { type Figure, inTurn, median, ms, row, time } from './figure.ts';
import { namespaces } from './topology-world.ts';

/** Nobody answers there: the first obstacles are found by the questions of a ping that fails. */
const OUTSIDE = '203.0.113.9';

const explained = (topology: Topology, words: readonly string[]): Promise<number> =>
  time(async () => explain(topology, flowOf(topology, readQuestion(words))));

/** As if the topology had just been read: nothing has been worked out for it. */
const explainedFirst = (topology: Topology, words: readonly string[]): Promise<number> =>
  explained(structuredClone(topology), words);

async function medianOf(rounds: number, work: () => Promise<number>): Promise<number> {
  const taken: number[] = [];
  for (let round = 0; round < rounds + 3; round++) taken.push(await work());
  return median(taken.slice(3));
}

const QUESTION = ['n1', OUTSIDE];

async function topologyOf(count: number): Promise<Topology> {
  const host = await namespaces(count);
  try {
    return await readTopology(host);
  } finally {
    await host.dispose();
  }
}

export const explaining: readonly Figure[] = [
  {
    name: 'explain',
    what: 'explain, a lab of four namespaces, the topology at hand',
    against: '`ip route get` once',
    aim: '≤ 0.5',
    measure: async () => {
      const host = await namespaces(3);
      try {
        const topology = await readTopology(host);
        const get = ['ip', '-n', 'n1', 'route', 'get', OUTSIDE];
        const taken: number[] = [];
        const { against } = await inTurn(
          20,
          3,
          async () => taken.push(await explainedFirst(topology, QUESTION)),
          () => host.run(get),
        );
        return row({ ours: median(taken.slice(3)), against });
      } finally {
        await host.dispose();
      }
    },
  },
  {
    name: 'explain-many',
    what: 'explain, 1,000 namespaces',
    against: 'the same with 10',
    aim: '≤ 1.5',
    measure: async () => {
      const [few, many] = [await topologyOf(10), await topologyOf(1000)];
      const first = await medianOf(5, () => explainedFirst(many, QUESTION));
      // In turn, so that both are as warm.
      const taken = await inTurn(
        200,
        50,
        () => explained(many, QUESTION),
        () => explained(few, QUESTION),
      );
      return { ...row(taken), ours: `${ms(taken.ours)} (the first time ${ms(first)})` };
    },
  },
  {
    name: 'explain-matrix',
    what: 'matrix, all pairs of 100 namespaces',
    against: '9,900 explanations',
    aim: '≤ 0.3, < 2 s',
    measure: async () => {
      const topology = await topologyOf(100);
      const one = await medianOf(20, () => explainedFirst(topology, ['n1', 'n2']));
      const all = await medianOf(1, () => {
        const fresh = structuredClone(topology);
        const netns = usualNetns(fresh).filter(({ root }) => !root);
        return time(async () => {
          const { cells } = await matrixOf(fresh, netns, { protocol: 'icmp' });
          if (cells.length !== 9900) throw new Error(`${cells.length} pairs`);
        });
      });
      return { ours: ms(all), against: ms(one * 9900), ratio: all / (one * 9900) };
    },
  },
];
