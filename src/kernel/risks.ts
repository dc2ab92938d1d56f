import { isBatch, type Step, stepsOf, XARGS } from './shell-steps.ts';

/** Something that a cell is about to do to the real network of a machine. */
export interface Risk {
  /** A sentence for the user: 'It flushes rules of the packet filter (iptables -F).' */
  readonly what: string;
  /** Whether it can cut the connection to the machine, or the machine’s own. */
  readonly cuts: boolean;
  /** It is one only if this, where `$NAME` may be anything, is a link through which the machine is reached, or reaches the world. */
  readonly ifUplink?: string;
}

/**
 * What in a text of shell deserves a question before it runs in the root network namespace of a real machine: changes
 * of the packet filter's policies and flushes (iptables(8)), links taken away, the default route (ip-route(8)), sysctls.
 * It guards against mistakes, not against malice: what hides in variables, functions and programs is not seen.
 */
export function risksOf(text: string): Risk[] {
  const risks = stepsOf(text)
    .filter(({ elsewhere }) => !elsewhere)
    .flatMap((step) => [...ofProgram(step), ...ofFiles(step)]);
  return [...new Map(risks.map((risk) => [risk.what, risk])).values()];
}

function ofProgram(step: Step): Risk[] {
  const [program = '', ...args] = step.argv;
  const unseen = whyUnseen(step);
  if (unseen !== undefined) return [{ what: `It runs ${program} with ${unseen}.`, cuts: true }];
  if (/^ip6?tables(?:-legacy|-nft)?$/.test(program)) return ofIptables(program, args);
  if (
    /^ip6?tables(?:-legacy|-nft)?-restore$/.test(program) &&
    !args.some((word) => /^(?:-n|--noflush|-t|--test)$/.test(word))
  )
    return [{ what: `It replaces the rules of the packet filter (${program}).`, cuts: true }];
  if (program === 'nft' && args.join(' ').includes('flush ruleset'))
    return [{ what: 'It flushes all rules of the packet filter (nft flush ruleset).', cuts: true }];
  if (program === 'nft' && /\b(?:delete|destroy) table\b/.test(args.join(' ')))
    return [{ what: 'It deletes a table of the packet filter (nft delete table).', cuts: true }];
  if (program === 'sysctl') return ofSysctl(args);
  if (program === 'ip') return ofIp(args);
  if (program === 'ifconfig') return ofIfconfig(args.filter((word) => !word.startsWith('-')));
  if (program === 'ifdown')
    return linkRisk(
      args.find((word) => !word.startsWith('-')),
      'takes down',
    );
  if (program === 'route' && /^del/.test(args.find((word) => !word.startsWith('-')) ?? '') && args.some(isDefault))
    return [DEFAULT_ROUTE];
  return [];
}

const CHANGES_NETWORK = /^(?:ip|nft|route|ifconfig|ifdown|sysctl|ip6?tables(?:-legacy|-nft)?)$/;

/** In words, why its text does not tell what a program that changes the network does. */
function whyUnseen(step: Step): string | undefined {
  const [program = '', ...args] = step.argv;
  if (!CHANGES_NETWORK.test(program)) return undefined;
  if (isBatch(step) && !step.document) return 'commands from elsewhere, which are not seen (-batch)';
  const isFile = (word: string) => /^-[a-zA-Z]*f|^--file\b/.test(word);
  const onlyChecks = args.some((word) => /^(?:-[a-zA-Z]*c|--check$)/.test(word));
  if (program === 'nft' && args.some(isFile) && !onlyChecks) return 'rules from a file, which are not seen (-f)';
  // ip(8) says by two words what it does, the others by one.
  const telling = args
    .filter((word) => !word.startsWith('-') || program.includes('tables'))
    .slice(0, program === 'ip' ? 2 : 1);
  return telling.includes(XARGS) ? 'arguments that are not seen (xargs)' : undefined;
}

function ofIfconfig([link, ...args]: readonly string[]): Risk[] {
  if (args.includes('down')) return linkRisk(link, 'takes down');
  return args.some((word) => /^(?:0|0\.0\.0\.0|del)$/.test(word)) ? linkRisk(link, 'takes addresses from') : [];
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
    risks.push({ what: `It sets the policy of the chain ${chain} to ${target} (${program} -P).`, cuts: !opens });
  }
  const chain = args[flush + 1] ?? '';
  const all = chain === '' || /^-|\$/.test(chain);
  // A chain of the user's own is theirs to flush.
  if (flush >= 0 && (all || BUILT_IN.test(chain))) {
    const which = all ? '' : ` of the chain ${chain}`;
    const table = args[args.findIndex((word) => word === '-t' || word === '--table') + 1] ?? '';
    const inTable = args.some((word) => word === '-t' || word === '--table') ? ` in the table ${table}` : '';
    risks.push({ what: `It flushes the rules${which}${inTable} of the packet filter (${program} -F).`, cuts: true });
  }
  return risks;
}

const BUILT_IN = /^(?:INPUT|OUTPUT|FORWARD|PREROUTING|POSTROUTING)$/;

function ofSysctl(args: readonly string[]): Risk[] {
  const writes = args.filter((word) => !word.startsWith('-') && word.includes('='));
  if (writes.length > 0) return writes.map((word) => sysctlRisk(word.slice(0, word.indexOf('='))));
  const loads = args.some((word) => /^(?:-[a-zA-Z]*p|--load(?:=.*)?|--system)$/.test(word));
  return loads ? [{ what: 'It writes kernel settings from files (sysctl).', cuts: false }] : [];
}

const sysctlRisk = (name: string): Risk => ({ what: `It writes the kernel setting ${name} (sysctl).`, cuts: false });

/** Files below /proc/sys that the command writes, by a redirection or by tee(1). */
function ofFiles({ argv: [program, ...args], writes }: Step): Risk[] {
  const files = [...writes, ...(program === 'tee' || program === 'cp' ? args : [])];
  return files
    .filter((file) => file.startsWith('/proc/sys/'))
    .map((file) => sysctlRisk(file.slice('/proc/sys/'.length).replaceAll('/', '.')));
}

function ofIp(args: readonly string[]): Risk[] {
  const at = args.findIndex((word, index) => !word.startsWith('-') && !/^-f(?:amily)?$/.test(args[index - 1] ?? ''));
  const [object = '', action = '', ...rest] = args.slice(Math.max(at, 0));
  if (isShort(object, 'link')) return ofLink(action, rest);
  if (isShort(object, 'address') || object === 'addr') {
    const takesAway = /^(?:f|fl|flu|flus|flush|d|de|del|dele|delet|delete)$/.test(action);
    return takesAway ? ofAddresses(isShort(action, 'flush'), rest) : [];
  }
  if (object !== 'r' && isShort(object, 'rule'))
    return isShort(action, 'flush')
      ? [{ what: 'It deletes the routing rules of the machine (ip rule flush).', cuts: true }]
      : [];
  if (!isShort(object, 'route')) return [];
  const table = rest.includes('table') ? rest[rest.indexOf('table') + 1] : 'main';
  if (/^[\w.-]+$/.test(table ?? '') && !/^(?:main|254|all|0)$/.test(table ?? '')) return [];
  const removes = /^(?:d|de|del|delete|c|change|r|repl|replace)$/.test(action) && rest.some(isDefault);
  if (!isShort(action, 'flush')) return removes ? [DEFAULT_ROUTE] : [];
  if (rest.includes('dev')) return linkRisk(rest[rest.indexOf('dev') + 1], 'takes routes from');
  const mayFlushDefault = rest.length === 0 || rest.some((word) => isDefault(word) || FLUSH_BY.test(word));
  return mayFlushDefault && !rest.includes('cache') ? [DEFAULT_ROUTE] : [];
}

/** By what ip-route(8) chooses routes to flush, the default one among them. */
const FLUSH_BY = /^(?:main|all|proto|protocol|scope|type|via|src|metric)$/;
/** By what ip-address(8) chooses addresses: with a value, and without. */
const ADDRESSES_BY = /^(?:scope|to|label|type|master|group|vrf|proto)$/;
const ADDRESSES_OF = /^(?:up|dynamic|permanent|tentative|deprecated|dadfailed|temporary|primary|secondary|-.*)$/;

function ofAddresses(flush: boolean, args: readonly string[]): Risk[] {
  if (args.includes('dev')) return linkRisk(args[args.indexOf('dev') + 1], 'takes addresses from');
  if (!flush) return [];
  const link = args.find(
    (word, at) => !ADDRESSES_BY.test(word) && !ADDRESSES_OF.test(word) && !ADDRESSES_BY.test(args[at - 1] ?? ''),
  );
  if (link !== undefined) return linkRisk(link, 'takes addresses from');
  return args.length === 0 ? [] : [{ what: 'It takes addresses from all links of the machine.', cuts: true }];
}

function ofLink(action: string, args: readonly string[]): Risk[] {
  const link = args.includes('dev') ? args[args.indexOf('dev') + 1] : args.find((word) => !/^(?:up|down)$/.test(word));
  const deletes = /^(?:d|de|del|delete)$/.test(action);
  if (!deletes && !/^(?:s|se|set)$/.test(action)) return [];
  if (deletes || args.includes('down') || args.at(-1) === XARGS) {
    const does = deletes ? 'deletes' : 'takes down';
    const group = args[args.indexOf('group') + 1];
    if (link === 'group' && group !== undefined)
      return [{ what: `It ${does} all links of the group ${group}.`, cuts: true }];
    return linkRisk(link, does);
  }
  if (args.includes('netns')) return linkRisk(link, 'moves away');
  return args.includes('master') ? linkRisk(link, 'puts into a bridge') : [];
}

function linkRisk(link: string | undefined, does: string): Risk[] {
  if (link === undefined) return [];
  const what = `It ${does} ${link}, ${link.includes('$') ? 'maybe ' : ''}a link through which the machine is reached or reaches the world.`;
  return [{ what, cuts: true, ifUplink: link }];
}

const DEFAULT_ROUTE: Risk = { what: 'It deletes or replaces the default route of the machine.', cuts: true };
const isDefault = (word: string) => /^(?:default|0\/0|0\.0\.0\.0(?:\/0)?|::\/0)$/.test(word);
/** As ip(8) takes abbreviations. */
const isShort = (word: string, whole: string) => word !== '' && whole.startsWith(word);
