// What rows of reason-networks.ts have in common.
import type { Reason } from '../../../src/explain/reasons.ts';
import type { Verdict } from '../../../src/explain/trace.ts';

/** Its parts are those of ReasonNetwork. */
export type Row = readonly [Reason, what: string, script: string, ask: string, ends?: Verdict, says?: RegExp];

/** Programs that take connections, and that send datagrams back. */
export const SERVES = (port: number) => `
blue perl -MSocket -e 'socket S,PF_INET,SOCK_STREAM,0; bind S,sockaddr_in(${port},INADDR_ANY) or die; listen S,9; sleep 300' >/dev/null 2>&1 &
blue perl -MSocket -e 'socket S,PF_INET,SOCK_DGRAM,0; bind S,sockaddr_in(${port},INADDR_ANY) or die; while (my $p = recv S, my $b, 99, 0) { send S, $b, 0, $p }' >/dev/null 2>&1 &
`;

/** red is behind the sandbox's own netns, in a network that no other row has. */
export const behindHost = (net: number) => `
ip link add wan${net} type veth peer name wan netns $red
ip addr add 10.77.${net}.1/24 dev wan${net}; ip link set wan${net} up
red ip link set eth0 down; red ip link set wan up; red ip addr add 10.77.${net}.2/24 dev wan
red ip route add default via 10.77.${net}.1
sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.ip_forward=1
`;

export const TUNNEL = (red: string, out: string) => `
red ip link add vx0 type vxlan id 5 dstport 4789 ${red}; red ip addr add 10.5.0.1/24 dev vx0; red ip link set vx0 up
out ip link add vx0 type vxlan id 5 dstport 4789 ${out}; out ip addr add 10.5.0.2/24 dev vx0; out ip link set vx0 up
`;
