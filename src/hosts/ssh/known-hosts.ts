import { createHmac, randomBytes } from 'node:crypto';
import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { HostError } from '../host.ts';
import { lowerCase, matchesPatternList } from './patterns.ts';
import { keyType, parsePublicKey } from './public-key.ts';
import { saySsh } from './words.ts';

/** A line of a known_hosts file that is about the host in question; the format is in sshd(8), SSH_KNOWN_HOSTS FILE FORMAT. */
export interface KnownKey {
  readonly marker: 'none' | 'revoked' | 'cert-authority';
  /** As it goes over the wire: RFC 4253, 6.6. */
  readonly key: Buffer;
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** What the files say of a key that a server has shown. */
export type Judgement =
  | { readonly kind: 'known' }
  | { readonly kind: 'revoked'; readonly by: KnownKey }
  /** Only other keys are known. */
  | { readonly kind: 'changed'; readonly known: KnownKey }
  /** Only an authority is known, whose certificate the server should have shown. */
  | { readonly kind: 'authority'; readonly known: KnownKey; readonly revoked: KnownKey | undefined }
  | { readonly kind: 'unknown' };

/** The name under which a host is in the files: `host`, or `[host]:port` for another port than 22. */
export function knownName(hostName: string, port: number): string {
  return port === 22 ? hostName : `[${hostName}]:${port}`;
}

/** The lines about a host, by its name in lower case, in several files; files that are not there have none. Throws HostError for one that cannot be read. */
export function findKnownKeys(name: string, files: readonly string[]): readonly KnownKey[] {
  const bytes = asBytes(name);
  return files.flatMap((file) =>
    readLines(file).flatMap((text, index): KnownKey[] => {
      const { marker, names, key } = parseLine(text) ?? {};
      if (marker === undefined || names === undefined || key === undefined || !matchesName(names, bytes)) return [];
      return [{ marker, key, file, line: index + 1 }];
    }),
  );
}

/**
 * As check_host_key() of OpenSSH: a revoked key never, a known one at once. Where other keys are known it has changed, also
 * when it is of another type: a false server shows what type it likes.
 */
export function judgeKey(key: Buffer, known: readonly KnownKey[]): Judgement {
  const same = known.filter((entry) => entry.key.equals(key));
  const revoked = same.find(({ marker }) => marker === 'revoked');
  if (revoked !== undefined) return { kind: 'revoked', by: revoked };
  if (same.some(({ marker }) => marker === 'none')) return { kind: 'known' };
  const plain = known.filter(({ marker }) => marker === 'none');
  const changed = plain.find((entry) => keyType(entry.key) === keyType(key)) ?? plain[0];
  if (changed !== undefined) return { kind: 'changed', known: changed };
  const authorities = known.filter(({ marker }) => marker === 'cert-authority');
  const revokedBy = ({ key: own }: KnownKey) =>
    known.find((entry) => entry.marker === 'revoked' && entry.key.equals(own));
  const authority = authorities.find((entry) => !revokedBy(entry)) ?? authorities[0];
  if (authority === undefined) return { kind: 'unknown' };
  return { kind: 'authority', known: authority, revoked: revokedBy(authority) };
}

/** Adds a key to a file, which is made if need be. Throws HostError when it cannot be written. */
export function appendKnownKey(file: string, name: string, key: Buffer, hashed: boolean): void {
  const text = `${hashed ? hashName(asBytes(name), randomBytes(SALT_BYTES)) : name} ${keyType(key)} ${key.toString('base64')}\n`;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const before = readLines(file);
    appendFileSync(file, before.length > 0 && before.at(-1) !== '' ? `\n${text}` : text, { mode: 0o600 });
  } catch (error) {
    throw new HostError(saySsh('not-added', file, (error as Error).message)); // safe: node:fs throws Errors
  }
}

/** A file may hold anything: each of its bytes is a character here, and so are those of a name. */
const asBytes = (name: string) => Buffer.from(name).toString('latin1');

function readLines(file: string): readonly string[] {
  try {
    return readFileSync(file, 'latin1').split('\n');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []; // safe: what node:fs throws
    throw new HostError(saySsh('unreadable', file, (error as Error).message));
  }
}

interface ParsedLine extends Pick<KnownKey, 'marker' | 'key'> {
  readonly names: string;
}

/**
 * As hostkeys_foreach_file() of OpenSSH reads it: only spaces and tabs are blanks, and NUL ends a line; but one right after the
 * names is stepped over.
 */
function parseLine(text: string): ParsedLine | undefined {
  const [, marked, line = ''] = /^[ \t]*(?:(@[^ \t\0]*)[ \t]+)?(.*)$/s.exec(text) ?? [];
  const [names = ''] = /^[^ \t\0]*/.exec(line) ?? [];
  const [, type, base64] = /^[ \t]*([^ \t\0]+)[ \t]+([^ \t\0]+)/.exec(line.slice(names.length + 1)) ?? [];
  const marker = markerOf(marked);
  if (marker === undefined || /^[@#]|^$/.test(names) || type === undefined || base64 === undefined) return undefined;
  const key = parsePublicKey(type, base64);
  return key && { marker, names, key };
}

/** An unknown marker makes the line one that says nothing. */
function markerOf(word: string | undefined): KnownKey['marker'] | undefined {
  if (word === undefined) return 'none';
  if (word === '@revoked') return 'revoked';
  return word === '@cert-authority' ? 'cert-authority' : undefined;
}

/** As match_maybe_hashed() of OpenSSH. Names are in lower case; patterns need not be. */
function matchesName(names: string, name: string): boolean {
  if (!names.startsWith('|')) return matchesPatternList(lowerCase(names).split(','), name);
  const salt = Buffer.from(/^\|1\|([^|]+)\|/.exec(names)?.[1] ?? '', 'base64');
  return salt.length === SALT_BYTES && hashName(name, salt) === names;
}

const SALT_BYTES = 20;

/** HashKnownHosts of ssh_config(5): `|1|salt|HMAC-SHA1(salt, name)`. */
function hashName(name: string, salt: Buffer): string {
  return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name, 'latin1').digest('base64')}`;
}
