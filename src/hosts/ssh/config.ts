import { createHash } from 'node:crypto';
import { homedir, hostname } from 'node:os';
import { join } from 'node:path';
import { HostError } from '../host.ts';
import { type ConfigLine, includedFiles, readConfigFile } from './config-file.ts';
import { type Destination, parseDestination, parseHop } from './destination.ts';
import { configFiles, evaluate, ownConfigFile } from './evaluate.ts';
import { lowerCase } from './patterns.ts';
import { expand, expandPath, localUser } from './tokens.ts';

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
  /** A file of keys that no host may show. */
  readonly revokedHostKeys: string | undefined;
  readonly strictHostKeyChecking: 'yes' | 'accept-new' | 'no' | 'ask';
  /** Also the address must not be known by another key. */
  readonly checkHostIp: boolean;
  /** HostKeyAlgorithms as it is written. */
  readonly hostKeyAlgorithms: string | undefined;
  readonly requiredRsaBits: number;
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
  /** Where the user may write what holds for it. */
  readonly configFile: string;
  /** Sentences for the user: what of the configuration is not done as ssh(1) would. */
  readonly notes: readonly string[];
}

export const METHODS = ['publickey', 'keyboard-interactive', 'password'] as const;
export type Method = (typeof METHODS)[number];

const DEFAULT_KEYS = ['id_rsa', 'id_ecdsa', 'id_ed25519'];
/** A dead line is noticed within 10 s, where the configuration does not ask for something else. */
const ALIVE = { seconds: 3, count: 3 };
const MAX_JUMPS = 8;

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
  const user = first('user') ?? localUser();
  const port = toPort(first('port') ?? '22');
  refuseUnread(asked.host, first('knownhostscommand'), ownConfigFile(configFile));
  const hostName = lowerCase(expand(first('hostname') ?? asked.host, { h: asked.host }));
  const jumpWords = first('proxyjump');
  const proxyCommand = first('proxycommand');
  const hostKeyAlias = first('hostkeyalias');
  const revokedHostKeys = first('revokedhostkeys');
  const tokens = {
    ...{ h: hostName, n: asked.host, p: String(port), r: user, k: hostKeyAlias ?? asked.host, d: home },
    ...{ u: localUser(), i: String(process.getuid?.() ?? ''), l: hostname(), L: hostname().split('.')[0] ?? '' },
    ...{ j: jumpWords === undefined || jumpWords === 'none' ? '' : jumpWords },
  };
  const C = createHash('sha1').update(`${tokens.l}${hostName}${port}${user}${tokens.j}`).digest('hex');
  const path = (text: string) => expandPath(text, home, { ...tokens, C });
  const agent = first('identityagent') ?? 'SSH_AUTH_SOCK';
  const jump = resolveJump(jumpWords, { hostName, port, user }, configFile, depth);
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
    hostKeyAlias: hostKeyAlias === undefined ? undefined : lowerCase(hostKeyAlias),
    userKnownHostsFiles: files(
      options.get('userknownhostsfile') ?? ['~/.ssh/known_hosts', '~/.ssh/known_hosts2'],
      path,
    ),
    globalKnownHostsFiles: files(
      options.get('globalknownhostsfile') ?? ['/etc/ssh/ssh_known_hosts', '/etc/ssh/ssh_known_hosts2'],
      path,
    ),
    revokedHostKeys: revokedHostKeys === undefined || isNone(revokedHostKeys) ? undefined : path(revokedHostKeys),
    strictHostKeyChecking: toStrict(strict),
    checkHostIp: yes(first('checkhostip')),
    hostKeyAlgorithms: first('hostkeyalgorithms'),
    requiredRsaBits: toCount(first('requiredrsasize') ?? '0'),
    hashKnownHosts: yes(first('hashknownhosts')),
    alive: seconds > 0 ? { seconds, count: Number(first('serveralivecountmax') ?? 3) } : ALIVE,
    connectTimeoutSeconds: Number(first('connecttimeout') ?? 0) || 20,
    family: { inet: 4 as const, inet6: 6 as const }[first('addressfamily')?.toLowerCase() ?? ''] ?? 0,
    methods: methodsOf(first),
    passwordPrompts: Number(first('numberofpasswordprompts') ?? 3),
    proxyCommand: proxyCommand === undefined || proxyCommand === 'none' ? undefined : expand(proxyCommand, tokens),
    jump,
    configFile: ownConfigFile(configFile),
    notes: [...notes, ...(jump?.notes ?? [])],
  };
}

/** What the command would print may say that a key has changed, or is revoked: without it nothing is known for sure. */
function refuseUnread(host: string, knownHostsCommand: string | undefined, file: string): void {
  if (knownHostsCommand === undefined || isNone(knownHostsCommand)) return;
  throw new HostError(
    `KnownHostsCommand is set for ${host}, and only files of known hosts are read here.`,
    `Write the keys to a file, and “KnownHostsCommand none” for this host into ${file}.`,
  );
}

function resolveJump(
  words: string | undefined,
  { hostName, port, user }: Pick<SshTarget, 'hostName' | 'port' | 'user'>,
  configFile: string | undefined,
  depth: number,
): SshTarget | undefined {
  if (words === undefined || isNone(words)) return undefined;
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
  if (isNone(word)) return undefined;
  if (word === 'SSH_AUTH_SOCK') return process.env['SSH_AUTH_SOCK'] || undefined;
  if (/^\$[A-Za-z_]\w*$/.test(word)) return process.env[word.slice(1)] || undefined;
  return path(word);
}

function files(words: readonly string[], path: (text: string) => string): readonly string[] {
  return words.filter((word) => !isNone(word)).map(path);
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

function toCount(word: string): number {
  if (/^\d+$/.test(word)) return Number(word);
  throw new HostError(`${JSON.stringify(word)} in the ssh configuration is no number.`);
}

const isNone = (word: string) => word.toLowerCase() === 'none';

function yes(word: string | undefined): boolean {
  return /^(yes|true)$/i.test(word ?? '');
}
