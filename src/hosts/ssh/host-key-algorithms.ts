import { HostError } from '../host.ts';
import type { KnownKey } from './known-hosts.ts';
import { keyType } from './public-key.ts';
import type { SshTarget } from './target.ts';
import { saySsh } from './words.ts';

/** Best first, as OpenSSH offers them; those with SHA-1 are not offered. */
const ALGORITHMS = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
] as const;
export type HostKeyAlgorithm = (typeof ALGORITHMS)[number];

/**
 * The algorithms to offer, of those that HostKeyAlgorithms allows: unless the best one's key is known, first those whose
 * keys are, so that a server with several keys shows one that we know (order_hostkeyalgs() of OpenSSH). Throws HostError when none is left.
 */
export function hostKeyAlgorithms(
  { alias, hostKeyAlgorithms: { names, inOwnOrder } }: Pick<SshTarget, 'alias' | 'hostKeyAlgorithms'>,
  known: readonly KnownKey[],
): HostKeyAlgorithm[] {
  const allowed = names.flatMap((name) => ALGORITHMS.filter((algorithm) => algorithm === name));
  if (allowed.length === 0) throw new HostError(saySsh('no-algorithm', alias, ALGORITHMS));
  if (inOwnOrder) return allowed;
  // As lookup_key_in_hostkeys_by_type() of OpenSSH: the first key of a type stands for the type, and not if it is revoked.
  const revoked = known.filter(({ marker }) => marker === 'revoked');
  const isKnown = (algorithm: string) => {
    const type = algorithm.startsWith('rsa-') ? 'ssh-rsa' : algorithm;
    const first = known.find(({ marker, key }) => marker === 'none' && keyType(key) === type);
    return first !== undefined && !revoked.some(({ key }) => key.equals(first.key));
  };
  // ssh(1) offers certificates, too, and before all else.
  const best = names[0]?.replace(/-cert-v01@openssh\.com$/, '') ?? '';
  if (isKnown(best)) return allowed;
  return [...allowed.filter(isKnown), ...allowed.filter((algorithm) => !isKnown(algorithm))];
}

/**
 * HostKeyAlgorithms as ssh(1) would offer them, and as it does by default. A list, or `^`, says the order, too; what `+`
 * adds and `-` takes away does not.
 */
export function readHostKeyAlgorithms(
  names: readonly string[] = ALGORITHMS,
  defaults: readonly string[] = ALGORITHMS,
): SshTarget['hostKeyAlgorithms'] {
  const added = names.filter((name) => !defaults.includes(name));
  const standard = [...defaults.filter((name) => names.includes(name)), ...added];
  return { names, inOwnOrder: names.join() !== standard.join() };
}
