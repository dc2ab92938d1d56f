// What the packet filter does to a packet at one of the kernel's hooks, chain by chain in the order of their priorities.
import { chainsOf, placeOf } from '../topology/firewall/chains.ts';
import type { Chain, FirewallRule, Nat, Part } from '../topology/firewall/model.ts';
import { memoized } from '../topology/memoized.ts';
import type { Firewall } from '../topology/model.ts';
import { allOf, type Holds, matches, type Seen, valueHolds } from './match.ts';

/** The chains of a hook, as the kernel calls them. */
export const chainsAt = memoized((firewall: Firewall): ReadonlyMap<string, readonly Chain[]> => {
  const at = new Map<string, Chain[]>();
  for (const chain of chainsOf(firewall)) {
    const { hook, family, dormant } = chain;
    if (!hook || dormant) continue;
    // A table of inet is asked for both families of IP.
    for (const one of family === 'inet' ? ['ip', 'ip6'] : [family]) {
      const key = `${one} ${hook.name}`;
      at.set(key, [...(at.get(key) ?? []), chain]);
    }
  }
  for (const chains of at.values()) chains.sort((a, b) => (a.hook?.priority ?? 0) - (b.hook?.priority ?? 0));
  return at;
});

const named = memoized(
  (firewall: Firewall): ReadonlyMap<string, Chain> =>
    new Map(chainsOf(firewall).map((chain) => [JSON.stringify([...placeOf(chain), chain.name]), chain])),
);

/** What a chain does: to go on, to end the packet, or to translate it. By whom. */
export type Effect =
  | { readonly kind: 'accept' }
  | { readonly kind: 'drop'; readonly chain: Chain; readonly rule?: FirewallRule }
  | { readonly kind: 'reject'; readonly chain: Chain; readonly rule: FirewallRule }
  | { readonly kind: 'nat'; readonly nat: Nat; readonly chain: Chain; readonly rule: FirewallRule }
  | { readonly kind: 'notrack'; readonly chain: Chain; readonly rule: FirewallRule }
  | { readonly kind: 'doubt'; readonly chain: Chain; readonly rule: FirewallRule; readonly what: string };

export interface Ran {
  readonly effect: Effect;
  /** As the rules have changed them. */
  readonly mark: number;
  readonly connMark: number;
}

/** Runs a chain that the kernel calls. */
export function runChain(firewall: Firewall, chain: Chain, seen: Seen): Ran {
  const run = new Run(firewall, seen);
  const end = run.through(chain, 0);
  const policy: Effect = chain.policy === 'drop' ? { kind: 'drop', chain } : { kind: 'accept' };
  return { effect: end === 'return' ? (run.untracked ?? policy) : end, mark: run.mark, connMark: run.connMark };
}

/** The kernel refuses deeper ones. */
const MAX_DEPTH = 16;

/** One packet through the rules of a hook's chain. */
class Run {
  mark: number;
  connMark: number;
  untracked: Effect | undefined;
  readonly #firewall: Firewall;
  #seen: Seen;

  constructor(firewall: Firewall, seen: Seen) {
    this.#firewall = firewall;
    this.#seen = seen;
    this.mark = seen.packet.mark;
    this.connMark = seen.ct.mark;
  }

  /** 'return': no rule has decided. */
  through(chain: Chain, depth: number, first = 0): Effect | 'return' {
    for (const [at, rule] of chain.rules.entries()) {
      if (at < first) continue;
      const end = this.#rule(chain, rule, depth);
      if (end === 'return') return 'return';
      if (end === 'next') continue;
      if (end.kind !== 'doubt') return end;
      // It may hold or not: that matters if the rest comes to another end.
      const rest = this.through(chain, depth, at + 1);
      const other = rest === 'return' ? undefined : rest;
      return end.what === other?.kind || (rest === 'return' && depth === 0 && end.what === (chain.policy ?? 'accept'))
        ? rest
        : { ...end, what: end.what };
    }
    return 'return';
  }

  /** 'next': it does not hold, or leaves the packet to the next one. */
  #rule(chain: Chain, rule: FirewallRule, depth: number): Effect | 'return' | 'next' {
    let holds: Holds = true;
    for (const part of rule.parts) {
      if (part.kind === 'match' || part.kind === 'limit') {
        const own = part.kind === 'limit' ? !part.over : matches(part, this.#seen);
        holds = allOf([holds, own]);
        if (holds === false) return 'next';
        continue;
      }
      if (part.kind === 'xt' || part.kind === 'other') {
        if (isHarmless(part)) continue;
        holds = 'maybe';
        // A target that is not known may do anything.
        if (rule.parts.at(-1) === part) return { kind: 'doubt', chain, rule, what: 'unknown' };
        continue;
      }
      const end = this.#statement(chain, rule, part, holds, depth);
      if (end !== 'next') return end;
    }
    return 'next';
  }

  #statement(chain: Chain, rule: FirewallRule, part: Part, holds: Holds, depth: number): Effect | 'return' | 'next' {
    const doubt = (what: string): Effect => ({ kind: 'doubt', chain, rule, what });
    const end = this.#effect(chain, rule, part, depth);
    if (holds === true || end === 'next') return end;
    if (end === 'return') return doubt('return');
    return end.kind === 'doubt' ? end : doubt(end.kind);
  }

  #effect(chain: Chain, rule: FirewallRule, part: Part, depth: number): Effect | 'return' | 'next' {
    switch (part.kind) {
      case 'accept':
        return this.untracked ?? { kind: 'accept' };
      case 'drop':
        return { kind: 'drop', chain, rule };
      case 'reject':
        return { kind: 'reject', chain, rule };
      case 'return':
        return 'return';
      case 'queue':
        return { kind: 'doubt', chain, rule, what: 'queue' };
      case 'notrack':
        this.untracked = { kind: 'notrack', chain, rule };
        return 'next';
      case 'masquerade':
      case 'snat':
      case 'dnat':
      case 'redirect':
      case 'netmap':
        return { kind: 'nat', nat: part, chain, rule };
      case 'set':
        this.#set(part.of, part.value, part.mask);
        return 'next';
      case 'vmap':
        return this.#vmap(chain, rule, part, depth);
      case 'jump':
      case 'goto':
        return this.#jump(chain, rule, part.chain, part.kind === 'goto', depth);
      default:
        return 'next';
    }
  }

  #jump(chain: Chain, rule: FirewallRule, name: string, leaves: boolean, depth: number): Effect | 'return' | 'next' {
    const to = named(this.#firewall).get(JSON.stringify([...placeOf(chain), name]));
    if (!to || depth >= MAX_DEPTH) return { kind: 'doubt', chain, rule, what: 'unknown' };
    const end = this.through(to, depth + 1);
    return end === 'return' ? (leaves ? 'return' : 'next') : end;
  }

  #vmap(
    chain: Chain,
    rule: FirewallRule,
    { of, mask, cases }: Extract<Part, { kind: 'vmap' }>,
    depth: number,
  ): Effect | 'return' | 'next' {
    for (const { value, verdict } of cases) {
      const isRest = typeof value === 'object' && 'other' in value && value.other === '*';
      const match = {
        kind: 'match',
        of,
        not: false,
        values: [value],
        ...(mask === undefined ? {} : { mask }),
      } as const;
      const holds = isRest
        ? true
        : of.includes(' . ')
          ? matches(match, this.#seen)
          : valueHolds({ of, mask }, value, this.#seen);
      if (holds === true) return this.#effect(chain, rule, verdict, depth);
      if (holds === 'maybe') return { kind: 'doubt', chain, rule, what: 'unknown' };
    }
    return 'next';
  }

  #set(of: string, value: unknown, mask: number | undefined): void {
    const from = typeof value === 'object' && value !== null && 'field' in value ? value.field : undefined;
    const number = from === 'ct mark' ? this.connMark : from === 'meta mark' ? this.mark : Number(value);
    if (Number.isNaN(number)) return;
    const of1 = of === 'ct mark' ? this.connMark : this.mark;
    const next = mask === undefined ? number : ((of1 & ~mask) ^ number) >>> 0;
    if (of === 'meta mark') this.mark = next;
    if (of === 'ct mark') this.connMark = next;
    this.#seen = {
      ...this.#seen,
      packet: { ...this.#seen.packet, mark: this.mark },
      ct: { ...this.#seen.ct, mark: this.connMark },
    };
  }
}

/** What counts or says something only. */
function isHarmless(part: Part): boolean {
  if (part.kind === 'xt') return ['comment', 'LOG', 'NFLOG', 'TRACE', 'CHECKSUM'].includes(part.name);
  return false;
}
