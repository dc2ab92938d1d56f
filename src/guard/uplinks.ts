import type { Host } from '../hosts/host.ts';

/**
 * Prints the links that lead out: of the default routes, and the one to whoever is connected by SSH. sshd(8) puts
 * SSH_CONNECTION into the environment of what it starts; sudo(8) takes it out again, so that of the ancestors is read.
 * Then all links, for what these stand on.
 */
const SCRIPT = `
ip -o route show default 2>/dev/null
ip -o -6 route show default 2>/dev/null
pid=$$ connection=$SSH_CONNECTION
while [ -z "$connection" ] && [ "\${pid:-0}" -gt 1 ]; do
  connection=$(tr '\\0' '\\n' <"/proc/$pid/environ" 2>/dev/null | sed -n 's/^SSH_CONNECTION=//p')
  pid=$(sed -n 's/^PPid:[[:space:]]*//p' "/proc/$pid/status" 2>/dev/null)
done
[ -z "$connection" ] || ip -o route get "\${connection%% *}" 2>/dev/null
echo links
ip -o link show 2>/dev/null
`;

/** What a machine is reached through: undefined when that is not known, and any link may be it. */
export async function readUplinks(host: Pick<Host, 'run'>): Promise<readonly string[] | undefined> {
  const { stdout } = await host.run(['sh', '-c', SCRIPT]);
  const [routes = '', links = ''] = stdout.toString().split(/^links$/m);
  const all = links.split('\n').flatMap(readLink);
  if (all.length === 0) return undefined;
  const names = new Set([...routes.matchAll(/\bdev (\S+)/g)].map(([, name = '']) => name));
  // Sets go on with what is put into them meanwhile.
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
