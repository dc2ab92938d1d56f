// What real tutorials left, each namespace asking each other: whatever the state, there is an answer.
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';
import type { Flow } from '../../../src/explain/flow.ts';
import { explanationJson } from '../../../src/explain/json.ts';
import { type Explanation, explain } from '../../../src/explain/obstacles.ts';
import { reportOf } from '../../../src/explain/report.ts';
import type { Thing } from '../../../src/explain/trace.ts';
import { shellCommand } from '../../../src/shell/quote.ts';
import type { Topology } from '../../../src/topology/model.ts';
import { needs } from '../../needs.ts';
import { fixtures, readFixture } from '../topology/fixtures.ts';
import { holds } from './held.ts';

const schema = JSON.parse(readFileSync(new URL('../../../docs/explain.schema.json', import.meta.url), 'utf8'));
const check = new Ajv2020({ strict: true, allErrors: true }).compile(schema);

/** Of more, some are asked, the same each time. */
const MOST = 2000;

const ASKED: readonly Pick<Flow, 'protocol' | 'port'>[] = [
  { protocol: 'icmp' },
  { protocol: 'tcp', port: 80 },
  { protocol: 'udp', port: 53 },
];

/** Each namespace asks each address of each, by ping, TCP and UDP. */
function flowsOf({ netns }: Topology): Flow[] {
  const targets = [
    ...new Set(
      netns.flatMap(({ links }) =>
        links
          .filter(({ link_type }) => link_type !== 'loopback')
          .flatMap(({ addr_info }) =>
            addr_info.flatMap(({ family, local }) =>
              (family === 'inet' || family === 'inet6') && local !== undefined ? [local] : [],
            ),
          ),
      ),
    ),
    '192.0.2.99',
    '2001:db8::99',
  ];
  const all = netns.flatMap(({ id }) => targets.flatMap((to) => ASKED.map((how) => ({ ...how, from: id, to }))));
  const step = Math.ceil(all.length / MOST);
  return all.filter((_, at) => at % step === 0);
}

/** What is wrong with an answer. */
function faultsOf(topology: Topology, flow: Flow): string[] {
  let explanation: Explanation;
  try {
    explanation = explain(topology, flow);
  } catch (error) {
    return [error instanceof Error ? (error.stack ?? error.message) : String(error)];
  }
  const { trace, obstacles } = explanation;
  const steps = [...trace.there, ...trace.back].flatMap((hop) => hop.steps.map(({ thing }) => thing));
  // What is in the way behind the first obstacle may be of what its fix has made.
  const things: Thing[] = [
    ...steps,
    ...trace.doubts.map(({ thing }) => thing),
    ...obstacles.slice(0, 1).map(({ thing }) => thing),
  ];
  const unheld = things
    .filter((thing) => !holds(topology, thing))
    .map((thing) => `not there: ${JSON.stringify(thing)}`);
  const text = reportOf(topology, explanation, { quote: shellCommand, withWay: true });
  const gaps = text.filter((line) => /undefined|\[object|\{\d\}/.test(line)).map((line) => `text: ${line}`);
  const json = JSON.parse(JSON.stringify(explanationJson(topology, explanation)));
  const errors = check(json)
    ? []
    : (check.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  const [first] = obstacles;
  const isSaid = trace.verdict === 'unknown' || (trace.verdict === 'lost') === (first !== undefined);
  const said = isSaid ? [] : [`${trace.verdict}, and ${first?.reason}`];
  return [...unheld, ...gaps, ...errors, ...said];
}

needs(fixtures().length > 0, 'recorded networks in ../shared').describe(
  'network states that real tutorials left',
  () => {
    it.each(fixtures())('%s: each question has an answer', (name) => {
      const { topology } = readFixture(name);
      const flows = flowsOf(topology);
      expect(flows.length).toBeGreaterThan(0);
      const faults = flows.flatMap((flow) =>
        faultsOf(topology, flow).map((fault) => `${JSON.stringify(flow)}: ${fault}`),
      );
      expect([...new Set(faults)].slice(0, 20)).toEqual([]);
    });
  },
);
