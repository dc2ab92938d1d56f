import NAMESPACES from '../hosts/sandbox/namespaces.sh' with { type: 'text' };
import PROBE from './probe.sh' with { type: 'text' };
import { PROGRAMS } from './programs.ts';
import TRIALS from './trials.sh' with { type: 'text' };

/** Link types of ip-link(8), and what makes one, named `t`, of the veth `va`. */
const LINKS = {
  dummy: 'link add name t type dummy',
  vlan: 'link add link va name t type vlan id 5',
  vxlan: 'link add name t type vxlan id 5 dstport 4789',
  macvlan: 'link add link va name t type macvlan',
  ipvlan: 'link add link va name t type ipvlan',
  vrf: 'link add name t type vrf table 5',
  bond: 'link add name t type bond',
  ifb: 'link add name t type ifb',
  gre: 'link add name t type gre local 192.0.2.1 remote 192.0.2.2',
  geneve: 'link add name t type geneve id 5 remote 192.0.2.2',
  wireguard: 'link add name t type wireguard',
  tun: 'tuntap add name t mode tun',
} as const satisfies Readonly<Record<string, string>>;

export const LINK_TYPES = Object.keys(LINKS);

/** Prints what parseFindings reads. */
export const PROBE_ARGV: readonly string[] = [
  ...['sh', '-c', NAMESPACES + PROBE, 'netlab-doctor', TRIALS, PROGRAMS.map(([name]) => name).join(' ')],
  ...Object.entries(LINKS).flat(),
];

/** What the probe found. */
export interface Findings {
  /** The words of ID and ID_LIKE in os-release(5). */
  readonly distribution: readonly string[];
  readonly programs: ReadonlySet<string>;
  readonly versions: ReadonlyMap<string, string>;
  /** By name of the trial: undefined when it worked, else why not, as far as that was said. */
  readonly trials: ReadonlyMap<string, string | undefined>;
}

/** Reads the probe's lines; what it does not know it leaves. */
export function parseFindings(text: string): Findings {
  const distribution: string[] = [];
  const programs = new Set<string>();
  const versions = new Map<string, string>();
  const trials = new Map<string, string | undefined>();
  for (const line of text.split('\n')) {
    const [kind, name = '', ...rest] = line.split(' ');
    if (kind === 'os') distribution.push(...[name, ...rest].map((word) => word.replaceAll('"', '')));
    if (kind === 'has') programs.add(name);
    if (kind === 'version' && rest.length > 0) versions.set(name, rest.join(' '));
    if (kind === 'try') trials.set(name, rest[0] === 'ok' ? undefined : rest.slice(1).join(' '));
  }
  return { distribution, programs, versions, trials };
}
