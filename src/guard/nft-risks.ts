import { mayBeAnything } from '../shell/fields.ts';
import { type NftCommand, nftArguments, nftCommands } from '../shell/nft.ts';
import type { Step } from '../shell/steps.ts';
import { type Chains, type ChainsRead, hold, link } from './chains.ts';
import { elementsIn, expander, type NftRule, rulesOf, toValue } from './nft-rules.ts';
import { both, reachOf, type Way, within } from './own-traffic.ts';
import { harmless, isAddress, type Risk, risk } from './risk.ts';

/** nft(8). What it reads as its input, or from a file, is asked about on its own where that is written in a text. */
export function ofNft({ argv: [, ...args], document, file: written }: Step, chains: ChainsRead): Risk[] {
  const { checks, file, commands } = nftArguments(args) ?? {};
  if (!commands) return [risk('unknown-arguments', 'nft')];
  if (checks) return [];
  if (file !== undefined) return (file === '-' ? document : written) === undefined ? [risk('unseen-rules', 'nft')] : [];
  const given = nftCommands(commands.join(' '));
  const expand = expander(given, chains.sets);
  const all = given.map((command) => ({
    ...command,
    rules: command.object === 'rule' ? rulesOf(expand(command)) : [],
  }));
  for (const [key, hook] of all.filter(({ object }) => object === 'chain').flatMap(hookOf)) chains.hooks.set(key, hook);
  // What a chain drops, a rule drops that leads there.
  for (const command of all) {
    const drops = command.rules.some(
      ({ verdict, conditions }) => DROPS.test(verdict) && reachOf(conditions, 'in')?.all,
    );
    if (drops && !chains.hooks.has(keyOf(command))) chains.dropping.add(keyOf(command));
  }
  return all.flatMap((command) =>
    command.object === 'rule' && /^(?:add|create|insert|replace)$/.test(command.action)
      ? command.rules.flatMap((rule) => ofRule(rule, command, chains))
      : ofCommand({ ...command, words: command.object === 'element' ? expand(command) : command.words }, chains),
  );
}

const DROPS = /^(?:drop|reject)$/;

type Place = Pick<NftCommand, 'table' | 'chain'>;

const keyOf = ({ table, chain }: Place): string => `nft ${table} ${chain}`;

function hookOf(command: NftCommand): [string, string][] {
  const { words } = command;
  const hook = words[words.indexOf('hook') + 1];
  return words.includes('hook') && hook !== undefined ? [[keyOf(command), hook]] : [];
}

function ofCommand(command: NftCommand, chains: ChainsRead): Risk[] {
  const { action, object, table, chain, words } = command;
  if (object === 'include') return [risk('unseen-rules', 'nft')];
  // A variable, or JSON.
  if (
    [action, object].some((word) => mayBeAnything(word) || /^[{"]/.test(word)) ||
    (chain === '' && mayBeAnything(table))
  )
    return [risk('unknown-arguments', 'nft')];
  if (object === 'element' && /^(?:add|create)$/.test(action)) return ofElements(command);
  switch (action) {
    case 'flush':
      if (object === 'ruleset') return [risk('nft-ruleset-flushed')];
      if (object === 'table') return [risk('nft-table-flushed')];
      return object === 'chain' ? [risk('nft-chain-flushed')] : [];
    case 'delete':
    case 'destroy':
      if (object === 'table') return [risk('nft-table-deleted', action)];
      return object === 'chain' ? [risk('nft-chain-deleted', action)] : [];
    default: {
      const policy = words[words.indexOf('policy') + 1];
      if (object !== 'chain' || !words.includes('policy') || policy === 'accept') return [];
      // As that of FORWARD, which iptables sets: the machine's own connection is not forwarded.
      return [(wayOf(command, chains) === 'through' ? harmless : risk)('nft-policy-drop', chain)];
    }
  }
}

/** Where the packets of a chain go. The text need not say its hook: then its name does, or nothing (undefined). */
function wayOf(place: Place, { hooks }: Chains): Way | 'through' | undefined {
  const name = hooks.get(keyOf(place)) ?? place.chain.toLowerCase();
  if (/forward|^fwd/.test(name)) return 'through';
  if (/input|prerouting|ingress|^in$/.test(name)) return 'in';
  return /output|postrouting|egress|^out$/.test(name) ? 'out' : undefined;
}

function ofRule({ verdict, conditions, to = '' }: NftRule, command: NftCommand, chains: ChainsRead): Risk[] {
  const { action, table, chain, words } = command;
  const linked = chains.linked.get(keyOf(command));
  const way = wayOf(command, chains) ?? linked?.way;
  if (way === 'through') return [];
  const next = keyOf({ table, chain: to });
  const redirects = /^(?:dnat|redirect|tproxy)$/.test(verdict);
  const ends = redirects || DROPS.test(verdict);
  const said = risk(
    redirects ? 'redirects-own' : 'drops-own',
    ['nft', action, 'rule', table, chain, ...words].join(' '),
  );
  if (wayOf(command, chains) === undefined && (ends || to !== ''))
    hold(chains, keyOf(command), { conditions, ...(ends ? { said } : {}), ...(to === '' ? {} : { to: next }) });
  const own = reachOf(conditions, way ?? 'in');
  if (!own) return [];
  const reach = linked ? both(linked.reach, own) : own;
  const held = way && to !== '' ? link(chains, next, { way, reach }) : [];
  if (!ends && !(to !== '' && chains.dropping.has(next))) return held;
  if (reach.all && !redirects) return [risk('drops-all', chain, to || verdict, 'nft')];
  // Only of a chain that is called for the machine's own packets; a chain of one's own is jumped to for some of them.
  if (way === undefined) return [];
  return [within(said, reach)];
}

/** What is added to a set or a map, of which it is not known what for: addresses of the connection, or its port. */
function ofElements({ action, table, words: [name = '', ...block] }: NftCommand): Risk[] {
  const keys = elementsIn(block).flatMap(({ key, value: [verdict = ''] }) =>
    /^(?:accept|return|continue)$/.test(verdict) ? [] : [key],
  );
  const said = risk('element-of-own', ['nft', action, 'element', table, name, ...block].join(' '));
  if (keys.some(isSsh)) return [said];
  const ifAddress = keys.filter((key) => /[.:]/.test(key) && key.split('-').every(isAddress));
  return ifAddress.length > 0 ? [{ ...said, ifAddress }] : [];
}

const isSsh = (key: string): boolean =>
  reachOf([{ kind: 'match', of: 'tcp dport', not: false, values: [toValue(key, 'tcp dport')] }], 'in') !== undefined;
