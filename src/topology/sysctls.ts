import type { Netns } from './model.ts';

type Switch = readonly [key: string, value: string];

/** What the kernel sets for each link, and in `all` and `default`, where that is not 0: ip-sysctl in its documentation. */
const KERNELS: Readonly<Record<string, string>> = {
  accept_ra: '1',
  accept_dad: '1',
  hop_limit: '64',
  send_redirects: '1',
};

/** The same of settings of the whole netns. */
const NETNS: Readonly<Record<string, string>> = {
  'net.ipv4.icmp_echo_ignore_all': '0',
  'net.ipv6.icmp.echo_ignore_all': '0',
  'net.ipv4.icmp_echo_ignore_broadcasts': '1',
  'net.ipv4.ip_default_ttl': '64',
  'net.ipv4.ip_nonlocal_bind': '0',
  'net.ipv6.ip_nonlocal_bind': '0',
  'net.ipv4.ip_unprivileged_port_start': '1024',
  'net.ipv4.fib_multipath_hash_policy': '0',
  'net.ipv6.fib_multipath_hash_policy': '0',
};
/** Says who may ping, not where that goes. */
const PERMISSION = 'net.ipv4.ping_group_range';

const PER_LINK = /^net\.(ipv[46])\.conf\.(.*)\.(\w+)$/;

/**
 * The settings that a person who looks for where packets go wants to see: those of the whole netns, and those that are not as
 * the kernel sets them for everyone, or not as they are set for the netns.
 */
export function notableSwitches({ sysctls }: Netns): readonly Switch[] {
  return Object.entries(sysctls).filter(([key, value]) => {
    const [, family = '', who = '', name = ''] = PER_LINK.exec(key) ?? [];
    if (who === '') return value !== NETNS[key] && key !== PERMISSION;
    if (who === 'all') return !(family === 'ipv4' && name === 'forwarding') && value !== usual(name);
    const of = (other: string) => sysctls[`net.${family}.conf.${other}.${name}`];
    // Setting that of all sets that of each.
    if (name === 'forwarding') return value !== (of('all') ?? usual(name));
    // Not for what goes from the machine to itself.
    if (who === 'lo' && (name === 'rp_filter' || name === 'accept_ra')) return false;
    // What has no neighbours (NOARP) has nothing to detect.
    if (name === 'accept_dad' && value === '-1') return false;
    return value !== (who === 'default' ? usual(name) : (of('default') ?? usual(name)));
  });
}

const usual = (name: string) => KERNELS[name] ?? '0';

/** For which packets a netns is a router. */
export interface Forwarding {
  readonly family: 'IPv4' | 'IPv6';
  /** Those alone that come in by these links. */
  readonly only?: readonly string[];
  /** Not those that come in by these. */
  readonly but?: readonly string[];
}

/** Of each link by which packets come in there is a setting; that of the netns is copied into them: ip-sysctl, "conf/interface/forwarding". */
export function forwardingOf({ sysctls, links }: Pick<Netns, 'sysctls' | 'links'>): readonly Forwarding[] {
  return (['IPv4', 'IPv6'] as const).flatMap((family): Forwarding[] => {
    const path = `net.${family.toLowerCase()}.conf`;
    const all = isOn(sysctls[family === 'IPv4' ? 'net.ipv4.ip_forward' : `${path}.all.forwarding`]);
    const isOther = (name: string) => {
      // sysctl(8) has the dots of a name as slashes.
      const value = sysctls[`${path}.${name.includes('.') ? name.replaceAll('.', '/') : name}.forwarding`];
      return value !== undefined && isOn(value) !== all && name !== 'lo';
    };
    const others = links.filter(({ ifname }) => isOther(ifname)).map(({ ifname }) => ifname);
    if (all) return [{ family, ...(others.length > 0 && { but: others }) }];
    // IPv6 asks that of the netns, too.
    return others.length > 0 && family === 'IPv4' ? [{ family, only: others }] : [];
  });
}

const isOn = (value: string | undefined): boolean => Number(value ?? 0) > 0;
