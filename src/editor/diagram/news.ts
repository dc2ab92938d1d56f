import { linkKey, netnsKey, routerKey } from '../../diagram/keys.ts';
import type { Picture } from '../../diagram/picture.ts';
import { chosen } from '../../topology/by-itself.ts';
import type { Change } from '../../topology/change.ts';
import type { Topology } from '../../topology/model.ts';

/** What the kernel learns on its own all the time; nobody did it. */
const QUIET: readonly Change['what'][] = ['neighbour', 'fdb', 'unread'];

/** The changes worth being shown: those that somebody chose. */
export function noteworthy(changes: readonly Change[], topology: Topology | undefined): Change[] {
  return chosen(changes, topology).filter(({ what }) => !QUIET.includes(what));
}

/** The keys of what stands for the changes in a picture, or stood for them: a folded namespace is shown by its fold. */
export function changedKeys(changes: readonly Change[], picture: Picture): string[] {
  const folds = picture.nodes.flatMap(({ subject }) => (subject.kind === 'fold' ? [subject] : []));
  const foldOf = (change: Change) =>
    folds.find(
      ({ netns, links }) => netns.includes(change.netns) || (change.link !== undefined && links.includes(change.link)),
    );
  const keys = changes.flatMap((change) => {
    const fold = foldOf(change);
    if (fold) return [`fold ${fold.key}`];
    // With all that it held.
    if (change.what === 'netns' && change.how === 'removed')
      return [netnsKey(change.netns), ...(change.before?.links ?? []).map(({ id }) => linkKey(id))];
    if (change.what === 'firewall' || change.what === 'sysctl') return [routerKey(change.netns)];
    return [change.link === undefined ? netnsKey(change.netns) : linkKey(change.link)];
  });
  return [...new Set(keys)];
}
