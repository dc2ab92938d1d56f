// Policy rules that take no short routes: ip-rule(8), "suppress_prefixlength".
import { deletePolicy, inNetns } from '../topology/argv.ts';
import type { Netns, Route, Rule } from '../topology/model.ts';
import { ruleWords } from '../topology/words.ts';
import { type Fix, netnsEdit } from './edits.ts';
import { type Lookup, route } from './routing.ts';
import type { Stop } from './trace.ts';

const bare = ({ suppress_prefixlen, ...rule }: Rule): Rule => rule;

const inPlace = (netns: Netns, before: Rule, after: Rule): Netns => ({
  ...netns,
  rules: netns.rules.map((one) => (one === before ? after : one)),
});

/** The route that would be taken but for such a rule. */
export function suppressedFor(
  netns: Netns,
  lookup: Lookup,
): { readonly rule: Rule; readonly route: Route } | undefined {
  for (const rule of netns.rules.filter((one) => one['suppress_prefixlen'] !== undefined)) {
    const found = route(inPlace(netns, rule, bare(rule)), lookup);
    if (found.kind === 'route') return { rule, route: found.way.route };
  }
  return undefined;
}

/** The same rule for all routes. */
export function unsuppressed(netns: Netns, { thing }: Stop): Fix[] {
  if (thing.kind !== 'policy') return [];
  const after = bare(thing.rule);
  const six = after.family === 'inet6' ? ['-6'] : [];
  const add = inNetns(netns, 'ip', ...six, 'rule', 'add', 'pref', `${after.priority}`, ...ruleWords(after));
  return [
    {
      // The kernel takes the two for the same, whatever they suppress.
      argv: [deletePolicy(netns, thing.rule), add],
      edit: netnsEdit(netns.id, ({ rules }) => ({ rules: rules.map((one) => (one === thing.rule ? after : one)) })),
    },
  ];
}
