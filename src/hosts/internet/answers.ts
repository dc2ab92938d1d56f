import { type Answer, AUTHORITATIVE_ANSWER, decode, encode, type Packet, RECURSION_AVAILABLE } from 'dns-packet';

/** Response codes: RFC 1035 §4.1.1. dns-packet takes them in the low bits of `flags`. */
const NXDOMAIN = 3;

/** Long enough to be an honest answer, short enough to be seen in a cache. Seconds. */
const TTL = 60;

/** The answer to a DNS message, or undefined for what is no query. Never throws. */
export function answerQuery(message: Buffer): Buffer | undefined {
  let query: Packet;
  try {
    query = decode(message);
  } catch {
    return undefined;
  }
  const question = query.questions?.[0];
  if (query.type !== 'query' || question === undefined) return undefined;
  const address = addressOf(question.name);
  const answers: Answer[] =
    address !== undefined && question.type === 'A' ? [{ name: question.name, type: 'A', ttl: TTL, data: address }] : [];
  const flags = (query.flags ?? 0) & 0x0100; // RD is copied: RFC 1035 §4.1.1
  return encode({
    type: 'response',
    id: query.id ?? 0,
    flags: flags | AUTHORITATIVE_ANSWER | RECURSION_AVAILABLE | (address === undefined ? NXDOMAIN : 0),
    questions: [question],
    answers,
  });
}

/**
 * The address of a name: always the same, out of 198.18.0.0/15, which is nobody's (RFC 2544). Undefined for names that
 * no public server knows: one label, and the special ones of RFC 6761 and RFC 8375.
 */
export function addressOf(name: string): string | undefined {
  const labels = name
    .toLowerCase()
    .split('.')
    .filter((label) => label !== '');
  const last = labels.at(-1) ?? '';
  if (last === 'localhost') return '127.0.0.1';
  if (labels.length < 2 || ['arpa', 'invalid', 'local', 'test', 'internal'].includes(last)) return undefined;
  // FNV-1a: any even spread will do.
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(labels.join('.'))) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  const host = 1 + (((hash ^ (hash >>> 15)) >>> 0) % 0x1fffe);
  return [198, 18 + (host >>> 16), (host >>> 8) & 255, host & 255].join('.');
}

/** The page of every web server of the simulated internet. Addresses may be IPv4-mapped (RFC 4291 §2.5.5.2). */
export function page(request: { url: string; server: string; client: string }): string {
  return `Hello from the simulated internet.
You asked ${plain(request.server)} for ${request.url}
Your request came from ${plain(request.client)}
`;
}

function plain(address: string): string {
  return address.replace(/^::ffff:/, '');
}
