import { inNetns } from '../topology/argv.ts';
import { chainsOf, waysTo } from '../topology/firewall/chains.ts';
import { ownTraffic, setsOf } from '../topology/firewall/conditions.ts';
import { type Chain, decides, type FirewallRule, type Tool, translates } from '../topology/firewall/model.ts';
import { chainTitle, policyText } from '../topology/firewall/words.ts';
import type { Netns } from '../topology/model.ts';
import type { Text } from '../words.ts';
import { entry, group, numbered, type OutlineNode } from './node.ts';
import { sayLine } from './words.ts';

const PREFIXES = { iptables: '', ip6tables: 'IPv6 ', nft: 'nft ' } as const;
const SHOWN_BY: Readonly<Record<Tool, readonly [string, ...string[]]>> = {
  iptables: ['iptables-save'],
  ip6tables: ['ip6tables-save'],
  nft: ['nft', 'list', 'ruleset'],
};

const shownBy = ({ legacy }: Chain, tool: Tool): readonly [string, ...string[]] =>
  legacy && tool !== 'nft' ? [`${tool}-legacy-save`] : SHOWN_BY[tool];

/** Left out where every packet passes: no rules, and all policies ACCEPT; but for chains of nft, which somebody has made. */
export function firewallGroup(netns: Netns, parent: string): OutlineNode[] {
  const chains = chainsOf(netns.firewall);
  const children = chains
    .filter((chain) => decides(chain) || (chain.tool === 'nft' && chain.hook !== undefined))
    .map((chain) => (id: string) => chainNode(netns, chain, id, reachOf(chain, chains)));
  return group(parent, 'firewall', {
    label: sayLine('firewall'),
    sort: 'firewall',
    children,
    subject: { netns: netns.id },
  });
}

/** Which packets come to a chain, where that is not what one expects. */
function reachOf(chain: Chain, chains: readonly Chain[]): Text[] {
  const { rules, reached, dormant } = chain;
  if (!reached) return [sayLine(dormant ? 'dormant-table' : 'never-reached')];
  const own = rules.some(translates) ? ownTraffic(waysTo(chains), chain) : undefined;
  return own === undefined ? [] : [sayLine(own === 'from' ? 'from-itself' : 'to-itself')];
}

const setTexts = (rule: FirewallRule): Text[] =>
  setsOf(rule).map(({ name, shown, more }) => {
    const elements = shown.join(', ');
    if (elements === '') return sayLine('empty-set', name);
    return more === 0 ? `${name}: ${elements}` : sayLine('set-and-more', name, elements, more);
  });

function chainNode(netns: Netns, chain: Chain, parent: string, reach: readonly Text[]): OutlineNode {
  const { tool, hook, rules } = chain;
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
          details: [...(rule.tool === tool ? [] : [`(${rule.tool})`]), ...setTexts(rule)],
          sort: 'firewall-rule',
          facts: { chain: label, rule: rule.text },
        },
        { netns: netns.id, shownBy: inNetns(netns, ...shownBy(chain, rule.tool)) },
      ),
    );
  return {
    id,
    label,
    summary: [rules.length === 1 ? sayLine('one-rule') : sayLine('many-rules', rules.length)],
    details: [
      ...(tool === 'nft' && hook?.text !== undefined ? [hook.text] : []),
      ...(policy === undefined ? [] : [sayLine('policy', policy)]),
      ...reach,
    ],
    sort: 'chain',
    state: 'plain',
    facts: { chain: label, policy, rules: rules.length },
    ...(rules.length > 0 ? { children } : {}),
    subject: { kind: 'group', netns: netns.id, shownBy: inNetns(netns, ...shownBy(chain, tool)) },
  };
}
