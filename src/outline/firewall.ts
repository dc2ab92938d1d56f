import { inNetns } from '../topology/argv.ts';
import { chainsOf } from '../topology/firewall/chains.ts';
import { type Chain, decides, type Tool } from '../topology/firewall/model.ts';
import { chainTitle, policyText } from '../topology/firewall/words.ts';
import type { Netns } from '../topology/model.ts';
import { entry, group, numbered, type OutlineNode } from './node.ts';
import { sayLine } from './words.ts';

const PREFIXES = { iptables: '', ip6tables: 'IPv6 ', nft: 'nft ' } as const;
const SHOWN_BY: Readonly<Record<Tool, readonly [string, ...string[]]>> = {
  iptables: ['iptables-save'],
  ip6tables: ['ip6tables-save'],
  nft: ['nft', 'list', 'ruleset'],
};

/** Left out where every packet passes: no rules, and all policies ACCEPT; but for chains of nft, which somebody has made. */
export function firewallGroup(netns: Netns, parent: string): OutlineNode[] {
  const children = chainsOf(netns.firewall)
    .filter((chain) => decides(chain) || (chain.tool === 'nft' && chain.hook !== undefined))
    .map((chain) => (id: string) => chainNode(netns, chain, id));
  return group(parent, 'firewall', {
    label: sayLine('firewall'),
    sort: 'firewall',
    children,
    subject: { netns: netns.id },
  });
}

function chainNode(netns: Netns, chain: Chain, parent: string): OutlineNode {
  const { tool, hook, rules, reached } = chain;
  const label = `${PREFIXES[tool]}${chainTitle(chain)}`;
  const policy = policyText(chain);
  const id = `${parent}/${JSON.stringify(label)}`;
  const children = () =>
    numbered(rules, ({ text }) => text).map(([key, rule]) =>
      entry(
        id,
        key,
        {
          label: rule.text,
          // It is in a chain of iptables, which has no words for it.
          ...(rule.tool === tool ? {} : { details: [`(${rule.tool})`] }),
          sort: 'firewall-rule',
          facts: { chain: label, rule: rule.text },
        },
        { netns: netns.id, shownBy: inNetns(netns, ...SHOWN_BY[rule.tool]) },
      ),
    );
  return {
    id,
    label,
    summary: [rules.length === 1 ? sayLine('one-rule') : sayLine('many-rules', rules.length)],
    details: [
      ...(tool === 'nft' && hook?.text !== undefined ? [hook.text] : []),
      ...(policy === undefined ? [] : [sayLine('policy', policy)]),
      ...(reached ? [] : [sayLine('never-reached')]),
    ],
    sort: 'chain',
    state: 'plain',
    facts: { chain: label, policy, rules: rules.length },
    ...(rules.length > 0 ? { children } : {}),
    subject: { kind: 'group', netns: netns.id, shownBy: inNetns(netns, ...SHOWN_BY[tool]) },
  };
}
