import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import type { Argument } from '../../words.ts';
import { HostError } from '../host.ts';
import { fingerprint, keyType, parsePublicKey } from './public-key.ts';
import { saySsh } from './words.ts';

/** How a key revocation list begins, which ssh-keygen(1) makes: PROTOCOL.krl of OpenSSH. Other files are lists of keys. */
const KRL = 'SSHKRL\n\0';

/**
 * RevokedHostKeys of ssh_config(5). Throws HostError for a key that the file revokes, and for every key when the file
 * cannot be read or understood.
 */
export async function refuseRevoked(alias: string, key: Buffer, file: string): Promise<void> {
  const unread = (why: Argument) =>
    new HostError(saySsh('revocation-unknown', alias, why), saySsh('fix-revocations', file));
  let text: string;
  try {
    text = readFileSync(file, 'latin1');
  } catch (error) {
    throw unread((error as Error).message); // safe: node:fs throws Errors
  }
  const revoked = text.startsWith(KRL) ? await isInKrl(key, file, unread) : isInList(key, text, file, unread);
  if (!revoked) return;
  throw new HostError(saySsh('revoked-by-list', alias, fingerprint(key), file), saySsh('ask-new-key'));
}

function isInList(key: Buffer, text: string, file: string, unread: (why: Argument) => HostError): boolean {
  return text.split('\n').some((line, index) => {
    const words = (line.split('\0', 1)[0] ?? '').split(/[ \t]+/);
    const [type = '', base64 = ''] = words[0] === '' ? words.slice(1) : words;
    if (type === '' || type.startsWith('#')) return false;
    const listed = parsePublicKey(type, base64);
    if (listed === undefined) throw unread(saySsh('no-public-key', index + 1, file));
    return listed.equals(key);
  });
}

/** Asked of ssh-keygen(1), whose exit status is 0 only when the key is in none. */
async function isInKrl(key: Buffer, file: string, unread: (why: Argument) => HostError): Promise<boolean> {
  // cat: what Node gives as standard input is a socket, which cannot be opened as /dev/stdin.
  const asked = promisify(execFile)('sh', ['-c', 'cat | ssh-keygen -Q -f "$1" /dev/stdin', 'sh', file]);
  asked.child.stdin?.on('error', () => undefined);
  asked.child.stdin?.end(`${keyType(key)} ${key.toString('base64')}\n`);
  return asked.then(
    () => false,
    ({ stdout, stderr, message }: { stdout?: string; stderr?: string; message: string }) => {
      if (/: REVOKED$/m.test(stdout ?? '')) return true;
      throw unread(saySsh('keygen-failed', file, stderr?.trim() || message));
    },
  );
}
