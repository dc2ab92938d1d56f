import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HostError } from '../../../src/hosts/host.ts';
import { resolveTarget } from '../../../src/hosts/ssh/config.ts';
import { checkHostKey, knownKeys } from '../../../src/hosts/ssh/host-key.ts';
import { hostKeyAlgorithms } from '../../../src/hosts/ssh/host-key-algorithms.ts';
import { asker, makeKey } from './server.ts';

/** What comes of the key that a server shows. `new`: unknown, and remembered. */
type Verdict = 'known' | 'new' | 'refused';

interface Judged {
  readonly verdict: Verdict;
  /** What was said. */
  readonly why: string;
  /** The user's first file afterwards. */
  readonly file: string;
}

/** A difference between ssh(1) and us, with all that it takes to see it again. */
export interface Difference {
  readonly seed: number;
  readonly config: string;
  readonly ours: Judged;
  readonly theirs: Judged;
  readonly directory: string;
}

export interface Comparison {
  readonly verdicts: Readonly<Record<Verdict, number>>;
  readonly lenient: readonly Difference[];
  readonly stricter: readonly Difference[];
  /** The same verdict, but not the same text in the file after it. */
  readonly otherFile: readonly Difference[];
}

/** Compares our verdict with that of ssh(1) on so many random files of known hosts. The directory is the caller's to remove. */
export async function compareWithSsh(seeds: readonly number[]): Promise<Comparison & { readonly directory: string }> {
  const directory = mkdtempSync(join(tmpdir(), 'netlab-oracle-'));
  const world = makeWorld(directory);
  const verdicts: Record<Verdict, number> = { refused: 0, new: 0, known: 0 };
  const strictest = Object.keys(verdicts);
  const lenient: Difference[] = [];
  const stricter: Difference[] = [];
  const otherFile: Difference[] = [];
  const left = [...seeds];
  const work = async () => {
    for (let seed = left.shift(); seed !== undefined; seed = left.shift()) {
      const difference = await judgeBoth(world, seed);
      const { ours, theirs } = difference;
      verdicts[theirs.verdict]++;
      const ahead = strictest.indexOf(ours.verdict) - strictest.indexOf(theirs.verdict);
      // A line that was not ended is ended by us, and not by each ssh(1).
      const isSameFile = ours.file.replaceAll('\n', '') === theirs.file.replaceAll('\n', '');
      if (ahead > 0) lenient.push(difference);
      else if (ahead < 0) stricter.push(difference);
      else if (!isSameFile) otherFile.push(difference);
      else rmSync(difference.directory, { recursive: true });
    }
  };
  // Most of the time of each is spent in other processes.
  await Promise.all([work(), work()]);
  return { verdicts, lenient, stricter, otherFile, directory };
}

/** The same numbers for the same seed (mulberry32). */
class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** From 0 to below `limit`. */
  upTo(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % limit;
  }

  one<T>(values: readonly T[]): T {
    const value = values[this.upTo(values.length)];
    if (value === undefined) throw new Error('nothing to choose from');
    return value;
  }

  chance(percent: number): boolean {
    return this.upTo(100) < percent;
  }
}

interface PublicKey {
  readonly type: string;
  readonly base64: string;
}

interface World {
  readonly directory: string;
  /** Those of servers: one of each type. */
  readonly own: readonly PublicKey[];
  readonly others: readonly PublicKey[];
  readonly serverConfigs: readonly { readonly file: string; readonly keys: readonly PublicKey[] }[];
}

const KINDS = [['ed25519'], ['ecdsa'], ['rsa', '-b', '2048']] as const;

function makeWorld(directory: string): World {
  const make = (name: string, kind: readonly string[]): PublicKey => {
    makeKey(join(directory, name), '', kind);
    const [type = '', base64 = ''] = readFileSync(join(directory, `${name}.pub`), 'utf8').split(' ');
    return { type, base64 };
  };
  const own = KINDS.map((kind) => make(`own-${kind[0]}`, kind));
  const others = [...KINDS, ['ecdsa', '-b', '384'] as const].map((kind) => make(`other-${kind.join('')}`, kind));
  const serverConfigs = [[0], [1], [2], [0, 1], [1, 2], [0, 2], [0, 1, 2]].map((which) => {
    const file = join(directory, `sshd-${which.join('')}`);
    const keys = which.map((index) => `HostKey ${join(directory, `own-${KINDS[index]?.[0]}`)}`);
    writeFileSync(file, [...keys, 'UsePAM no', 'PidFile none', 'StrictModes no', ''].join('\n'));
    return { file, keys: own.filter((_, index) => which.includes(index)) };
  });
  return { directory, own, others, serverConfigs };
}

const HOSTS = ['lab.example', 'LAB.Example', '192.0.2.7', '2001:db8::7', 'l'];
const ALIASES = ['the-lab', 'The-Lab', 'a*b', 'lab.example'];

interface Case {
  readonly host: string;
  readonly port: number;
  readonly alias: string | undefined;
  readonly server: World['serverConfigs'][number];
  readonly config: readonly string[];
  readonly files: Readonly<Record<string, string>>;
}

function makeCase(world: World, dice: Dice): Case {
  const host = dice.one(HOSTS);
  const port = dice.one([22, 22, 2222]);
  const alias = dice.chance(15) ? dice.one(ALIASES) : undefined;
  const server = dice.one(world.serverConfigs);
  const lines = (most: number) =>
    Array.from({ length: dice.upTo(most + 1) }, () => knownLine(world, dice, { host, port, alias }));
  const file = (most: number) => {
    const text = lines(most).join(dice.chance(15) ? '\r\n' : '\n');
    return dice.chance(80) && text !== '' ? `${text}\n` : text;
  };
  const key = ({ type, base64 }: PublicKey) => `${type} ${base64}\n`;
  const revoked = dice.one([
    key(dice.one(world.own)),
    key(dice.one(world.others)),
    '# none\n\n',
    'broken\n',
    'missing',
  ]);
  const files = { known: file(6), second: file(2), global: file(2), ...(revoked === 'missing' ? {} : { revoked }) };
  const user = dice.one(['known', 'known second', 'known second', 'absent', 'none']);
  const config = [
    'Host lab',
    `HostName ${host}`,
    `Port ${port}`,
    ...(alias === undefined ? [] : [`HostKeyAlias ${alias}`]),
    `UserKnownHostsFile ${user}`,
    `GlobalKnownHostsFile ${dice.one(['none', 'global'])}`,
    `StrictHostKeyChecking ${dice.one(['accept-new', 'accept-new', 'accept-new', 'yes', 'no', 'ask'])}`,
    ...(dice.chance(15) ? ['RevokedHostKeys revoked'] : []),
    ...(dice.chance(10) ? ['HashKnownHosts yes'] : []),
    ...(dice.chance(15) ? [`HostKeyAlgorithms ${dice.one(ALGORITHM_LISTS)}`] : []),
    ...(dice.chance(10) ? ['RequiredRSASize 3072'] : []),
    ...['IdentityFile none', 'IdentityAgent none', `ProxyCommand /usr/sbin/sshd -i -f ${server.file}`],
  ];
  return { host, port, alias, server, config, files };
}

const ALGORITHM_LISTS = [
  'rsa-sha2-512,ssh-ed25519',
  '-ssh-ed25519',
  '^ecdsa-sha2-nistp256',
  '+ssh-rsa',
  'ecdsa-*',
  '-rsa-*',
];

type Names = Pick<Case, 'host' | 'port' | 'alias'>;

function knownLine(world: World, dice: Dice, names: Names): string {
  if (dice.chance(4)) return dice.one(['', '# a comment', '  ', 'lab.example', '@revoked', '\v', ',', '|1|']);
  const marker = dice.chance(78)
    ? ''
    : dice.one([
        '@revoked ',
        '@revoked ',
        '@cert-authority ',
        '@REVOKED ',
        '@unknown ',
        '@revoked @revoked ',
        '@revoked\t',
        '@revoked',
      ]);
  const blank = () => (dice.chance(85) ? ' ' : dice.one(['\t', '  ', ' \t', '\v', '\xa0', '\r']));
  const known = dice.one(dice.chance(50) ? world.own : world.others);
  const comment = dice.chance(40) ? `${blank()}${dice.one(['me@here', '# x', 'a b c', '\xff\x1b[31m'])}` : '';
  const indent = dice.chance(92) ? '' : dice.one([' ', '\t', '\r', '#', '\xa0', '!']);
  return `${indent}${marker}${nameField(dice, names)}${blank()}${typeField(dice, known)}${blank()}${keyField(dice, known)}${comment}${dice.chance(92) ? '' : dice.one(['\r', ' ', '\t', '\0', '\v', '='])}`;
}

function nameField(dice: Dice, { host, port, alias }: Names): string {
  const lower = host.toLowerCase();
  const right = alias ?? (port === 22 ? lower : `[${lower}]:${port}`);
  const one = (): string =>
    dice.one([
      ...[
        right,
        right,
        right,
        right,
        lower,
        lower,
        right.toUpperCase(),
        `[${lower}]:22`,
        `[${lower}]:2222`,
        `[${lower}]`,
      ],
      ...[
        lower.slice(0, -1),
        '*',
        `${lower.slice(0, 2)}*`,
        `*${lower.slice(-3)}`,
        `${lower.slice(0, -1)}?`,
        '[*]:*',
        '[*',
      ],
      ...['other.example', '*.example', '?', '', `${lower}.`, '*******', 'the-*'],
    ]);
  if (dice.chance(25))
    return hashed(dice, dice.one([right, right, right, lower, right.toUpperCase(), 'other.example']));
  return Array.from({ length: 1 + dice.upTo(3) }, () => (dice.chance(12) ? '!' : '') + one()).join(',');
}

function hashed(dice: Dice, name: string): string {
  const salt = Buffer.from(Array.from({ length: dice.chance(93) ? 20 : 19 }, () => dice.upTo(256)));
  const text = `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`;
  return dice.chance(88)
    ? text
    : dice.one([
        text.toLowerCase(),
        text.replace(/=/g, ''),
        `${text},*`,
        `!${text}`,
        text.slice(0, -2),
        `*,${text}`,
        text.replace('|1|', '|2|'),
      ]);
}

function typeField(dice: Dice, { type }: PublicKey): string {
  if (dice.chance(88)) return type;
  return dice.one([
    'ssh-ed25519',
    'ssh-rsa',
    'rsa-sha2-512',
    'rsa-sha2-256',
    type.toUpperCase(),
    'ssh-foo',
    `#${type}`,
    'ecdsa-sha2-nistp384',
  ]);
}

function keyField(dice: Dice, { base64 }: PublicKey): string {
  if (dice.chance(85)) return base64;
  const bytes = Buffer.from(base64, 'base64');
  return dice.one([
    ...[
      base64.slice(0, -4),
      base64.replace(/=+$/, ''),
      `${base64}=`,
      `${base64}AAAA`,
      base64.replace('A', '-'),
      base64.replace('A', '$A'),
    ],
    ...[`${base64.slice(0, 20)}\r${base64.slice(20)}`, `${base64}!`, bytes.subarray(0, -4).toString('base64')],
    ...[
      Buffer.concat([bytes, Buffer.from([0])]).toString('base64'),
      Buffer.concat([bytes, Buffer.from([0, 0, 0, 0])]).toString('base64'),
    ],
    ...[base64.toLowerCase(), 'AAAA', bytes.toString('base64url')],
  ]);
}

async function judgeBoth(world: World, seed: number): Promise<Difference> {
  const made = makeCase(world, new Dice(seed));
  const directory = join(world.directory, `case-${seed}`);
  const [ours, theirs] = ['ours', 'theirs'].map((side) => writeCase(join(directory, side), made)) as [string, string]; // safe: two of two
  return {
    seed,
    config: made.config.join('\n'),
    directory,
    ours: await judgeOurs(ours, made),
    theirs: await judgeTheirs(theirs),
  };
}

/** Returns the directory, in which the configuration is `config`. */
function writeCase(directory: string, { config, files }: Case): string {
  mkdirSync(directory, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text, 'latin1');
  const placed = config.map((line) =>
    line.replace(
      /^(UserKnownHostsFile|GlobalKnownHostsFile|RevokedHostKeys) (.*)$/,
      (_, keyword: string, names: string) => {
        const paths = names.split(' ').map((name) => (name === 'none' ? name : join(directory, name)));
        return `${keyword} ${paths.join(' ')}`;
      },
    ),
  );
  writeFileSync(join(directory, 'config'), `${placed.join('\n')}\n`);
  return directory;
}

/** The key is the one that the server would show to whom offers these algorithms: RFC 4253, 7.1. */
async function judgeOurs(directory: string, { server }: Case): Promise<Judged> {
  const before = userFile(directory);
  try {
    const target = resolveTarget({ host: 'lab' }, join(directory, 'config'));
    const typeOf = (algorithm: string) => (algorithm.startsWith('rsa-') ? 'ssh-rsa' : algorithm);
    const shown = hostKeyAlgorithms(target, knownKeys(target))
      .map((algorithm) => server.keys.find(({ type }) => type === typeOf(algorithm)))
      .find((key) => key !== undefined);
    if (shown === undefined) return { verdict: 'refused', why: 'no matching host key type', file: before };
    await checkHostKey(target, Buffer.from(shown.base64, 'base64'), asker([], false));
    const file = userFile(directory);
    return { verdict: file === before ? 'known' : 'new', why: '', file: withoutSalt(before, file) };
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    return { verdict: 'refused', why: error.message, file: userFile(directory) };
  }
}

/** By what ssh(1) says, and whether it goes on to authenticate. */
async function judgeTheirs(directory: string): Promise<Judged> {
  const before = userFile(directory);
  const options = ['-v', '-o', 'BatchMode=yes', '-o', 'PreferredAuthentications=none'];
  const child = spawn('ssh', ['-F', join(directory, 'config'), ...options, 'lab', 'true'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString('latin1');
  });
  await new Promise((resolve) => child.once('close', resolve));
  const file = userFile(directory);
  const why = said.replace(/^debug1: .*\n/gm, '').trim();
  if (!/Authentications that can continue/.test(said)) return { verdict: 'refused', why, file };
  const isNew = /^Warning: Permanently added|^Failed to add the host/m.test(said);
  return { verdict: isNew ? 'new' : 'known', why, file: withoutSalt(before, file) };
}

function userFile(directory: string): string {
  const [, name = ''] = /^UserKnownHostsFile (\S+)/m.exec(readFileSync(join(directory, 'config'), 'utf8')) ?? [];
  try {
    return readFileSync(name, 'latin1');
  } catch {
    return '';
  }
}

/** What was added, its hash aside: that is random. */
function withoutSalt(before: string, after: string): string {
  return before + after.slice(before.length).replace(/\|1\|\S+/, '|1|');
}

/** Where we are stricter than ssh(1), and want to be. */
export function isIntended({ config, ours }: Difference): boolean {
  return (
    // A changed key is never let through.
    /^StrictHostKeyChecking no$/m.test(config) ||
    // ssh(1) would take a key for new that is revoked for the name without the port.
    / is revoked: /.test(ours.why) ||
    // It writes any HostKeyAlias, also one that means other hosts.
    / cannot be remembered: /.test(ours.why) ||
    // It would take a plain key for new where an authority should have certified it.
    / are certified by an authority /.test(ours.why)
  );
}
