import { createHash, createHmac, randomBytes } from 'node:crypto';
import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { HostError } from '../host.ts';
import { matchesPatternList } from './patterns.ts';

/** A line of a known_hosts file that is about the host in question; the format is in sshd(8), SSH_KNOWN_HOSTS FILE FORMAT. */
export interface KnownKey {
  readonly marker: 'none' | 'revoked' | 'cert-authority';
  /** 'ssh-ed25519' */
  readonly type: string;
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
  /** Another key of that type is known. */
  | { readonly kind: 'changed'; readonly known: KnownKey }
  /** Only an authority is known, whose certificate the server should have shown. */
  | { readonly kind: 'authority'; readonly known: KnownKey }
  /** `others` are known keys of other types. */
  | { readonly kind: 'unknown'; readonly others: readonly KnownKey[] };

/** The name under which a host is in the files: `host`, or `[host]:port` for another port than 22. */
export function knownName(hostName: string, port: number): string {
  return port === 22 ? hostName.toLowerCase() : `[${hostName.toLowerCase()}]:${port}`;
}

/** The lines about a host in several files; files that are not there have none. Throws HostError for one that cannot be read. */
export function findKnownKeys(name: string, files: readonly string[]): readonly KnownKey[] {
  return files.flatMap((file) =>
    readLines(file).flatMap((text, index) => {
      const parsed = parseLine(text);
      return parsed !== undefined && matchesName(parsed.names, name)
        ? [{ marker: parsed.marker, type: parsed.type, key: parsed.key, file, line: index + 1 }]
        : [];
    }),
  );
}

/** As check_host_key() of OpenSSH does: a revoked key never, a known one at once, else whether its type is known. */
export function judge(key: Buffer, known: readonly KnownKey[]): Judgement {
  const same = known.filter((entry) => entry.key.equals(key));
  const revoked = same.find(({ marker }) => marker === 'revoked');
  if (revoked !== undefined) return { kind: 'revoked', by: revoked };
  if (same.some(({ marker }) => marker === 'none')) return { kind: 'known' };
  const plain = known.filter(({ marker }) => marker === 'none');
  const changed = plain.find(({ type }) => type === keyType(key));
  if (changed !== undefined) return { kind: 'changed', known: changed };
  const authority = known.find(({ marker }) => marker === 'cert-authority');
  if (authority !== undefined && plain.length === 0) return { kind: 'authority', known: authority };
  return { kind: 'unknown', others: plain };
}

/** `SHA256:…` as ssh-keygen -l prints it. */
export function fingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** The name of the key's algorithm: the first string in it. */
export function keyType(key: Buffer): string {
  return key.length < 4 ? '' : key.subarray(4, 4 + key.readUInt32BE(0)).toString('latin1');
}

/** What people call it: ED25519. */
export function keyTypeName(type: string): string {
  return type.replace(/^ssh-|^ecdsa-sha2-nistp\d+$/, (prefix) => (prefix === 'ssh-' ? '' : 'ecdsa')).toUpperCase();
}

/** Adds a key to a file, which is made if need be. Throws HostError when it cannot be written. */
export function appendKnownKey(file: string, name: string, key: Buffer, hashed: boolean): void {
  const text = `${hashed ? hashName(name, randomBytes(20)) : name} ${keyType(key)} ${key.toString('base64')}\n`;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const before = readLines(file);
    appendFileSync(file, before.length > 0 && before.at(-1) !== '' ? `\n${text}` : text, { mode: 0o600 });
  } catch (error) {
    throw new HostError(`The host key could not be added to ${file}: ${(error as Error).message}`); // safe: node:fs throws Errors
  }
}

function readLines(file: string): readonly string[] {
  try {
    return readFileSync(file, 'latin1').split('\n');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []; // safe: what node:fs throws
    throw new HostError(`${file} cannot be read: ${(error as Error).message}`);
  }
}

interface ParsedLine extends Pick<KnownKey, 'marker' | 'type' | 'key'> {
  readonly names: string;
}

function parseLine(text: string): ParsedLine | undefined {
  const words = text.trim().split(/[ \t]+/);
  if (words[0] === '' || words[0]?.startsWith('#')) return undefined;
  const marked = words[0]?.startsWith('@') ? words.shift() : undefined;
  const marker = { '@revoked': 'revoked', '@cert-authority': 'cert-authority' }[marked ?? ''] ?? 'none';
  const [names, type, base64] = words;
  // An unknown marker makes the line one that says nothing.
  if (marked !== undefined && marker === 'none') return undefined;
  if (names === undefined || type === undefined || base64 === undefined) return undefined;
  const key = Buffer.from(base64, 'base64');
  // safe: the values of the table above
  return keyType(key) === type ? { marker: marker as KnownKey['marker'], names, type, key } : undefined;
}

function matchesName(names: string, name: string): boolean {
  const hashed = /^\|1\|([^|]+)\|[^|]+$/.exec(names);
  if (hashed !== null) return hashName(name, Buffer.from(hashed[1] ?? '', 'base64')) === names;
  return matchesPatternList(names.toLowerCase().split(','), name);
}

/** HashKnownHosts of ssh_config(5): `|1|salt|HMAC-SHA1(salt, name)`. */
function hashName(name: string, salt: Buffer): string {
  return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`;
}
