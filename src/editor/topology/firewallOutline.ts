import { printable } from '../../printable.ts';
import { type Chain, decides, nftChains, savedChains } from '../../topology/firewall.ts';
import type { Netns } from '../../topology/model.ts';
import type { Translate } from '../badges.ts';
import { inNetns } from './argv.ts';
import { group, numbered, type OutlineNode } from './node.ts';

/** Left out where every packet passes: no rules, and all policies ACCEPT. */
export function firewallGroup(netns: Netns, parent: string, t: Translate): OutlineNode[] {
  const { iptables = '', ip6tables = '' } = netns.firewall;
  const sources = [
    { chains: savedChains(iptables), prefix: '', shownBy: inNetns(netns, 'iptables-save') },
    { chains: savedChains(ip6tables), prefix: 'IPv6 ', shownBy: inNetns(netns, 'ip6tables-save') },
    {
      chains: nftChains(netns.firewall),
      prefix: 'nft ',
      shownBy: inNetns(netns, 'nft', 'list', 'ruleset'),
    },
  ];
  const children = sources.flatMap(({ chains, prefix, shownBy }) =>
    chains
      .filter(decides)
      .map((chain) => (id: string) => chainNode(netns, `${prefix}${chain.title}`, chain, shownBy, id, t)),
  );
  return group(parent, 'firewall', { label: t('Firewall'), icon: 'shield', children, subject: { netns: netns.id } });
}

function chainNode(
  netns: Netns,
  title: string,
  { policy, rules }: Chain,
  shownBy: string[],
  parent: string,
  t: Translate,
) {
  const id = `${parent}/${JSON.stringify(title)}`;
  const label = printable(title);
  const count = rules.length === 1 ? t('1 rule') : t('{0} rules', rules.length);
  const description = [...(policy === undefined ? [] : [t('policy {0}', policy)]), count].join(' · ');
  const children = () =>
    numbered(rules, (rule) => rule).map(([key, rule]): OutlineNode => {
      const text = printable(rule);
      return {
        id: `${id}/${key}`,
        label: text,
        description: '',
        icon: 'law',
        state: 'plain',
        spoken: text,
        facts: { chain: title, rule },
        subject: { kind: 'entry', netns: netns.id, shownBy },
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
