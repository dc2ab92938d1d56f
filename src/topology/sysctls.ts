import type { Netns } from './model.ts';

type Switch = readonly [key: string, value: string];

/** What the kernel sets for each link, and in `all` and `default`: ip-sysctl in its documentation. */
const KERNELS: Readonly<Record<string, string>> = { accept_ra: '1' };

const PER_LINK = /^net\.(ipv[46])\.conf\.(.*)\.(\w+)$/;

/**
 * The settings that a person who looks for where packets go wants to see: those of the whole netns, and those that are not as
 * the kernel sets them for everyone, or not as they are set for the netns.
 */
export function notableSwitches({ sysctls }: Netns): readonly Switch[] {
  return Object.entries(sysctls).filter(([key, value]) => {
    const [, family = '', who = '', name = ''] = PER_LINK.exec(key) ?? [];
    if (who === '') return /icmp/.test(key) ? value !== '0' : true;
    if (who === 'all') return !(family === 'ipv4' && name === 'forwarding') && value !== usual(name);
    const of = (other: string) => sysctls[`net.${family}.conf.${other}.${name}`];
    // Setting that of all sets that of each.
    if (name === 'forwarding') return value !== (of('all') ?? usual(name));
    // Not for what goes from the machine to itself.
    if (who === 'lo' && (name === 'rp_filter' || name === 'accept_ra')) return false;
    return value !== (who === 'default' ? usual(name) : (of('default') ?? usual(name)));
  });
}

const usual = (name: string) => KERNELS[name] ?? '0';

/** 'IPv4', 'IPv6': for which it is a router. */
export function forwardedFamilies({ sysctls }: Netns): readonly ('IPv4' | 'IPv6')[] {
  return [
    ...(sysctls['net.ipv4.ip_forward'] === '1' ? (['IPv4'] as const) : []),
    ...(Number(sysctls['net.ipv6.conf.all.forwarding'] ?? 0) > 0 ? (['IPv6'] as const) : []),
  ];
}
