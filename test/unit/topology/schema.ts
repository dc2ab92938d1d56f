import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';

const schema = JSON.parse(readFileSync(new URL('../../../docs/topology.schema.json', import.meta.url), 'utf8'));
const check = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true }).compile(schema);

/** How that JSON differs from docs/topology.schema.json; [] if it does not. */
export function validate(value: unknown): string[] {
  if (check(JSON.parse(JSON.stringify(value)))) return [];
  return (check.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
