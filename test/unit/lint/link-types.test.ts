import { expect, test } from 'vitest';
import type { Host } from '../../../src/hosts/host.ts';
import type { RunEnd } from '../../../src/kernel/run-types.ts';
import { linkTypesIn, missingLinkTypesIn } from '../../../src/lint/link-types.ts';
import { parseInfo } from '../../../src/notebook/attributes.ts';
import { inWords } from '../../../src/words.ts';

test.each<[text: string, types: string[]]>([
  ['sudo ip link add link eth0 name eth0.5 type vlan id 5', ['vlan']],
  ['ip netns exec a ip li a v0 type veth peer name v1; ip -n a link add br0 type bridge', ['veth', 'bridge']],
  ['bash -c "ip link add wg0 type wireguard"', ['wireguard']],
  ['ip tunnel add t0 mode gre remote 192.0.2.1', ['gre']],
  ['ip tunnel add t0 mode ip6ip6 remote fd00::1; ip tunnel add t1 mode any', ['ip6tnl']],
  ['ip link add br0 type brige', []],
  ['vconfig add eth0 5; brctl addbr br0', ['vlan', 'bridge']],
  ['ip link show type vrf; echo ip link add x type bond; ip link add x type "$TYPE"', []],
])('link types of %s', (text, types) => expect([...linkTypesIn([text])].sort()).toEqual(types.sort()));

async function said(
  code: string,
  printed: readonly string[],
  status: number,
  missing: readonly string[],
  exitCode: number | null = 0,
) {
  const asked: string[][] = [];
  const run: Host['run'] = async (argv) => {
    asked.push(argv.slice(4));
    const stdout = Buffer.from(missing.map((one) => `${one}\n`).join(''));
    return { exitCode, signal: null, stdout, stderr: Buffer.alloc(0), cut: false };
  };
  const onlooker = missingLinkTypesIn({ code, language: 'sh', attributes: parseInfo('sh').attributes });
  for (const chunk of printed) onlooker.sees('stderr', Buffer.from(chunk));
  const end: RunEnd = { kind: 'exit', code: status };
  // Nothing else is asked of it.
  const notices = await onlooker.says(end, { run } as Host);
  return { notices: notices.map((one) => inWords(one)), asked };
}

const VLAN = 'ip link add link eth0 name eth0.5 type vlan id 5';

test('unknown-device-type: the run names what the kernel lacks, and its module', async () => {
  expect((await said(VLAN, ['Error: Unknown device type.\n'], 2, ['vlan'])).notices).toEqual([
    'The kernel here does not support links of type vlan (module 8021q); nothing is wrong with the commands. Where the machine has the module, this loads it: sudo modprobe 8021q',
  ]);
  const both = await said(`${VLAN}; ip link add r type vrf table 5; true`, ['Error: Unknown', ' device type.'], 0, [
    'vlan',
    'vrf',
  ]);
  expect(both.notices).toEqual([expect.stringMatching(/types vlan, vrf; .*: sudo modprobe -a 8021q vrf$/)]);
});

test('unknown-device-type: a module that is not there is named', async () => {
  const { notices } = await said(
    'sudo modprobe vrf',
    ['modprobe: FATAL: Module vrf not found in directory /lib'],
    1,
    [],
  );
  expect(notices).toEqual([expect.stringContaining('There is no module vrf for the kernel here')]);
});

test('nothing is said, or asked, of what works or fails otherwise', async () => {
  expect(await said(VLAN, [], 0, ['vlan'])).toEqual({ notices: [], asked: [] });
  expect(await said('ping -c1 x', ['Operation not supported'], 1, [])).toEqual({ notices: [], asked: [] });
  expect(await said(VLAN, ['RTNETLINK answers: File exists'], 2, [])).toEqual({ notices: [], asked: [['vlan']] });
});

test('half-an-answer-taken: where the question was ended, nothing is said', async () => {
  expect((await said(VLAN, ['Error: Unknown device type.\n'], 2, ['vlan'], null)).notices).toEqual([]);
});
