// Parts of a rule printed as words of iptables again: written from iptables-extensions(8), not from our reader.
import type { FirewallRule, Match, Nat, Part, Value } from '../../../src/topology/firewall/model.ts';

/** As iptables-restore(8) reads them. */
export const quoted = (text: string) => (/^[\w-]+$/.test(text) ? text : `"${text.replace(/[\\"']/g, '\\$&')}"`);

const list = (values: readonly Value[], range: string) => values.map((value) => plain(value, range)).join(',');

function plain(value: Value | undefined, range: string): string {
  if (typeof value === 'number') return `${value}`;
  if (typeof value === 'string') return value;
  if (value && 'address' in value) return `${value.address}/${value.length}`;
  if (value && 'startsWith' in value) return `${value.startsWith}+`;
  if (value && 'from' in value && 'to' in value) return `${value.from}${range}${value.to}`;
  throw new Error(`no words for ${JSON.stringify(value)}`);
}

const upper = (values: readonly Value[]) => list(values, '').toUpperCase().replaceAll('-', '_');
const hex = (value: Value | undefined) => `0x${Number(value).toString(16)}`;
const marked = ({ values: [value], mask }: Match) =>
  mask === undefined ? hex(value) : `${hex(value)}/${hex(Number(mask))}`;
const TYPES: Readonly<Record<string, number>> = { 'echo-request': 8, 'echo-reply': 0, 'destination-unreachable': 3 };
const TYPES6: Readonly<Record<string, number>> = {
  'echo-request': 128,
  'nd-neighbor-solicit': 135,
  'destination-unreachable': 1,
};

const addressOf = ({ values: [value], mask }: Match) =>
  mask === undefined ? plain(value, '-') : `${plain(value, '-').split('/')[0]}/${mask}`;

/** The module and the option of a match, with its value. */
function optionOf(match: Match): readonly [module: string, words: string, inverted?: boolean] {
  const { of, values, mask } = match;
  const [value] = values;
  const isRange = typeof value === 'object' && 'from' in value;
  const [first = '', second = ''] = of.split(' ');
  if (/^ip6? [sd]addr$/.test(of)) {
    const side = second === 'saddr' ? 's' : 'd';
    if (isRange) return ['iprange', `--${side === 's' ? 'src' : 'dst'}-range ${plain(value, '-')}`];
    return ['', `-${side} ${addressOf(match)}`];
  }
  if (/^(tcp|udp) (sport|dport|port)$/.test(of)) {
    if (values.length > 1 || second === 'port') return ['multiport', `--${second}s ${list(values, ':')}`];
    return [first, `--${second} ${plain(value, ':')}`];
  }
  if (/^icmp type/.test(of) || /^icmpv6 type/.test(of)) {
    const types = first === 'icmp' ? TYPES : TYPES6;
    const both = typeof value === 'object' && 'concat' in value ? value.concat : [value];
    const words = both.map((one) => types[String(one)] ?? one).join('/');
    return first === 'icmp' ? ['icmp', `--icmp-type ${words}`] : ['icmp6', `--icmpv6-type ${words}`];
  }
  if (first === 'fib') {
    const limit = / \. (i|o)if /.exec(of)?.[1];
    const side = second === 'saddr' ? 'src' : 'dst';
    const seen = limit === undefined ? '' : ` --limit-iface-${limit === 'i' ? 'in' : 'out'}`;
    return ['addrtype', `--${side}-type ${upper(values)}${seen}`];
  }
  if (of === 'tcp flags') {
    const flags = typeof value === 'object' && 'flags' in value ? value.flags.join(',') : 'NONE';
    const compared = flags === 'NONE' ? list(values, '') : Array.isArray(mask) ? mask.join(',') : '';
    return ['tcp', `--tcp-flags ${compared.toUpperCase()} ${flags.toUpperCase()}`, flags === 'NONE'];
  }
  if (of === 'meta random' && isRange === false && typeof value === 'object' && 'to' in value)
    return ['statistic', `--mode random @--probability ${((Number(value.to) + 1) / 2 ** 31).toFixed(11)}`];
  if (first === 'numgen') return ['statistic', `--mode nth @--every ${of.split(' ')[3]} --packet ${value}`];
  const bounds = typeof value === 'object' && !('address' in value) && !('startsWith' in value) ? value : undefined;
  const compares = (name: string) =>
    bounds && 'to' in bounds
      ? `--${name}-lt ${Number(bounds.to) + 1}`
      : bounds && 'from' in bounds
        ? `--${name}-gt ${Number(bounds.from) - 1}`
        : `--${name}-eq ${value}`;
  const connection: Readonly<Record<string, string>> = {
    'original ip saddr': 'origsrc',
    'original ip daddr': 'origdst',
    'reply ip saddr': 'replsrc',
    'reply ip daddr': 'repldst',
    'original proto-src': 'origsrcport',
    'original proto-dst': 'origdstport',
    'reply proto-src': 'replsrcport',
    'reply proto-dst': 'repldstport',
    expiration: 'expire',
  };
  const known = first === 'ct' ? connection[of.slice(3)] : undefined;
  if (known) return ['conntrack', `--ct${known} ${plain(value, ':')}`];
  switch (of) {
    case 'meta l4proto':
      return ['', `-p ${value}`];
    case 'meta iifname':
      return ['', `-i ${plain(value, '')}`];
    case 'meta oifname':
      return ['', `-o ${plain(value, '')}`];
    case 'ip frag-off':
      return ['', '-f', true];
    case 'ct state':
      return ['conntrack', `--ctstate ${upper(values)}`];
    case 'ct status':
      return ['conntrack', `--ctstatus ${upper(values)}`];
    case 'ct direction':
      return ['conntrack', `--ctdir ${upper(values)}`];
    case 'ct original protocol':
      return ['conntrack', `--ctproto ${value}`];
    case 'meta mark':
      return ['mark', `--mark ${marked(match)}`];
    case 'ct mark':
      return ['connmark', `--mark ${marked(match)}`];
    case 'meta length':
      return ['length', `--length ${plain(value, ':')}`];
    case 'ip ttl':
      return ['ttl', compares('ttl')];
    case 'ip6 hoplimit':
      return ['hl', compares('hl')];
    case 'ether saddr':
      return ['mac', `--mac-source ${value}`];
    case 'meta pkttype':
      return ['pkttype', `--pkt-type ${value}`];
    case 'meta skuid':
      return ['owner', `--uid-owner ${plain(value, '-')}`];
    case 'meta skgid':
      return ['owner', `--gid-owner ${plain(value, '-')}`];
    case 'tcp option 5':
      return ['tcp', '--tcp-option 5'];
    case 'physdev in':
      return ['physdev', `--physdev-in ${plain(value, '')}`];
    case 'physdev is-bridged':
      return ['physdev', '--physdev-is-bridged'];
  }
  throw new Error(`no option for ${of}`);
}

const NAT = {
  masquerade: '--to-ports',
  redirect: '--to-ports',
  snat: '--to-source',
  dnat: '--to-destination',
  netmap: '--to',
};
const NAT_FLAGS: Readonly<Record<string, string>> = {
  random: '--random',
  'fully-random': '--random-fully',
  persistent: '--persistent',
};

function natWords({ kind, address, port, flags }: Nat): string {
  const host = address === undefined ? '' : plain(address, '-').replace(/\/(32|128)$/, '');
  const at = typeof port === 'object' && 'other' in port ? port.other : port === undefined ? '' : plain(port, '-');
  const place =
    host === '' && NAT[kind] === '--to-ports'
      ? at
      : at === ''
        ? host
        : `${host.includes(':') ? `[${host}]` : host}:${at}`;
  return [
    `-j ${kind.toUpperCase()}`,
    ...(place === '' ? [] : [`${NAT[kind]} ${place}`]),
    ...flags.map((flag) => NAT_FLAGS[flag]),
  ].join(' ');
}

const LEVELS = ['emerg', 'alert', 'crit', 'err', 'warn', 'notice', 'info', 'debug'];
const LOG_FLAGS: Readonly<Record<string, string>> = {
  'tcp sequence': '--log-tcp-sequence',
  'tcp options': '--log-tcp-options',
  'ip options': '--log-ip-options',
  skuid: '--log-uid',
  ether: '--log-macdecode',
};

function logWords(options: Readonly<Record<string, string | number | readonly string[]>>): string {
  const { prefix, level, flags = [], group } = options;
  const named = (name: string) => (prefix === undefined ? [] : [`--${name}-prefix ${quoted(String(prefix))}`]);
  if (group !== undefined) return ['-j NFLOG', ...named('nflog'), `--nflog-group ${group}`].join(' ');
  const levels = level === undefined ? [] : [`--log-level ${LEVELS.indexOf(String(level))}`];
  return ['-j LOG', ...named('log'), ...levels, ...[flags].flat().map((flag) => LOG_FLAGS[String(flag)])].join(' ');
}

function targetWords(part: Exclude<Part, Match>): string {
  switch (part.kind) {
    case 'accept':
    case 'drop':
    case 'return':
      return `-j ${part.kind.toUpperCase()}`;
    case 'jump':
      return `-j ${part.chain}`;
    case 'goto':
      return `-g ${part.chain}`;
    case 'notrack':
      return '-j CT --notrack';
    case 'reject': {
      const how = part.with?.replace('icmpv6 admin-', 'icmpv6 adm-').replace('icmp prot-', 'icmp proto-') ?? '';
      return `-j REJECT --reject-with ${how.replace('icmpv6 ', 'icmp6-').replace(' ', '-')}`;
    }
    case 'log':
      return logWords(part.options);
    case 'queue': {
      const many = typeof part.number === 'number' ? '--queue-num' : '--queue-balance';
      const flags = part.flags.map((flag) => (flag === 'bypass' ? '--queue-bypass' : '--queue-cpu-fanout'));
      return ['-j NFQUEUE', many, plain(part.number, ':'), ...flags].join(' ');
    }
    case 'set': {
      const target = part.of === 'meta mark' ? 'MARK' : 'CONNMARK';
      if (typeof part.value !== 'number') return `-j CONNMARK ${target === 'MARK' ? '--restore-mark' : '--save-mark'}`;
      return `-j ${target} --set-xmark ${hex(part.value)}/${hex(part.mask ?? 0xffffffff)}`;
    }
    case 'masquerade':
    case 'snat':
    case 'dnat':
    case 'redirect':
    case 'netmap':
      return natWords(part);
    case 'limit':
      return `-m limit --limit ${part.rate}/${part.per} --limit-burst ${part.burst}`;
    default:
      throw new Error(`no target for ${JSON.stringify(part)}`);
  }
}

/** A rule of iptables from its values alone. */
export function iptablesWords({ parts, comments }: Pick<FirewallRule, 'parts' | 'comments'>): string {
  const said: string[] = [];
  let module = '';
  let used: string[] = [];
  for (const part of parts.filter((each) => each.kind === 'match' || each.kind === 'limit')) {
    if (part.kind === 'limit') {
      [module, used] = ['limit', []];
      said.push(targetWords(part));
      continue;
    }
    const [needed, words, inverted = false] = optionOf(part);
    const sign = part.not === inverted ? '' : '! ';
    const name = words.split(' ')[0] ?? '';
    // Options of one module that stand side by side are one match.
    if (
      needed !== '' &&
      (needed !== module || used.includes(name) || ['statistic', 'multiport', 'ttl'].includes(needed))
    ) {
      said.push(`-m ${needed}`);
      used = [];
    }
    [module, used] = [needed, [...used, name]];
    said.push(words.includes('@') ? words.replace('@', sign) : `${sign}${words}`);
  }
  const target = parts.at(-1);
  return [
    ...said,
    ...comments.map((comment) => `-m comment --comment ${quoted(comment)}`),
    ...(target && target.kind !== 'match' && target.kind !== 'limit' ? [targetWords(target)] : []),
  ].join(' ');
}
