import type { Change } from '../../../src/topology/change.ts';
import type { Firewall, Link, Netns, Topology, Unread } from '../../../src/topology/model.ts';

/** Puts each `after` in the place of its `before`. Throws when that is not there. */
export function apply(topology: Topology, changes: readonly Change[]): Topology {
  const spaces = new Map(topology.netns.map((netns) => [netns.id, netns]));
  let unread: readonly Unread[] = topology.unread;
  const edit = (id: string, change: (netns: Netns) => Partial<Netns>) => {
    const netns = spaces.get(id);
    if (!netns) throw new Error(`no netns ${id}`);
    spaces.set(id, { ...netns, ...change(netns) });
  };
  for (const change of changes) {
    switch (change.what) {
      case 'netns':
        if (change.before && change.after) {
          const netns = spaces.get(change.netns) ?? change.before;
          spaces.set(change.netns, renamed(netns, change.after));
        } else if (change.after) spaces.set(change.after.id, change.after);
        else spaces.delete(change.netns);
        break;
      case 'link':
        for (const [id, netns] of spaces) {
          if (change.before)
            spaces.set(id, { ...netns, links: netns.links.filter((link) => link.id !== change.before?.id) });
        }
        if (change.after) {
          const link = { ...change.after, addr_info: change.before ? addressesOf(topology, change.before) : [] };
          edit(change.netns, ({ links }) => ({ links: [...links, link] }));
        }
        break;
      case 'address':
        edit(change.netns, ({ links }) => ({
          links: links.map((link) =>
            link.id === change.link
              ? { ...link, addr_info: replaced(link.addr_info, change.before, change.after) }
              : link,
          ),
        }));
        break;
      case 'route':
        edit(change.netns, ({ routes }) => ({ routes: replaced(routes, change.before, change.after) }));
        break;
      case 'rule':
        edit(change.netns, ({ rules }) => ({ rules: replaced(rules, change.before, change.after) }));
        break;
      case 'neighbour':
        edit(change.netns, ({ neighbours }) => ({ neighbours: replaced(neighbours, change.before, change.after) }));
        break;
      case 'fdb':
        edit(change.netns, ({ fdb }) => ({ fdb: replaced(fdb, change.before, change.after) }));
        break;
      case 'vlan':
        edit(change.netns, ({ vlans = [] }) => ({ vlans: replaced(vlans, change.before, change.after) }));
        break;
      case 'qdisc':
        edit(change.netns, ({ qdiscs = [] }) => ({ qdiscs: replaced(qdiscs, change.before, change.after) }));
        break;
      case 'socket':
        edit(change.netns, ({ sockets = [] }) => ({ sockets: replaced(sockets, change.before, change.after) }));
        break;
      case 'firewall':
        edit(change.netns, () => ({ firewall: change.after ?? {} }));
        break;
      case 'sysctl':
        edit(change.netns, ({ sysctls }) => {
          const { [change.key]: _, ...rest } = sysctls;
          return { sysctls: change.after === undefined ? rest : { ...rest, [change.key]: change.after } };
        });
        break;
      case 'unread':
        if (change.of === 'host') unread = change.after ?? [];
        else edit(change.netns, () => ({ unread: change.after ?? [] }));
    }
  }
  return { ...topology, netns: [...spaces.values()], unread };
}

function renamed(netns: Netns, after: Netns): Netns {
  const { holder: _, nsid: __, ...rest } = netns;
  const { label, names, holder, file, nsid } = after;
  return { ...rest, label, names, file, ...(holder ? { holder } : {}), ...(nsid === undefined ? {} : { nsid }) };
}

function addressesOf(topology: Topology, { id }: Link): Link['addr_info'] {
  return topology.netns.flatMap(({ links }) => links).find((link) => link.id === id)?.addr_info ?? [];
}

function replaced<T>(list: readonly T[], before: T | undefined, after: T | undefined): T[] {
  const at = list.findIndex((element) => JSON.stringify(element) === JSON.stringify(before));
  if (before !== undefined && at < 0) throw new Error(`not there: ${JSON.stringify(before)}`);
  return [...list.filter((_, index) => before === undefined || index !== at), ...(after === undefined ? [] : [after])];
}

/** Without what is no difference: the order in lists, and of keys. */
export function canonical(topology: Topology): unknown {
  const text = (value: unknown) => JSON.stringify(sorted(value));
  const list = (values: readonly unknown[]) => values.map(text).sort();
  const firewall = ({ firewall }: { firewall: Firewall }) => text(firewall);
  return {
    ...topology,
    netns: topology.netns
      .map((netns) => ({
        ...netns,
        links: list(netns.links.map((link) => ({ ...link, addr_info: list(link.addr_info) }))),
        routes: list(netns.routes),
        rules: list(netns.rules),
        neighbours: list(netns.neighbours),
        fdb: list(netns.fdb),
        vlans: list(netns.vlans ?? []),
        qdiscs: list(netns.qdiscs ?? []),
        sockets: list(netns.sockets ?? []),
        sysctls: text(netns.sysctls),
        firewall: firewall(netns),
      }))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
  };
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, inner]): [string, unknown] => [key, sorted(inner)])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
