import type { ShownHost } from '../../outline/outline.ts';
import type { Followed } from './follower.ts';

/** One for each network: notebooks that use the same machine see the same. */
export function shownHosts(all: readonly Followed[]): ShownHost[] {
  const ids = [...new Set(all.map(({ id }) => id))];
  return ids.flatMap((id) => {
    const same = all.filter((one) => one.id === id);
    const one = same.find(({ topology, lost }) => topology && !lost) ?? same[0];
    if (!one) return [];
    const { host, topology, problem, lost } = one;
    const notebook = same.map((each) => notebookName(each.notebook)).join(', ');
    const since = lost && { reason: lost.reason, since: lost.since.toTimeString().slice(0, 8) };
    return [{ id, label: host.label, notebook, topology, problem, lost: since }];
  });
}

function notebookName({ uri }: Followed['notebook']): string {
  return uri.path.split('/').at(-1) ?? '';
}
