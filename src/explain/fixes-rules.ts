// Rules of the packet filter that have to go.
import { inNetns } from '../topology/argv.ts';
import { argvOf } from '../topology/firewall/iptables-rules.ts';
import type { Netns, Topology } from '../topology/model.ts';
import { changesOf } from './changes.ts';
import { type Fix, together } from './edits.ts';
import { withoutRule } from './edits-firewall.ts';
import { masqueraded, opened, translated } from './fixes-firewall.ts';
import { programOf } from './programs.ts';
import type { Stop, Trace } from './trace.ts';
import { exemptionsIn, type RuleThing } from './untracked.ts';

/** So that a packet is tracked: without the rules that exempt it, or with one before them. */
export function tracked(
  topology: Topology,
  netns: Netns,
  { flow, there, back }: Pick<Trace, 'flow' | 'there' | 'back'>,
  stop: Stop,
): Fix[] {
  const isAnswer = stop.reason !== 'no-nat';
  const exemptions = exemptionsIn(isAnswer ? back : there, netns.id);
  const gone = exemptions.flatMap(({ thing }) => removed(netns, thing));
  const [first] = exemptions;
  const removal = gone.length === exemptions.length ? [together(gone)] : [];
  const masquerading = isAnswer ? [] : translated(topology, there, stop);
  const way = isAnswer ? 'back' : 'there';
  const exception = first
    ? opened(netns, flow, { ...stop, way, packet: first.packet, args: [first.detail ?? '', flow.protocol] })
    : [];
  return [removal, exception].flatMap(([fix]) =>
    fix ? [fix, ...masquerading.map((translating) => together([fix, translating]))] : [],
  );
}

/** The link's own address in place of one that the rule gives, or no translation at all. */
export function ownSource(topology: Topology, netns: Netns, there: Trace['there'], { thing }: Stop): Fix[] {
  const change = changesOf(there, 'src').at(-1);
  if (thing.kind !== 'rule' || !change) return [];
  const [gone] = removed(netns, thing);
  const others = masqueraded(topology, change);
  return gone ? [...others.map((other) => together([gone, other])), gone] : [];
}

/** Without a rule; none where nothing names it. */
export function removed(netns: Netns, { chain, rule }: RuleThing): Fix[] {
  const { family, table, name } = chain;
  const edit = withoutRule(netns.id, chain, rule);
  if (rule.tool !== 'nft') {
    const where = table === 'filter' ? [] : ['-t', table];
    const words = [...where, '-D', name, ...argvOf(rule.text)];
    return [{ argv: [inNetns(netns, programOf(netns.firewall, chain), ...words)], edit }];
  }
  if (rule.handle === undefined) return [];
  return [{ argv: [inNetns(netns, 'nft', 'delete', 'rule', family, table, name, 'handle', `${rule.handle}`)], edit }];
}
