import { printable } from '../../printable.ts';
import { chainsOf } from '../../topology/firewall/chains.ts';
import { type Chain, decides, type Tool } from '../../topology/firewall/model.ts';
import { chainTitle, policyText } from '../../topology/firewall/words.ts';
import type { Netns } from '../../topology/model.ts';
import type { Translate } from '../badges.ts';
import { inNetns } from './argv.ts';
import { group, numbered, type OutlineNode } from './node.ts';

const PREFIXES = { iptables: '', ip6tables: 'IPv6 ', nft: 'nft ' } as const;
const SHOWN_BY: Readonly<Record<Tool, readonly [string, ...string[]]>> = {
  iptables: ['iptables-save'],
  ip6tables: ['ip6tables-save'],
  nft: ['nft', 'list', 'ruleset'],
};

/** Left out where every packet passes: no rules, and all policies ACCEPT. */
export function firewallGroup(netns: Netns, parent: string, t: Translate): OutlineNode[] {
  const children = chainsOf(netns.firewall)
    .filter(decides)
    .map((chain) => (id: string) => chainNode(netns, chain, id, t));
  return group(parent, 'firewall', { label: t('Firewall'), icon: 'shield', children, subject: { netns: netns.id } });
}

function chainNode(netns: Netns, chain: Chain, parent: string, t: Translate) {
  const { tool, hook, rules, reached } = chain;
  const title = `${PREFIXES[tool]}${chainTitle(chain)}`;
  const policy = policyText(chain);
  const shownBy = inNetns(netns, ...SHOWN_BY[tool]);
  const id = `${parent}/${JSON.stringify(title)}`;
  const label = printable(title);
  const count = rules.length === 1 ? t('1 rule') : t('{0} rules', rules.length);
  const description = [
    ...(tool === 'nft' && hook?.text !== undefined ? [hook.text] : []),
    ...(policy === undefined ? [] : [t('policy {0}', policy)]),
    count,
    ...(reached ? [] : [t('not reached: nothing jumps to it')]),
  ].join(' · ');
  const children = () =>
    numbered(rules, ({ text }) => text).map(([key, rule]): OutlineNode => {
      const text = printable(rule.text);
      return {
        id: `${id}/${key}`,
        label: text,
        description: '',
        icon: 'law',
        state: 'plain',
        spoken: text,
        facts: { chain: title, rule: rule.text },
        subject: { kind: 'entry', netns: netns.id, shownBy: inNetns(netns, ...SHOWN_BY[rule.tool]) },
      };
    });
  const node: OutlineNode = {
    id,
    label,
    description,
    icon: 'list-ordered',
    state: 'plain',
    spoken: `${label}, ${description}`,
    facts: { chain: title, policy, rules: rules.length },
    ...(rules.length > 0 ? { children } : {}),
    subject: { kind: 'group', netns: netns.id, shownBy },
  };
  return node;
}
