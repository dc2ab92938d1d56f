import { mayBeAnything } from '../shell/fields.ts';
import { ipCommand, isOwnNetns, isOwnProcess, linkWords } from '../shell/ip.ts';
import { XARGS } from '../shell/wrappers.ts';
import { DEFAULT_ROUTE, isAddress, isDefault, linkRisk, type Risk, risk } from './risk.ts';
import { prefixOf } from './uplinks.ts';
import type { LinkRiskCode } from './words.ts';

/** ip(8) in the machine's own network namespace. */
export function ofIp(words: readonly string[]): Risk[] {
  const { object, action = '', args } = ipCommand(words);
  if ([object ?? '', action].some(mayBeAnything)) return [risk('unknown-arguments', 'ip')];
  switch (object) {
    case 'link':
      return ofLink(action, args);
    case 'address':
      return ofAddress(action, args);
    case 'rule':
      if (action === 'flush') return [risk('ip-rules-flushed')];
      if (action === 'add') return ofNewRule(args);
      return action === 'delete' ? [risk('ip-rule-deleted')] : [];
    case 'route':
      return ofRoute(action, args);
    case 'neighbour':
      if (!/^(?:add|change|replace)$/.test(action) || args.includes('proxy')) return [];
      return ofNeighbour(commandText(words), args);
    case 'netns':
      return action === 'attach' && isOwnProcess(args[1] ?? '') ? [risk('netns-named', commandText(words))] : [];
    case 'xfrm':
      return args.some((word, at) => word === 'block' && args[at - 1] === 'action')
        ? [risk('service', commandText(words))]
        : [];
    default:
      return [];
  }
}

const commandText = (words: readonly string[]): string => ['ip', ...words].join(' ');

/** Conditions of ip-rule(8) that may leave the connection out, of which no more is known. */
const RULE_CONDITIONS = /^(?:iif|oif|tos|dsfield|fwmark|uidrange|ipproto|[sd]port|tun_id)$/;

/** A rule of ip-rule(8) that lets nothing through of what it is for. */
function ofNewRule(args: readonly string[]): Risk[] {
  if (!args.some((word) => word !== 'throw' && NOWHERE.test(word))) return ofNewTable(args);
  if (args.some((word, at) => RULE_CONDITIONS.test(word) && !holdsConnection(word, args[at + 1] ?? ''))) return [];
  const prefixes = args.filter((word, at) => /^(?:from|to)$/.test(args[at - 1] ?? '') && !isDefault(word));
  const said = risk('ip-rule-drops-all', args.join(' '));
  // From lo comes what the machine sends itself.
  const [link] = args.filter((word, at) => /^[io]if$/.test(args[at - 1] ?? '') && word !== 'lo');
  const onLink = link === undefined ? said : { ...said, ifUplink: link };
  if (prefixes.length === 0 || args.includes('not')) return [onLink];
  if (prefixes.some(mayBeAnything)) return [{ ...onLink, code: 'ip-rule-drops-own' }];
  return [{ ...onLink, code: 'ip-rule-drops-own', ifAddress: prefixes.filter(isAddress) }];
}

/** A rule by which every packet asks another table first. */
function ofNewTable(args: readonly string[]): Risk[] {
  const table = args.find((_word, at) => /^(?:table|lookup)$/.test(args[at - 1] ?? ''));
  const isFew = args.some(
    (word, at) => RULE_CONDITIONS.test(word) || (/^(?:from|to)$/.test(word) && !isDefault(args[at + 1] ?? '')),
  );
  if (table === undefined || isFew || /^(?:main|254|local|255|default|253)$/.test(table)) return [];
  return [risk('ip-rule-for-all', args.join(' '))];
}

/** It comes over TCP to port 22, through a link that is looked at. */
const holdsConnection = (condition: string, value: string): boolean =>
  /^[io]if$/.test(condition) || /^(?:fwmark 0(?:x0)?|(?:ipproto (?:tcp|6))|[sd]port 22)$/.test(`${condition} ${value}`);

/** A neighbour that is said to be elsewhere: ip-neighbour(8). */
export const ofNeighbour = (text: string, args: readonly string[]): Risk[] => [
  ...(args.some((word, at) => mayBeAnything(word) && !/^(?:lladdr|dev|nud)$/.test(args[at - 1] ?? ''))
    ? unknownArguments(text)
    : []),
  ...args.filter(isAddress).map((ifPeer) => ({ ...risk('neighbour', text), ifPeer })),
];

/** What a command does whose words are not all known: it may be what cuts the connection. */
const unknownArguments = (text: string): Risk[] => [risk('unknown-arguments', text.replace(/ .*/s, ''))];

/**
 * An address that another one has, to which no packet goes any more, or to which there is a route then: ip-address(8).
 * With it comes a route to its network, which may come before the one through which the machine is connected.
 */
export function ofNewAddress(text: string, addresses: readonly string[], link: string): Risk[] {
  if (addresses.some(mayBeAnything)) return unknownArguments(text);
  return addresses
    .filter((each) => isAddress(each) && !isDefault(each))
    .flatMap((each) => [
      { ...risk('address-of-peer', text), ifPeer: each.replace(/\/.*/, '') },
      ...(each.includes('/') ? [{ ...risk('own-route', text), ifRoute: each, unlessUplink: link }] : []),
    ]);
}

/** ip-route(8). In another table than the main one nothing leads out; the table local has the machine's own addresses. */
function ofRoute(action: string, args: readonly string[]): Risk[] {
  const table = args.includes('table')
    ? (args[args.indexOf('table') + 1] ?? '')
    : args.includes('vrf')
      ? 'vrf'
      : 'main';
  const isOther = !mayBeAnything(table) && !/^(?:main|254|all|0|local|255)$/.test(table);
  if (isOther) return [];
  if (action === 'flush') return ofRouteFlush(args);
  const changes = /^(?:delete|change|replace)$/.test(action);
  if (!changes && !/^(?:add|append|prepend)$/.test(action)) return [];
  const text = commandText(['route', action, ...args]);
  const to = args.find((word, at) => !ROUTE_TYPES.test(word) && !isOfRoute(word, args[at - 1])) ?? '';
  const metric = args.find((_word, at) => /^(?:metric|priority|preference)$/.test(args[at - 1] ?? ''));
  const isFirst = action === 'prepend' || metric !== undefined || args.some((word) => NOWHERE.test(word));
  const found = ofRouteTo(to, { changes, isFirst, text });
  const isKnown = isDefault(to) && !changes && /^\d+$/.test(metric ?? '');
  return isKnown ? found.map((each) => ({ ...each, ifMetric: Number(metric) })) : found;
}

interface RouteChange {
  /** There is such a route, that is another one then, or none. */
  readonly changes: boolean;
  /** It comes before one to the same prefix. */
  readonly isFirst: boolean;
  /** Its command. */
  readonly text: string;
}

/** What a route to a prefix may take the place of. */
export function ofRouteTo(to: string, { changes, isFirst, text }: RouteChange): Risk[] {
  if (isDefault(to) || mayBeAnything(to)) {
    if (changes) return [DEFAULT_ROUTE];
    if (!isDefault(to)) return unknownArguments(text);
    return isFirst ? [risk('route-over-default', text)] : [];
  }
  if (isHalf(to)) return [risk(changes ? 'own-route' : 'route-over-default', text)];
  const said = risk('own-route', text);
  return to === '' ? [] : [{ ...said, ifRoute: to }];
}

/** Half of the world and the like: it is longer than the default route, and so it is taken first. */
function isHalf(prefix: string): boolean {
  const [address, length] = prefixOf(prefix);
  return address.includes(':') ? length < 4 : length < 8 && Number(address.split('.')[0]) < 224;
}

function ofRouteFlush(args: readonly string[]): Risk[] {
  if (args[0] === 'cache') return [];
  const link = args[args.findIndex((word) => /^(?:dev|oif)$/.test(word)) + 1];
  if (args.some((word) => /^(?:dev|oif)$/.test(word))) return linkRisk(link, 'routes-removed');
  const [by, to = ''] = args.length === 1 ? ['exact', args[0]] : args;
  if (mayBeAnything(to) || isDefault(to) || !/^(?:to|exact|root|table)$/.test(by ?? '')) return [DEFAULT_ROUTE];
  const said = risk('routes-flushed', commandText(['route', 'flush', ...args]));
  if (by === 'table') return [/^(?:local|255)$/.test(to) ? said : DEFAULT_ROUTE];
  if (!/[.:]/.test(to) || args.length > 2) return [DEFAULT_ROUTE];
  return [by === 'root' ? said : { ...said, ifRoute: to }];
}

/** Types of routes that lead nowhere. */
const NOWHERE = /^(?:blackhole|unreachable|prohibit|throw)$/;
const ROUTE_TYPES = /^(?:to|unicast|local|broadcast|multicast|throw|unreachable|prohibit|blackhole|nat)$/;
/** Words that take the next one as their value. */
const ROUTE_VALUES =
  /^(?:via|inet6?|dev|oif|src|table|vrf|metric|priority|preference|pref|mtu|lock|advmss|proto|protocol|scope|tos|dsfield|nhid|realms|weight|expires)$/;

const isOfRoute = (word: string, before = ''): boolean =>
  /^(?:onlink|nexthop|encap)$/.test(word) || ROUTE_VALUES.test(word) || ROUTE_VALUES.test(before);

/** By what ip-address(8) chooses addresses: with a value, and without. */
const ADDRESSES_BY = /^(?:scope|to|label|type|master|group|vrf|proto)$/;
const ADDRESSES_OF = /^(?:up|dynamic|permanent|tentative|deprecated|dadfailed|temporary|primary|secondary|-.*)$/;

function ofAddress(action: string, args: readonly string[]): Risk[] {
  const flush = action === 'flush';
  const sets = /^(?:add|change|replace)$/.test(action);
  const runsOut =
    /^(?:change|replace)$/.test(action) && args.some((word, at) => args[at - 1] === 'valid_lft' && word !== 'forever');
  if (sets && !runsOut)
    return ofNewAddress(
      commandText(['address', action, ...args]),
      args.filter((_word, at) => !/^(?:brd|broadcast|anycast|dev|label|scope|\w+_lft)$/.test(args[at - 1] ?? '')),
      args[args.indexOf('dev') + 1] ?? '',
    ).filter(({ ifRoute }) => ifRoute === undefined || !args.includes('noprefixroute'));
  if (!flush && action !== 'delete' && !runsOut) return [];
  if (args.includes('dev')) {
    const removed = args.filter((word, at) => isAddress(word) && args[at - 1] !== 'dev');
    const found = linkRisk(args[args.indexOf('dev') + 1], 'addresses-removed');
    return flush || removed.length === 0 ? found : found.map((each) => ({ ...each, ifAddress: removed }));
  }
  if (!flush) return [];
  const link = args.find(
    (word, at) => !ADDRESSES_BY.test(word) && !ADDRESSES_OF.test(word) && !ADDRESSES_BY.test(args[at - 1] ?? ''),
  );
  if (link !== undefined) return linkRisk(link, 'addresses-removed');
  return args.length === 0 ? [] : [risk('all-addresses-removed')];
}

function ofLink(action: string, args: readonly string[]): Risk[] {
  if (action === 'property' && args[0] === 'add')
    return linkRisk(linkWords(args.slice(1)).find(({ name }) => name === 'dev')?.value, 'link-renamed');
  const deletes = action === 'delete';
  if (!deletes && action !== 'set' && action !== 'change') return [];
  if (args[0] === 'group' && args[1] !== undefined && (deletes || args.includes('down')))
    return [risk(deletes ? 'group-deleted' : 'group-down', args[1])];
  const words = linkWords(args);
  const value = (word: string) => words.find(({ name }) => name === word)?.value;
  const bare = words.flatMap(({ name, value: word }) => (name === '' && word !== undefined ? [word] : []));
  const named = value('dev');
  const links = named === undefined ? bare.filter((word, at) => at === 0 || !mayBeAnything(word)) : [named];
  const all = (code: LinkRiskCode) => links.flatMap((link) => linkRisk(link, code));
  if (deletes) return all('link-deleted');
  // A variable may say `down`.
  const mayGoDown =
    words.some(({ name }) => name === 'down') ||
    bare.some((word) => mayBeAnything(word) && word !== links[0]) ||
    args.at(-1) === XARGS ||
    value('carrier') === 'off' ||
    value('protodown') === 'on';
  if (mayGoDown) return links.length > 0 ? all('link-down') : [risk('unknown-arguments', 'ip')];
  if (['mtu', 'carrier', 'protodown'].some((name) => mayBeAnything(value(name) ?? '')))
    return links.map((ifUplink) => ({ ...risk('unknown-arguments', 'ip'), ifUplink }));
  const does = LINK_RISKS.find(([name, isRisk]) => isRisk(value(name)));
  if (does) return all(does[2]);
  return words.some(({ name }) => name === 'nomaster') ? all('link-freed') : [];
}

const given = (value: string | undefined): boolean => value !== undefined;

/** Below it there is no IPv6 (RFC 8200, 5), and what a connection over IPv4 sends is hardly worth it. */
export const isSmallMtu = (value: string | undefined): boolean => Number(value) < 1280;

const LINK_RISKS: readonly (readonly [string, (value: string | undefined) => boolean, LinkRiskCode])[] = [
  ['netns', given, 'link-moved'],
  ['address', given, 'link-readdressed'],
  ['master', given, 'link-enslaved'],
  ['vrf', given, 'link-enslaved'],
  ['arp', (value) => given(value) && value !== 'on', 'link-without-arp'],
  ['name', given, 'link-renamed'],
  ['mtu', isSmallMtu, 'link-mtu'],
];

/** A file of the machine's own netns, from which `ln` and `mount` make a name: ip-netns(8). */
export const ofNetnsFile = (program: string, args: readonly string[]): Risk[] =>
  args.some(isOwnNetns) ? [risk('netns-named', [program, ...args].join(' '))] : [];
