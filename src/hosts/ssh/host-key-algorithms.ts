import { HostError } from '../host.ts';
import type { SshTarget } from './config.ts';
import type { KnownKey } from './known-hosts.ts';
import { matchesPatternList } from './patterns.ts';
import { keyType } from './public-key.ts';

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
  { alias, hostKeyAlgorithms: set = '' }: Pick<SshTarget, 'alias' | 'hostKeyAlgorithms'>,
  known: readonly KnownKey[],
): HostKeyAlgorithm[] {
  const allowed = allowedAlgorithms(set);
  if (allowed.length === 0)
    throw new HostError(`HostKeyAlgorithms of ${alias} allows none that is supported: ${ALGORITHMS.join(', ')}.`);
  // A list or ^ says the order, too.
  if (/^[^+-]/.test(set)) return allowed;
  const types = known.flatMap(({ marker, key }) => (marker === 'none' ? [keyType(key)] : []));
  const isKnown = (algorithm: HostKeyAlgorithm) => types.includes(algorithm.startsWith('rsa-') ? 'ssh-rsa' : algorithm);
  if (isKnown(bestOf(set))) return allowed;
  return [...allowed.filter(isKnown), ...allowed.filter((algorithm) => !isKnown(algorithm))];
}

/** The kind of key that ssh(1) would like best. It offers certificates, too, and before all else. */
function bestOf(set: string): HostKeyAlgorithm {
  const removed = set.startsWith('-') ? set.slice(1).split(',') : [];
  const [first] = ALGORITHMS;
  const isOffered = (name: string) => !matchesPatternList(removed, name);
  return (
    ALGORITHMS.find((algorithm) => isOffered(`${algorithm}-cert-v01@openssh.com`)) ??
    ALGORITHMS.find(isOffered) ??
    first
  );
}

/** HostKeyAlgorithms of ssh_config(5): a list of patterns, or + to add to, - to take from, ^ to put before the default. */
function allowedAlgorithms(set: string): HostKeyAlgorithm[] {
  const patterns = set.replace(/^[+^-]/, '').split(',');
  const isNamed = (algorithm: HostKeyAlgorithm) => matchesPatternList(patterns, algorithm);
  const named = () => [
    ...new Set(patterns.flatMap((pattern) => ALGORITHMS.filter((name) => matchesPatternList([pattern], name)))),
  ];
  if (set === '' || set.startsWith('+')) return [...ALGORITHMS];
  if (set.startsWith('-')) return ALGORITHMS.filter((algorithm) => !isNamed(algorithm));
  if (set.startsWith('^')) return [...named(), ...ALGORITHMS.filter((algorithm) => !isNamed(algorithm))];
  return named();
}
