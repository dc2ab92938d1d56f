// The command that shows an obstacle.
import { inNetns } from '../topology/argv.ts';
import type { Chain } from '../topology/firewall/model.ts';
import type { Netns } from '../topology/model.ts';
import type { Stop } from './trace.ts';

export function seeingCommand(netns: Netns, { reason, thing, packet }: Stop, link: string | undefined): string[] {
  const six = packet.dst.includes(':') ? ['-6'] : [];
  const show = (...words: readonly string[]) => inNetns(netns, 'ip', ...six, ...words);
  switch (thing.kind) {
    case 'chain':
    case 'rule':
      return inNetns(netns, ...chainCommand(thing.chain));
    case 'setting':
      return inNetns(netns, 'sysctl', thing.key);
    case 'route':
      return show('route', 'get', packet.dst);
    case 'policy':
      return show('rule');
    case 'neighbour':
      return show('neigh', 'show', thing.neighbour.dst);
    case 'fdb':
      return inNetns(netns, 'bridge', 'fdb', 'show', 'dev', thing.entry.ifname ?? '');
    default:
      break;
  }
  if (reason === 'no-route') return show('route', 'get', packet.dst);
  if (reason === 'nobody-listens') return inNetns(netns, 'ss', '-tulpn');
  if (reason === 'no-nat') return inNetns(netns, 'iptables', '-t', 'nat', '-S', 'POSTROUTING');
  if (reason === 'vlan-not-allowed' && link !== undefined) return inNetns(netns, 'bridge', 'vlan', 'show', 'dev', link);
  if (reason.startsWith('port-') && link !== undefined)
    return inNetns(netns, 'bridge', '-d', 'link', 'show', 'dev', link);
  if (link === undefined) return show('addr');
  return /neighbour|wire/.test(reason)
    ? show('neigh', 'show', 'dev', link)
    : inNetns(netns, 'ip', '-d', 'link', 'show', 'dev', link);
}

function chainCommand({ tool, family, table, name, legacy }: Chain): [string, ...string[]] {
  if (tool === 'nft') return ['nft', 'list', 'chain', family, table, name];
  return [legacy ? `${tool}-legacy` : tool, '-t', table, '-S', name];
}
