// Rules of ebtables(8) as nft(8) prints them: its JSON says no more of their matches than names, its text says them in its own words.
import { numberOf, numbersOf } from './iptables-options.ts';
import { address, type Part, type Value } from './model.ts';

type Read = (found: readonly string[]) => Part | undefined;

const FIELD =
  'ether (?:saddr|daddr|type)|ip6? (?:saddr|daddr)|ip (?:protocol|dscp)|ip6 nexthdr|(?:tcp|udp|th) [sd]port|icmp(?:v6)? (?:type|code)|meta (?:mark|pkttype|l4proto|ibrname|obrname)|vlan id|[io]ifname';

/** What a text may begin with, and what that is. Numbers, names, addresses and ranges only: no sets, no masks. */
const CLAUSES: readonly (readonly [begin: RegExp, read: Read])[] = [
  [
    new RegExp(`^(${FIELD}) (!= )?(?!set )("[^"]*"|[\\w.:/*-]+)(?= |$)`),
    ([, field = '', not, word = '']) => {
      const of = /^[io]ifname$/.test(field) ? `meta ${field}` : field;
      const value = readValue(of, word);
      return value === undefined ? undefined : { kind: 'match', of, not: not !== undefined, values: [value] };
    },
  ],
  [/^counter(?: packets \d+ bytes \d+)?(?= |$)/, () => ({ kind: 'counter' })],
  [
    /^log(?: (?:prefix "[^"]*"|(?:level|flags|group|snaplen|queue-threshold) \S+))*(?= |$)/,
    () => ({ kind: 'log', options: {} }),
  ],
  [
    /^limit rate (\d+)\/(\w+)(?: burst (\d+) packets)?(?= |$)/,
    ([, rate, per = '', burst = '5']) => ({
      kind: 'limit',
      rate: Number(rate),
      per,
      unit: 'packets',
      burst: Number(burst),
      over: false,
    }),
  ],
  [/^meta mark set (0x[\da-f]+|\d+)(?= |$)/, ([, value]) => ({ kind: 'set', of: 'meta mark', value: Number(value) })],
  [/^accept$/, () => ({ kind: 'accept' })],
  [/^drop$/, () => ({ kind: 'drop' })],
  [/^return$/, () => ({ kind: 'return' })],
  [/^continue$/, () => ({ kind: 'continue' })],
  [/^jump (\S+)$/, ([, chain = '']) => ({ kind: 'jump', chain })],
  [/^goto (\S+)$/, ([, chain = '']) => ({ kind: 'goto', chain })],
];

/** undefined: not all of it is understood. */
export function wordParts(text: string): Part[] | undefined {
  const parts: Part[] = [];
  let rest = text.trim();
  while (rest !== '') {
    const found = CLAUSES.flatMap(([begin, read]) => {
      const words = begin.exec(rest);
      return words ? [{ length: words[0].length, part: read(words) }] : [];
    })[0];
    if (!found?.part) return undefined;
    parts.push(found.part);
    rest = rest.slice(found.length).trimStart();
  }
  return parts;
}

function readValue(of: string, word: string): Value | undefined {
  const plain = word.replace(/^"(.*)"$/, '$1');
  if (/name$/.test(of)) return plain.endsWith('*') ? { startsWith: plain.slice(0, -1) } : plain;
  // Under a mask.
  if (of.startsWith('ether ')) return plain.includes('/') ? undefined : plain;
  if (/ [sd]addr$/.test(of)) return plain.includes('-') ? undefined : address(plain);
  return numberOf(plain) ?? numbersOf(plain, '-') ?? plain;
}
