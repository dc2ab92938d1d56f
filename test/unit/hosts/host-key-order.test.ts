import { expect, test } from 'vitest';
import { hostKeyAlgorithms, readHostKeyAlgorithms } from '../../../src/hosts/ssh/host-key-algorithms.ts';
import type { KnownKey } from '../../../src/hosts/ssh/known-hosts.ts';

/** A key as it goes over the wire, as far as its type: RFC 4253, 6.6. */
function line(type: string, which: string, marker: KnownKey['marker'] = 'none'): KnownKey {
  const name = Buffer.from(type);
  return {
    marker,
    key: Buffer.concat([Buffer.from([0, 0, 0, name.length]), name, Buffer.from(which)]),
    file: 'f',
    line: 1,
  };
}

const first = (...known: KnownKey[]) =>
  hostKeyAlgorithms({ alias: 'lab', hostKeyAlgorithms: readHostKeyAlgorithms() }, known)[0];

const ECDSA = line('ecdsa-sha2-nistp256', 'a');

test('a type whose key is known is offered first, the best one before all', () => {
  expect(first(ECDSA)).toBe('ecdsa-sha2-nistp256');
  expect(first(ECDSA, line('ssh-ed25519', 'a'))).toBe('ssh-ed25519');
});

test('revoked-key-stands-for-its-type: a server was called changed where ssh connects by its other key', () => {
  const revoked = line('ssh-ed25519', 'a', 'revoked');
  expect(first(line('ssh-ed25519', 'a'), revoked, ECDSA)).toBe('ecdsa-sha2-nistp256');
  expect(first(line('ssh-ed25519', 'b'), revoked, ECDSA)).toBe('ssh-ed25519');
  // ssh(1) looks no further than the first of a type.
  expect(first(line('ssh-ed25519', 'a'), line('ssh-ed25519', 'b'), revoked, ECDSA)).toBe('ecdsa-sha2-nistp256');
});
