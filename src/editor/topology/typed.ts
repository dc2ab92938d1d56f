// What a person types to add an address or a route: what is offered, and what is wrong with it.
import { isIP, isIPv4 } from 'node:net';
import { shownAddresses } from '../../topology/addresses.ts';
import { linkByName } from '../../topology/find.ts';
import type { Address, Link, Netns, Topology } from '../../topology/model.ts';
import { waysOut } from '../../topology/routes.ts';
import { segmentOf } from '../../topology/segments.ts';
import { forwardingOf } from '../../topology/sysctls.ts';
import { type Said, sayFrom } from '../../words.ts';

export const INPUT_WORDS = {
  'address-form': 'An address with its prefix length, such as 10.0.0.1/24 or fd00::1/64',
  'has-address': '{0} has this address already',
  'route-form': 'A destination (default or a prefix) and the way to it, such as default via 10.0.0.1',
  'not-a-destination': '{0} is neither default nor a prefix such as 10.0.0.0/24',
  'host-bits': '{0} is an address in the network {1}',
  'no-way': 'Say through what: via and an address, or dev and a link',
  'not-an-address': '{0} is not an address',
  'no-such-link': 'There is no link {0} here',
  'no-value': 'Something must follow {0}',
} as const;

const sayInput = sayFrom(INPUT_WORDS);

/** Why it cannot be added to the link; nothing if it can. */
export function addressFault(text: string, link: Link): Said | undefined {
  const prefix = prefixOf(text);
  if (!prefix || prefix.length === undefined) return sayInput('address-form');
  const isThere = link.addr_info.some(
    ({ local, prefixlen }) => local === prefix.address && prefixlen === prefix.length,
  );
  return isThere ? sayInput('has-address', link.ifname) : undefined;
}

/** An IPv4 address that nobody has, of the network that others on the segment are in; none where there is no such network. */
export function freeAddress(topology: Topology, link: Link): string | undefined {
  const there = onSegment(topology, link).flatMap(({ address }) => address);
  const [first] = there;
  if (!first?.local) return undefined;
  const taken = new Set(there.map(({ local = '' }) => numberOf(local)));
  const { start, end } = rangeOf(first.local, first.prefixlen);
  for (let number = start + 1; number < end; number++)
    if (!taken.has(number)) return `${dotted(number)}/${first.prefixlen}`;
  return undefined;
}

/** The way out that a netns without one most likely needs: through what forwards in a network that it is in. */
export function likelyRoute(topology: Topology, netns: Netns): string | undefined {
  if (waysOut(netns).some(({ route }) => route.family === 'inet')) return undefined;
  const near = netns.links.flatMap((link) => {
    const own = new Set(shownAddresses(link).filter(isOfNetwork).map(networkOf));
    return onSegment(topology, link).filter((one) => one.netns !== netns && own.has(networkOf(one.address)));
  });
  const gateway =
    near.find((one) => one.netns.root) ?? near.find((one) => forwardingOf(one.netns).length > 0) ?? near[0];
  return gateway?.address.local && `default via ${gateway.address.local}`;
}

/** Why `ip route add` would not take it in that netns; nothing if it may. What comes after the way is left to ip(8). */
export function routeFault(text: string, netns: Netns): Said | undefined {
  const [first, ...others] = wordsOf(text);
  if (first === undefined) return sayInput('route-form');
  const refuses = REFUSALS.includes(first);
  const [to, ...way] = refuses || first === 'unicast' ? others : [first, ...others];
  const fault = to === undefined ? sayInput('route-form') : destinationFault(to);
  return fault ?? wayFault(way, netns, refuses);
}

/** Types of routes that lead nowhere: ip-route(8). */
const REFUSALS: readonly string[] = ['blackhole', 'unreachable', 'prohibit', 'throw'];

export const wordsOf = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');

function destinationFault(to: string): Said | undefined {
  if (to === 'default') return undefined;
  const prefix = prefixOf(to);
  if (!prefix) return sayInput('not-a-destination', to);
  const { address, length } = prefix;
  if (length === undefined || !isIPv4(address)) return undefined;
  const { start } = rangeOf(address, length);
  return start === numberOf(address) ? undefined : sayInput('host-bits', to, `${dotted(start)}/${length}`);
}

function wayFault(way: readonly string[], netns: Netns, refuses: boolean): Said | undefined {
  const after = (word: string) => (way.includes(word) ? (way[way.indexOf(word) + 1] ?? '') : undefined);
  const [via, dev] = [after('via'), after('dev')];
  if (via === '' || dev === '') return sayInput('no-value', via === '' ? 'via' : 'dev');
  if (via !== undefined && !['inet', 'inet6'].includes(via) && isIP(via) === 0) return sayInput('not-an-address', via);
  if (dev !== undefined && !linkByName(netns.links, dev)) return sayInput('no-such-link', dev);
  return refuses || via !== undefined || dev !== undefined ? undefined : sayInput('no-way');
}

interface Neighbouring {
  readonly netns: Netns;
  readonly address: Address;
}

/** The IPv4 addresses of all that a link can reach without a router, its own last. */
function onSegment(topology: Topology, link: Link): Neighbouring[] {
  const segment = segmentOf(topology, link.id);
  const all = topology.netns.flatMap((netns) =>
    netns.links
      .filter(({ id }) => segmentOf(topology, id) === segment)
      .flatMap((one) =>
        shownAddresses(one)
          .filter(isOfNetwork)
          .map((address) => ({ netns, address, own: one === link })),
      ),
  );
  return [...all.filter(({ own }) => !own), ...all.filter(({ own }) => own)];
}

/** Whether there are others in its network. */
const isOfNetwork = ({ family, local, prefixlen }: Address): boolean =>
  family === 'inet' && local !== undefined && prefixlen >= 8 && prefixlen <= 30;

const networkOf = ({ local = '', prefixlen }: Address): string => `${rangeOf(local, prefixlen).start}/${prefixlen}`;

function prefixOf(text: string): { readonly address: string; readonly length: number | undefined } | undefined {
  const [address = '', length, ...more] = text.trim().split('/');
  const bits = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  if (more.length > 0 || bits < 0) return undefined;
  if (length === undefined) return { address, length: undefined };
  return /^\d{1,3}$/.test(length) && Number(length) <= bits ? { address, length: Number(length) } : undefined;
}

const numberOf = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
const dotted = (number: number): string => [24, 16, 8, 0].map((bits) => Math.floor(number / 2 ** bits) % 256).join('.');

/** The first and the last address of the network that an IPv4 address is in, as numbers. */
function rangeOf(address: string, length: number): { readonly start: number; readonly end: number } {
  const size = 2 ** (32 - length);
  const start = Math.floor(numberOf(address) / size) * size;
  return { start, end: start + size - 1 };
}
