// For each reason, networks in which it is the answer: that of docs/reasons/README.md with one thing wrong, or one of their own.
import type { Reason } from '../../../src/explain/reasons.ts';
import type { Verdict } from '../../../src/explain/trace.ts';
import { FILTER_ROWS } from './filter-rows.ts';
import { ROUTE_ROWS } from './route-rows.ts';
import { WIRE_ROWS } from './wire-rows.ts';

export interface ReasonNetwork {
  readonly reason: Reason;
  /** What is wrong, for the test's name. */
  readonly what: string;
  /** Lines of bash; `red`, `blue`, `gw` and `out` run a command in that netns, and hold its name as variables. */
  readonly script: string;
  /** As somebody asks; `host` is the sandbox's own netns. */
  readonly ask: string;
  /** With all the fixes; 'lost' also if none is known. */
  readonly ends: Verdict;
  /** What the sentence says, where more than the reason matters. */
  readonly says?: RegExp | undefined;
}

/** red and blue at a bridge of gw, behind it out; blue and out only where `$blue` and `$out` say so. `$settings`: what must not be as on the machine. */
export const BASE = `
for n in $red $blue $gw $out; do ip netns add $n; [ ! "$settings" ] || ip netns exec $n sysctl -qw $settings; done
{
  echo "link add port-red netns $gw type veth peer name eth0 netns $red address 02:00:00:00:00:02"
  [ ! $blue ] || echo "link add port-blue netns $gw type veth peer name eth0 netns $blue address 02:00:00:00:00:03"
  [ ! $out ] || echo "link add eth0 netns $gw type veth peer name eth0 netns $out"
} | ip -batch -
{
  cat <<END
link set lo up
link add br0 type bridge
link set port-red master br0 up
addr add 10.0.0.1/24 dev br0
addr add fd00::1/64 dev br0 nodad
END
  [ ! $blue ] || echo link set port-blue master br0 up
  [ ! $out ] || cat <<END
link set eth0 up
addr add 192.0.2.1/24 dev eth0
addr add fd01::1/64 dev eth0 nodad
END
  echo link set br0 up
} | ip -n $gw -batch -
[ ! $out ] || gw sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
for n in "$red 2" \${blue:+"$blue 3"}; do ip -n \${n% *} -batch - <<END
link set lo up
link set eth0 up
addr add 10.0.0.\${n#* }/24 dev eth0
addr add fd00::\${n#* }/64 dev eth0 nodad
route add default via 10.0.0.1
route add default via fd00::1
END
done
[ ! $out ] || ip -n $out -batch - <<END
link set lo up
link set eth0 up
addr add 192.0.2.2/24 dev eth0
addr add fd01::2/64 dev eth0 nodad
route add 10.0.0.0/24 via 192.0.2.1
route add fd00::/64 via fd01::1
END
`;

/** What a new netns may have from the machine, and what the networks need it to be. */
export const INHERITED: Readonly<Record<string, string>> = {
  'net.ipv4.ip_forward': '0',
  'net.ipv4.conf.all.rp_filter': '0',
  'net.ipv4.conf.default.rp_filter': '0',
};

export const REASON_NETWORKS: readonly ReasonNetwork[] = [...ROUTE_ROWS, ...WIRE_ROWS, ...FILTER_ROWS].map(
  ([reason, what, script, ask, ends = 'delivered', says]) => ({
    reason,
    what,
    script,
    ask,
    ends,
    says,
  }),
);
