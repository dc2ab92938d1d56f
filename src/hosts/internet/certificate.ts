/** X.509 certificates (RFC 5280) of elliptic-curve keys, with what browsers, OpenSSL and GnuTLS ask of them. */
import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIPv4 } from 'node:net';
import {
  bitString,
  explicit,
  implicit,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  set,
  TRUE,
  utcTime,
  utf8String,
} from './der.ts';

const OID = {
  commonName: '2.5.4.3',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyIdentifier: '2.5.29.35',
  extKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  ecdsaWithSHA256: '1.2.840.10045.4.3.2',
} as const;

/** Bits of keyUsage, and how many follow the last one in its byte: RFC 5280 §4.2.1.3. */
const DIGITAL_SIGNATURE = [Buffer.of(0x80), 7] as const;
const KEY_CERT_SIGN = [Buffer.of(0x04), 2] as const;

/** X.520: a common name is no longer. */
const COMMON_NAME_CHARACTERS = 64;
const DAY_MS = 24 * 60 * 60 * 1000;
const VALID_MS = 365 * DAY_MS;

/** A key pair with what certificates say of it. */
export interface Party {
  readonly key: KeyObject;
  /** As SubjectPublicKeyInfo. */
  readonly publicKey: Buffer;
  readonly keyId: Buffer;
}

export function newParty(): Party {
  return partyOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);
}

export function partyOf(key: KeyObject): Party {
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' });
  return { key, publicKey, keyId: createHash('sha256').update(publicKey).digest().subarray(0, 20) }; // RFC 7093 §2
}

/** The certificate by which an authority is trusted, in PEM. */
export function authorityCertificate(authority: Party): string {
  return certificate(authority, authorityName(authority), authority, [
    critical('basicConstraints', sequence(TRUE)),
    critical('keyUsage', bitString(...KEY_CERT_SIGN)),
  ]);
}

/** The certificate of the server that has this name or address, in PEM, made out by the authority. */
export function serverCertificate(authority: Party, server: Party, name: string): string {
  return certificate(authority, name.slice(0, COMMON_NAME_CHARACTERS), server, [
    critical('basicConstraints', sequence()),
    critical('keyUsage', bitString(...DIGITAL_SIGNATURE)),
    extension('extKeyUsage', sequence(oid('serverAuth'))),
    extension('subjectAltName', sequence(alternativeName(name))),
    extension('authorityKeyIdentifier', sequence(implicit(0, authority.keyId))),
  ]);
}

/** What OpenSSL calls the authority by in a directory of certificates: openssl-rehash(1), X509_NAME_hash(3). */
export function authorityHash(authority: Party): string {
  const canonical = relativeName(authorityName(authority).toLowerCase());
  return createHash('sha1').update(canonical).digest().readUInt32LE(0).toString(16).padStart(8, '0');
}

/** No two are called alike: a sandbox in a sandbox trusts both. */
const authorityName = ({ keyId }: Party) => `Netlab simulated internet ${keyId.toString('hex', 0, 4)}`;

/** Of `party`, which is called `subject`; in PEM. */
function certificate(authority: Party, subject: string, party: Party, extensions: readonly Buffer[]): string {
  const algorithm = sequence(oid('ecdsaWithSHA256'));
  const now = Date.now();
  const unsigned = sequence(
    explicit(0, integer(2)), // version 3
    integer(1, ...randomBytes(15)),
    algorithm,
    sequence(relativeName(authorityName(authority))),
    sequence(utcTime(now - DAY_MS), utcTime(now + VALID_MS)),
    sequence(relativeName(subject)),
    party.publicKey,
    explicit(3, sequence(...extensions, extension('subjectKeyIdentifier', octetString(party.keyId)))),
  );
  const signed = sequence(unsigned, algorithm, bitString(sign('sha256', unsigned, authority.key)));
  const lines = signed.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

const oid = (name: keyof typeof OID) => objectIdentifier(OID[name]);
const relativeName = (commonName: string) => set(sequence(oid('commonName'), utf8String(commonName)));
const extension = (name: keyof typeof OID, value: Buffer) => sequence(oid(name), octetString(value));
const critical = (name: keyof typeof OID, value: Buffer) => sequence(oid(name), TRUE, octetString(value));

/** RFC 5280 §4.2.1.6: an iPAddress or a dNSName. */
function alternativeName(name: string): Buffer {
  return isIPv4(name)
    ? implicit(7, Uint8Array.from(name.split('.'), Number))
    : implicit(2, Buffer.from(name, 'latin1'));
}
