// `watch` and `%watch`: the flow that a user asks about, sent for real.
import { readTopology } from '../discovery/collection.ts';
import { flowOf, isHostName, type Question } from '../explain/arguments.ts';
import { trace } from '../explain/explain.ts';
import type { Trace } from '../explain/trace.ts';
import type { Host } from '../hosts/host.ts';
import type { Topology } from '../topology/model.ts';
import { type Comparison, compare } from '../watch/compare.ts';
import type { Observation } from '../watch/observation.ts';
import { watch } from '../watch/watch.ts';
import { resolved } from './explain.ts';

export interface Watched {
  readonly topology: Topology;
  readonly observation: Observation;
  /** What was predicted, and whether that is what was seen. */
  readonly prediction: { readonly trace: Trace; readonly comparison: Comparison };
}

/** The exit status of what was seen; where nothing could be sent, it cannot be said. */
export const statusOfWatched = ({ outcome: { kind } }: Observation): number =>
  ({ answered: 0, silent: 1, error: 1, cannot: 2 })[kind];

/** Throws QuestionError. */
export async function watchOn(host: Host, question: Question, signal?: AbortSignal): Promise<Watched> {
  const topology = await readTopology(host);
  const to = isHostName(topology, question.to) ? await resolved(host, topology, question) : question.to;
  return watchIn(host, topology, { ...question, to }, signal);
}

/** The same where the topology is at hand, and the name is one of it. Throws QuestionError. */
export async function watchIn(
  host: Host,
  topology: Topology,
  question: Question,
  signal?: AbortSignal,
): Promise<Watched> {
  const flow = flowOf(topology, question);
  const predicted = trace(topology, flow);
  const observation = await watch(host, topology, flow, signal);
  const comparison = compare(topology, predicted, observation);
  return { topology, observation, prediction: { trace: predicted, comparison } };
}
