import type { Host } from '../hosts/host.ts';
import UPLINKS from './uplinks.sh' with { type: 'text' };

/** What a machine is reached through: undefined when that is not known, and any link may be it. */
export async function readUplinks(host: Pick<Host, 'run'>): Promise<readonly string[] | undefined> {
  const { stdout } = await host.run(['sh', '-c', UPLINKS]);
  const [routes = '', links = ''] = stdout.toString().split(/^links$/m);
  const all = links.split('\n').flatMap(readLink);
  if (all.length === 0) return undefined;
  const names = new Set([...routes.matchAll(/\bdev (\S+)/g)].map(([, name = '']) => name));
  // Iterating a set includes what is added to it meanwhile.
  for (const name of names)
    for (const link of all) {
      if (link.names.includes(name)) for (const other of [...link.names, ...link.lower]) names.add(other);
      if (link.master === name) for (const other of link.names) names.add(other);
    }
  return [...names];
}

/** A line of `ip -o link`: '2: eth0@if7: <…> mtu 1500 … master br0 …\    altname enp0s1'. */
function readLink(line: string) {
  const [, name = '', lower] = /^\d+: ([^\s:@]+)(?:@([^\s:]+))?:/.exec(line) ?? [];
  if (name === '') return [];
  const altnames = [...line.matchAll(/\baltname (\S+)/g)].map(([, altname = '']) => altname);
  return [
    { names: [name, ...altnames], lower: lower === undefined ? [] : [lower], master: / master (\S+)/.exec(line)?.[1] },
  ];
}
