import { isIP } from 'node:net';
import { shellWord } from '../../shell/quote.ts';
import type { Asker } from '../asker.ts';
import { HostError } from '../host.ts';
import { appendKnownKey, findKnownKeys, judge, type KnownKey, knownName } from './known-hosts.ts';
import { fingerprint, isWhole, keyType, keyTypeName, rsaBits } from './public-key.ts';
import { refuseRevoked } from './revoked-keys.ts';
import type { SshTarget } from './target.ts';

/**
 * Whether a server is the one it should be. The user is asked about an unknown key, which is then remembered. `address` is
 * the server's own, where we are connected to it directly. Throws HostError when the key must not, or shall not, be trusted.
 */
export async function checkHostKey(target: SshTarget, key: Buffer, asker: Asker, address?: string): Promise<void> {
  refuseWeak(target, key);
  if (target.revokedHostKeys !== undefined) await refuseRevoked(target.alias, key, target.revokedHostKeys);
  const judgement = judgeByName(target, key);
  switch (judgement.kind) {
    case 'known':
      return refuseOtherAddress(target, key, address);
    case 'revoked':
      throw new HostError(
        `The host key of ${target.alias} is revoked: ${fingerprint(key)} (${keyTypeName(keyType(key))}), see ${place(judgement.by)}. Somebody who stole it may be listening.`,
        'Ask the administrator of that machine for its new key.',
      );
    case 'changed':
      throw changed(target, target.alias, nameOf(target), key, judgement.known);
    case 'authority':
      if (judgement.revoked !== undefined)
        throw new HostError(
          `The authority that certifies host keys of ${target.alias} (${place(judgement.known)}) is revoked, see ${place(judgement.revoked)}. Somebody who stole its key may be listening.`,
          `Ask the administrator of that machine for its key, and whether it is ${fingerprint(key)}.`,
        );
      throw new HostError(
        `Host keys of ${target.alias} are certified by an authority (${place(judgement.known)}), and certificates of hosts are not supported.`,
        `Compare the fingerprint ${fingerprint(key)} with the machine's, then add its key: ssh-keyscan ${target.port === 22 ? '' : `-p ${target.port} `}${target.hostName} >> ${target.userKnownHostsFiles[0] ?? '~/.ssh/known_hosts'}`,
      );
    case 'unknown':
      refuseOtherAddress(target, key, address);
      return acceptNew(target, key, asker);
  }
}

/** The lines about a machine under its name. HostKeyAlias stands without a port: ssh_config(5). */
export function knownKeys(target: SshTarget): readonly KnownKey[] {
  return keysOf(target, nameOf(target));
}

/** What is known of the name on the usual port counts only where nothing is known of it on its own, and only for the key. */
function judgeByName(target: SshTarget, key: Buffer) {
  const named = judge(key, knownKeys(target));
  if (target.port === 22 || target.hostKeyAlias !== undefined) return named;
  if (named.kind !== 'unknown' && named.kind !== 'authority') return named;
  const withoutPort = judge(key, keysOf(target, target.hostName));
  return withoutPort.kind === 'known' || withoutPort.kind === 'revoked' ? withoutPort : named;
}

function refuseWeak({ alias, requiredRsaBits }: SshTarget, key: Buffer): void {
  if (!isWhole(key)) throw new HostError(`${alias} shows something that is no host key.`);
  if (keyType(key) === 'ssh-rsa' && rsaBits(key) < requiredRsaBits)
    throw new HostError(`The RSA key of ${alias} has ${rsaBits(key)} bits, fewer than RequiredRSASize demands.`);
}

/** CheckHostIP of ssh_config(5): the name may be right, but another machine is known at this address. */
function refuseOtherAddress(target: SshTarget, key: Buffer, address: string | undefined): void {
  if (!target.checkHostIp || address === undefined || isIP(target.hostName) !== 0) return;
  const name = knownName(address, target.port);
  const judgement = judge(key, keysOf(target, name));
  if (judgement.kind === 'changed') throw changed(target, `the address ${address}`, name, key, judgement.known);
}

async function acceptNew(target: SshTarget, key: Buffer, asker: Asker): Promise<void> {
  const name = nameOf(target);
  const shown = `${keyTypeName(keyType(key))} key fingerprint is ${fingerprint(key)}`;
  const [file] = target.userKnownHostsFiles;
  // As ssh(1): what cannot be remembered is not trusted. In a file some names would mean other hosts, too.
  if (file === undefined || /[@?*#[\]|'"\\,!\s]/.test(target.hostKeyAlias ?? target.hostName))
    throw new HostError(
      `The host key of ${target.alias} is not known, and cannot be remembered: there is no file for it, or ${name} cannot stand in one. Its ${shown}.`,
      `Correct UserKnownHostsFile, HostName or HostKeyAlias in ${target.configFile}.`,
    );
  if (target.strictHostKeyChecking === 'yes')
    throw new HostError(
      `The host key of ${target.alias} is not known, and StrictHostKeyChecking is yes. Its ${shown}.`,
      `Connect once with ssh, or add the key to ${file}.`,
    );
  if (target.strictHostKeyChecking === 'ask') {
    const text = [
      `The authenticity of ${described(target)} cannot be established: its host key is not known. Its ${shown}.`,
      'Connect, and remember this key?',
    ].join('\n');
    if (!(await asker.confirm({ title: `SSH to ${target.alias}`, text, yes: 'Connect' })))
      throw new HostError(`${target.alias} was not connected to: its host key was not accepted.`);
  }
  appendKnownKey(file, name, key, target.hashKnownHosts);
}

function changed({ userKnownHostsFiles }: SshTarget, whose: string, name: string, key: Buffer, known: KnownKey) {
  const shown = `${fingerprint(key)} (${keyTypeName(keyType(key))})`;
  const before = `${fingerprint(known.key)} (${keyTypeName(keyType(known.key))}; ${place(known)})`;
  const remove = `ssh-keygen -R ${shellWord(name)} -f ${shellWord(known.file)}`;
  return new HostError(
    `The host key of ${whose} has changed: it shows ${shown}, known is ${before}. Somebody may be listening, or the machine was set up again.`,
    userKnownHostsFiles.includes(known.file)
      ? `If you know why it changed, remove the old key and connect again: ${remove}`
      : `If you know why it changed, have the administrator remove the old key: ${remove}`,
  );
}

function keysOf(target: SshTarget, name: string): readonly KnownKey[] {
  return findKnownKeys(name, [...target.userKnownHostsFiles, ...target.globalKnownHostsFiles]);
}

function nameOf({ hostKeyAlias, hostName, port }: SshTarget): string {
  return hostKeyAlias ?? knownName(hostName, port);
}

function described({ alias, hostName, port }: SshTarget): string {
  const name = knownName(hostName, port);
  return alias === hostName ? name : `${alias} (${name})`;
}

const place = ({ file, line }: KnownKey) => `${file}:${line}`;
