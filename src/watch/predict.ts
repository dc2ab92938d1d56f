import { trace, waysOf } from '../explain/explain.ts';
import type { Trace } from '../explain/trace.ts';
import type { Topology } from '../topology/model.ts';
import { type Comparison, compare, isDifferent } from './compare.ts';
import type { Observation } from './observation.ts';

export interface Prediction {
  readonly trace: Trace;
  readonly comparison: Comparison;
}

/** What was predicted of a flow that was seen. Of several ways that it may go, all as good, it is the one that it went. */
export function predictionOf(topology: Topology, observation: Observation): Prediction {
  const { flow } = observation;
  const first = trace(topology, flow);
  const beside = (way: Trace): Prediction => ({ trace: way, comparison: compare(topology, way, observation) });
  const prediction = beside(first);
  if (!isDifferent(prediction.comparison) || first.verdict === 'unknown') return prediction;
  const [, ...others] = waysOf(topology, flow);
  return others.map(beside).find(({ comparison }) => !isDifferent(comparison)) ?? prediction;
}
