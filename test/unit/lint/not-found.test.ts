import { expect, test } from 'vitest';
import type { Host } from '../../../src/hosts/host.ts';
import type { RunEnd } from '../../../src/kernel/run-types.ts';
import { programsRun } from '../../../src/lint/missing-programs.ts';
import { missingProgramsIn } from '../../../src/lint/not-found.ts';
import { parseInfo } from '../../../src/notebook/attributes.ts';
import { inWords } from '../../../src/words.ts';

/** Of a host that has no program but these. */
function hostWith(...there: readonly string[]) {
  const asked: string[][] = [];
  const run: Host['run'] = async (argv) => {
    const programs = argv.slice(4);
    asked.push(programs);
    const stdout = Buffer.from(programs.flatMap((one) => (there.includes(one) ? [] : [`${one}\n`])).join(''));
    return { exitCode: 0, signal: null, stdout, stderr: Buffer.alloc(0), cut: false };
  };
  // Nothing else is asked of it.
  return { host: { run } as Host, asked };
}

const exit = (code: number): RunEnd => ({ kind: 'exit', code });

async function said(code: string, printed: readonly (string | Buffer)[], end = exit(127), there: string[] = []) {
  const { host, asked } = hostWith(...there);
  const onlooker = missingProgramsIn({ code, language: 'sh', attributes: parseInfo('sh').attributes });
  for (const chunk of printed) onlooker.sees('stderr', Buffer.from(chunk));
  const notices = (await onlooker.says(end, host)).map((one) => inWords(one));
  return { notices, asked };
}

const BRCTL = 'brctl is not installed here. Debian has it in bridge-utils: sudo apt install bridge-utils';
const TRACEROUTE = 'traceroute is not installed here. Debian has it in traceroute: sudo apt install traceroute';

test.each<[code: string, printed: string, notices: string[], status?: number]>([
  ['brctl show', 'bash: line 1: brctl: command not found\n', [BRCTL, '`bridge link` shows the same.']],
  ['sudo brctl show', 'sudo: brctl: command not found\n', [BRCTL, '`sudo bridge link` shows the same.'], 1],
  ['sh -c "brctl show"', 'sh: 1: brctl: not found\n', [BRCTL]],
  ['brctl addbr br0', '', [BRCTL, '`ip link add br0 type bridge` does the same.']],
  [
    'sudo vconfig add eth0 5',
    'zsh: command not found: vconfig',
    [
      'vconfig is not installed here. Debian has it in vlan: sudo apt install vlan',
      '`sudo ip link add link eth0 name eth0.5 type vlan id 5` does the same.',
    ],
  ],
  ['pipework br1 red', 'bash: pipework: command not found', ['Not installed here, and not in Debian: pipework.']],
  [
    'ifconfig',
    'bash: ifconfig: command not found',
    [
      'ifconfig is not installed here. Debian has it in net-tools: sudo apt install net-tools',
      '`ip addr` shows the same.',
    ],
  ],
  ['ip netns exec n traceroute x', 'exec of "traceroute" failed: No such file or directory\n', [TRACEROUTE], 1],
  ['ip -n n vrf exec v traceroute x', 'exec of "traceroute" failed: No such file or directory\n', [TRACEROUTE], 1],
  ['nsenter -t 1 -n traceroute x', 'nsenter: failed to execute traceroute: No such file or directory\n', [TRACEROUTE]],
  ['timeout 5 traceroute x', 'timeout: failed to run command ‘traceroute’: No such file or directory\n', [TRACEROUTE]],
  ['env A=1 traceroute x', 'env: ‘traceroute’: No such file or directory\n', [TRACEROUTE]],
  [
    'busybox nsenter -t 1 traceroute x; traceroute',
    "nsenter: can't execute 'traceroute': No such file or directory\n",
    [TRACEROUTE],
  ],
  ['/usr/sbin/traceroute x', 'bash: line 1: /usr/sbin/traceroute: No such file or directory\n', [TRACEROUTE]],
  // What execvp(3) says where a directory of PATH may not be searched.
  ['ip netns exec n traceroute x', 'exec of "traceroute" failed: Permission denied\n', [TRACEROUTE], 1],
  ['traceroute x || true', 'bash: line 1: traceroute: command not found\n', [TRACEROUTE], 0],
  [
    'traceroute x; brctl show',
    'bash: line 1: traceroute: command not found\nbash: line 1: brctl: command not found\n',
    [
      'Not installed here: traceroute, brctl. On Debian: sudo apt install traceroute bridge-utils',
      '`bridge link` shows the same.',
    ],
  ],
  // Not by output alone, nor of what is not known.
  ['echo x', 'bash: line 1: traceroute: command not found\n', [], 0],
  ['cat $(id)', 'cat: traceroute: No such file or directory\n', [], 1],
  ['frobnicate', 'bash: frobnicate: command not found\n', []],
  ['traceroute() { false; }; traceroute', 'traceroute: not found\n', [], 1],
  ['traceroute x', 'x: Name or service not known\n', [], 2],
  ['traceroute x', '', [], 0],
])('%s: %s', async (code, printed, notices, status = 127) => {
  expect((await said(code, [printed], exit(status))).notices).toEqual(notices);
});

test('what the host has is not named', async () => {
  const { notices, asked } = await said('brctl show', ['bash: brctl: command not found\n'], exit(127), ['brctl']);
  expect([notices, asked]).toEqual([[], [['brctl']]]);
  // Nor is it asked for nothing.
  expect((await said('ping -c1 x', ['ping: x: Name or service not known\n'], exit(2))).asked).toEqual([]);
});

test('a line that comes in pieces, and one in the middle of much output', async () => {
  const line = 'exec of "traceroute" failed: No such file or directory\n';
  const code = 'ip netns exec n traceroute x';
  expect((await said(code, [...line], exit(1))).notices).toEqual([TRACEROUTE]);
  for (const at of [1, 20, 30, 52, 54])
    expect((await said(code, [line.slice(0, at), line.slice(at)], exit(1))).notices).toEqual([TRACEROUTE]);
  const much = 'x'.repeat(100_000).replaceAll(/.{70}/g, '$&\n');
  expect((await said(code, [`${much}\n${line}${much}`], exit(1))).notices).toEqual([TRACEROUTE]);
  const hostile = Array.from({ length: 5000 }, (_, i) => `bash: p${i}: command not found`).join('\n');
  expect((await said(code, [hostile, `\n${line}`], exit(1))).notices).toEqual([TRACEROUTE]);
});

test.each<[text: string, programs: string[]]>([
  ['sudo tcpdump -ni eth0 &', ['sudo', 'tcpdump']],
  ['sudo ip netns exec a bash -c "curl x | jq ."', ['sudo', 'ip', 'curl', 'jq']],
  ['for h in a b; do ip netns exec $h ping x; done', ['ip', 'ping']],
  ['probe() { dig +short "$1"; }; alias wg=true; jq() { :; }; probe x; jq; wg', ['dig']],
  ['echo brctl; which nmap; command -v mtr', []],
])('programs of %s', (text, programs) => {
  expect([...programsRun([text])].sort()).toEqual(programs.sort());
});

test('a function of a cell before is no program', () => {
  expect([...programsRun(['nc() { socat - "TCP:$1:$2"; }', 'nc a 80'])]).toEqual(['socat']);
});
