import { createHash } from 'node:crypto';

/** How many strings a public key of a type has, its name among them: RFC 4253 6.6, RFC 5656 3.1, RFC 8709 4. */
const FIELDS: ReadonlyMap<string, number> = new Map<string, number>([
  ['ssh-ed25519', 2],
  ['ssh-rsa', 3],
  ['ssh-dss', 5],
  ['ecdsa-sha2-nistp256', 3],
  ['ecdsa-sha2-nistp384', 3],
  ['ecdsa-sha2-nistp521', 3],
]);
/** As OpenSSH: SSH_RSA_MINIMUM_MODULUS_SIZE. */
const MINIMAL_RSA_BITS = 1024;

/**
 * A public key as files have it, a type and Base64, as it goes over the wire (RFC 4253, 6.6). Undefined for what ssh(1) does
 * not read: sshkey_read() is strict, and what it passes over must not count as known here.
 */
export function parsePublicKey(type: string, base64: string): Buffer | undefined {
  const key = decodeBase64(base64);
  // The names of RSA's signatures do for its keys.
  const name = type.startsWith('rsa-sha2-') ? 'ssh-rsa' : type;
  return key !== undefined && keyType(key) === name && isWhole(key) ? key : undefined;
}

/** Whether it is all of a key, and nothing more. Of types that are not known only the name is looked at. */
export function isWhole(key: Buffer): boolean {
  const type = keyType(key);
  const fields = fieldsOf(key);
  if (fields === undefined || type === '') return false;
  const [, second = Buffer.alloc(0)] = fields;
  if (type === 'ssh-ed25519' && second.length !== 32) return false;
  if (type.startsWith('ecdsa-sha2-') && `ecdsa-sha2-${second.toString('latin1')}` !== type) return false;
  if (type === 'ssh-rsa' && rsaBits(key) < MINIMAL_RSA_BITS) return false;
  return (FIELDS.get(type) ?? fields.length) === fields.length;
}

/** The name of the key's algorithm: the first string in it. */
export function keyType(key: Buffer): string {
  return key.length < 4 ? '' : key.subarray(4, 4 + key.readUInt32BE(0)).toString('latin1');
}

/** What people call it: ED25519. */
export function keyTypeName(type: string): string {
  return type.replace(/^ssh-|^ecdsa-sha2-nistp\d+$/, (prefix) => (prefix === 'ssh-' ? '' : 'ecdsa')).toUpperCase();
}

/** `SHA256:…` as ssh-keygen -l prints it. */
export function fingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** The length of the modulus of an RSA key. */
export function rsaBits(key: Buffer): number {
  const modulus = fieldsOf(key)?.[2]?.toString('hex').replace(/^0+/, '') ?? '';
  return modulus === '' ? 0 : (modulus.length - 1) * 4 + Number.parseInt(modulus[0] ?? '0', 16).toString(2).length;
}

/** The strings that follow each other in it. Undefined when the last one is cut off. */
function fieldsOf(key: Buffer): readonly Buffer[] | undefined {
  const fields: Buffer[] = [];
  for (let at = 0; at < key.length; ) {
    if (at + 4 > key.length) return undefined;
    const end = at + 4 + key.readUInt32BE(at);
    if (end > key.length) return undefined;
    fields.push(key.subarray(at + 4, end));
    at = end;
  }
  return fields;
}

/** As b64_pton() does, which knows blanks, but nothing else that is not Base64, and no bits that count for nothing. */
function decodeBase64(text: string): Buffer | undefined {
  const dense = text.replace(/[\t\n\v\f\r ]/g, '');
  const bytes = Buffer.from(dense, 'base64');
  return bytes.toString('base64') === dense ? bytes : undefined;
}
