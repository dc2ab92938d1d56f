import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import { inWords, type Said } from '../../words.ts';
import { HostError } from '../host.ts';
import { NEVER } from '../unless-aborted.ts';
import { type Answer, askClient } from './client.ts';
import { parseHop, type SshDestination, splitDestination } from './destination.ts';
import { readHostKeyAlgorithms } from './host-key-algorithms.ts';
import { homeDirectory, localUser } from './local-user.ts';
import { lowerCase } from './patterns.ts';
import { METHODS, type Method, type SshTarget } from './target.ts';
import { expand, expandPath } from './tokens.ts';
import { saySsh } from './words.ts';

/** The default keys of ssh(1) that can be used here. */
const DEFAULT_KEYS = ['~/.ssh/id_rsa', '~/.ssh/id_ecdsa', '~/.ssh/id_ed25519'];
/** A dead line is noticed within 10 s, where the configuration does not ask for something else. */
const ALIVE = { seconds: 3, count: 3 };
const MAX_JUMPS = 8;

/** What changes which machine is reached, or whether it may be; all else that we do not know only changes how. */
const NOT_DONE: ReadonlyMap<string, Said> = new Map<string, Said>([
  ['bindaddress', saySsh('system-chooses-address')],
  ['bindinterface', saySsh('system-chooses-interface')],
  ['certificatefile', saySsh('no-user-certificates')],
  ['ciphers', saySsh('own-ciphers')],
  ['kexalgorithms', saySsh('own-algorithms')],
  ['macs', saySsh('own-algorithms')],
  ['pkcs11provider', saySsh('tokens-by-agent')],
  ['proxyusefdpass', saySsh('not-supported')],
  ['pubkeyacceptedalgorithms', saySsh('own-algorithms')],
  ['remotecommand', saySsh('not-run')],
  ['verifyhostkeydns', saySsh('no-dns-keys')],
]);

/** What ssh(1) would do with a destination. Throws HostError when the configuration is wrong, or says what cannot be done. */
export async function resolveTarget(
  destination: SshDestination,
  configFile?: string,
  signal: AbortSignal = NEVER,
  depth = 0,
): Promise<SshTarget> {
  if (depth > MAX_JUMPS) throw new HostError(saySsh('too-many-jumps', destination.host));
  const asked = splitDestination(destination);
  for (const hop of asked.jump?.split(',') ?? []) parseHop(hop);
  const answer = await askClient(asked, configFile, signal);
  refuseUnread(asked.host, answer, ownConfigFile(configFile));
  const hops = answer.options.get('proxyjump')?.[0];
  if (hops === undefined || isNone(hops)) return toTarget(asked.host, answer, undefined, configFile);
  // The last hop is the one next to the target, and is reached through those before it.
  const before = hops.split(',');
  const hop = parseHop(before.pop() ?? '');
  const next = before.length > 0 ? { ...hop, jump: before.join(',') } : hop;
  return toTarget(asked.host, answer, await resolveTarget(next, configFile, signal, depth + 1), configFile);
}

/** The one configuration that is the user's, as messages name it. */
const ownConfigFile = (configFile: string | undefined): string => configFile ?? '~/.ssh/config';

function toTarget(
  alias: string,
  { options, defaults, notes }: Answer,
  jump: SshTarget | undefined,
  configFile: string | undefined,
): SshTarget {
  const first = (keyword: string) => options.get(keyword)?.[0];
  const wasSet = (keyword: string) => {
    const values = options.get(keyword);
    return values?.join('\n') === defaults.get(keyword)?.join('\n') ? undefined : values;
  };
  const user = first('user') ?? localUser();
  const port = toPort(first('port') ?? '22');
  const hostName = lowerCase(first('hostname') ?? alias);
  const hostKeyAlias = first('hostkeyalias');
  const revoked = first('revokedhostkeys') ?? 'none';
  const proxyCommand = first('proxycommand') ?? 'none';
  const jumpWords = first('proxyjump') ?? 'none';
  const home = homeDirectory();
  // What ssh -G does not replace, see TOKENS in ssh_config(5).
  const tokens = {
    ...{ h: hostName, n: alias, p: String(port), r: user, k: hostKeyAlias ?? alias, d: home },
    ...{ u: localUser(), i: String(process.getuid?.() ?? ''), l: hostname(), L: hostname().split('.')[0] ?? '' },
    ...{ j: isNone(jumpWords) ? '' : jumpWords },
  };
  const C = createHash('sha1').update(`${tokens.l}${hostName}${port}${user}${tokens.j}`).digest('hex');
  const path = (text: string) => expandPath(text, home, { ...tokens, C });
  const seconds = Number(first('serveraliveinterval') ?? 0);
  return {
    alias,
    hostName,
    port,
    user,
    identityFiles: (wasSet('identityfile') ?? DEFAULT_KEYS).filter((file) => !isNone(file)).map(path),
    identitiesOnly: yes(first('identitiesonly')),
    agent: agentSocket(first('identityagent') ?? 'SSH_AUTH_SOCK', path),
    hostKeyAlias: hostKeyAlias === undefined ? undefined : lowerCase(hostKeyAlias),
    userKnownHostsFiles: files(first('userknownhostsfile') ?? '~/.ssh/known_hosts ~/.ssh/known_hosts2', path),
    globalKnownHostsFiles: files(
      first('globalknownhostsfile') ?? '/etc/ssh/ssh_known_hosts /etc/ssh/ssh_known_hosts2',
      path,
    ),
    revokedHostKeys: isNone(revoked) ? undefined : path(revoked),
    strictHostKeyChecking: toStrict(first('stricthostkeychecking') ?? 'ask'),
    checkHostIp: yes(first('checkhostip')),
    hostKeyAlgorithms: readHostKeyAlgorithms(
      first('hostkeyalgorithms')?.split(','),
      defaults.get('hostkeyalgorithms')?.[0]?.split(','),
    ),
    requiredRsaBits: Number(first('requiredrsasize') ?? 1024),
    hashKnownHosts: yes(first('hashknownhosts')),
    alive: seconds > 0 ? { seconds, count: Number(first('serveralivecountmax') ?? 3) } : ALIVE,
    connectTimeoutSeconds: Number(first('connecttimeout')) || 20,
    family: { inet: 4 as const, inet6: 6 as const }[first('addressfamily') ?? ''] ?? 0,
    methods: methodsOf(first),
    passwordPrompts: Number(first('numberofpasswordprompts') ?? 3),
    proxyCommand: isNone(proxyCommand) ? undefined : expand(proxyCommand, tokens),
    jump,
    configFile: ownConfigFile(configFile),
    notes: unique([...notes, ...notDone(alias, wasSet), ...(jump?.notes ?? [])]),
  };
}

/** Each sentence once. */
const unique = (notes: readonly Said[]): readonly Said[] => [
  ...new Map(notes.map((note) => [inWords(note), note])).values(),
];

function notDone(alias: string, wasSet: (keyword: string) => readonly string[] | undefined): readonly Said[] {
  return [...NOT_DONE].flatMap(([keyword, why]) => {
    const [value] = wasSet(keyword) ?? [];
    if (value === undefined || isNone(value) || no(value)) return [];
    return [saySsh('not-done', alias, keyword, why)];
  });
}

function refuseUnread(host: string, { options }: Answer, file: string): void {
  const command = options.get('knownhostscommand')?.[0] ?? 'none';
  // What the command would print may say that a key has changed, or is revoked: without it nothing is known for sure.
  if (!isNone(command)) throw new HostError(saySsh('known-hosts-command', host), saySsh('use-known-hosts-file', file));
  const refused = options.get('refuseconnection')?.[0];
  if (refused !== undefined) throw new HostError(saySsh('refuse-connection', host, refused));
}

function methodsOf(first: (keyword: string) => string | undefined): readonly Method[] {
  const preferred = first('preferredauthentications')?.split(',') ?? METHODS;
  const allowed: Record<Method, boolean> = {
    publickey: !no(first('pubkeyauthentication')),
    password: !no(first('passwordauthentication')),
    'keyboard-interactive': !no(first('kbdinteractiveauthentication') ?? first('challengeresponseauthentication')),
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

/** A list of files as ssh -G prints it, without the quotes: what follows a blank within a name does not look like a name. */
function files(list: string, path: (text: string) => string): readonly string[] {
  return isNone(list) ? [] : list.split(/ (?=[/~%$])/).map(path);
}

function toStrict(word: string): SshTarget['strictHostKeyChecking'] {
  if (word === 'accept-new' || word === 'ask') return word;
  if (yes(word)) return 'yes';
  if (no(word)) return 'no';
  throw new HostError(saySsh('bad-strict', JSON.stringify(word)), saySsh('use-strict'));
}

function toPort(word: string): number {
  const port = Number(word);
  if (/^\d+$/.test(word) && port > 0 && port < 65536) return port;
  throw new HostError(saySsh('bad-port', JSON.stringify(word)), saySsh('use-port'));
}

const isNone = (word: string) => word.toLowerCase() === 'none';

function yes(word: string | undefined): boolean {
  return /^(yes|true)$/i.test(word ?? '');
}

function no(word: string | undefined): boolean {
  return /^(no|off|false)$/i.test(word ?? '');
}
