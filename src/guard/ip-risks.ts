import { mayBeAnything } from '../shell/fields.ts';
import { ipCommand } from '../shell/ip.ts';
import { XARGS } from '../shell/wrappers.ts';
import { DEFAULT_ROUTE, isDefault, linkRisk, type Risk, risk } from './risk.ts';

/** ip(8) in the machine's own network namespace. */
export function ofIp(words: readonly string[]): Risk[] {
  const { object, action = '', args } = ipCommand(words);
  if ([object ?? '', action].some(mayBeAnything)) return [risk('unknown-arguments', 'ip')];
  switch (object) {
    case 'link':
      return ofLink(action, args);
    case 'address':
      return action === 'flush' || action === 'delete' ? ofAddresses(action === 'flush', args) : [];
    case 'rule':
      if (action === 'flush') return [risk('ip-rules-flushed')];
      if (action === 'add' && dropsAll(args)) return [risk('ip-rule-drops-all', args.join(' '))];
      return action === 'delete' ? [risk('ip-rule-deleted')] : [];
    case 'route':
      return ofRoute(action, args);
    default:
      return [];
  }
}

/** A rule of ip-rule(8) that is for every packet, and lets none through. */
const dropsAll = (args: readonly string[]): boolean =>
  args.some((word) => /^(?:blackhole|unreachable|prohibit)$/.test(word)) &&
  !args.some(
    (word, at) =>
      /^(?:from|to|iif|oif|tos|dsfield|fwmark|uidrange|ipproto|[sd]port|tun_id)$/.test(word) &&
      !isDefault(args[at + 1] ?? ''),
  );

/** ip-route(8). In another table than the main one nothing leads out. */
function ofRoute(action: string, args: readonly string[]): Risk[] {
  const table = args.includes('table')
    ? (args[args.indexOf('table') + 1] ?? '')
    : args.includes('vrf')
      ? 'vrf'
      : 'main';
  const isOther = !mayBeAnything(table) && !/^(?:main|254|all|0|local|255)$/.test(table);
  if (isOther) return [];
  const to = args.find((word) => !ROUTE_TYPES.test(word)) ?? '';
  const mayBeDefault = args.some(isDefault) || mayBeAnything(to);
  if (/^(?:delete|change|replace)$/.test(action)) return mayBeDefault ? [DEFAULT_ROUTE] : [];
  if (/^(?:add|append|prepend)$/.test(action))
    return args.some(isDefault) && args.includes('metric') ? [DEFAULT_ROUTE] : [];
  if (action !== 'flush' || args[0] === 'cache') return [];
  const link = args[args.findIndex((word) => /^(?:dev|oif)$/.test(word)) + 1];
  if (args.some((word) => /^(?:dev|oif)$/.test(word))) return linkRisk(link, 'routes-removed');
  return args.length === 1 && !mayBeDefault && /[.:]/.test(to) ? [] : [DEFAULT_ROUTE];
}

const ROUTE_TYPES = /^(?:to|unicast|local|broadcast|multicast|throw|unreachable|prohibit|blackhole|nat)$/;

/** By what ip-address(8) chooses addresses: with a value, and without. */
const ADDRESSES_BY = /^(?:scope|to|label|type|master|group|vrf|proto)$/;
const ADDRESSES_OF = /^(?:up|dynamic|permanent|tentative|deprecated|dadfailed|temporary|primary|secondary|-.*)$/;

function ofAddresses(flush: boolean, args: readonly string[]): Risk[] {
  if (args.includes('dev')) return linkRisk(args[args.indexOf('dev') + 1], 'addresses-removed');
  if (!flush) return [];
  const link = args.find(
    (word, at) => !ADDRESSES_BY.test(word) && !ADDRESSES_OF.test(word) && !ADDRESSES_BY.test(args[at - 1] ?? ''),
  );
  if (link !== undefined) return linkRisk(link, 'addresses-removed');
  return args.length === 0 ? [] : [risk('all-addresses-removed')];
}

/** Words of ip-link(8) that take the next one as their value. */
const LINK_VALUES =
  /^(?:mtu|txqueuelen|qlen|txqlen|name|address|broadcast|peer|netns|link-netnsid|alias|group|master|vrf|type|addrgenmode|state|arp|multicast|allmulticast|promisc|trailers|dynamic|carrier|protodown|index|numtxqueues|numrxqueues)$/;
const LINK_FLAGS = /^(?:dev|up|down|nomaster)$/;

function ofLink(action: string, args: readonly string[]): Risk[] {
  const deletes = action === 'delete';
  if (!deletes && action !== 'set' && action !== 'change') return [];
  if (args[0] === 'group' && args[1] !== undefined && (deletes || args.includes('down')))
    return [risk(deletes ? 'group-deleted' : 'group-down', args[1])];
  const others = args.filter((_, at) => !LINK_VALUES.test(args[at - 1] ?? ''));
  const links = args.includes('dev')
    ? [args[args.indexOf('dev') + 1]]
    : others.filter(
        (word, at) => !LINK_FLAGS.test(word) && !LINK_VALUES.test(word) && (at === 0 || !mayBeAnything(word)),
      );
  const all = (code: Parameters<typeof linkRisk>[1]) => links.flatMap((link) => linkRisk(link, code));
  if (deletes) return all('link-deleted');
  // A variable may say `down`.
  const mayGoDown =
    others.some((word) => word === 'down' || (mayBeAnything(word) && word !== links[0])) || args.at(-1) === XARGS;
  if (mayGoDown) return links.length > 0 ? all('link-down') : [risk('unknown-arguments', 'ip')];
  if (args.includes('netns')) return all('link-moved');
  if (args.includes('address')) return all('link-readdressed');
  return args.includes('master') ? all('link-enslaved') : [];
}
