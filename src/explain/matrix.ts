// Who reaches whom: one question for each pair of namespaces.
import { shownAddresses } from '../topology/addresses.ts';
import type { Netns, Topology } from '../topology/model.ts';
import { isSimulatedInternet } from '../topology/simulated-internet.ts';
import { addressFor, typedName } from './arguments.ts';
import { trace } from './explain.ts';
import type { Flow } from './flow.ts';
import type { Reason } from './reasons.ts';
import type { Verdict } from './trace.ts';

/** What is asked of each pair. */
export type MatrixFlow = Pick<Flow, 'protocol' | 'port'>;

export interface MatrixCell {
  /** As a user types them. */
  readonly from: string;
  readonly to: string;
  /** What was asked for; absent: the target has no address. */
  readonly address?: string;
  readonly verdict: Verdict | 'no-address';
  readonly reason?: Reason;
}

export interface Matrix {
  readonly flow: MatrixFlow;
  /** In the order of the topology. */
  readonly netns: readonly string[];
  /** Row by row, without the diagonal. */
  readonly cells: readonly MatrixCell[];
}

/** The namespaces that a user means without naming any: those with a link beside lo, but for what answers as the internet. */
export const usualNetns = ({ netns }: Topology): Netns[] =>
  netns.filter((one) => !isSimulatedInternet(one) && one.links.some((link) => shownAddresses(link).length > 0));

/** Hundreds of namespaces take a while: others have their turn between, and what is stopped ends there, with the cells until then. */
export async function matrixOf(
  topology: Topology,
  netns: readonly Netns[],
  flow: MatrixFlow,
  signal?: AbortSignal,
): Promise<Matrix> {
  const cells: MatrixCell[] = [];
  const names = netns.map((one) => typedName(topology, one));
  let turn = performance.now();
  for (const from of netns)
    for (const to of netns) {
      if (to === from) continue;
      cells.push(cellOf(topology, from, to, flow));
      if (performance.now() - turn < TURN_MS) continue;
      await new Promise((resolve) => setTimeout(resolve, 0));
      if (signal?.aborted) return { flow, netns: names, cells };
      turn = performance.now();
    }
  return { flow, netns: names, cells };
}

const TURN_MS = 50;

function cellOf(topology: Topology, from: Netns, to: Netns, flow: MatrixFlow): MatrixCell {
  const pair = { from: typedName(topology, from), to: typedName(topology, to) };
  const address = addressFor(from, to);
  if (address === undefined) return { ...pair, verdict: 'no-address' };
  const { verdict, stop } = trace(topology, { ...flow, from: from.id, to: address });
  return { ...pair, address, verdict, ...(stop ? { reason: stop.reason } : {}) };
}

/** Where two matrices of the same question differ: the cells of `after` that are another verdict or reason in `before`, or that are new. */
export function matrixChanges(
  before: Matrix,
  after: Matrix,
): readonly (MatrixCell & { readonly before?: MatrixCell })[] {
  const known = new Map(before.cells.map((cell) => [`${cell.from} ${cell.to}`, cell]));
  return after.cells.flatMap((cell) => {
    const old = known.get(`${cell.from} ${cell.to}`);
    if (old && old.verdict === cell.verdict && old.reason === cell.reason) return [];
    return [{ ...cell, ...(old ? { before: old } : {}) }];
  });
}
