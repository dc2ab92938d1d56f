import { ipCommand } from '../shell/ip.ts';
import { isBatch, type Step, stepsOf } from '../shell/steps.ts';
import { XARGS } from '../shell/wrappers.ts';
import type { Said } from '../words.ts';
import type { LinkRiskCode, RiskCode } from './words.ts';

/** Something that a cell is about to do to the real network of a machine. */
export interface Risk extends Said<RiskCode> {
  /** Whether it can cut the connection to the machine, or the machine’s own. */
  readonly cuts: boolean;
  /** It is one only if this, where `$NAME` may be anything, is a link through which the machine is reached, or reaches the world. */
  readonly ifUplink?: string;
}

/**
 * What in a text of shell deserves a question before it runs in the root network namespace of a real machine: changes
 * of the packet filter's policies and flushes (iptables(8)), links taken away, the default route (ip-route(8)), sysctls.
 * It guards against mistakes, not against malice: what hides in functions, aliases and programs is not seen.
 */
export function risksOf(text: string): Risk[] {
  const { steps, faults } = stepsOf(text);
  const risks = steps.filter(({ elsewhere }) => !elsewhere).flatMap((step) => [...ofProgram(step), ...ofFiles(step)]);
  if (faults.length > 0) risks.push(UNREAD);
  return [...new Map(risks.map((risk) => [keyOf(risk), risk])).values()];
}

/** The same for risks that are said in the same way. */
export const keyOf = ({ code, args }: Risk): string => JSON.stringify([code, ...args]);

/** One that cuts, if nothing else is said. */
const risk = (code: RiskCode, ...args: readonly string[]): Risk => ({ code, args, cuts: true });

const harmless = (code: RiskCode, ...args: readonly string[]): Risk => ({ code, args, cuts: false });

/** Of a part of it no more is known than that bash may find something else there. */
const UNREAD = risk('unread');

/** As a program it may be any: `$SUDO`, `"$@"`, `$(which ip)`. */
const EXPANDED = /^[$`]/;

function ofProgram(step: Step): Risk[] {
  const [program = '', ...args] = step.argv;
  if (EXPANDED.test(program)) return [risk('unknown-program', program.slice(0, 40))];
  const unseen = whyUnseen(step);
  if (unseen !== undefined) return [risk(unseen, program)];
  if (/^ip6?tables(?:-legacy|-nft)?$/.test(program)) return ofIptables(program, args);
  if (
    /^ip6?tables(?:-legacy|-nft)?-restore$/.test(program) &&
    !args.some((word) => /^(?:-n|--noflush|-t|--test)$/.test(word))
  )
    return [risk('filter-replaced', program)];
  if (program === 'nft') return ofNft(args.join(' '));
  if (program === 'sysctl') return ofSysctl(args);
  if (program === 'ip') return ofIp(args);
  if (program === 'ifconfig') return ofIfconfig(args.filter((word) => !word.startsWith('-')));
  if (program === 'ifdown')
    return linkRisk(
      args.find((word) => !word.startsWith('-')),
      'link-down',
    );
  if (program === 'route' && /^del/.test(args.find((word) => !word.startsWith('-')) ?? '') && args.some(isDefault))
    return [DEFAULT_ROUTE];
  return [];
}

const CHANGES_NETWORK = /^(?:ip|nft|route|ifconfig|ifdown|sysctl|ip6?tables(?:-legacy|-nft)?)$/;

/** Why its text does not tell what a program that changes the network does. */
function whyUnseen(step: Step): RiskCode | undefined {
  const [program = '', ...args] = step.argv;
  if (!CHANGES_NETWORK.test(program)) return undefined;
  if (isBatch(step) && !step.document) return 'unseen-batch';
  const isFile = (word: string) => /^-[a-zA-Z]*f|^--file\b/.test(word);
  const onlyChecks = args.some((word) => /^(?:-[a-zA-Z]*c|--check$)/.test(word));
  if (program === 'nft' && args.some(isFile) && !onlyChecks) return 'unseen-file';
  // ip(8) says by two words what it does, the others by one.
  const telling = args
    .filter((word) => !word.startsWith('-') || program.includes('tables'))
    .slice(0, program === 'ip' ? 2 : 1);
  return telling.includes(XARGS) ? 'unseen-arguments' : undefined;
}

function ofIfconfig([link, ...args]: readonly string[]): Risk[] {
  if (args.includes('down')) return linkRisk(link, 'link-down');
  return args.some((word) => /^(?:0|0\.0\.0\.0|del)$/.test(word)) ? linkRisk(link, 'addresses-removed') : [];
}

/** nft(8) takes its commands as one word or as many, and no abbreviation. */
function ofNft(text: string): Risk[] {
  if (/\bflush\s+ruleset\b/.test(text)) return [risk('nft-ruleset-flushed')];
  const [, does = '', object = ''] = /\b(flush|delete|destroy)\s+(table|chain)\b/.exec(text) ?? [];
  const risks: Risk[] = [];
  if (does === 'flush') risks.push(risk(object === 'table' ? 'nft-table-flushed' : 'nft-chain-flushed'));
  else if (does !== '') risks.push(risk(object === 'table' ? 'nft-table-deleted' : 'nft-chain-deleted', does));
  if (/\bpolicy\s+drop\b/.test(text)) risks.push(risk('nft-policy-drop'));
  return risks;
}

/** As getopt(3) reads them: `-PINPUT` is `-P INPUT`. */
const apart = (word: string) => /^(-[46nvwx]*[PF])([A-Z$][\s\S]*)$/.exec(word)?.slice(1) ?? [word];

function ofIptables(program: string, words: readonly string[]): Risk[] {
  const args = words.flatMap(apart);
  const policy = args.findIndex((word) => /^(?:-[a-zA-Z]*P|--policy)$/.test(word));
  const flush = args.findIndex((word) => /^(?:-[a-zA-Z]*F|--flush)$/.test(word));
  const risks: Risk[] = [];
  if (policy >= 0) {
    const [chain = '?', target = '?'] = args.slice(policy + 1);
    const opens = target === 'ACCEPT' || !/^(?:INPUT|OUTPUT)$/.test(chain);
    risks.push((opens ? harmless : risk)('policy', chain, target, program));
  }
  const chain = args[flush + 1] ?? '';
  const all = chain === '' || /^-|\$/.test(chain);
  // A chain of the user's own is theirs to flush.
  if (flush >= 0 && (all || BUILT_IN.test(chain))) {
    const at = args.findIndex((word) => word === '-t' || word === '--table');
    const table = at < 0 ? undefined : (args[at + 1] ?? '');
    if (all) risks.push(table === undefined ? risk('rules-flushed', program) : risk('table-flushed', program, table));
    else if (table === undefined) risks.push(risk('chain-flushed', program, chain));
    else risks.push(risk('chain-of-table-flushed', program, chain, table));
  }
  return risks;
}

const BUILT_IN = /^(?:INPUT|OUTPUT|FORWARD|PREROUTING|POSTROUTING)$/;

function ofSysctl(args: readonly string[]): Risk[] {
  const writes = args.filter((word) => !word.startsWith('-') && word.includes('='));
  if (writes.length > 0) return writes.map((word) => sysctlRisk(word.slice(0, word.indexOf('='))));
  const loads = args.some((word) => /^(?:-[a-zA-Z]*p|--load(?:=.*)?|--system)$/.test(word));
  return loads ? [harmless('sysctls-from-files')] : [];
}

const sysctlRisk = (name: string): Risk => harmless('sysctl', name);

/** Files below /proc/sys that the command writes, by a redirection or by tee(1). */
function ofFiles({ argv: [program, ...args], writes }: Step): Risk[] {
  const files = [...writes, ...(program === 'tee' || program === 'cp' ? args : [])];
  return files
    .filter((file) => file.startsWith('/proc/sys/'))
    .map((file) => sysctlRisk(file.slice('/proc/sys/'.length).replaceAll('/', '.')));
}

function ofIp(words: readonly string[]): Risk[] {
  const { object, action = '', args } = ipCommand(words);
  if (object === 'link') return ofLink(action, args);
  if (object === 'address')
    return action === 'flush' || action === 'delete' ? ofAddresses(action === 'flush', args) : [];
  if (object === 'rule' && action === 'flush') return [risk('ip-rules-flushed')];
  if (object === 'rule' && action === 'delete') return [risk('ip-rule-deleted')];
  return object === 'route' ? ofRoute(action, args) : [];
}

function ofRoute(action: string, args: readonly string[]): Risk[] {
  const table = args.includes('table') ? args[args.indexOf('table') + 1] : 'main';
  if (/^[\w.-]+$/.test(table ?? '') && !/^(?:main|254|all|0)$/.test(table ?? '')) return [];
  if (/^(?:delete|change|replace)$/.test(action)) return args.some(isDefault) ? [DEFAULT_ROUTE] : [];
  if (action !== 'flush') return [];
  if (args.includes('dev')) return linkRisk(args[args.indexOf('dev') + 1], 'routes-removed');
  const mayFlushDefault = args.length === 0 || args.some((word) => isDefault(word) || FLUSH_BY.test(word));
  return mayFlushDefault && !args.includes('cache') ? [DEFAULT_ROUTE] : [];
}

/** By what ip-route(8) chooses routes to flush, the default one among them. */
const FLUSH_BY = /^(?:main|all|proto|protocol|scope|type|via|src|metric)$/;
/** By what ip-address(8) chooses addresses: with a value, and without. */
const ADDRESSES_BY = /^(?:scope|to|label|type|master|group|vrf|proto)$/;
const ADDRESSES_OF = /^(?:up|dynamic|permanent|tentative|deprecated|dadfailed|temporary|primary|secondary|-.*)$/;

function ofAddresses(flush: boolean, args: readonly string[]): Risk[] {
  if (args.includes('dev')) return linkRisk(args[args.indexOf('dev') + 1], 'addresses-removed');
  if (!flush) return [];
  const link = args.find(
    (word, at) => !ADDRESSES_BY.test(word) && !ADDRESSES_OF.test(word) && !ADDRESSES_BY.test(args[at - 1] ?? ''),
  );
  if (link !== undefined) return linkRisk(link, 'addresses-removed');
  return args.length === 0 ? [] : [risk('all-addresses-removed')];
}

function ofLink(action: string, args: readonly string[]): Risk[] {
  const link = args.includes('dev') ? args[args.indexOf('dev') + 1] : args.find((word) => !/^(?:up|down)$/.test(word));
  const deletes = action === 'delete';
  if (!deletes && action !== 'set' && action !== 'change') return [];
  if (deletes || args.includes('down') || args.at(-1) === XARGS) {
    const group = args[args.indexOf('group') + 1];
    if (link === 'group' && group !== undefined) return [risk(deletes ? 'group-deleted' : 'group-down', group)];
    return linkRisk(link, deletes ? 'link-deleted' : 'link-down');
  }
  if (args.includes('netns')) return linkRisk(link, 'link-moved');
  return args.includes('master') ? linkRisk(link, 'link-enslaved') : [];
}

function linkRisk(link: string | undefined, code: LinkRiskCode): Risk[] {
  if (link === undefined) return [];
  return [{ ...risk(link.includes('$') ? `maybe-${code}` : code, link), ifUplink: link }];
}

const DEFAULT_ROUTE = risk('default-route');
const isDefault = (word: string) => /^(?:default|0\/0|0\.0\.0\.0(?:\/0)?|::\/0)$/.test(word);
