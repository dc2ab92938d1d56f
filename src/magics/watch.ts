// `watch` and `%watch`: the flow that a user asks about, sent for real.
import manifest from '../../package.json' with { type: 'json' };
import { flowOf, type Question } from '../explain/arguments.ts';
import type { Flow } from '../explain/flow.ts';
import type { Host } from '../hosts/host.ts';
import { printableJson } from '../printable.ts';
import type { Topology } from '../topology/model.ts';
import { bundleJson, type Watched } from '../watch/bundle.ts';
import { isDifferent } from '../watch/compare.ts';
import type { Observation } from '../watch/observation.ts';
import { predictionOf } from '../watch/predict.ts';
import { watch } from '../watch/watch.ts';
import { explainOn } from './explain.ts';

/** The exit status of what was seen; where nothing could be sent, it cannot be said. */
export const statusOfWatched = ({ outcome: { kind } }: Observation): number =>
  ({ answered: 0, silent: 1, error: 1, cannot: 2 })[kind];

/** Whether it is something to report: what was seen is not what was predicted. */
export const isToReport = ({ prediction: { comparison } }: Watched): boolean => isDifferent(comparison);

/** Makes the text of a file in which all is that a report needs; the host is asked now. */
export async function bundleOf(host: Host, watched: Watched): Promise<() => string> {
  const { stdout } = await host.run(['uname', '-srm']);
  const made = { version: manifest.version, kernel: `${stdout}`.trim() };
  return () => `${printableJson(bundleJson(watched, made), 2)}\n`;
}

/** When what may just be coming up has settled. Throws QuestionError. */
export async function watchOn(host: Host, question: Question, signal?: AbortSignal): Promise<Watched> {
  const { topology, explanation } = await explainOn(host, question, signal);
  return sent(host, topology, explanation.trace.flow, signal);
}

/** The same where the topology is at hand, and the name is one of it. Throws QuestionError. */
export const watchIn = (host: Host, topology: Topology, question: Question, signal?: AbortSignal): Promise<Watched> =>
  sent(host, topology, flowOf(topology, question), signal);

async function sent(host: Host, topology: Topology, flow: Flow, signal?: AbortSignal): Promise<Watched> {
  const observation = await watch(host, topology, flow, signal);
  return { topology, observation, prediction: predictionOf(topology, observation) };
}
