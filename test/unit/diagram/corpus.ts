// Network states recorded after real tutorials, when they lie beside the checkout.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Link, Netns, Route, Topology } from '../../../src/topology/model.ts';

export const CORPUS = fileURLToPath(new URL('../../../../shared/corpus/fixtures', import.meta.url));

export const fixtures = (): string[] => (existsSync(CORPUS) ? readdirSync(CORPUS) : []);

const text = (file: string) => (existsSync(file) ? readFileSync(file, 'latin1') : '');

/** An array that `ip -j` printed; it may hold empty objects or be nothing at all. */
function array<T extends object>(file: string): T[] {
  try {
    const values: T[] = JSON.parse(text(file));
    return values.filter((value) => Object.keys(value).length > 0);
  } catch {
    return [];
  }
}

export function readFixture(name: string): Topology {
  const folder = join(CORPUS, name);
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('@'))
    .map((entry) => entry.name)
    .toSorted();
  const ids = new Map(names.map((each, index) => [each, `${index + 1}`]));
  const all = names.map((each) => readNetns(join(folder, each), each, ids));
  return { format: 1, host: { id: 'sandbox', label: 'Sandbox' }, extent: 'full', root: '1', netns: all, unread: [] };
}

function readNetns(folder: string, name: string, ids: ReadonlyMap<string, string>): Netns {
  const id = ids.get(name) ?? '';
  const there = new Map(
    array<{ nsid: number; name?: string }>(join(folder, 'netns-list-id.json')).map(({ nsid, name: other }) => [
      nsid,
      ids.get(other ?? ''),
    ]),
  );
  const details = new Map(array<Link>(join(folder, 'link.json')).map((link) => [link.ifindex, link]));
  const raw = array<Link>(join(folder, 'addr.json')).map((link) => ({ ...details.get(link.ifindex), ...link }));
  const links = raw.map((link): Link => {
    const besides = raw.find(({ ifname }) => ifname === link.link)?.ifindex;
    const netnsid = link.link_netnsid;
    const away = netnsid === undefined ? undefined : (there.get(netnsid) ?? (id === '1' ? undefined : '1'));
    const other = besides ? `${id}/${besides}` : away && link.link_index ? `${away}/${link.link_index}` : null;
    const kind = link.linkinfo?.info_kind;
    const end = kind === 'veth' ? { peer: other } : link.link || link.link_index ? { lower: other } : {};
    return { ...link, id: `${id}/${link.ifindex}`, ...end };
  });
  const sysctls = text(join(folder, 'sysctl.txt'))
    .split('\n')
    .map((line) => line.split(' = '));
  const root = name === '_root';
  return {
    id,
    root,
    label: root ? 'root netns' : name,
    names: root ? [] : [name],
    file: root ? '/proc/self/ns/net' : `/run/netns/${name}`,
    links,
    routes: array<Route>(join(folder, 'route.json')).map((route) => ({
      ...route,
      family: /:/.test(route.dst + (route.gateway ?? '')) ? 'inet6' : 'inet',
    })),
    rules: [],
    neighbours: [],
    fdb: [],
    firewall: { iptables: text(join(folder, 'iptables-save.txt')) },
    sysctls: Object.fromEntries(sysctls.filter(({ length }) => length === 2)),
    unread: [],
  };
}
