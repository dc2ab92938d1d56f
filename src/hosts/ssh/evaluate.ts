import { homedir } from 'node:os';
import { join } from 'node:path';
import { HostError } from '../host.ts';
import { type ConfigLine, includedFiles, readConfigFile } from './config-file.ts';
import type { Destination } from './destination.ts';
import { KEYWORDS } from './keywords.ts';
import { matchesPatternList } from './patterns.ts';
import { expand, localUser } from './tokens.ts';

const SYSTEM_CONFIG = '/etc/ssh/ssh_config';
const REPEATED = ['identityfile'];

/** What changes which machine is reached, or whether it may be; all else that we do not know only changes how. */
const NOT_DONE: ReadonlyMap<string, string> = new Map<string, string>([
  ['canonicalizehostname', 'names are not canonicalized'],
  ['certificatefile', 'certificates of users are not shown to the server'],
  ['ciphers', 'our own choice of ciphers is offered'],
  ['kexalgorithms', 'our own choice of algorithms is offered'],
  ['macs', 'our own choice of algorithms is offered'],
  ['pkcs11provider', 'keys of tokens are used through the agent only'],
  ['proxyusefdpass', 'it is not supported'],
  ['pubkeyacceptedalgorithms', 'our own choice of algorithms is offered'],
  ['remotecommand', 'it is not run'],
  ['verifyhostkeydns', 'keys are not looked up in DNS'],
]);

/** What bears on which machine is reached, and whether it is trusted. */
const TRUST: ReadonlySet<string> = new Set(
  `
  casignaturealgorithms checkhostip globalknownhostsfile hostkeyalgorithms hostkeyalias hostname knownhostscommand
  nohostauthenticationforlocalhost port proxycommand proxyjump refuseconnection requiredrsasize revokedhostkeys
  stricthostkeychecking tag user userknownhostsfile verifyhostkeydns
  `
    .trim()
    .split(/\s+/),
);

/** What the configuration says of one host, while it is being read. */
export interface Evaluation {
  readonly options: Map<string, readonly string[]>;
  readonly notes: Set<string>;
  readonly home: string;
  readonly originalHost: string;
  /** What Host lines are compared with. */
  host: string;
  final: boolean;
  wantsFinal: boolean;
}

/** The files that ssh(1) reads, in their order. */
export function configFiles(configFile: string | undefined): readonly string[] {
  return configFile === undefined ? [join(homedir(), '.ssh/config'), SYSTEM_CONFIG] : [configFile];
}

/** The one of them that is the user's, as messages name it. */
export const ownConfigFile = (configFile: string | undefined): string => configFile ?? '~/.ssh/config';

/** What holds for a destination: what is given, then what the files say, in their order. */
export function evaluate(asked: Destination, configFile: string | undefined): Evaluation {
  const { host, user, port, identityFile, jump } = asked;
  const given = Object.entries({ user, port: port?.toString(), identityfile: identityFile, proxyjump: jump });
  const evaluation: Evaluation = {
    options: new Map(given.flatMap(([keyword, word]) => (word === undefined ? [] : [[keyword, [word]] as const]))),
    notes: new Set(),
    home: homedir(),
    originalHost: host,
    host,
    final: false,
    wantsFinal: false,
  };
  const pass = () => {
    for (const file of configFiles(configFile)) apply(readConfigFile(file), true, 0, evaluation);
  };
  pass();
  if (evaluation.wantsFinal) {
    evaluation.final = true;
    evaluation.host = expand(evaluation.options.get('hostname')?.[0] ?? host, { h: host }).toLowerCase();
    pass();
  }
  return evaluation;
}

/** The first value of a keyword holds, in the order of the lines; see ssh_config(5). */
function apply(lines: readonly ConfigLine[], active: boolean, depth: number, to: Evaluation): void {
  for (const line of lines) {
    const { keyword, words, body } = line;
    if (keyword === 'host') apply(body, active && matchesPatternList(words, to.host), depth, to);
    else if (keyword === 'match') {
      const applies = active && matches(line, to);
      if (applies === 'unknown') passOver(line, body, depth, to);
      apply(body, applies === true, depth, to);
    } else if (keyword === 'include') {
      for (const file of includedFiles(line, to.home, depth)) apply(readConfigFile(file), active, depth + 1, to);
    } else if (active) set(line, to);
  }
}

function set({ keyword, words, file }: ConfigLine, { options, notes, final }: Evaluation): void {
  const [first = ''] = words;
  const ignored = options.get('ignoreunknown')?.[0]?.toLowerCase().split(',') ?? [];
  if (!KEYWORDS.has(keyword) && !matchesPatternList(ignored, keyword))
    notes.add(`${file}: ${keyword} is no keyword of ssh_config(5), and passed over.`);
  const known = options.get(keyword);
  if (REPEATED.includes(keyword)) {
    if (!known?.includes(first) && !final) options.set(keyword, [...(known ?? []), first]);
    return;
  }
  if (keyword === 'proxycommand' || keyword === 'proxyjump') {
    // Whichever comes first is the one; ssh_config(5).
    if (options.has('proxycommand') || options.has('proxyjump')) return;
  } else if (known !== undefined) return;
  options.set(keyword, words);
  const why = NOT_DONE.get(keyword);
  if (why !== undefined && !/^(no|none|false)$/i.test(first)) notes.add(`${file}: ${keyword} is set, but ${why}.`);
}

/** Throws HostError when the block could change whom we trust: to be more lenient than ssh(1) is never right. */
function passOver(block: ConfigLine, lines: readonly ConfigLine[], depth: number, to: Evaluation): void {
  const { options } = to;
  for (const line of lines) {
    const { keyword, body } = line;
    if (keyword === 'host' || keyword === 'match') passOver(block, body, depth, to);
    else if (keyword === 'include') {
      for (const file of includedFiles(line, to.home, depth)) passOver(block, readConfigFile(file), depth + 1, to);
    } else if (TRUST.has(keyword) && !options.has(keyword))
      throw new HostError(
        `${to.originalHost} is not connected to: “Match ${block.words.join(' ')}” in ${block.file} may set ${keyword} for it, and that condition is not evaluated.`,
        `Set ${keyword} for this host before that block, or limit the block to other hosts: “Match host NAME …”, with host first.`,
      );
  }
}

function matches({ words, file }: ConfigLine, to: Evaluation): boolean | 'unknown' {
  const { options, notes } = to;
  const user = localUser();
  const rest = [...words];
  let all = true;
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const criterion = word.toLowerCase().replace(/^!/, '');
    const test = () => {
      if (criterion === 'all') return true;
      if (criterion === 'final' || criterion === 'canonical') {
        to.wantsFinal ||= criterion === 'final';
        return to.final;
      }
      const patterns = (rest.shift() ?? '').split(',');
      const [hostName = to.host] = options.get('hostname') ?? [];
      if (criterion === 'host') return matchesPatternList(patterns, expand(hostName, { h: to.host }));
      if (criterion === 'originalhost') return matchesPatternList(patterns, to.originalHost);
      if (criterion === 'user') return matchesPatternList(patterns, options.get('user')?.[0] ?? user);
      if (criterion === 'localuser') return matchesPatternList(patterns, user);
      if (criterion === 'tagged') return matchesPatternList(patterns, options.get('tag')?.[0] ?? '');
      return undefined;
    };
    const result = test();
    if (result === undefined) {
      // What follows may be words of a command.
      if (!all) return false;
      notes.add(`${file}: a block “Match ${words.join(' ')}” is passed over, because ${criterion} is not evaluated.`);
      return 'unknown';
    }
    all &&= result !== word.startsWith('!');
  }
  return all;
}
