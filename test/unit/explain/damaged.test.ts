// A file that somebody else wrote, or that was damaged: it is refused with the place, or answered.
import { expect, test } from 'vitest';
import { flowOf, QuestionError, readQuestion } from '../../../src/explain/arguments.ts';
import { explanationJson } from '../../../src/explain/json.ts';
import { explain } from '../../../src/explain/obstacles.ts';
import { reportOf } from '../../../src/explain/report.ts';
import { NoTopology, topologyFromJson } from '../../../src/topology/from-json.ts';
import fc from '../../fast-check.ts';
import { LAB_STEPS, labAt } from '../diagram/lab-steps.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Each value in a JSON text, as the ways to it. */
function waysTo(json: Json, way: readonly string[] = []): (readonly string[])[] {
  if (json === null || typeof json !== 'object') return [way];
  return [way, ...Object.entries(json).flatMap(([key, value]) => waysTo(value, [...way, key]))];
}

/** With another value there; undefined: without it. */
function changed(json: Json, [key, ...rest]: readonly string[], value: Json | undefined): Json {
  if (key === undefined) return value ?? null;
  if (Array.isArray(json)) {
    const at = Number(key);
    if (rest.length === 0 && value === undefined) return json.toSpliced(at, 1);
    return at < json.length ? json.with(at, changed(json[at] ?? null, rest, value)) : json;
  }
  if (json === null || typeof json !== 'object') return json;
  if (rest.length > 0 || value !== undefined) return { ...json, [key]: changed(json[key] ?? null, rest, value) };
  const { [key]: _, ...others } = json;
  return others;
}

const LAB: Json = changed(
  JSON.parse(JSON.stringify(labAt(LAB_STEPS['9 out into the world'] ?? {}))),
  ['netns', '0', 'vlans'],
  [
    {
      ifname: 'br0',
      vlans: [
        { vlan: 1, flags: ['PVID', 'Egress Untagged'] },
        { vlan: 10, vlanEnd: 20 },
      ],
    },
  ],
);
const WAYS = waysTo(LAB).filter((way) => way.length > 0);

const value: fc.Arbitrary<Json | undefined> = fc.oneof(
  fc.constantFrom<Json | undefined>(undefined, null, true, 0, -1, 1e21, '', 'x', '10.0.0.300', '::', [], {}, [null], {
    x: {},
  }),
  fc
    .constantFrom(...WAYS)
    .map((way) => way.reduce<Json>((json, key) => (json as { [key: string]: Json })[key] ?? null, LAB)), // each way leads through objects
);

const QUESTIONS = ['webapp 23.185.0.4', 'webapp sleep tcp 80', 'host webapp', 'sleep 192.168.52.1 udp 53'];

test('a topology with anything anywhere in it is refused, or each question about it has an answer', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom(...WAYS), value), { minLength: 1, maxLength: 3 }), (changes) => {
      const text = JSON.stringify(changes.reduce<Json>((json, [way, to]) => changed(json, way, to), LAB));
      for (const words of QUESTIONS)
        try {
          const topology = topologyFromJson(text);
          const explanation = explain(topology, flowOf(topology, readQuestion(words.split(' '))));
          JSON.stringify(explanationJson(topology, explanation));
          expect(reportOf(topology, explanation, { quote: (argv) => argv.join(' '), withWay: true })).not.toEqual([]);
        } catch (error) {
          if (!(error instanceof NoTopology || error instanceof QuestionError)) throw error;
        }
    }),
    { numRuns: 3000 },
  );
});
