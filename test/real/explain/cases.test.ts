import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Host } from '../../../src/hosts/host.ts';
import { openProcesses } from '../../../src/hosts/processes.ts';
import { openSandbox } from '../../../src/hosts/sandbox/sandbox.ts';
import { atBridge, type Case, cable, judged } from './cases.ts';

/** Two vxlans over one cable. */
const vxlans = (a: string, b: string) => `${cable('a', 'b')}
  a ip addr add 10.0.0.1/24 dev e0
  b ip addr add 10.0.0.2/24 dev e0
  a ip link add vx0 type vxlan id 5 dstport 4789 local 10.0.0.1 ${a}
  b ip link add vx0 type vxlan id 5 dstport 4789 local 10.0.0.2 ${b}
  a ip addr add 10.1.0.1/24 dev vx0
  b ip addr add 10.1.0.2/24 dev vx0
  a ip link set vx0 up
  b ip link set vx0 up`;

/** Client a and server b at one bridge of the host h, which translates 10.0.0.254 to the server. */
const hairpin = (calls: 0 | 1, more = '') => `
  h link link add name br0 netns @h type bridge
  h ip link set br0 up
  h ip addr add 10.0.0.254/24 dev br0
  ${atBridge('h', 'a')}
  ${atBridge('h', 'b')}
  a ip addr add 10.0.0.1/24 dev e0
  b ip addr add 10.0.0.2/24 dev e0
  a ip route add default via 10.0.0.254
  b ip route add default via 10.0.0.254
  h set ipv4/ip_forward=1
  h set bridge/bridge-nf-call-iptables=${calls}
  h iptables nat -A PREROUTING -d 10.0.0.254 -p icmp -j DNAT --to-destination 10.0.0.2
  h iptables nat -A PREROUTING -d 10.9.9.9 -p icmp -j DNAT --to-destination 10.0.0.2
  ${more}`;
const masquerades = 'h iptables nat -A POSTROUTING -s 10.0.0.0/24 -d 10.0.0.2 -j MASQUERADE';

const CASES: Readonly<Record<string, Case>> = {
  'a vxlan without a remote': {
    network: vxlans('', 'remote 10.0.0.1'),
    flows: { 'a 10.1.0.2': 'tunnel-without-remote', 'b 10.1.0.1': 'delivered' },
  },
  'a vxlan without a remote that learns nothing': {
    network: vxlans('nolearning', 'remote 10.0.0.1'),
    flows: { 'a 10.1.0.2': 'tunnel-without-remote', 'b 10.1.0.1': 'tunnel-without-remote' },
  },
  'vxlans without remotes': {
    network: vxlans('', ''),
    flows: { 'a 10.1.0.2': 'tunnel-without-remote', 'b 10.1.0.1': 'tunnel-without-remote' },
  },
  'a vxlan with a remote for another host only': {
    network: `${vxlans('', 'remote 10.0.0.1')}
      a bridge fdb append 02:00:00:00:77:77 dev vx0 dst 10.0.0.2`,
    flows: { 'a 10.1.0.2': 'tunnel-without-remote' },
  },
  'a vxlan with a remote that is wrong for one host': {
    network: `${vxlans('remote 10.0.0.2', 'remote 10.0.0.1')}
      b ip link set vx0 address 02:00:00:00:77:77
      a bridge fdb replace 02:00:00:00:77:77 dev vx0 dst 10.0.0.77`,
    flows: { 'a 10.1.0.2': 'tunnel-without-remote' },
  },
  'the host translates to a server at the bridge of the client': {
    network: hairpin(0),
    flows: {
      'a 10.0.0.254': 'answer-goes-elsewhere',
      'a 10.9.9.9': 'answer-goes-elsewhere',
      'a 10.0.0.2': 'delivered',
    },
  },
  'it masquerades, too': {
    network: hairpin(0, masquerades),
    flows: { 'a 10.0.0.254': 'delivered', 'a 10.9.9.9': 'delivered', 'a 10.0.0.2': 'delivered' },
  },
  'it filters on the bridge': {
    network: hairpin(1),
    flows: { 'a 10.0.0.254': 'delivered', 'a 10.9.9.9': 'delivered', 'a 10.0.0.2': 'delivered' },
  },
  'it filters on the bridge and masquerades': {
    network: hairpin(1, masquerades),
    flows: { 'a 10.0.0.254': 'delivered', 'a 10.9.9.9': 'delivered', 'a 10.0.0.2': 'delivered' },
  },
};

const LONGEST_MS = 120_000;
let host: Host;
let found: Record<string, Case['flows']>;

beforeAll(async () => {
  host = await openSandbox(openProcesses(), { internet: 'none' });
  found = await judged(host, CASES);
}, LONGEST_MS);
afterAll(() => host.dispose());

test.each(Object.keys(CASES))('%s', (name) => {
  expect(found[name]).toEqual(CASES[name]?.flows);
});
