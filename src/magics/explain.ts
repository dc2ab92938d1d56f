// `explain` and `%explain`: the question of a user, asked of a host or of a file.
import { setTimeout as sleep } from 'node:timers/promises';
import { readTopology } from '../discovery/collection.ts';
import {
  flowOf,
  isHostName,
  type MatrixQuestion,
  NoAddress,
  netnsCalled,
  netnsNamed,
  type Question,
  QuestionError,
} from '../explain/arguments.ts';
import { type Matrix, matrixOf, usualNetns } from '../explain/matrix.ts';
import { type Explanation, explain } from '../explain/obstacles.ts';
import type { Reason } from '../explain/reasons.ts';
import { sayQuestion } from '../explain/words.ts';
import type { Host } from '../hosts/host.ts';
import { inNetns } from '../topology/argv.ts';
import type { Topology } from '../topology/model.ts';
import { readIp } from '../topology/prefix.ts';

export interface Explained {
  readonly topology: Topology;
  readonly explanation: Explanation;
}

/** The exit status of an answer: what it says of `because` counts, where somebody asks for that. */
export function statusOf({ trace, obstacles }: Explanation, { because }: Question): number {
  if (because !== undefined) return trace.verdict === 'lost' && obstacles[0]?.reason === because ? 0 : 1;
  return { delivered: 0, exits: 0, lost: 1, unknown: 2 }[trace.verdict];
}

/** Bad arguments, or no such netns; of one that has no address it is an answer that it cannot be reached. */
export const statusOfFault = (fault: QuestionError): number => (fault instanceof NoAddress ? 1 : BAD_QUESTION);
export const BAD_QUESTION = 3;

/** Links and ports settle about a second after they were set up (Documentation/networking/operstates.rst); IPv6 looks for duplicates for as long. */
const SETTLES_MS = 1200;
const UNSETTLED: readonly Reason[] = ['no-carrier', 'port-blocked', 'arp-not-answered', 'no-source'];

/** Asks; where something may just be coming up, once more. */
async function settled<T>(
  ask: () => Promise<T>,
  reasons: (answer: T) => readonly (Reason | undefined)[],
  signal?: AbortSignal,
): Promise<T> {
  const first = await ask();
  if (signal?.aborted || !reasons(first).some((reason) => reason !== undefined && UNSETTLED.includes(reason)))
    return first;
  try {
    await sleep(SETTLES_MS, undefined, signal && { signal });
  } catch {
    return first;
  }
  return ask();
}

/** Asks the host. Throws QuestionError. */
export const explainOn = (host: Host, question: Question, signal?: AbortSignal): Promise<Explained> =>
  settled(
    () => askedNow(host, question),
    ({ explanation }) => explanation.obstacles.map(({ reason }) => reason),
    signal,
  );

async function askedNow(host: Host, question: Question): Promise<Explained> {
  const topology = await readTopology(host);
  const to = isHostName(topology, question.to) ? await resolved(host, topology, question) : question.to;
  return explainIn(topology, { ...question, to });
}

/** Asks a snapshot. Throws QuestionError. */
export function explainIn(topology: Topology, question: Question): Explained {
  return { topology, explanation: explain(topology, flowOf(topology, question)) };
}

/** What a name means in the netns that asks: getent(1), "ahosts". */
async function resolved(host: Host, topology: Topology, { from, to, source }: Question): Promise<string> {
  const netns = netnsNamed(topology, from);
  if (!netns || !/[.:]/.test(to)) return to;
  const family = source === undefined ? 'ahosts' : source.includes(':') ? 'ahostsv6' : 'ahostsv4';
  const { stdout } = await host.run(inNetns(netns, 'getent', family, '--', to));
  const address = `${stdout}`.split(/\s/)[0] ?? '';
  if (!readIp(address)) throw new QuestionError(sayQuestion('no-such-name', to, from));
  return address;
}

/** Asks the host. Throws QuestionError. */
export const matrixOn = (host: Host, question: MatrixQuestion, signal?: AbortSignal): Promise<Matrix> =>
  settled(
    async () => matrixIn(await readTopology(host), question, signal),
    ({ cells }) => cells.map(({ reason }) => reason),
    signal,
  );

/** Asks a snapshot. Throws QuestionError. */
export async function matrixIn(
  topology: Topology,
  { names, ...flow }: MatrixQuestion,
  signal?: AbortSignal,
): Promise<Matrix> {
  const named = new Set(names.map((name) => netnsCalled(topology, name)));
  if (named.size === 1) throw new QuestionError(sayQuestion('one-netns', names[0] ?? ''));
  return matrixOf(topology, named.size > 0 ? [...named] : usualNetns(topology), flow, signal);
}

/** 0: all reach all; 1: somebody does not reach somebody; 2: of some it cannot be said. */
export function matrixStatus({ cells }: Matrix): number {
  if (cells.some(({ verdict }) => verdict === 'lost' || verdict === 'no-address')) return 1;
  return cells.some(({ verdict }) => verdict === 'unknown') ? 2 : 0;
}
