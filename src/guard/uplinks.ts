import { BlockList, isIPv6 } from 'node:net';
import type { Host } from '../hosts/host.ts';
import UPLINKS from './uplinks.sh' with { type: 'text' };

/** What a machine is reached through, and reaches the world. */
export interface Uplinks {
  /** All names of the links, and of those that they stand on. */
  readonly links: readonly string[];
  /** The networks on these links: '192.0.2.0/24'. */
  readonly networks: readonly string[];
  /** Of the gateways, the machine itself there, and the client. */
  readonly addresses: readonly string[];
  /** Of the first of the default routes; none is before what comes then. */
  readonly metric: number;
  /** Of the gateways and the client alone. */
  readonly peers: readonly string[];
}

/** undefined: it is not known, and any link may be it. */
export async function readUplinks(host: Pick<Host, 'run'>): Promise<Uplinks | undefined> {
  const { stdout } = await host.run(['sh', '-c', UPLINKS]);
  // Addresses of one link alone are on every other one as well.
  const text = stdout.toString().replaceAll(/\bfe80:\S+/g, '');
  const [routes = '', links = '', all = '', addressLines = ''] = text.split(/^(?:links|networks|addresses)$/m);
  const names = namesOf(routes, links.split('\n').flatMap(readLink));
  if (!names) return undefined;
  const own = all.split('\n').filter((line) => names.has(/ dev (\S+)/.exec(line)?.[1] ?? ''));
  const networks = own.flatMap((line) => /^([\da-f.:]+(?:\/\d+)?) dev /.exec(line)?.[1] ?? []);
  const found = [routes, ...own.map((line) => line.replace(/^\S+/, ''))]
    .flatMap((text) => [...text.matchAll(ADDRESS)])
    .map(([text, address = '']) => ({ address, isOwn: text.startsWith('src') }));
  for (const [, link = '', address = ''] of addressLines.matchAll(OF_LINK))
    if (names.has(link)) found.push({ address, isOwn: true });
  const [addresses, peers] = [found, found.filter(({ isOwn }) => !isOwn)].map((all) => [
    ...new Set(all.map(({ address }) => address)),
  ]);
  const defaults = own.filter((line) => line.startsWith('default '));
  const metric = Math.min(...defaults.map((line) => Number(/ metric (\d+)/.exec(line)?.[1] ?? 0)));
  return { links: [...names], networks, metric, addresses: addresses ?? [], peers: peers ?? [] };
}

/** A line of `ip -o addr`: '2: eth0    inet 192.0.2.2/24 brd …'. */
const OF_LINK = /^\d+: (\S+) +inet6? ([\da-f.:]+)/gm;

/** '192.0.2.9 via 192.0.2.1 dev eth0 src 192.0.2.2', of which the first is a client. */
const ADDRESS = /(?:^|\bsrc |\bvia (?:inet6 )?)([\da-f]*[.:][\da-f.:]+)(?= )/gm;

function namesOf(routes: string, all: readonly ReturnType<typeof readLink>[number][]): ReadonlySet<string> | undefined {
  if (all.length === 0) return undefined;
  const names = new Set([...routes.matchAll(/\bdev (\S+)/g)].map(([, name = '']) => name));
  // Iterating a set includes what is added to it meanwhile.
  for (const name of names)
    for (const link of all) {
      if (link.names.includes(name)) for (const other of [...link.names, ...link.lower]) names.add(other);
      if (link.master === name) for (const other of link.names) names.add(other);
    }
  return names;
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

/** Whether one of some addresses is in a prefix. */
export const hasAddress = (prefix: string, addresses: readonly string[]): boolean =>
  addresses.some((address) => holds(prefix, address));

/**
 * Whether a route to a prefix, as ip-route(8) takes it, may take the place of the one through which the machine is
 * connected: the longest prefix counts, so it is in one of the networks, or has one of the addresses in it
 * that are in none of them.
 */
export function mayReplaceRoute(prefix: string, { networks, addresses }: Uplinks): boolean {
  const [address, length] = prefixOf(prefix);
  const far = addresses.filter((each) => !networks.some((network) => holds(network, each)));
  return (
    far.some((each) => holds(`${address}/${length}`, each)) ||
    networks.some((network) => length >= prefixOf(network)[1] && holds(network, address))
  );
}

/** Whether an address is in a network, or a range ('10.0.0.1-10.0.0.9'). What cannot be read may be anything. */
function holds(network: string, address: string): boolean {
  const [first = '', last] = network.split('-');
  const [base, length] = prefixOf(first);
  const family = isIPv6(base) ? 'ipv6' : 'ipv4';
  if (isIPv6(address) !== isIPv6(base)) return false;
  try {
    const list = new BlockList();
    if (last === undefined) list.addSubnet(base, length, family);
    else list.addRange(base, last, family);
    return list.check(address, family);
  } catch {
    return true;
  }
}

const lengthOf = (address: string) => (address.includes(':') ? 128 : 32);

/** '10.9/16' is '10.9.0.0/16', and so is '10.9.0.0/255.255.0.0'; without a length it is one address. */
export function prefixOf(prefix: string): [address: string, length: number] {
  const [address = '', length] = prefix.split('/');
  const whole = address.includes(':') ? address : [...address.split('.'), '0', '0', '0'].slice(0, 4).join('.');
  const bits = length?.includes('.')
    ? length.split('.').flatMap((byte) => Number(byte).toString(2).match(/1/g) ?? [])
    : undefined;
  return [whole, length === undefined ? lengthOf(address) : (bits?.length ?? Number(length))];
}
