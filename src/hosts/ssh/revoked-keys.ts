import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { HostError } from '../host.ts';
import { fingerprint, keyType, parsePublicKey } from './public-key.ts';

/** How a key revocation list begins, which ssh-keygen(1) makes: PROTOCOL.krl of OpenSSH. Other files are lists of keys. */
const KRL = 'SSHKRL\n\0';

/**
 * RevokedHostKeys of ssh_config(5). Throws HostError for a key that the file revokes, and for every key when the file
 * cannot be read or understood.
 */
export async function refuseRevoked(alias: string, key: Buffer, file: string): Promise<void> {
  const unread = (why: string) =>
    new HostError(
      `Whether the host key of ${alias} is revoked cannot be said: ${why}.`,
      `Correct ${file}, which RevokedHostKeys names.`,
    );
  let text: string;
  try {
    text = readFileSync(file, 'latin1');
  } catch (error) {
    throw unread((error as Error).message); // safe: node:fs throws Errors
  }
  const revoked = text.startsWith(KRL) ? await isInKrl(key, file, unread) : isInList(key, text, file, unread);
  if (!revoked) return;
  throw new HostError(
    `The host key of ${alias} is revoked: ${fingerprint(key)}, see ${file}. Somebody who stole it may be listening.`,
    'Ask the administrator of that machine for its new key.',
  );
}

function isInList(key: Buffer, text: string, file: string, unread: (why: string) => HostError): boolean {
  return text.split('\n').some((line, index) => {
    const words = (line.split('\0', 1)[0] ?? '').split(/[ \t]+/);
    const [type = '', base64 = ''] = words[0] === '' ? words.slice(1) : words;
    if (type === '' || type.startsWith('#')) return false;
    const listed = parsePublicKey(type, base64);
    if (listed === undefined) throw unread(`line ${index + 1} of ${file} is no public key`);
    return listed.equals(key);
  });
}

/** Asked of ssh-keygen(1), whose exit status is 0 only when the key is in none. */
async function isInKrl(key: Buffer, file: string, unread: (why: string) => HostError): Promise<boolean> {
  // cat: what Node gives as standard input is a socket, which cannot be opened as /dev/stdin.
  const asked = promisify(execFile)('sh', ['-c', 'cat | ssh-keygen -Q -f "$1" /dev/stdin', 'sh', file]);
  asked.child.stdin?.on('error', () => undefined);
  asked.child.stdin?.end(`${keyType(key)} ${key.toString('base64')}\n`);
  return asked.then(
    () => false,
    ({ stdout, stderr, message }: { stdout?: string; stderr?: string; message: string }) => {
      if (/: REVOKED$/m.test(stdout ?? '')) return true;
      throw unread(`ssh-keygen -Q on ${file} failed (${stderr?.trim() || message})`);
    },
  );
}
