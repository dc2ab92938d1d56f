// Flows in random networks, watched: whether they are seen where they are predicted.
import { readTopology } from '../../../src/discovery/collection.ts';
import { trace } from '../../../src/explain/explain.ts';
import type { Flow } from '../../../src/explain/flow.ts';
import { whereOf } from '../../../src/explain/where.ts';
import type { Host } from '../../../src/hosts/host.ts';
import { netnsByName } from '../../../src/topology/find.ts';
import type { Topology } from '../../../src/topology/model.ts';
import { isDifferent } from '../../../src/watch/compare.ts';
import { predictionOf } from '../../../src/watch/predict.ts';
import { watchedText } from '../../../src/watch/text.ts';
import { watch } from '../../../src/watch/watch.ts';
import { inWords } from '../../../src/words.ts';
import { faultsOf } from '../../unit/watch/schema.ts';
import { make, remove } from '../explain/kernel.ts';
import { type Network, network } from '../explain/networks.ts';

/** So many at once that the topology's program reads all of them in full. */
const SIDE_BY_SIDE = 50;
/** A machine that is busy may lose a packet, or its time. */
const TRIES = 3;

export interface Tally {
  /** Flows that arrive by the prediction, and were watched. */
  watched: number;
  passes: number;
  /** Those that were not the same at once. */
  again: number;
  readonly wrong: string[];
}

/** Watches one flow in each network, so that none finds what another one has taught hosts and switches; `most` in all. */
export async function watchRandom(host: Host, firstSeed: number, most: number): Promise<Tally> {
  const tally: Tally = { watched: 0, passes: 0, again: 0, wrong: [] };
  for (let seed = firstSeed; tally.watched < most; seed += SIDE_BY_SIDE) {
    const networks = Array.from({ length: SIDE_BY_SIDE }, (_, at) => network(seed + at));
    await make(host, networks);
    const topology = await readTopology(host);
    for (const one of networks) if (tally.watched < most) await watchIn(host, topology, one, tally);
    await remove(host, networks);
  }
  return tally;
}

async function watchIn(host: Host, topology: Topology, { seed, flows }: Network, tally: Tally): Promise<void> {
  const [flow] = flows.flatMap(({ from, to, source }): Flow[] => {
    const id = netnsByName(topology, from)?.id ?? '';
    const found: Flow = { from: id, to, protocol: 'icmp', ...(source === undefined ? {} : { source }) };
    return trace(topology, found).verdict === 'delivered' ? [found] : [];
  });
  if (!flow) return;
  tally.watched++;
  for (let left = TRIES - 1; ; left--) {
    const observation = await watch(host, topology, flow);
    const prediction = predictionOf(topology, observation);
    const { comparison } = prediction;
    const faults = faultsOf(topology, observation, prediction);
    if (comparison.outcome === 'same' && !isDifferent(comparison) && faults.length === 0) {
      tally.passes += comparison.passes.length;
      return;
    }
    if (left === 0) {
      const text = watchedText(topology, observation, prediction).join('\n');
      tally.wrong.push(
        `seed ${seed}, ${inWords(whereOf(topology, flow.from))} to ${flow.to}\n${text}\n${faults.join()}`,
      );
      return;
    }
    tally.again++;
  }
}
