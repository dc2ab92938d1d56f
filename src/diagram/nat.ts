import { nativeObjects } from '../topology/firewall.ts';
import type { Json, JsonObject, Netns } from '../topology/model.ts';
import { nftRule } from '../topology/nft-words.ts';

/** What the packet filter and the sysctls of a netns do to packets that pass through it. */
export interface Routing {
  readonly forwards: boolean;
  readonly forwards6: boolean;
  /** One line for each rule that translates addresses, and for a FORWARD chain that drops by default. */
  readonly rules: readonly string[];
}

export function routingOf({ sysctls, firewall }: Netns): Routing {
  const save = [...fromSave(firewall.iptables), ...fromSave(firewall.ip6tables)];
  // iptables-nft has its rules in both; then the words that people know are enough.
  const nft = firewall.nft?.length ? nativeObjects(firewall).flatMap(fromNft) : [];
  return {
    forwards: sysctls['net.ipv4.ip_forward'] === '1',
    forwards6: sysctls['net.ipv6.conf.all.forwarding'] === '1',
    rules: [...save, ...nft],
  };
}

/** From iptables-save(8). */
function fromSave(text = ''): string[] {
  return text.split('\n').flatMap((line) => {
    if (/^:FORWARD DROP/.test(line)) return ['FORWARD policy DROP'];
    const [, target] = / -j (MASQUERADE|SNAT|DNAT|REDIRECT|NETMAP)\b/.exec(line) ?? [];
    return line.startsWith('-A') && target ? [ruleText(line, target)] : [];
  });
}

function ruleText(line: string, target: string): string {
  const option = (pattern: string) => new RegExp(` ${pattern} (\\S+)`).exec(line)?.[1];
  const source = option('-s');
  const destination = option('-d');
  const port = option('--dport');
  const protocol = option('-p');
  const to = option('--to-(?:destination|source|ports)');
  const out = option('-o');
  const into = option('-i');
  return [
    target === 'MASQUERADE' ? 'masquerade' : target,
    source,
    destination && `for ${destination}`,
    port && `${protocol ?? ''} port ${port}`.trim(),
    into && `in ${into}`,
    out && `out ${out}`,
    to && `to ${to}`,
  ]
    .filter(Boolean)
    .join(' ');
}

const NAT_STATEMENTS = ['masquerade', 'snat', 'dnat', 'redirect'];

/** From libnftables-json(5): rules with a NAT statement, forward chains with policy drop. */
function fromNft({ rule, chain }: JsonObject): string[] {
  if (isObject(chain) && chain['hook'] === 'forward' && chain['policy'] === 'drop') return ['forward policy drop'];
  if (!isObject(rule)) return [];
  const expressions = Array.isArray(rule['expr']) ? rule['expr'].filter(isObject) : [];
  if (!expressions.flatMap(Object.keys).some((key) => NAT_STATEMENTS.includes(key))) return [];
  const said = nftRule({ ...rule, expr: expressions.filter((one) => !('counter' in one)) });
  return [`${said.replace(/\bmeta (?=[io]if)/g, '')} (nft chain ${String(rule['chain'])})`];
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
