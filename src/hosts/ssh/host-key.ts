import type { Asker } from '../asker.ts';
import { HostError } from '../host.ts';
import type { SshTarget } from './config.ts';
import {
  appendKnownKey,
  findKnownKeys,
  fingerprint,
  judge,
  type KnownKey,
  keyType,
  keyTypeName,
  knownName,
} from './known-hosts.ts';

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
 * The algorithms to offer: those whose keys are known first, so that a server with several keys shows the one we know
 * (order_hostkeyalgs() of OpenSSH).
 */
export function hostKeyAlgorithms(target: SshTarget): HostKeyAlgorithm[] {
  const known = [...knownKeys(target), ...keysWithoutPort(target)].filter(({ marker }) => marker === 'none');
  const isKnown = (algorithm: HostKeyAlgorithm) =>
    known.some(({ type }) => type === algorithm || (type === 'ssh-rsa' && algorithm.startsWith('rsa-')));
  return [...ALGORITHMS.filter(isKnown), ...ALGORITHMS.filter((algorithm) => !isKnown(algorithm))];
}

/**
 * Whether a server is the one it should be. The user is asked about an unknown key, which is then remembered.
 * Throws HostError when the key must not, or shall not, be trusted.
 */
export async function checkHostKey(target: SshTarget, key: Buffer, asker: Asker): Promise<void> {
  const named = judge(key, knownKeys(target));
  const byName = named.kind === 'unknown' ? judge(key, keysWithoutPort(target)) : named;
  const judgement = byName.kind === 'known' || byName.kind === 'revoked' ? byName : named;
  switch (judgement.kind) {
    case 'known':
      return;
    case 'revoked':
      throw new HostError(
        `The host key of ${target.alias} is revoked: ${fingerprint(key)} (${keyTypeName(keyType(key))}), see ${place(judgement.by)}. Somebody who stole it may be listening.`,
        'Ask the administrator of that machine for its new key.',
      );
    case 'changed':
      throw changed(target, key, judgement.known);
    case 'authority':
      throw new HostError(
        `Host keys of ${target.alias} are certified by an authority (${place(judgement.known)}), and certificates of hosts are not supported.`,
        `Compare the fingerprint ${fingerprint(key)} with the machine's, then add its key: ssh-keyscan ${target.port === 22 ? '' : `-p ${target.port} `}${target.hostName} >> ${target.userKnownHostsFiles[0] ?? '~/.ssh/known_hosts'}`,
      );
    case 'unknown':
      return acceptNew(target, key, judgement.others, asker);
  }
}

async function acceptNew(target: SshTarget, key: Buffer, others: readonly KnownKey[], asker: Asker): Promise<void> {
  const name = nameOf(target);
  const shown = `${keyTypeName(keyType(key))} key fingerprint is ${fingerprint(key)}`;
  if (target.strictHostKeyChecking === 'yes')
    throw new HostError(
      `The host key of ${target.alias} is not known, and StrictHostKeyChecking is yes. Its ${shown}.`,
      `Connect once with ssh, or add the key to ${target.userKnownHostsFiles[0] ?? 'a known_hosts file'}.`,
    );
  if (target.strictHostKeyChecking === 'ask') {
    const text = [
      `The authenticity of ${described(target)} cannot be established: its host key is not known. Its ${shown}.`,
      ...others.map(
        (other) =>
          `Known so far is another key: ${keyTypeName(other.type)} ${fingerprint(other.key)} (${place(other)}).`,
      ),
      'Connect, and remember this key?',
    ].join('\n');
    if (!(await asker.confirm({ title: `SSH to ${target.alias}`, text, yes: 'Connect' })))
      throw new HostError(`${target.alias} was not connected to: its host key was not accepted.`);
  }
  const [file] = target.userKnownHostsFiles;
  if (file !== undefined) appendKnownKey(file, name, key, target.hashKnownHosts);
}

function changed(target: SshTarget, key: Buffer, known: KnownKey): HostError {
  const type = keyTypeName(known.type);
  return new HostError(
    `The host key of ${target.alias} has changed: it shows ${fingerprint(key)} (${type}), known is ${fingerprint(known.key)} (${place(known)}). Somebody may be listening, or the machine was set up anew.`,
    `If you know why it changed, remove the old key and connect again: ssh-keygen -R ${shellWord(nameOf(target))} -f ${shellWord(known.file)}`,
  );
}

function knownKeys(target: SshTarget): readonly KnownKey[] {
  return findKnownKeys(nameOf(target), [...target.userKnownHostsFiles, ...target.globalKnownHostsFiles]);
}

/** Keys of that name on the usual port. As with OpenSSH one of these is known on others, too, but none is taken for changed. */
function keysWithoutPort({ port, hostKeyAlias, hostName, ...target }: SshTarget): readonly KnownKey[] {
  if (port === 22 || hostKeyAlias !== undefined) return [];
  return findKnownKeys(hostName, [...target.userKnownHostsFiles, ...target.globalKnownHostsFiles]);
}

/** HostKeyAlias stands without a port: ssh_config(5). */
function nameOf({ hostKeyAlias, hostName, port }: SshTarget): string {
  return hostKeyAlias ?? knownName(hostName, port);
}

function described({ alias, hostName, port }: SshTarget): string {
  const name = knownName(hostName, port);
  return alias === hostName ? name : `${alias} (${name})`;
}

const place = ({ file, line }: KnownKey) => `${file}:${line}`;

function shellWord(text: string): string {
  return /^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
