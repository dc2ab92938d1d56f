/** An IP address as a number: RFC 791, RFC 4291. */
export interface Ip {
  readonly family: 'inet' | 'inet6';
  readonly value: bigint;
}

/** All addresses whose first `length` bits are those of `value`. */
export interface Prefix extends Ip {
  readonly length: number;
}

export const bitsOf = (family: Ip['family']): number => (family === 'inet' ? 32 : 128);

/** undefined: it is none. A zone (`fe80::1%eth0`) is not part of it. */
export function readIp(text: string): Ip | undefined {
  return text.includes(':') ? readIp6(text) : readIp4(text);
}

/** With a leading zero it is another one to some programs, in which that begins an octal number: inet_aton(3). */
function readIp4(text: string): Ip | undefined {
  const parts = /^\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(text) ? text.split('.').map(Number) : undefined;
  if (!parts || /\b0\d/.test(text) || parts.some((part) => part > 255)) return undefined;
  const [a = 0, b = 0, c = 0, d = 0] = parts;
  return { family: 'inet', value: BigInt(((a << 24) | (b << 16) | (c << 8) | d) >>> 0) };
}

function readIp6(text: string): Ip | undefined {
  const [plain = ''] = text.split('%');
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(plain);
  const last = dotted && readIp4(dotted[2] ?? '');
  if (dotted && !last) return undefined;
  const hex = last ? `${dotted[1]}${(last.value >> 16n).toString(16)}:${(last.value & 0xffffn).toString(16)}` : plain;
  const halves = hex.split('::');
  const [before = [], after = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - before.length - after.length;
  if (halves.length > 2 || (halves.length === 2 ? missing < 1 : missing !== 0)) return undefined;
  const groups = [...before, ...Array.from({ length: missing }, () => '0'), ...after];
  if (!groups.every((group) => /^[\da-f]{1,4}$/i.test(group))) return undefined;
  return { family: 'inet6', value: BigInt(`0x${groups.map((group) => group.padStart(4, '0')).join('')}`) };
}

/** '10.0.0.0/8', '10.0.0.1', 'fe80::/64'. undefined: it is none; 'default' has no family of its own. */
export function readPrefix(text: string): Prefix | undefined {
  const slash = text.indexOf('/');
  const ip = readIp(slash < 0 ? text : text.slice(0, slash));
  if (!ip) return undefined;
  if (slash >= 0 && !/^\d+$/.test(text.slice(slash + 1))) return undefined;
  const length = slash < 0 ? bitsOf(ip.family) : Number(text.slice(slash + 1));
  return length <= bitsOf(ip.family) ? { ...ip, length } : undefined;
}

/** Whether an address is one of a prefix. */
export const isIn = (ip: Ip, prefix: Prefix): boolean =>
  ip.family === prefix.family && networkOf(ip, prefix.length) === networkOf(prefix, prefix.length);

/** The first `length` bits, as a number of so many bits. */
export const networkOf = ({ family, value }: Ip, length: number): bigint => value >> BigInt(bitsOf(family) - length);

/** As `ip` prints it; IPv6 as RFC 5952 says. */
export function ipText({ family, value }: Ip): string {
  if (family === 'inet') return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.');
  const groups = Array.from({ length: 8 }, (_, at) => ((value >> BigInt(16 * (7 - at))) & 0xffffn).toString(16));
  const text = groups.join(':');
  const runs = text.match(/\b0(?::0)+\b/g) ?? [];
  const longest = runs.toSorted((a, b) => b.length - a.length)[0];
  return longest === undefined ? text : text.replace(new RegExp(`(^|:)${longest}(:|$)`), '::');
}

/** The network of an address: '10.0.0.7' and 24 are '10.0.0.0/24'. */
export function prefixText(ip: Ip, length: number): string {
  const rest = BigInt(bitsOf(ip.family) - length);
  return `${ipText({ ...ip, value: (ip.value >> rest) << rest })}/${length}`;
}

const SPECIAL = {
  loopback: ['127.0.0.0/8', '::1/128'],
  multicast: ['224.0.0.0/4', 'ff00::/8'],
  linkLocal: ['169.254.0.0/16', 'fe80::/10'],
  /** Of RFC 6890, those that nobody outside can answer to. */
  private: ['10.0.0.0/8', '100.64.0.0/10', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
  /** "This network": RFC 1122, 3.2.1.3. */
  nobody: ['0.0.0.0/8', '::/128'],
} as const;

const PREFIXES = new Map(
  Object.entries(SPECIAL).map(([name, texts]) => [name, texts.flatMap((text) => readPrefix(text) ?? [])]),
);

/** Whether an address is of one of the blocks with a meaning of their own: RFC 6890. */
export const isOf = (block: keyof typeof SPECIAL, ip: Ip): boolean =>
  (PREFIXES.get(block) ?? []).some((prefix) => isIn(ip, prefix));
