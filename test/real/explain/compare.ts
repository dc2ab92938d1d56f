// Predictions for many networks against the kernel.
import type { Host } from '../../../src/hosts/host.ts';
import { isWrong, judge } from './judge.ts';
import { mend } from './mend.ts';
import { network } from './networks.ts';
import { report } from './report.ts';
import { shrink } from './shrink.ts';
import { Tally } from './tally.ts';

/** So many at once that the topology's program reads all of them in full. */
const SIDE_BY_SIDE = 50;
/** Each takes a while. */
const SHRUNK = 3;

/** So many networks from a seed on. */
export async function compare(host: Host, seed: number, count: number): Promise<Tally> {
  const tally = new Tally();
  for (let at = 0; at < count; at += SIDE_BY_SIDE) {
    const length = Math.min(SIDE_BY_SIDE, count - at);
    const judged = await judge(
      host,
      Array.from({ length }, (_, index) => network(seed + at + index)),
      async (topology, all) => tally.addMended(await mend(host, topology, all)),
    );
    for (const one of judged) tally.add(one);
  }
  for (const [at, one] of tally.wrong.entries()) {
    const small = at < SHRUNK ? await shrink(host, one) : one;
    // One that cannot be repeated is shown as it was.
    tally.reports.push(report(isWrong(small) ? small : one));
  }
  return tally;
}
