// Predictions against the kernel: what differs, made as small as it can be.
import { readTopology } from '../../../src/discovery/collection.ts';
import { trace } from '../../../src/explain/explain.ts';
import type { Trace } from '../../../src/explain/trace.ts';
import type { Host } from '../../../src/hosts/host.ts';
import { netnsByName } from '../../../src/topology/find.ts';
import type { Topology } from '../../../src/topology/model.ts';
import { ask, make, remove } from './kernel.ts';
import type { Flow, Network } from './networks.ts';

export interface Judged {
  readonly network: Network;
  readonly flow: Flow;
  readonly predicted: Trace | Error;
  readonly answered: boolean;
}

export const verdictOf = ({ predicted }: Pick<Judged, 'predicted'>): string =>
  predicted instanceof Error ? 'error' : predicted.verdict;

export const isWrong = (one: Judged): boolean => {
  const verdict = verdictOf(one);
  return verdict !== 'unknown' && (verdict === 'delivered') !== one.answered;
};

function predict(topology: Topology, { from, to, source }: Flow): Trace | Error {
  const netns = netnsByName(topology, from);
  if (!netns) return new Error(`no netns ${from}`);
  try {
    return trace(topology, { from: netns.id, to, protocol: 'icmp', ...(source !== undefined && { source }) });
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Makes the networks, says what will arrive, and sends it. They are gone afterwards. */
export async function judge(host: Host, networks: readonly Network[], log?: (text: string) => void): Promise<Judged[]> {
  const began = performance.now();
  const complaints = await make(host, networks);
  const made = performance.now();
  try {
    const topology = await readTopology(host);
    const read = performance.now();
    const asked = networks.flatMap((network) =>
      network.flows.map((flow) => ({ network, flow, predicted: predict(topology, flow) })),
    );
    const traced = performance.now();
    const answers = await ask(
      host,
      asked.map((one) => ({ ...one, expected: verdictOf(one) === 'delivered' })),
    );
    log?.(
      `made ${(made - began) | 0} read ${(read - made) | 0} traced ${(traced - read) | 0} sent ${(performance.now() - traced) | 0} ms; ${complaints}`,
    );
    return asked.map((one, at) => ({ ...one, answered: answers[at] === true }));
  } finally {
    await remove(host, networks);
  }
}

/** The network without what the mistake does not need, as far as `tries` go. */
export async function shrink(host: Host, wrong: Judged, log?: (text: string) => void): Promise<Judged> {
  let best = wrong;
  const before = verdictOf(wrong);
  for (let size = Math.ceil(best.network.ops.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    // All at once, each under names of its own; then what may go together, one after the other.
    for (let again = true; again; ) {
      again = false;
      const smaller = candidates(best, size);
      const judged = await judge(host, smaller);
      const stays = judged.map((one) => isWrong(one) && verdictOf(one) === before);
      const first = judged.find((_, at) => stays[at]);
      if (!first) break;
      const merged = mergedOf(
        best,
        judged.filter((_, at) => stays[at]).map(({ network }) => network),
      );
      const [all] = merged ? await judge(host, [merged]) : [];
      best = all && isWrong(all) && verdictOf(all) === before ? all : first;
      again = best.network.ops.length > 1 && size === 1;
      log?.(`${best.network.ops.length} operations`);
      if (size > 1) again = false;
    }
  }
  return best;
}

const NAME = /\bn\d+([a-z])\b/g;
const renamed = (text: string, to: number): string => text.replace(NAME, `n${to}$1`);

function as(network: Network, seed: number): Network {
  return {
    seed,
    ops: network.ops.map((op) => ({ ...op, netns: renamed(op.netns, seed), text: renamed(op.text, seed) })),
    flows: network.flows.map((flow) => ({ ...flow, from: renamed(flow.from, seed) })),
  };
}

function candidates({ network, flow }: Judged, size: number): Network[] {
  const found: Network[] = [];
  for (let at = 0; at < network.ops.length; at += size) {
    const ops = network.ops.filter((_, index) => index < at || index >= at + size);
    found.push(as({ ...network, flows: [flow], ops: inSpaces(ops) }, 90_000 + found.length));
  }
  return found.filter(({ ops }) =>
    ops.some(({ tool, netns }) => tool === 'netns' && netns.endsWith(flow.from.slice(-1))),
  );
}

/** Of a netns that is not made, nothing. */
function inSpaces(ops: Network['ops']): Network['ops'] {
  const made = new Set(ops.filter(({ tool }) => tool === 'netns').map(({ netns }) => netns));
  return ops.filter(({ netns, text }) => made.has(netns) && (text.match(NAME) ?? []).every((name) => made.has(name)));
}

/** Without all that some could do without. */
function mergedOf({ network, flow }: Judged, smaller: readonly Network[]): Network | undefined {
  if (smaller.length < 2) return undefined;
  const key = ({ tool, text }: Network['ops'][number]) => `${tool} ${renamed(text, 0)}`;
  const kept = network.ops.filter((op) =>
    smaller.every(({ ops }) =>
      ops.some((one) => key(one) === key(op) && renamed(one.netns, 0) === renamed(op.netns, 0)),
    ),
  );
  return as({ ...network, ops: kept, flows: [flow] }, 90_000);
}

/** As a person reads it. */
export function report(one: Judged): string {
  const { network, flow, predicted, answered } = one;
  const lines = network.ops.map(
    ({ netns, tool, text }) =>
      `  ${tool === 'netns' || tool === 'link' ? '' : `[${netns}] `}${tool === 'netns' || tool === 'link' || tool === 'ip' || tool === 'late' ? 'ip' : tool} ${text}`,
  );
  const steps = predicted instanceof Error ? [`${predicted.stack}`] : stepsOf(predicted);
  return [
    `network ${network.seed}: ping ${flow.source === undefined ? '' : `-I ${flow.source} `}${flow.to} in ${flow.from}`,
    `predicted ${verdictOf(one)}, ${answered ? 'answered' : 'not answered'}`,
    ...lines,
    ...steps,
  ].join('\n');
}

function stepsOf({ there, back, stop, doubts }: Trace): string[] {
  const of = (hops: Trace['there']) =>
    hops.flatMap(({ netns, steps }) =>
      steps.map(
        ({ code, packet, detail, thing }) =>
          `    ${netns} ${code} ${packet.src}>${packet.dst} ${thing.kind} ${detail ?? ''}`,
      ),
    );
  return [
    ...of(there),
    '    -- back',
    ...of(back),
    ...(stop ? [`    stop: ${stop.reason} ${stop.args.join(' | ')} ${stop.thing.kind}`] : []),
    ...doubts.map(({ what, thing }) => `    doubt: ${what} ${JSON.stringify(thing).slice(0, 400)}`),
  ];
}

export class Tally {
  readonly #cells = new Map<string, number>();
  readonly reasons = new Map<string, number>();
  readonly doubts = new Map<string, number>();
  readonly wrong: Judged[] = [];
  #all = 0;
  #unknown = 0;

  add(one: Judged): void {
    this.#all++;
    const verdict = verdictOf(one);
    if (verdict === 'unknown') this.#unknown++;
    const cell = `${verdict} ${one.answered ? 'answered' : 'not answered'}`;
    this.#cells.set(cell, (this.#cells.get(cell) ?? 0) + 1);
    if (isWrong(one)) this.wrong.push(one);
    if (one.predicted instanceof Error) return;
    const { stop, doubts } = one.predicted;
    if (stop) this.reasons.set(stop.reason, (this.reasons.get(stop.reason) ?? 0) + 1);
    if (verdict === 'unknown') for (const { what } of doubts) this.doubts.set(what, (this.doubts.get(what) ?? 0) + 1);
  }

  get unknownShare(): number {
    return this.#unknown / Math.max(1, this.#all);
  }

  text(): string {
    const list = (of: ReadonlyMap<string, number>) =>
      [...of]
        .toSorted((a, b) => b[1] - a[1])
        .map(([name, count]) => `${name} ${count}`)
        .join(', ');
    return [
      `${this.#all} flows: ${list(this.#cells)}`,
      `reasons: ${list(this.reasons)}`,
      `doubts: ${list(this.doubts)}`,
    ].join('\n');
  }
}
