import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Topology } from '../../../src/topology/model.ts';
import { observationJson } from '../../../src/watch/json.ts';
import type { Observation } from '../../../src/watch/observation.ts';
import type { Prediction } from '../../../src/watch/predict.ts';

const schema = JSON.parse(readFileSync(new URL('../../../docs/watch.schema.json', import.meta.url), 'utf8'));
const check = new Ajv2020({ strict: true, allErrors: true }).compile(schema);

/** How an observation, as JSON, differs from docs/watch.schema.json; [] if it does not. */
export function faultsOf(topology: Topology, observation: Observation, prediction: Prediction): string[] {
  if (check(JSON.parse(JSON.stringify(observationJson(topology, observation, prediction))))) return [];
  return (check.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
