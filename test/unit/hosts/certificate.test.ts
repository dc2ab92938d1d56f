import { X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { authorityCertificate, newParty, serverCertificate } from '../../../src/hosts/internet/certificate.ts';
import { der, objectIdentifier, utcTime } from '../../../src/hosts/internet/der.ts';
import fc from '../../fast-check.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe('certificates', () => {
  const [authority, server] = [newParty(), newParty()];
  const root = new X509Certificate(authorityCertificate(authority));
  const made = (name: string) => new X509Certificate(serverCertificate(authority, server, name));

  test('one of a name is for that name, and signed by the authority', () => {
    const certificate = made('www.example.com');
    expect([root.ca, certificate.ca]).toEqual([true, false]);
    expect(certificate.checkIssued(root)).toBe(true);
    expect(certificate.verify(root.publicKey)).toBe(true);
    expect(certificate.verify(new X509Certificate(authorityCertificate(newParty())).publicKey)).toBe(false);
    expect(certificate.checkHost('www.example.com')).toBe('www.example.com');
    expect(certificate.checkHost('example.com')).toBeUndefined();
  });

  test('one of an address is for that address', () => {
    const certificate = made('23.185.0.4');
    expect(certificate.subjectAltName).toBe('IP Address:23.185.0.4');
    expect([certificate.checkIP('23.185.0.4'), certificate.checkIP('23.185.0.5')]).toEqual(['23.185.0.4', undefined]);
  });

  test('any-name: whatever a client asks for can be answered', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300, unit: 'binary' }), (name) => {
        expect(() => made(name)).not.toThrow();
      }),
      { numRuns: 300 },
    );
  });

  test('it is valid now, for a day before as clocks differ, and for long enough', () => {
    const certificate = made('a.example');
    expect(Date.parse(certificate.validFrom)).toBeLessThan(Date.now() - 3600_000);
    expect(Date.parse(certificate.validTo)).toBeGreaterThan(Date.now() + 300 * 86_400_000);
  });
});

describe('DER', () => {
  test.each([
    [0, '0400'],
    [127, '047f'],
    [128, '048180'],
    [255, '0481ff'],
    [256, '04820100'],
    [65_535, '0482ffff'],
  ])('the length %i', (length, begin) => {
    expect(hex(der(0x04, Buffer.alloc(length))).slice(0, begin.length)).toBe(begin);
  });

  test('too long is an error', () => {
    expect(() => der(0x04, Buffer.alloc(65_536))).toThrow(RangeError);
  });

  test('object identifiers and times', () => {
    expect(hex(objectIdentifier('1.2.840.10045.4.3.2'))).toBe('06082a8648ce3d040302');
    expect(hex(objectIdentifier('2.5.29.17'))).toBe('0603551d11');
    expect(utcTime(Date.UTC(2026, 0, 9, 7, 5, 3)).toString('latin1', 2)).toBe('260109070503Z');
  });
});
