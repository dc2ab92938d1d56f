// The address of a link and its gateway in what ip(8), ifconfig(8) and route(8) print, wherever that is in a text.

const IPV4 = String.raw`(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)`;
const PREFIX = String.raw`${IPV4}/(?:[89]|[12]\d|30)(?!\d)`;

/** A link begins: `2: enp4s0: <BROADCAST,…`, `enp4s0: flags=…`, `enp4s0    Link encap:…`. */
const LINK = /^\s{0,8}(?:\d{1,6}: )?([\w.-]{1,15})(?:@[\w.-]+)?(?::\s+<|: flags=|\s+Link encap:)/;
/** All of it on one line: `2: enp4s0    inet 192.168.1.50/24`, `enp4s0  UP  192.168.1.50/24`. */
const BRIEF = new RegExp(
  String.raw`^\s{0,8}(?:\d{1,6}: )?([\w.-]{1,15})(?:@[\w.-]+)?\s+(?:inet|UP|DOWN|UNKNOWN)\s+(${PREFIX})`,
);
const OF_IP = new RegExp(String.raw`^\s+inet (${PREFIX})`);
const OF_IFCONFIG = new RegExp(String.raw`^\s+inet (?:addr:)?(${IPV4})\s.*?(?:netmask |Mask:)(${IPV4})`);
const OF_ROUTE = new RegExp(String.raw`^\s{0,8}(?:${IPV4})/(\d{1,2}) dev ([\w.-]{1,15}) .*\bsrc (${IPV4})`);
const GATEWAY = new RegExp(String.raw`\b(?:default|0\.0\.0\.0/0) via (${IPV4}) dev ([\w.-]{1,15})(?![\w.-])`);
const OF_ROUTE_N = new RegExp(
  String.raw`^\s{0,8}(?:0\.0\.0\.0|default)\s+(${IPV4})\s+0\.0\.0\.0\s.*\s([\w.-]{1,15})\s*$`,
);

/** No line that is printed there is longer. */
const LONGEST = 300;
const linesOf = (texts: readonly string[]) =>
  texts.flatMap((text) => text.split('\n')).filter(({ length }) => length <= LONGEST);

/** The first address of a link, with its prefix length. */
export function addressIn(name: string, texts: readonly string[]): string | undefined {
  let link: string | undefined;
  for (const line of linesOf(texts)) {
    link = LINK.exec(line)?.[1] ?? (/^\S/.test(line) ? undefined : link);
    const [, named, brief] = BRIEF.exec(line) ?? [];
    if (named === name) return brief;
    const [, length, dev, src] = OF_ROUTE.exec(line) ?? [];
    if (dev === name && Number(length) >= 8 && Number(length) <= 30) return `${src}/${length}`;
    if (link !== name) continue;
    const [, ofIp] = OF_IP.exec(line) ?? [];
    if (ofIp !== undefined) return ofIp;
    const [, address, mask = ''] = OF_IFCONFIG.exec(line) ?? [];
    const bits = lengthOf(mask);
    if (address !== undefined && bits >= 8 && bits <= 30) return `${address}/${bits}`;
  }
  return undefined;
}

/** Where the default route through a link leads. */
export function gatewayIn(name: string, texts: readonly string[]): string | undefined {
  for (const line of linesOf(texts)) {
    const [, gateway, dev] = GATEWAY.exec(line) ?? OF_ROUTE_N.exec(line) ?? [];
    if (dev === name) return gateway;
  }
  return undefined;
}

/** 255.255.255.0 → 24 */
const lengthOf = (mask: string): number =>
  mask.split('.').reduce((sum, part) => sum + Number(part).toString(2).replaceAll('0', '').length, 0);
