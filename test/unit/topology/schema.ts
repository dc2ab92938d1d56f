import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { forPrograms } from '../../../src/topology/json.ts';
import type { Topology } from '../../../src/topology/model.ts';

const schema = JSON.parse(readFileSync(new URL('../../../docs/topology.schema.json', import.meta.url), 'utf8'));
const check = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true }).compile(schema);

/** How a topology, as JSON, differs from docs/topology.schema.json; [] if it does not. */
export function validate(value: unknown): string[] {
  // Safe: of what is no topology nothing else is read.
  const json = forPrograms(value as Topology);
  if (check(JSON.parse(JSON.stringify(json)))) return [];
  return (check.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
