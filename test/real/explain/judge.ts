// Predictions and what really happens.
import { readTopology } from '../../../src/discovery/collection.ts';
import { trace } from '../../../src/explain/explain.ts';
import type { Trace } from '../../../src/explain/trace.ts';
import type { Host } from '../../../src/hosts/host.ts';
import { netnsByName } from '../../../src/topology/find.ts';
import type { Topology } from '../../../src/topology/model.ts';
import { ask, make, remove, serve } from './kernel.ts';
import type { Flow, Network } from './networks.ts';

export interface Judged {
  readonly network: Network;
  readonly flow: Flow;
  readonly predicted: Trace | Error;
  readonly answered: boolean;
}

export const verdictOf = ({ predicted }: Pick<Judged, 'predicted'>): string =>
  predicted instanceof Error ? 'error' : predicted.verdict;

export const isWrong = (one: Judged): boolean => {
  const verdict = verdictOf(one);
  return verdict !== 'unknown' && (verdict === 'delivered') !== one.answered;
};

function predict(topology: Topology, { from, to, source, protocol = 'icmp', port }: Flow): Trace | Error {
  const netns = netnsByName(topology, from);
  if (!netns) return new Error(`no netns ${from}`);
  try {
    return trace(topology, {
      ...{ from: netns.id, to, protocol },
      ...(port !== undefined && { port }),
      ...(source !== undefined && { source }),
    });
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

const READINGS = 5;

/** On a machine that is very busy the programs of a reading may take longer than they are given. */
export async function wholeTopology(host: Host): Promise<Topology> {
  for (let reading = 1; ; reading++) {
    const topology = await readTopology(host);
    const isWhole = topology.netns.every(({ unread }) => unread.length === 0);
    if (isWhole || reading === READINGS) return topology;
  }
}

/** Makes the networks, says what will arrive, and sends it. They are gone afterwards; `then` still finds them. */
export async function judge(
  host: Host,
  networks: readonly Network[],
  then?: (topology: Topology, judged: readonly Judged[]) => Promise<void>,
): Promise<Judged[]> {
  await make(host, networks);
  const server = await serve(host, networks);
  try {
    const topology = await wholeTopology(host);
    const asked = networks.flatMap((network) =>
      network.flows.map((flow) => ({ network, flow, predicted: predict(topology, flow) })),
    );
    const answers = await ask(
      host,
      asked.map((one) => ({ ...one, expected: verdictOf(one) === 'delivered' })),
    );
    const judged = asked.map((one, at) => ({ ...one, answered: answers[at] === true }));
    await then?.(topology, judged);
    return judged;
  } finally {
    server.stdin.end();
    await server.exited;
    await remove(host, networks);
  }
}
