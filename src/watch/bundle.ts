// What somebody elsewhere needs to find out why something else was seen than predicted.
import { explanationJson } from '../explain/json.ts';
import { explain } from '../explain/obstacles.ts';
import { forPrograms } from '../topology/json.ts';
import type { Netns, Topology } from '../topology/model.ts';
import type { Argument, Said } from '../words.ts';
import { observationJson } from './json.ts';
import type { Observation } from './observation.ts';
import type { Prediction } from './predict.ts';

/** What was predicted, and whether that is what was seen, with it. */
export interface Watched {
  readonly topology: Topology;
  readonly observation: Observation;
  readonly prediction: Prediction;
}

export interface MadeWith {
  /** Of this program. */
  readonly version: string;
  /** As uname(1) says it. */
  readonly kernel: string;
}

/** Plain data, without what is nobody else's business: which machine it is, and what runs in its namespaces. */
export function bundleJson({ topology, observation, prediction }: Watched, { version, kernel }: MadeWith): object {
  const known: Topology = { ...topology, host: { id: 'host', label: 'host' }, netns: topology.netns.map(anonymous) };
  const labels = new Map(topology.netns.map((netns) => [netns.label, anonymous(netns).label]));
  const missing = observation.missing.map((said): Said => ({ ...said, args: said.args.map(relabelled(labels)) }));
  return {
    format: 1,
    version,
    kernel,
    topology: forPrograms(known),
    explanation: explanationJson(known, explain(known, observation.flow)),
    observation: observationJson(known, { ...observation, missing }, prediction),
  };
}

/** A namespace without a name is called after a process or a container in it. */
function anonymous({ holder: _, ...netns }: Netns): Netns {
  const links = netns.links.map((link) => ({ ...link, ifalias: undefined }));
  const label = netns.root || netns.names.length > 0 ? netns.label : `netns ${netns.id}`;
  return { ...netns, label, links };
}

const relabelled =
  (labels: ReadonlyMap<string, string>) =>
  (argument: Argument): Argument =>
    typeof argument === 'string' ? (labels.get(argument) ?? argument) : argument;
