// The command that shows an obstacle.
import { inNetns } from '../topology/argv.ts';
import type { Chain } from '../topology/firewall/model.ts';
import type { Netns, Route } from '../topology/model.ts';
import { programOf } from './programs.ts';
import type { Stop } from './trace.ts';
import { settingOf } from './walk.ts';

/** Those of that state are not shown otherwise. */
const ASKED_FOR = ['nud', 'noarp'];

export function seeingCommand(
  netns: Netns,
  { reason, manner, thing, packet, args }: Stop,
  link: string | undefined,
): string[] {
  const six = packet.dst.includes(':') ? ['-6'] : [];
  const show = (...words: readonly string[]) => inNetns(netns, 'ip', ...six, ...words);
  switch (thing.kind) {
    case 'chain':
    case 'rule':
      return inNetns(netns, ...chainCommand(netns, thing.chain));
    case 'setting':
      return inNetns(netns, 'sysctl', thing.key);
    case 'route':
      return show('route', 'show', ...routeWords(thing.route));
    case 'policy':
      return show('rule');
    case 'neighbour':
      return show('neigh', 'show', thing.neighbour.dst, ...(thing.neighbour.state?.includes('NOARP') ? ASKED_FOR : []));
    case 'fdb':
      return inNetns(netns, 'bridge', 'fdb', 'show', 'dev', thing.entry.ifname ?? '');
    default:
      break;
  }
  if (manner === 'table-not-looked-up') return show('rule');
  if (['no-route', 'not-outside', 'hop-limit'].includes(reason)) return show('route', 'get', packet.dst);
  // That it is looked for on that wire, also before anybody has asked for it.
  if (reason === 'no-neighbour' || reason === 'not-on-this-wire') return show('route', 'get', args[0] ?? packet.dst);
  if (reason === 'nobody-listens') return inNetns(netns, 'ss', '-tulpn');
  if (reason === 'no-nat') return inNetns(netns, 'iptables', '-t', 'nat', '-S', 'POSTROUTING');
  if (link === undefined || reason === 'martian-source') return show('addr');
  if (reason === 'martian-destination') return inNetns(netns, 'sysctl', settingOf('ipv4', link, 'route_localnet'));
  if (reason === 'wrong-switch-entry') return inNetns(netns, 'bridge', 'fdb', 'show', 'br', link);
  if (reason === 'vlan-not-allowed') return inNetns(netns, 'bridge', 'vlan', 'show', 'dev', link);
  if (reason.startsWith('port-')) return inNetns(netns, 'bridge', '-d', 'link', 'show', 'dev', link);
  if (reason === 'wrong-neighbour' && manner !== 'sends-to-itself') return show('neigh', 'show', 'dev', link);
  // What an address is, its link does not show.
  if (reason === 'arp-not-answered' && args[2] !== 'NOARP') return show('addr', 'show', 'dev', link);
  return inNetns(netns, 'ip', '-d', 'link', 'show', 'dev', link);
}

const routeWords = ({ table, dst }: Route): string[] => [
  ...(table === 'main' ? [] : ['table', table]),
  ...(dst === 'default' ? [dst] : ['exact', dst]),
];

function chainCommand({ firewall }: Netns, chain: Chain): [string, ...string[]] {
  const { tool, family, table, name } = chain;
  if (tool === 'nft') return ['nft', 'list', 'chain', family, table, name];
  return [programOf(firewall, chain), '-t', table, '-S', name];
}
