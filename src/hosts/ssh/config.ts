import { createHash } from 'node:crypto';
import { homedir, hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { HostError } from '../host.ts';
import { type ConfigLine, includedFiles, readConfigFile } from './config-file.ts';
import { type Destination, parseDestination, parseHop } from './destination.ts';
import { matchesPatternList } from './patterns.ts';

/** Everything that is known of a machine before it is connected to; see ssh_config(5) for the words. */
export interface SshTarget {
  /** As it was asked for. */
  readonly alias: string;
  readonly hostName: string;
  readonly port: number;
  readonly user: string;
  /** Absolute; those that are not there are passed over. */
  readonly identityFiles: readonly string[];
  readonly identitiesOnly: boolean;
  /** The socket of the agent. */
  readonly agent: string | undefined;
  readonly hostKeyAlias: string | undefined;
  readonly userKnownHostsFiles: readonly string[];
  readonly globalKnownHostsFiles: readonly string[];
  readonly strictHostKeyChecking: 'yes' | 'accept-new' | 'no' | 'ask';
  readonly hashKnownHosts: boolean;
  /** After `count` times `seconds` without a byte from the server the connection is taken for lost. */
  readonly alive: { readonly seconds: number; readonly count: number };
  readonly connectTimeoutSeconds: number;
  /** 0: either. */
  readonly family: 0 | 4 | 6;
  /** The ways to authenticate that may be tried, in their order. */
  readonly methods: readonly Method[];
  readonly passwordPrompts: number;
  /** A command for sh(1) whose standard input and output are the connection. */
  readonly proxyCommand: string | undefined;
  /** The machine through which this one is reached. */
  readonly jump: SshTarget | undefined;
  /** Sentences for the user: what of the configuration is not done as ssh(1) would. */
  readonly notes: readonly string[];
}

export const METHODS = ['publickey', 'keyboard-interactive', 'password'] as const;
export type Method = (typeof METHODS)[number];

const SYSTEM_CONFIG = '/etc/ssh/ssh_config';
const DEFAULT_KEYS = ['id_rsa', 'id_ecdsa', 'id_ed25519'];
const REPEATED = ['identityfile'];
/** A dead line is noticed within 10 s, where the configuration does not ask for something else. */
const ALIVE = { seconds: 3, count: 3 };
const MAX_JUMPS = 8;

/** What changes which machine is reached, or whether it may be; all else that we do not know only changes how. */
const NOT_DONE: Readonly<Record<string, string>> = {
  canonicalizehostname: 'names are not canonicalized',
  certificatefile: 'certificates of users are not shown to the server',
  ciphers: 'our own choice of ciphers is offered',
  hostkeyalgorithms: 'our own choice of algorithms is offered',
  kexalgorithms: 'our own choice of algorithms is offered',
  knownhostscommand: 'only files of known hosts are read',
  macs: 'our own choice of algorithms is offered',
  pkcs11provider: 'keys of tokens are used through the agent only',
  proxyusefdpass: 'it is not supported',
  pubkeyacceptedalgorithms: 'our own choice of algorithms is offered',
  remotecommand: 'it is not run',
  revokedhostkeys: 'only @revoked lines of known hosts are heeded',
  verifyhostkeydns: 'keys are not looked up in DNS',
};

interface Evaluation {
  readonly options: Map<string, readonly string[]>;
  readonly notes: Set<string>;
  readonly home: string;
  readonly originalHost: string;
  /** What Host lines are compared with. */
  host: string;
  final: boolean;
  wantsFinal: boolean;
}

/** The names in the configuration that stand for one machine each: those of Host lines without a pattern, in their order. */
export async function listHosts(configFile?: string): Promise<readonly string[]> {
  const names = new Set<string>();
  const walk = (lines: readonly ConfigLine[], depth: number) => {
    for (const line of lines) {
      if (line.keyword === 'host') for (const word of line.words) if (!/[*?!]/.test(word)) names.add(word);
      if (line.keyword === 'include')
        for (const file of includedFiles(line, homedir(), depth)) walk(readConfigFile(file), depth + 1);
      walk(line.body, depth);
    }
  };
  for (const file of configFiles(configFile)) walk(readConfigFile(file), 0);
  return [...names];
}

/** What ssh(1) would do with a destination. Throws HostError when the configuration cannot be read or is wrong. */
export function resolveTarget(destination: Destination, configFile?: string, depth = 0): SshTarget {
  if (depth > MAX_JUMPS)
    throw new HostError(`${destination.host} is behind too many jump hosts: does one lead to itself?`);
  const asked = parseDestination(destination);
  const { options, notes, home } = evaluate(asked, configFile);
  const first = (keyword: string) => options.get(keyword)?.[0];
  const user = first('user') ?? userInfo().username;
  const port = toPort(first('port') ?? '22');
  const hostName = expand(first('hostname') ?? asked.host, { h: asked.host }).toLowerCase();
  const jumpWords = first('proxyjump');
  const proxyCommand = first('proxycommand');
  const hostKeyAlias = first('hostkeyalias')?.toLowerCase();
  const tokens = {
    ...{ h: hostName, n: asked.host, p: String(port), r: user, k: hostKeyAlias ?? asked.host, d: home },
    ...{ u: userInfo().username, i: String(userInfo().uid), l: hostname(), L: hostname().split('.')[0] ?? '' },
    ...{ j: jumpWords === undefined || jumpWords === 'none' ? '' : jumpWords },
  };
  const C = createHash('sha1').update(`${tokens.l}${hostName}${port}${user}${tokens.j}`).digest('hex');
  const path = (text: string) => expandPath(text, home, { ...tokens, C });
  const agent = first('identityagent') ?? 'SSH_AUTH_SOCK';
  const strict = first('stricthostkeychecking')?.toLowerCase() ?? 'ask';
  const seconds = Number(first('serveraliveinterval') ?? 0);
  return {
    alias: asked.host,
    hostName,
    port,
    user,
    identityFiles: (options.get('identityfile') ?? DEFAULT_KEYS.map((name) => join(home, '.ssh', name)))
      .filter((file) => file !== 'none')
      .map(path),
    identitiesOnly: yes(first('identitiesonly')),
    agent: agentSocket(agent, path),
    hostKeyAlias,
    userKnownHostsFiles: files(
      options.get('userknownhostsfile') ?? ['~/.ssh/known_hosts', '~/.ssh/known_hosts2'],
      path,
    ),
    globalKnownHostsFiles: files(
      options.get('globalknownhostsfile') ?? ['/etc/ssh/ssh_known_hosts', '/etc/ssh/ssh_known_hosts2'],
      path,
    ),
    strictHostKeyChecking: toStrict(strict),
    hashKnownHosts: yes(first('hashknownhosts')),
    alive: seconds > 0 ? { seconds, count: Number(first('serveralivecountmax') ?? 3) } : ALIVE,
    connectTimeoutSeconds: Number(first('connecttimeout') ?? 0) || 20,
    family: { inet: 4 as const, inet6: 6 as const }[first('addressfamily')?.toLowerCase() ?? ''] ?? 0,
    methods: methodsOf(first),
    passwordPrompts: Number(first('numberofpasswordprompts') ?? 3),
    proxyCommand: proxyCommand === undefined || proxyCommand === 'none' ? undefined : expand(proxyCommand, tokens),
    jump: resolveJump(jumpWords, { hostName, port, user }, configFile, depth),
    notes: [...notes],
  };
}

function configFiles(configFile: string | undefined): readonly string[] {
  return configFile === undefined ? [join(homedir(), '.ssh/config'), SYSTEM_CONFIG] : [configFile];
}

function evaluate(asked: Destination, configFile: string | undefined): Evaluation {
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
    else if (keyword === 'match') apply(body, active && matches(line, to), depth, to);
    else if (keyword === 'include') {
      for (const file of includedFiles(line, to.home, depth)) apply(readConfigFile(file), active, depth + 1, to);
    } else if (active) set(line, to);
  }
}

function set({ keyword, words, file }: ConfigLine, { options, notes, final }: Evaluation): void {
  const [first = ''] = words;
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
  const why = NOT_DONE[keyword];
  if (why !== undefined && !/^(no|none|false)$/i.test(first)) notes.add(`${file}: ${keyword} is set, but ${why}.`);
}

function matches({ words, file }: ConfigLine, to: Evaluation): boolean {
  const { options, notes } = to;
  const localUser = userInfo().username;
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
      if (criterion === 'user') return matchesPatternList(patterns, options.get('user')?.[0] ?? localUser);
      if (criterion === 'localuser') return matchesPatternList(patterns, localUser);
      if (criterion === 'tagged') return matchesPatternList(patterns, options.get('tag')?.[0] ?? '');
      return undefined;
    };
    const result = test();
    if (result === undefined) {
      notes.add(`${file}: a block “Match ${words.join(' ')}” is passed over, because ${criterion} is not evaluated.`);
      return false;
    }
    all &&= result !== word.startsWith('!');
  }
  return all;
}

function resolveJump(
  words: string | undefined,
  { hostName, port, user }: Pick<SshTarget, 'hostName' | 'port' | 'user'>,
  configFile: string | undefined,
  depth: number,
): SshTarget | undefined {
  if (words === undefined || words.toLowerCase() === 'none') return undefined;
  // The last hop is the one next to the target, and is reached through those before it.
  const before = words.split(',');
  const hop = parseHop(before.pop() ?? '');
  // A pattern may make a jump host its own jump host: then there is none; ssh(1) does so, too.
  if (hop.host === hostName && (hop.port ?? 22) === port && (hop.user ?? user) === user) return undefined;
  return resolveTarget(before.length > 0 ? { ...hop, jump: before.join(',') } : hop, configFile, depth + 1);
}

function methodsOf(first: (keyword: string) => string | undefined): readonly Method[] {
  const preferred = first('preferredauthentications')?.split(',') ?? METHODS;
  const allowed: Record<Method, boolean> = {
    publickey: first('pubkeyauthentication')?.toLowerCase() !== 'no',
    password: first('passwordauthentication')?.toLowerCase() !== 'no',
    'keyboard-interactive':
      (first('kbdinteractiveauthentication') ?? first('challengeresponseauthentication'))?.toLowerCase() !== 'no',
  };
  const batch = yes(first('batchmode'));
  return preferred
    .flatMap((name) => METHODS.filter((method) => method === name))
    .filter((method) => allowed[method] && !(batch && method !== 'publickey'));
}

function agentSocket(word: string, path: (text: string) => string): string | undefined {
  if (word.toLowerCase() === 'none') return undefined;
  if (word === 'SSH_AUTH_SOCK') return process.env['SSH_AUTH_SOCK'] || undefined;
  if (/^\$[A-Za-z_]\w*$/.test(word)) return process.env[word.slice(1)] || undefined;
  return path(word);
}

function files(words: readonly string[], path: (text: string) => string): readonly string[] {
  return words.filter((word) => word.toLowerCase() !== 'none').map(path);
}

function toStrict(word: string): SshTarget['strictHostKeyChecking'] {
  if (word === 'yes' || word === 'true') return 'yes';
  if (word === 'accept-new' || word === 'ask') return word;
  if (word === 'no' || word === 'off' || word === 'false') return 'no';
  throw new HostError(`StrictHostKeyChecking cannot be ${JSON.stringify(word)}.`, 'Use yes, accept-new, ask or no.');
}

function toPort(word: string): number {
  const port = Number(word);
  if (/^\d+$/.test(word) && port > 0 && port < 65536) return port;
  throw new HostError(`${JSON.stringify(word)} is not a port.`, 'Use a number from 1 to 65535.');
}

function yes(word: string | undefined): boolean {
  return /^(yes|true)$/i.test(word ?? '');
}

/** The %-tokens of ssh_config(5). Throws HostError for one that is not known. */
function expand(text: string, tokens: Readonly<Record<string, string>>): string {
  return text.replace(/%(.?)/g, (whole, token: string) => {
    const value = token === '%' ? '%' : tokens[token];
    if (value === undefined) throw new HostError(`The ssh configuration has an unknown token ${whole} in ${text}.`);
    return value;
  });
}

function expandPath(text: string, home: string, tokens: Readonly<Record<string, string>>): string {
  const variables = text.replace(/\$\{(\w+)\}/g, (whole, name: string) => process.env[name] ?? whole);
  return expand(variables.startsWith('~/') ? join(home.replaceAll('%', '%%'), variables.slice(2)) : variables, tokens);
}
