// What is offered to flows that are lost, done in their networks.
import { trace } from '../../../src/explain/explain.ts';
import { type Explanation, explain } from '../../../src/explain/obstacles.ts';
import type { Stop, Trace } from '../../../src/explain/trace.ts';
import type { Host } from '../../../src/hosts/host.ts';
import { shellCommand } from '../../../src/shell/quote.ts';
import type { Topology } from '../../../src/topology/model.ts';
import { isWrong, type Judged, verdictOf, wholeTopology } from './judge.ts';
import { ask, settled } from './kernel.ts';
import { report } from './report.ts';
import { type Typed, typed } from './typed.ts';

export interface Mended {
  readonly judged: Judged;
  readonly explanation: Explanation;
  readonly ran: readonly Typed[];
  /** As things are when all is done. */
  readonly after: Trace;
  readonly answered: boolean;
}

/** One flow of each network, as what helps one may be in the way of another. */
export async function mend(host: Host, topology: Topology, judged: readonly Judged[]): Promise<Mended[]> {
  const networks = [...new Set(judged.map(({ network }) => network))];
  const chosen = networks.flatMap((network) => {
    const lost = judged.filter((one) => one.network === network && verdictOf(one) === 'lost' && !isWrong(one));
    const offered = lost.flatMap((one) => {
      if (one.predicted instanceof Error) return [];
      const explanation = explain(topology, one.predicted.flow);
      return fixOf(explanation).length > 0 ? [{ judged: one, explanation, flow: one.predicted.flow }] : [];
    });
    return offered[network.seed % offered.length] ?? [];
  });
  if (chosen.length === 0) return [];
  const ran = await typed(
    host,
    chosen.map(({ explanation }) => fixOf(explanation)),
  );
  await settled();
  const now = await wholeTopology(host);
  const answers = await ask(
    host,
    chosen.map(({ judged: { network, flow }, explanation: { withFixes } }) => ({
      ...{ network, flow },
      expected: withFixes === 'delivered',
    })),
  );
  return chosen.map(({ judged: one, explanation, flow }, at) => ({
    ...{ judged: one, explanation, ran: ran[at] ?? [] },
    ...{ after: trace(now, flow), answered: answers[at] === true },
  }));
}

const fixOf = ({ obstacles }: Explanation) => obstacles.flatMap(({ fix }) => fix);

const NOT_ANSWERED = 'not answered';

/** What is wrong is what is said of the mended network, not what was done. */
export const isWrongVerdict = (one: Mended): boolean =>
  faultOf(one) === NOT_ANSWERED && one.after.verdict === 'delivered';

/** What is wrong with what was offered, if anything. */
export function faultOf({ explanation: { obstacles, withFixes }, ran, after, answered }: Mended): string | undefined {
  if (ran.some(({ status }) => status !== 0)) return 'a command fails';
  if (withFixes === 'unknown' || after.verdict === 'unknown') return undefined;
  if (answered !== (withFixes === 'delivered')) return answered ? 'answered all the same' : NOT_ANSWERED;
  if (after.verdict !== withFixes) return `then ${after.verdict}`;
  const left = obstacles.find(({ fix }) => fix.length === 0) ?? obstacles.at(-1);
  const isSame = ({ reason, thing, way }: Stop) =>
    after.stop?.reason === reason && after.stop.thing.netns === thing.netns && after.stop.way === way;
  // What leads to a dead end is told up to its first step.
  if (left && left.fix.length > 0) return obstacles.some(isSame) ? `still ${left.reason}` : undefined;
  return after.stop && after.stop.reason !== left?.reason ? `then ${after.stop.reason}` : undefined;
}

export const mendReport = (one: Mended): string =>
  [
    `${faultOf(one)}; foreseen: ${one.explanation.withFixes}, after ${one.explanation.obstacles.map(({ reason }) => reason).join(', ')}`,
    ...one.ran.map(({ argv, status, out }) => `  ${shellCommand(argv)}: ${status} ${out}`),
    `then: ${one.after.verdict} ${one.after.stop?.reason ?? ''} ${one.after.stop?.args.join(' | ') ?? ''}`,
    report(one.judged),
  ].join('\n');
