// What the targets of iptables(8) and iptables-extensions(8) do, as iptables-save(8) prints them.

import { byName, FULL, type Module, masked, numberOf, numbersOf, type Option } from './iptables-options.ts';
import { address, type Nat, type Part, type Value } from './model.ts';

const alone =
  (kind: 'accept' | 'drop' | 'return' | 'notrack'): Module =>
  (options) =>
    options.length === 0 ? [{ kind }] : undefined;

export const TARGETS: Readonly<Record<string, Module>> = {
  ACCEPT: alone('accept'),
  DROP: alone('drop'),
  RETURN: alone('return'),
  NOTRACK: alone('notrack'),
  CT: (options) => (byName(options, '--notrack') && options.length === 1 ? [{ kind: 'notrack' }] : undefined),
  REJECT: (options) => {
    const how = byName(options, '--reject-with')?.['--reject-with'];
    return how === undefined ? undefined : [{ kind: 'reject', with: rejection(how) }];
  },
  QUEUE: (options) => (options.length === 0 ? [{ kind: 'queue', number: 0, flags: [] }] : undefined),
  NFQUEUE: queue,
  LOG: log,
  NFLOG: (options) => {
    const found = byName(options, '--nflog-prefix', '--nflog-group');
    const group = numberOf(found?.['--nflog-group'] ?? '0');
    if (!found || group === undefined) return undefined;
    return [{ kind: 'log', options: { ...prefixed(found['--nflog-prefix']), group } }];
  },
  MARK: (options) => setMark('meta mark', options),
  CONNMARK: connmark,
  MASQUERADE: (options) => translation('masquerade', options, '--to-ports'),
  REDIRECT: (options) => translation('redirect', options, '--to-ports'),
  SNAT: (options) => translation('snat', options, '--to-source'),
  DNAT: (options) => translation('dnat', options, '--to-destination'),
  NETMAP: (options) => translation('netmap', options, '--to'),
};

/** 'icmp-port-unreachable' → 'icmp port-unreachable', as nft(8) says it. */
function rejection(how: string): string {
  const words = how.replace(/^icmp6-/, 'icmpv6 ').replace(/^(icmp|tcp)-/, '$1 ');
  return words.replace('icmp proto-', 'icmp prot-').replace('icmpv6 adm-', 'icmpv6 admin-');
}

function queue(options: readonly Option[]): Part[] | undefined {
  const found = byName(options, '--queue-num', '--queue-balance', '--queue-bypass', '--queue-cpu-fanout');
  const { '--queue-num': one, '--queue-balance': several } = found ?? {};
  const number = numbersOf(several ?? one ?? '', ':');
  if (number === undefined || (one !== undefined && several !== undefined)) return undefined;
  const flags = (['bypass', 'fanout'] as const).filter((flag) => {
    return found?.[flag === 'bypass' ? '--queue-bypass' : '--queue-cpu-fanout'] !== undefined;
  });
  return [{ kind: 'queue', number, flags }];
}

/** syslog(3). */
const LEVELS: readonly string[] = ['emerg', 'alert', 'crit', 'err', 'warn', 'notice', 'info', 'debug'];

const LOG_FLAGS = {
  '--log-tcp-sequence': 'tcp sequence',
  '--log-tcp-options': 'tcp options',
  '--log-ip-options': 'ip options',
  '--log-uid': 'skuid',
  '--log-macdecode': 'ether',
} as const;

function log(options: readonly Option[]): Part[] | undefined {
  const rest = options.filter(({ name }) => !Object.hasOwn(LOG_FLAGS, name));
  const found = byName(rest, '--log-prefix', '--log-level');
  const number = found?.['--log-level'];
  const level = number === undefined ? 'warn' : LEVELS[numberOf(number) ?? LEVELS.length];
  const flags = Object.entries(LOG_FLAGS).flatMap(([name, flag]) =>
    options.some((option) => option.name === name) ? [flag] : [],
  );
  if (!found || level === undefined || options.some(({ not }) => not)) return undefined;
  return [
    {
      kind: 'log',
      options: {
        ...prefixed(found['--log-prefix']),
        // What nft(8) does not say either: it is what both take on their own.
        ...(level === 'warn' ? {} : { level }),
        ...(flags.length > 0 ? { flags } : {}),
      },
    },
  ];
}

const prefixed = (prefix: string | undefined) => (prefix === undefined ? {} : { prefix });

function setMark(of: string, options: readonly Option[]): Part[] | undefined {
  const found = masked(byName(options, '--set-xmark')?.['--set-xmark'] ?? '');
  if (!found) return undefined;
  return [{ kind: 'set', of, value: found.number, ...(found.mask === FULL ? {} : { mask: found.mask }) }];
}

/** From the packet's mark to the connection's, or back. Under masks that is more than a value that is set. */
function connmark(options: readonly Option[]): Part[] | undefined {
  if (options[0]?.name === '--set-xmark') return setMark('ct mark', options);
  const found = byName(options, '--save-mark', '--restore-mark', '--nfmask', '--ctmask');
  const masks = [found?.['--nfmask'], found?.['--ctmask']].map((mask) => numberOf(mask ?? ''));
  const saves = found?.['--save-mark'] !== undefined;
  if (!found || masks.some((mask) => mask !== FULL) || saves === (found['--restore-mark'] !== undefined))
    return undefined;
  return [
    saves
      ? { kind: 'set', of: 'ct mark', value: { field: 'meta mark' } }
      : { kind: 'set', of: 'meta mark', value: { field: 'ct mark' } },
  ];
}

const NAT_FLAGS = { '--random': 'random', '--random-fully': 'fully-random', '--persistent': 'persistent' } as const;

function translation(kind: Nat['kind'], options: readonly Option[], to: string): Part[] | undefined {
  const found = byName(options, to, '--random', '--random-fully', '--persistent');
  if (!found) return undefined;
  const flags = Object.entries(NAT_FLAGS).flatMap(([name, flag]) =>
    options.some((option) => option.name === name) ? [flag] : [],
  );
  const place = found[to];
  const where = place === undefined ? {} : to === '--to-ports' ? { port: portOf(place) } : placeOf(place);
  return [{ kind, ...where, flags }];
}

/** '10.0.0.1', '10.0.0.1-10.0.0.9:80-90', ':80', '[fe80::1]:80', 'fe80::1', '10.0.0.0/8'. */
function placeOf(text: string): Pick<Nat, 'address' | 'port'> {
  const found = /^\[(.*)\]:([^:]*)$/.exec(text) ?? /^([^:]*):([^:]*)$/.exec(text);
  const [, hosts = text, port] = found ?? [];
  const [from, to, ...more] = hosts.split('-');
  const range = from && to && more.length === 0 ? { from, to } : undefined;
  return {
    ...(hosts === '' ? {} : { address: range ?? address(hosts) }),
    ...(port === undefined ? {} : { port: portOf(port) }),
  };
}

/** '80', '80-90'; '5-9/3' of DNAT, with a base for the shift, is none of these. */
const portOf = (text: string): Value => numbersOf(text, '-') ?? { other: text };
