import { printable } from '../printable.ts';
import { shownAddresses } from './addresses.ts';
import { linkById, masterOf, portsOf } from './find.ts';
import { chainsOf } from './firewall/chains.ts';
import { type Chain, decides } from './firewall/model.ts';
import { chainTitle, policyText, ruleLine } from './firewall/words.ts';
import { linkState } from './link-state.ts';
import { kindOf } from './links.ts';
import type { Link, Netns, Route, Topology } from './model.ts';
import { portWords, setEntries } from './ports.ts';
import { forwardedFamilies, notableSwitches } from './switches.ts';
import { remotesOf } from './tunnels.ts';
import { addressText, fdbText, linkName, neighbourText, routeText, ruleText, STATE_WORDS } from './words.ts';

interface Branch {
  readonly text: string;
  readonly children: readonly Branch[];
}

/** A topology as a tree for people: what is set, without what the kernel has everywhere. */
export function topologyTree(topology: Topology): string {
  const branches = topology.netns.map((netns) => netnsBranch(netns, topology));
  const unread = topology.unread.map(({ what, why }) => leaf(`cannot read ${what}: ${why}`));
  return `${[printable(topology.host.label), ...lines([...branches, ...unread], '')].join('\n')}\n`;
}

function lines(branches: readonly Branch[], indent: string): string[] {
  return branches.flatMap(({ text, children }, at) => {
    const last = at === branches.length - 1;
    return [
      `${indent}${last ? '└─' : '├─'} ${printable(text)}`,
      ...lines(children, `${indent}${last ? '   ' : '│  '}`),
    ];
  });
}

function leaf(text: string): Branch {
  return { text, children: [] };
}

function netnsBranch(netns: Netns, topology: Topology): Branch {
  return {
    text: netnsText(netns),
    children: [
      ...netns.links.filter((link) => !masterOf({ netns, link })).map((link) => linkBranch(link, netns, topology)),
      ...group('routes', netns.routes.filter((route) => !isKernels(route)).map(routeText)),
      ...group('rules', ruleLines(netns)),
      ...group('neighbours', netns.neighbours.map(neighbourText)),
      ...group('firewall', firewallLines(netns)),
      ...group(
        'settings',
        notableSwitches(netns).map(([key, value]) => `${key} = ${value}`),
      ),
      ...netns.unread.map(({ what, why }) => leaf(`cannot read ${what}: ${why}`)),
    ],
  };
}

/** With its other names, and what it passes on. */
function netnsText(netns: Netns): string {
  const families = forwardedFamilies(netns);
  const router = families.length === 0 ? [] : [`forwards ${families.join(' and ')}`];
  const also = netns.names.length > 1 ? [`also ${netns.names.slice(1).join(', ')}`] : [];
  return [netns.label, ...also, ...router].join('  ');
}

/** What the kernel made of addresses: in the table local nobody looks, but for what somebody has put there. */
function isKernels({ table, protocol }: Route): boolean {
  return table === 'local' && protocol === 'kernel';
}

/** Each once: many are there for both families. */
function ruleLines({ rules }: Netns): string[] {
  return [...new Set(rules.filter((rule) => rule['protocol'] !== 'kernel').map(ruleText))];
}

function group(text: string, children: readonly string[]): Branch[] {
  return children.length === 0 ? [] : [{ text, children: children.map(leaf) }];
}

function linkBranch(link: Link, netns: Netns, topology: Topology): Branch {
  return {
    text: linkText(link, netns, topology),
    children: [
      ...portsOf(netns, link).map((port) => linkBranch(port, netns, topology)),
      ...setEntries(netns, link).map((entry) => leaf(`forwarding entry ${fdbText(entry)}`)),
    ],
  };
}

/** 'veth-sleep  veth ⇄ sleep / eth0  up  10.0.0.1/24' */
export function linkText(link: Link, netns: Netns, topology: Topology): string {
  const words = [
    `${linkName(link)}  ${kindOf(link)}${otherEndText(link, topology)}`,
    STATE_WORDS[linkState(link)],
    ...portWords(link),
    ...remotesOf(netns, link).map((remote) => `to ${remote}`),
    ...shownAddresses(link).map(addressText),
  ];
  return words.join('  ');
}

/** ' ⇄ sleep / eth0' for a veth, ' on eth0' for what stands on another link; '?' where that is not known. */
function otherEndText({ peer, lower }: Link, topology: Topology): string {
  const other = peer ?? lower;
  const sign = peer === undefined ? ' on' : ' ⇄';
  if (other === undefined) return '';
  const found = linkById(topology, other);
  if (!found) return `${sign} ?`;
  return `${sign} ${found.netns.label} / ${linkName(found.link)}`;
}

/** The rules, and the policies that do not accept; of nft also the hooks. */
function firewallLines({ firewall }: Netns): string[] {
  return chainsOf(firewall).flatMap((chain) => [
    ...headLines(chain),
    ...chain.rules.map(
      (rule) => `${ruleLine(chain, rule)}${chain.reached ? '' : '  (not reached: nothing jumps to it)'}`,
    ),
  ]);
}

function headLines(chain: Chain): string[] {
  const { tool, table, name, hook } = chain;
  const policy = policyText(chain);
  if (tool !== 'nft')
    return decides({ policy: chain.policy ?? 'accept', rules: [] }) ? [`${tool} -t ${table} -P ${name} ${policy}`] : [];
  return hook?.text === undefined
    ? []
    : [`nft ${chainTitle(chain)} ${hook.text}${policy === undefined ? '' : `; policy ${policy}`}`];
}
