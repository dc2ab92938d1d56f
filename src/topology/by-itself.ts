// The changes that nobody made: which those are, and how they read when there are many.
import type { Said } from '../words.ts';
import type { Change } from './change.ts';
import { sayChange, within } from './change-words.ts';
import { netnsById } from './find.ts';
import { grouped } from './group.ts';
import type { NetnsId, Topology } from './model.ts';
import { isSimulatedInternet } from './simulated-internet.ts';

/** Several changes of one sort, as one line. */
export interface Summed {
  /** Unique among those of a host. */
  readonly key: string;
  readonly said: Said;
  readonly how: Change['how'];
  readonly changes: readonly Change[];
}

/** What somebody did: neither the kernel's doing nor that of the simulated internet behind a sandbox. */
export function chosen(changes: readonly Change[], topology: Topology | undefined): Change[] {
  const internet = internetOf(topology);
  return changes.filter((change) => isChosen(change, internet));
}

/** Of what nobody did all that is worth a line, summed up by netns and sort. */
export function byItself(changes: readonly Change[], topology: Topology | undefined): Summed[] {
  const internet = internetOf(topology);
  const all = changes.filter((change) => !isChosen(change, internet) && !isPassing(change));
  const sorts = grouped(all, ({ netns, what, how }) => (netns === internet ? netns : `${netns} ${what} ${how}`));
  return [...sorts].flatMap(([key, same]) => {
    const [first] = same;
    if (!first) return [];
    const how = first.netns === internet ? 'changed' : first.how;
    return [{ key, said: same.length === 1 ? first.said : summed(first, same.length, topology), how, changes: same }];
  });
}

const internetOf = (topology: Topology | undefined): NetnsId | undefined =>
  topology?.netns.find(isSimulatedInternet)?.id;

const isChosen = ({ detail, netns }: Change, internet: NetnsId | undefined): boolean =>
  detail !== true && netns !== internet;

/** What comes with time: the age of a neighbour's entry, and the id by which a netns is followed. */
function isPassing(change: Change): boolean {
  if (change.how !== 'changed' || !change.detail) return false;
  return change.what === 'neighbour' || (change.what === 'netns' && change.before?.nsid !== change.after?.nsid);
}

function summed({ netns: id, what, how }: Change, count: number, topology: Topology | undefined): Said {
  const netns = topology && netnsById(topology, id);
  if (netns && isSimulatedInternet(netns)) return within(netns, sayChange('many-changes', count));
  const said = sayChange(how, sayChange(`many-${what}`, count));
  return netns ? within(netns, said) : said;
}
