import { isIP } from 'node:net';
import { shellWord } from '../../shell/quote.ts';
import type { Argument } from '../../words.ts';
import type { Asker } from '../asker.ts';
import { HostError } from '../host.ts';
import { appendKnownKey, findKnownKeys, judgeKey, type KnownKey, knownName } from './known-hosts.ts';
import { fingerprint, isWhole, keyType, keyTypeName, rsaBits } from './public-key.ts';
import { refuseRevoked } from './revoked-keys.ts';
import type { SshTarget } from './target.ts';
import { saySsh } from './words.ts';

/**
 * Whether a server is the one it should be. The user is asked about an unknown key, which is then remembered. `address` is
 * the server's own, where we are connected to it directly. Throws HostError when the key must not be trusted, or is not.
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
        saySsh('revoked', target.alias, fingerprint(key), typeName(key), place(judgement.by)),
        saySsh('ask-new-key'),
      );
    case 'changed':
      throw changed(target, target.alias, nameOf(target), key, judgement.known);
    case 'authority':
      if (judgement.revoked !== undefined)
        throw new HostError(
          saySsh('authority-revoked', target.alias, place(judgement.known), place(judgement.revoked)),
          saySsh('ask-for-key', fingerprint(key)),
        );
      throw new HostError(
        saySsh('by-authority', target.alias, place(judgement.known)),
        saySsh(
          'add-key',
          fingerprint(key),
          `${target.port === 22 ? '' : `-p ${target.port} `}${target.hostName}`,
          target.userKnownHostsFiles[0] ?? '~/.ssh/known_hosts',
        ),
      );
    case 'unknown':
      refuseOtherAddress(target, key, address);
      return acceptNew(target, key, asker);
  }
}

/** The lines about a machine under its name. HostKeyAlias is used without a port: ssh_config(5). */
export function knownKeys(target: SshTarget): readonly KnownKey[] {
  return keysOf(target, nameOf(target));
}

/** What is known of the name on the usual port counts only where nothing is known of it on its own, and only for the key. */
function judgeByName(target: SshTarget, key: Buffer) {
  const named = judgeKey(key, knownKeys(target));
  if (target.port === 22 || target.hostKeyAlias !== undefined) return named;
  if (named.kind !== 'unknown' && named.kind !== 'authority') return named;
  const withoutPort = judgeKey(key, keysOf(target, target.hostName));
  return withoutPort.kind === 'known' || withoutPort.kind === 'revoked' ? withoutPort : named;
}

function refuseWeak({ alias, requiredRsaBits }: SshTarget, key: Buffer): void {
  if (!isWhole(key)) throw new HostError(saySsh('no-host-key', alias));
  if (keyType(key) === 'ssh-rsa' && rsaBits(key) < requiredRsaBits)
    throw new HostError(saySsh('short-key', alias, rsaBits(key)));
}

/** CheckHostIP of ssh_config(5): the name may be right, but another machine is known at this address. */
function refuseOtherAddress(target: SshTarget, key: Buffer, address: string | undefined): void {
  if (!target.checkHostIp || address === undefined || isIP(target.hostName) !== 0) return;
  const name = knownName(address, target.port);
  const judgement = judgeKey(key, keysOf(target, name));
  if (judgement.kind === 'changed') throw changed(target, saySsh('address', address), name, key, judgement.known);
}

async function acceptNew(target: SshTarget, key: Buffer, asker: Asker): Promise<void> {
  const name = nameOf(target);
  const shown = [typeName(key), fingerprint(key)] as const;
  const [file] = target.userKnownHostsFiles;
  // As ssh(1): what cannot be remembered is not trusted. In a file some names would mean other hosts, too.
  if (file === undefined || /[@?*#[\]|'"\\,!\s]/.test(target.hostKeyAlias ?? target.hostName))
    throw new HostError(
      saySsh('cannot-remember', target.alias, name, ...shown),
      saySsh('fix-known-hosts-file', target.configFile),
    );
  if (target.strictHostKeyChecking === 'yes')
    throw new HostError(saySsh('unknown-and-strict', target.alias, ...shown), saySsh('connect-once', file));
  if (target.strictHostKeyChecking === 'ask') {
    const text = saySsh('unknown-key', described(target), ...shown);
    if (!(await asker.confirm({ title: saySsh('title', target.alias), text, yes: saySsh('connect') })))
      throw new HostError(saySsh('not-accepted', target.alias));
  }
  appendKnownKey(file, name, key, target.hashKnownHosts);
}

function changed({ userKnownHostsFiles }: SshTarget, whose: Argument, name: string, key: Buffer, known: KnownKey) {
  const shown = [fingerprint(key), typeName(key)] as const;
  const before = [fingerprint(known.key), typeName(known.key), place(known)] as const;
  const remove = `ssh-keygen -R ${shellWord(name)} -f ${shellWord(known.file)}`;
  return new HostError(
    saySsh('changed', whose, ...shown, ...before),
    userKnownHostsFiles.includes(known.file) ? saySsh('remove-key', remove) : saySsh('have-key-removed', remove),
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

const typeName = (key: Buffer) => keyTypeName(keyType(key));
const place = ({ file, line }: KnownKey) => `${file}:${line}`;
