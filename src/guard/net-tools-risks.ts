// Programs of net-tools, which do what ip(8) does in words of their own.

import { mayBeAnything } from '../shell/fields.ts';
import { isSmallMtu, ofNeighbour, ofNewAddress, ofRouteTo } from './ip-risks.ts';
import { isDefault, linkRisk, type Risk } from './risk.ts';
import { prefixOf } from './uplinks.ts';

/** Words of ifconfig(8) that stand alone, and those that take the next one as their value. */
const FLAGS = /^(?:-.*|up|arp|promisc|allmulti|multicast|dynamic|trailers|inet6?|unix|netrom|ax25)$/;
const VALUED =
  /^(?:metric|mtu|dstaddr|netmask|add|tunnel|irq|io_addr|mem_start|media|broadcast|pointopoint|txqueuelen|keepalive|outfill)$/;

/** ifconfig(8). An address takes the place of the one that the link has; `add` gives it one more. */
export function ofIfconfig(args: readonly string[]): Risk[] {
  const [link, ...words] = args.slice(args.findIndex((word) => !word.startsWith('-')));
  if (words.includes('down')) return linkRisk(link, 'link-down');
  if (words.includes('hw')) return linkRisk(link, 'link-readdressed');
  if (words.includes('-arp')) return linkRisk(link, 'link-without-arp');
  const after = (name: string) => (words.includes(name) ? words[words.indexOf(name) + 1] : undefined);
  if (isSmallMtu(after('mtu'))) return linkRisk(link, 'link-mtu');
  const [addresses, others] = [
    words.filter(isNewAddress),
    words.filter((word) => word === 'del' || word === 'netmask'),
  ];
  const gone = addresses.length + others.length > 0 ? linkRisk(link, 'addresses-removed') : [];
  const added = ['add', 'dstaddr', 'pointopoint'].flatMap((name) => after(name) ?? []);
  const mask = after('netmask');
  const networks = addresses.map((each) => (mask === undefined ? inItsClass(each) : `${each}/${mask}`));
  return [...gone, ...ofNewAddress(['ifconfig', ...args].join(' '), [...networks, ...added], link ?? '')];
}

/** What has no netmask gets the one of its class: devinet_ioctl in net/ipv4/devinet.c. */
function inItsClass(address: string): string {
  const first = Number(/^\d+(?=\.)/.exec(address)?.[0] ?? Number.NaN);
  if (address.includes('/') || Number.isNaN(first)) return address;
  return `${address}/${first < 128 ? 8 : first < 192 ? 16 : 24}`;
}

const isNewAddress = (word: string, at: number, words: readonly string[]): boolean =>
  !FLAGS.test(word) && !VALUED.test(word) && word !== 'del' && !(VALUED.test(words[at - 1] ?? '') && /\w/.test(word));

/** route(8). One that it adds comes before those that are there: net/ipv4/fib_frontend.c, ip_rt_ioctl. */
export function ofRouteProgram(args: readonly string[]): Risk[] {
  const at = args.findIndex((word) => /^(?:add|del(?:ete)?)$/.test(word));
  if (at < 0) return [];
  const [target = '', ...rest] = args.slice(at + 1).filter((word) => !/^-(?:net|host|[46]|-inet6?)$/.test(word));
  const mask = rest.includes('netmask') ? rest[rest.indexOf('netmask') + 1] : undefined;
  const isBare = mask === undefined && !target.includes('/') && !mayBeAnything(target);
  const to = isBare && !args.includes('-host') ? networkOf(target) : mask === undefined ? target : `${target}/${mask}`;
  return ofRouteTo(to, { changes: args[at] !== 'add', isFirst: true, text: ['route', ...args].join(' ') });
}

/** An address that ends with zeros is a network. */
function networkOf(address: string): string {
  const [, zeros] = /^[\d.]*?((?:\.0)+)$/.exec(prefixOf(address)[0]) ?? [];
  return zeros === undefined || isDefault(address) ? address : `${address}/${32 - 4 * zeros.length}`;
}

/** arp(8): `-s` says where an address is. */
export function ofArp(args: readonly string[]): Risk[] {
  if (!args.some((word) => /^(?:-\w*s|--set)$/.test(word)) || args.includes('pub')) return [];
  return ofNeighbour(['arp', ...args].join(' '), args);
}
