// What the packet filter does to a packet at one of the kernel's hooks, chain by chain in the order of their priorities.
import { chainsOf, placeOf, type Way } from '../topology/firewall/chains.ts';
import type { Chain, FirewallRule, Limit, Nat, Part } from '../topology/firewall/model.ts';
import { isObject } from '../topology/json.ts';
import { memoized } from '../topology/memoized.ts';
import type { Firewall } from '../topology/model.ts';
import { fieldOf } from './fields.ts';
import { hopsAfter } from './hop-changes.ts';
import { DECIDES_NOTHING, isCondition, isUnknown, quotaHolds, setsClass } from './known-parts.ts';
import { type Holds, matches, valueHolds } from './match.ts';
import { type Seen, setKey } from './seen.ts';

/** The chains of a hook, as the kernel calls them. */
export const chainsAt = memoized((firewall: Firewall): ReadonlyMap<string, readonly Chain[]> => {
  const at = new Map<string, Chain[]>();
  for (const chain of chainsOf(firewall)) {
    const { hook, family, dormant } = chain;
    if (!hook || dormant) continue;
    for (const one of familiesOf(family, hook.name)) {
      const key = `${one} ${hook.name}`;
      at.set(key, [...(at.get(key) ?? []), chain]);
    }
  }
  const ages = agesOf(firewall);
  const ageOf = (chain: Chain) => (chain.legacy ? undefined : ages.get(nameOf(chain))) ?? -1;
  // nf_hook_entries_grow(): of those with one priority the last one that was made comes first.
  for (const chains of at.values())
    chains.sort((a, b) => (a.hook?.priority ?? 0) - (b.hook?.priority ?? 0) || ageOf(b) - ageOf(a));
  return at;
});

const nameOf = ({ family, table, name }: { readonly [key in 'family' | 'table' | 'name']: unknown }): string =>
  JSON.stringify([family, table, name]);

/** nft lists tables, and the chains of each, as they were made. */
const agesOf = ({ nft = [] }: Firewall): ReadonlyMap<string, number> =>
  new Map(
    nft.flatMap(({ chain }, at) =>
      isObject(chain)
        ? [[nameOf({ family: chain['family'], table: chain['table'], name: chain['name'] }), at] as const]
        : [],
    ),
  );

/** A table of inet is asked for both families of IP, and of one link for what comes in there: nft_do_chain_inet_ingress(). */
function familiesOf(family: string, hook: string): readonly string[] {
  if (family !== 'inet') return [family];
  return hook === 'ingress' ? ['netdev'] : ['ip', 'ip6'];
}

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
  /** It asks somebody, or does what is not modelled. */
  | { readonly kind: 'doubt'; readonly what: RuleDoubt; readonly chain: Chain; readonly rule: FirewallRule };

/** What is not known of a rule: whether it holds, or what its target does. */
export type RuleDoubt = 'rule' | 'target';

/** Whether a rule holds, or does anything, of which that is not known. */
export type Decide = (chain: Chain, rule: FirewallRule, what: RuleDoubt) => boolean;

interface Ran {
  readonly effect: Effect;
  /** As the rules have changed them. */
  readonly mark: number;
  readonly connMark: number;
  readonly ttl: number;
  /** The last one that has changed that. */
  readonly ttlBy: Way | undefined;
  /** Rules have given it another class of service. */
  readonly isClassed: boolean;
  /** The rules that have said that the connection is not to be tracked. */
  readonly exempting: readonly Way[];
}

/** Runs a chain that the kernel calls. */
export function runChain(firewall: Firewall, chain: Chain, seen: Seen, decide: Decide): Ran {
  const run = new Run(firewall, seen, decide);
  const end = run.through(chain, 0);
  const policy: Effect = chain.policy === 'drop' ? { kind: 'drop', chain } : { kind: 'accept' };
  const { mark, connMark, ttl, ttlBy, isClassed, exempting } = run;
  return { effect: end === 'return' ? policy : end, mark, connMark, ttl, ttlBy, isClassed, exempting };
}

/** nft(8), "limit"; iptables-extensions(8), "limit". */
const USUAL_BURST = 5;

/** The kernel refuses deeper ones. */
const MAX_DEPTH = 16;

/** What a rule says: 'next' leaves the packet to the next one. */
type End = Effect | 'return' | 'next';

/** One packet through the rules of a hook's chain. */
class Run {
  mark: number;
  connMark: number;
  ttl: number;
  ttlBy: Ran['ttlBy'];
  isClassed: boolean;
  readonly exempting: Way[] = [];
  readonly #firewall: Firewall;
  readonly #decide: Decide;
  #seen: Seen;

  constructor(firewall: Firewall, seen: Seen, decide: Decide) {
    this.#firewall = firewall;
    this.#decide = decide;
    this.#seen = seen;
    this.mark = seen.packet.mark;
    this.connMark = seen.ct.mark;
    this.ttl = seen.packet.ttl;
    this.isClassed = seen.packet.isClassed === true;
  }

  /** 'return': no rule has decided. */
  through(chain: Chain, depth: number): Effect | 'return' {
    for (const rule of chain.rules) {
      const end = this.#rule(chain, rule, depth);
      if (end !== 'next') return end;
    }
    return 'return';
  }

  #rule(chain: Chain, rule: FirewallRule, depth: number): End {
    let decided = false;
    for (const [at, part] of rule.parts.entries()) {
      const holds = this.#holds(part);
      if (part.kind === 'limit') this.#seen.limited?.set(part, (this.#seen.limited.get(part) ?? 0) + 1);
      if (holds === false) return 'next';
      // A target that is not known may do anything, a condition behind which nothing stands does nothing.
      const isTarget = holds === 'maybe' && isUnknown(part) && at === rule.parts.length - 1;
      if (at === rule.parts.length - 1 && isCondition(part)) return 'next';
      if (holds === 'maybe' && !decided) {
        if (this.#asksMore(rule.parts.slice(at + 1))) return 'next';
        if (!this.#decide(chain, rule, isTarget ? 'target' : 'rule')) return 'next';
        decided = true;
      }
      if (isTarget) return { kind: 'doubt', what: 'target', chain, rule };
      const end = this.#effect(chain, rule, part, depth);
      if (end !== 'next') return end;
    }
    return 'next';
  }

  /** Whether conditions come next of which one does not hold. */
  #asksMore(rest: readonly Part[]): boolean {
    const end = rest.findIndex((part) => !isCondition(part));
    return rest.slice(0, end < 0 ? rest.length : end).some((part) => this.#holds(part) === false);
  }

  #holds(part: Part): Holds {
    if (part.kind === 'match') return matches(part, this.#seen);
    if (part.kind === 'limit') return this.#isWithin(part);
    if (part.kind === 'quota') return quotaHolds(part);
    // What a packet does not have is not set, and ends the rule.
    const isOfPacket = part.kind === 'update' || (part.kind === 'set' && !part.of.startsWith('ct '));
    if (isOfPacket && part.of.split(' . ').some((of) => fieldOf(of, this.#seen) === undefined)) return false;
    return isUnknown(part) ? 'maybe' : true;
  }

  /** As many as may come at once are never too many; whether those after them are is a matter of time. */
  #isWithin(limit: Limit): Holds {
    const before = this.#seen.limited?.get(limit) ?? 0;
    if (limit.unit === 'packets' && before >= (limit.burst || USUAL_BURST)) return 'maybe';
    return !limit.over;
  }

  #effect(chain: Chain, rule: FirewallRule, part: Part, depth: number): End {
    const ttl = hopsAfter(part, this.ttl);
    if (ttl !== undefined) {
      this.ttl = ttl;
      this.ttlBy = { chain, rule };
      this.#seen = { ...this.#seen, packet: { ...this.#seen.packet, ttl } };
      return 'next';
    }
    if (setsClass(part)) this.isClassed = true;
    switch (part.kind) {
      case 'accept':
        return { kind: 'accept' };
      case 'drop':
        return { kind: 'drop', chain, rule };
      case 'reject':
        return answers(part.with, this.#seen.packet) ? { kind: 'reject', chain, rule } : 'next';
      case 'return':
        return 'return';
      case 'queue':
        return { kind: 'doubt', what: 'target', chain, rule };
      case 'update':
        this.#seen.changedSets?.add(setKey(this.#seen, part.set));
        return 'next';
      case 'notrack':
        this.exempting.push({ chain, rule });
        return 'next';
      case 'masquerade':
      case 'snat':
      case 'dnat':
      case 'redirect':
      case 'netmap':
        return { kind: 'nat', nat: part, chain, rule };
      case 'set':
        return this.#set(part.of, part.value, part.mask) ? 'next' : { kind: 'doubt', what: 'target', chain, rule };
      case 'vmap':
        return this.#vmap(chain, rule, part, depth);
      case 'jump':
      case 'goto':
        return this.#jump(chain, rule, part.chain, part.kind === 'goto', depth);
      default:
        return 'next';
    }
  }

  #jump(chain: Chain, rule: FirewallRule, name: string, leaves: boolean, depth: number): End {
    const to = named(this.#firewall).get(JSON.stringify([...placeOf(chain), name]));
    if (!to || depth >= MAX_DEPTH) return { kind: 'doubt', what: 'target', chain, rule };
    const end = this.through(to, depth + 1);
    return end === 'return' ? (leaves ? 'return' : 'next') : end;
  }

  #vmap(chain: Chain, rule: FirewallRule, { of, mask, cases }: Extract<Part, { kind: 'vmap' }>, depth: number): End {
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
      if (holds === 'maybe') return { kind: 'doubt', what: 'rule', chain, rule };
    }
    return 'next';
  }

  /** Whether it is known what comes of it. */
  #set(of: string, value: unknown, mask: number | undefined): boolean {
    if (of !== 'meta mark' && of !== 'ct mark') return DECIDES_NOTHING.test(of);
    const from = typeof value === 'object' && value !== null && 'field' in value ? value.field : undefined;
    const number = from === 'ct mark' ? this.connMark : from === 'meta mark' ? this.mark : Number(value);
    if (Number.isNaN(number)) return false;
    const of1 = of === 'ct mark' ? this.connMark : this.mark;
    const next = mask === undefined ? number : ((of1 & ~mask) ^ number) >>> 0;
    if (of === 'meta mark') this.mark = next;
    if (of === 'ct mark') this.connMark = next;
    this.#seen = {
      ...this.#seen,
      packet: { ...this.#seen.packet, mark: this.mark },
      ct: { ...this.#seen.ct, mark: this.connMark },
    };
    return true;
  }
}

/** nft(8) does not show what its answer needs: stmt_reject_gen_dependency() has put it before. */
function answers(how: string | undefined, { protocol, src }: Seen['packet']): boolean {
  const [kind] = how?.split(' ') ?? [];
  if (kind === 'tcp') return protocol === 'tcp';
  return kind === 'icmp' ? src.family === 'inet' : kind !== 'icmpv6' || src.family === 'inet6';
}
