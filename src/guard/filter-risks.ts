import { mayBeAnything } from '../shell/fields.ts';
import { harmless, type Risk, risk } from './risk.ts';

/** nft(8) takes its commands as one word or as many, and no abbreviation. */
export function ofNft(args: readonly string[]): Risk[] {
  const isFile = (word: string) => /^-[acehjnNpsSTtuy]*[fi]|^--(?:f|inter)/.test(word);
  const onlyChecks = args.some((word) => /^(?:-[a-zA-Z]*c|--check$)/.test(word));
  if (args.some(isFile) && !onlyChecks) return [risk('unseen-file', 'nft')];
  const commands = args.filter((word) => !word.startsWith('-'));
  if (commands.slice(0, 2).some((word) => mayBeAnything(word.split(/\s/)[0] ?? '')))
    return [risk('unknown-arguments', 'nft')];
  const text = commands.join(' ');
  if (/\bflush\s+ruleset\b/.test(text)) return [risk('nft-ruleset-flushed')];
  const [, does = '', object = ''] = /\b(flush|delete|destroy)\s+(table|chain)\b/.exec(text) ?? [];
  const risks: Risk[] = [];
  if (does === 'flush') risks.push(risk(object === 'table' ? 'nft-table-flushed' : 'nft-chain-flushed'));
  else if (does !== '') risks.push(risk(object === 'table' ? 'nft-table-deleted' : 'nft-chain-deleted', does));
  if (/\bpolicy\s+drop\b/.test(text)) risks.push(risk('nft-policy-drop'));
  // A rule without any condition, as that of iptables below. Which chain is a base chain, the text does not say.
  const [, chain = '', verdict = ''] =
    /\b(?:add|insert) rule (?:(?:ip6?|inet|arp|bridge|netdev) )?[^\s;]+ ([^\s;]+)(?: (?:index|handle|position) \d+)?(?: counter)? (drop|reject)\b/.exec(
      text,
    ) ?? [];
  if (chain !== '') risks.push(risk('drops-all', chain, verdict, 'nft'));
  return risks;
}

/** As getopt_long(3) reads them: `-PINPUT` is `-P INPUT`, `--policy=INPUT` and `--pol INPUT` as well. */
function apart(word: string): readonly string[] {
  const [, name = '', value] = /^--(fl?u?s?h?|pol?i?c?y?|tab?l?e?)(?:=([\s\S]*))?$/.exec(word) ?? [];
  if (name !== '') {
    const letter = name.startsWith('t') ? '-t' : `-${name.charAt(0).toUpperCase()}`;
    return value === undefined ? [letter] : [letter, value];
  }
  return /^(-[46nvwx]*[PFt])(.[\s\S]*)$/.exec(word)?.slice(1) ?? [word];
}

/** iptables(8), its sisters for IPv6, bridges (ebtables) and ARP. */
export function ofIptables(program: string, words: readonly string[]): Risk[] {
  const args = words.flatMap(apart);
  // What no option takes for its value may be an option.
  if (args.some((word, at) => mayBeAnything(word) && (word.startsWith('-') || !/^-/.test(args[at - 1] ?? ''))))
    return [risk('unknown-arguments', program)];
  return [...ofPolicy(program, args), ...ofFlush(program, args), ...ofRule(program, args)];
}

const at = (args: readonly string[], option: RegExp) => args.findIndex((word) => option.test(word));

function ofPolicy(program: string, args: readonly string[]): Risk[] {
  const policy = at(args, /^-[46nvwx]*P$/);
  if (policy < 0) return [];
  const [chain = '?', target = '?'] = args.slice(policy + 1);
  const opens = target === 'ACCEPT' || !/^(?:INPUT|OUTPUT)$/.test(chain);
  return [(opens ? harmless : risk)('policy', chain, target, program)];
}

function ofFlush(program: string, args: readonly string[]): Risk[] {
  const flush = at(args, /^-[46nvwx]*F$/);
  const chain = args[flush + 1] ?? '';
  const all = chain === '' || /^-|\$/.test(chain);
  // A chain of the user's own is theirs to flush.
  if (flush < 0 || (!all && !BUILT_IN.test(chain))) return [];
  const option = at(args, /^-t$/);
  const table = option < 0 ? undefined : (args[option + 1] ?? '');
  if (all) return [table === undefined ? risk('rules-flushed', program) : risk('table-flushed', program, table)];
  return [
    table === undefined ? risk('chain-flushed', program, chain) : risk('chain-of-table-flushed', program, chain, table),
  ];
}

const BUILT_IN = /^(?:INPUT|OUTPUT|FORWARD|PREROUTING|POSTROUTING|BROUTING)$/;

/** A rule without any condition that drops all that comes or goes: as a policy does. */
function ofRule(program: string, args: readonly string[]): Risk[] {
  const [, chain = '', target = ''] =
    /^(?:-[46nvwx]+ )*-[AI] (INPUT|OUTPUT)(?: \d+)? -j (DROP|REJECT)$/.exec(args.join(' ')) ?? [];
  return chain === '' ? [] : [risk('drops-all', chain, target, program)];
}
