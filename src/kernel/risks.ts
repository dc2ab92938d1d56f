import { type Step, stepsOf } from './shell-steps.ts';

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

function ofProgram({ argv: [program = '', ...args] }: Step): Risk[] {
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
  if (program === 'ifconfig' && args[1] === 'down') return linkRisk(args[0], 'takes down');
  if (program === 'ifdown')
    return linkRisk(
      args.find((word) => !word.startsWith('-')),
      'takes down',
    );
  if (program === 'route' && /^del/.test(args.find((word) => !word.startsWith('-')) ?? '') && args.some(isDefault))
    return [DEFAULT_ROUTE];
  return [];
}

function ofIptables(program: string, args: readonly string[]): Risk[] {
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
    return takesAway ? linkRisk(rest[rest.indexOf('dev') + 1], 'takes addresses from') : [];
  }
  if (!isShort(object, 'route')) return [];
  const table = rest.includes('table') ? rest[rest.indexOf('table') + 1] : 'main';
  if (/^[\w.-]+$/.test(table ?? '') && !/^(?:main|254|all|0)$/.test(table ?? '')) return [];
  const removes = /^(?:d|de|del|delete|c|change|r|repl|replace)$/.test(action) && rest.some(isDefault);
  const flushes = isShort(action, 'flush') && (rest.length === 0 || rest.includes('main') || rest.includes('all'));
  return removes || flushes || (isShort(action, 'flush') && rest.some(isDefault)) ? [DEFAULT_ROUTE] : [];
}

function ofLink(action: string, args: readonly string[]): Risk[] {
  const link = args.includes('dev') ? args[args.indexOf('dev') + 1] : args.find((word) => !/^(?:up|down)$/.test(word));
  if (/^(?:d|de|del|delete)$/.test(action)) return linkRisk(link, 'deletes');
  if (!/^(?:s|se|set)$/.test(action)) return [];
  if (args.includes('down')) return linkRisk(link, 'takes down');
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
