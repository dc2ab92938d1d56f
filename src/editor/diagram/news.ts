import { keyOf, linkKey, netnsKey, routerKey } from '../../diagram/keys.ts';
import type { Picture } from '../../diagram/picture.ts';
import { chosen } from '../../topology/by-itself.ts';
import type { Change } from '../../topology/change.ts';
import type { Topology } from '../../topology/model.ts';

/** What the kernel learns on its own all the time: nobody did it; and what is in no picture. */
const QUIET: readonly Change['what'][] = ['neighbour', 'fdb', 'unread', 'socket'];

/** The changes worth being shown: those that somebody chose. */
export function noteworthy(changes: readonly Change[], topology: Topology | undefined): Change[] {
  return chosen(changes, topology).filter(({ what }) => !QUIET.includes(what));
}

/** The keys of what stands for the changes in a picture, or stood for them: a folded namespace is shown by its fold. */
export function changedKeys(changes: readonly Change[], picture: Picture): string[] {
  const folds = new Map(
    picture.nodes.flatMap(({ subject }) =>
      subject.kind === 'fold' ? [...subject.netns, ...subject.links].map((id) => [id, keyOf(subject)] as const) : [],
    ),
  );
  const keys = changes.flatMap((change) => {
    const fold = folds.get(change.netns) ?? (change.link === undefined ? undefined : folds.get(change.link));
    if (fold !== undefined) return [fold];
    // With all that it held.
    if (change.what === 'netns' && change.how === 'removed')
      return [netnsKey(change.netns), ...(change.before?.links ?? []).map(({ id }) => linkKey(id))];
    if (change.what === 'firewall' || change.what === 'sysctl') return [routerKey(change.netns)];
    return [change.link === undefined ? netnsKey(change.netns) : linkKey(change.link)];
  });
  return [...new Set(keys)];
}

/** More changes than this are not remembered: a link that flaps does not end by itself. */
const MOST = 5000;

/** What the last cell that changed anything has changed. One that changes nothing leaves it as it is. */
export class Recent {
  #cell = 0;
  #changes: Change[] = [];

  get changes(): readonly Change[] {
    return this.#changes;
  }

  /** These have come since that cell began. */
  add(cell: number, changes: readonly Change[]): void {
    if (changes.length === 0) return;
    if (cell !== this.#cell) this.#changes = [];
    this.#cell = cell;
    this.#changes = [...this.#changes, ...changes].slice(-MOST);
  }

  clear(): void {
    this.#changes = [];
  }
}
