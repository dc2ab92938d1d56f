import { authorityCertificate, authorityHash, newParty } from './certificate.ts';

/**
 * What programs in one sandbox trust, so that its simulated internet has HTTPS, as hold.sh reads it: a private key, the name of
 * the certificate in a directory of such, the certificate in PEM, an empty line. A new one each time: nothing outside the
 * sandbox trusts it, and its key is gone with the sandbox. The key is never in an argument, an environment or a file that stays.
 */
export function makeAuthority(): string {
  const party = newParty();
  const secret = party.key.export({ type: 'pkcs8', format: 'der' }).toString('base64');
  return `${secret}\n${authorityHash(party)}.0\n${authorityCertificate(party)}\n`;
}
