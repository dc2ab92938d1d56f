// What happens to packets that no condition of a chain decides on.
import { memoized } from '../memoized.ts';
import { placeOf } from './chains.ts';
import { asksNothing, type Chain, type FirewallRule, isForAll, leadsTo } from './model.ts';

export interface Rest {
  readonly verdict: string;
  /** Its policy decides, and no rule. */
  readonly byPolicy: boolean;
  /** No packet has been decided on before. */
  readonly isAll: boolean;
}

/** Of each chain that the kernel calls: by its rules, by those of the chains to which every packet goes, or by its policy. */
export const restsOf = memoized((chains: readonly Chain[]): ReadonlyMap<Chain, Rest> => {
  const byName = new Map(chains.map((chain) => [keyOf(chain, chain.name), chain]));
  const known = new Map<Chain, End>();
  const endOf = (chain: Chain): End => {
    const before = known.get(chain);
    if (before) return before;
    // The kernel takes no rule that leads back.
    known.set(chain, { isAll: false });
    const end = endOfRules(chain.rules, (name) => {
      const to = byName.get(keyOf(chain, name));
      return to && endOf(to);
    });
    known.set(chain, end);
    return end;
  };
  return new Map(
    chains.flatMap((chain): [Chain, Rest][] => {
      if (!chain.hook) return [];
      const { verdict, isAll } = endOf(chain);
      return [[chain, { verdict: verdict ?? chain.policy ?? 'accept', byPolicy: verdict === undefined, isAll }]];
    }),
  );
});

const keyOf = (chain: Chain, name: string): string => JSON.stringify([...placeOf(chain), name]);

interface End {
  /** undefined: they return. */
  readonly verdict?: string;
  readonly isAll: boolean;
}

function endOfRules(rules: readonly FirewallRule[], behind: (chain: string) => End | undefined): End {
  let isAll = true;
  for (const rule of rules) {
    const last = isForAll(rule) ? rule.parts.at(-1) : undefined;
    if (last && DECIDES.includes(last.kind)) return { verdict: last.kind, isAll };
    if (last?.kind === 'return') return { isAll };
    const end = last && behind(leadsTo(last)[0] ?? '');
    if (!end) {
      isAll &&= !mayDecide(rule);
      continue;
    }
    isAll &&= end.isAll;
    if (end.verdict !== undefined || last.kind === 'goto') return { ...end, isAll };
  }
  return { isAll };
}

const DECIDES: readonly string[] = ['accept', 'drop', 'reject', 'queue'];

const mayDecide = ({ parts }: FirewallRule): boolean =>
  parts.some((part) => part.kind !== 'match' && part.kind !== 'limit' && part.kind !== 'quota' && !asksNothing(part));
