import { isReal } from '../../hosts/catalog.ts';
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
    const notebook = same.map((each) => notebookName(each.notebook, all)).join(', ');
    const since = lost && { reason: lost.reason, since: lost.since.toTimeString().slice(0, 8) };
    return [{ id, label: host.label, isReal: isReal(host), notebook, topology, problem, lost: since }];
  });
}

/** The name of its file, with the folder where another has the same. */
function notebookName({ uri }: Followed['notebook'], all: readonly Followed[]): string {
  const name = lastOf(uri.path, 1);
  const isTwice = all.some(({ notebook }) => notebook.uri.path !== uri.path && lastOf(notebook.uri.path, 1) === name);
  return isTwice ? lastOf(uri.path, 2) : name;
}

const lastOf = (path: string, count: number): string => path.split('/').filter(Boolean).slice(-count).join('/');
