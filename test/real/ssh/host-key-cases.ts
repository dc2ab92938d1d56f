import { createHmac } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeKey } from './server.ts';

/** The same numbers for the same seed (mulberry32). */
export class Dice {
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

export interface World {
  readonly directory: string;
  /** Those of servers: one of each type. */
  readonly own: readonly PublicKey[];
  readonly others: readonly PublicKey[];
  readonly serverConfigs: readonly { readonly file: string; readonly keys: readonly PublicKey[] }[];
}

const KINDS = [['ed25519'], ['ecdsa'], ['rsa', '-b', '2048']] as const;

export function makeWorld(directory: string): World {
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

export interface Case {
  readonly host: string;
  readonly port: number;
  readonly alias: string | undefined;
  readonly server: World['serverConfigs'][number];
  readonly config: readonly string[];
  readonly files: Readonly<Record<string, string>>;
}

export function makeCase(world: World, dice: Dice): Case {
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
  const blank = () => (dice.chance(85) ? ' ' : dice.one(['\t', '  ', ' \t', '\v', '\xa0', '\r', '\0', '\0 ']));
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
