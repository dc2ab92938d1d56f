import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { askForLinkTypes } from '../../../src/hosts/link-types.ts';
import { askForPrograms, packageOf } from '../../../src/hosts/packages.ts';
import { run } from './program.ts';

const TRIED = ['mausezahn', 'hping3', 'bmon', 'vtysh', 'brctl', 'haproxy'];
const [sh = '', ...asking] = askForPrograms(TRIED);
const absent = execFileSync(sh, asking, { encoding: 'utf8' }).split('\n').filter(Boolean);

function file(text: string, name = 'lab.md'): string {
  const directory = mkdtempSync(join(tmpdir(), 'netlab-doctor-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  writeFileSync(join(directory, name), text);
  return join(directory, name);
}

const fence = (text: string, info = 'sh') => `\`\`\`${info}\n${text}\n\`\`\`\n\n`;

test('a file whose programs are all there', async () => {
  const { status, stdout } = await run('doctor', file(fence('sudo ip link; probe() { bash -c true; }; probe')));
  expect([status, stdout]).toEqual([0, '✓ ip (iproute2)\n\nAll programs that are used are installed.\n']);
});

test('programs behind others, in consoles and placeholders; not those of output', async ({ skip }) => {
  const [one, two] = absent;
  if (one === undefined || two === undefined) return skip('this machine has all programs that are tried');
  const text =
    fence(`$ sudo ip netns exec n bash -c "${one} x"\n${two}: an output`, 'console') +
    fence(`ip link show <device> # ${two}\n`) +
    fence(`64 bytes from 10.0.0.1: icmp_seq=1 ttl=64 time=0.1 ms\n${two} x`, '') +
    fence(`${two} x`, 'text');
  const { status, stdout } = await run('doctor', file(text));
  expect(status).toBe(1);
  expect(stdout).toBe(
    [
      `✗ ${one}: not installed; Debian has it in ${packageOf(one)}`,
      '✓ ip (iproute2)',
      '',
      'Missing: 1 of 2 programs. To install what is missing:',
      `    sudo apt install ${packageOf(one)}\n`,
    ].join('\n'),
  );
  // Of several files, one command.
  const several = await run('doctor', file(fence(one)), file(fence(`sudo apt install -y ${packageOf(two)}; ${two}`)));
  const packages = [one, two].sort().map(packageOf).join(' ');
  expect(several.stdout).toMatch(new RegExp(`\\n    sudo apt install ${packages}\\n$`));
});

test('files and hosts that are not there', async () => {
  const bad = [
    ['doctor', '/no/such/file.md'],
    ['doctor', file(`---\nnetlab: { host: ssh:no-such-host }\n---\n\n${fence('ip link')}`)],
    ['doctor', file(`---\nnetlab: { uplink: a/b }\n---\n\n${fence('ip link')}`)],
    ['doctor', file(fence('ip link')), '--host', 'no-such-host'],
    ['doctor', file(fence('ip link', 'sh {host=no-such-host}'))],
  ];
  const ends = await Promise.all(bad.map((args) => run(...args)));
  expect(ends.map(({ status, stdout }) => [status, stdout])).toEqual(bad.map(() => [2, '']));
});

test('doctor-mixed: the programs of blocks that mix commands with their output', async () => {
  const text = fence('sudo tcpdump -ni lo\nlistening on lo, link-type EN10MB (Ethernet)', '') + fence('ip link', 'sh');
  const { stdout } = await run('doctor', file(text));
  expect(stdout).toMatch(/^[✓✗] tcpdump\b/m);
});

test('doctor-link-types: what the kernel does not have is listed, and named when a cell fails for it', async ({
  skip,
}) => {
  const types = ['dummy', 'vlan', 'vrf', 'ipvlan', 'wireguard', 'bond'];
  const [sh = '', ...asking] = askForLinkTypes(types);
  const [type] = execFileSync(sh, asking, { encoding: 'utf8' }).split('\n').filter(Boolean);
  if (type === undefined) return skip('this kernel has all link types that are tried');
  const lab = file(fence(`ip link add name t type veth\nsudo ip netns exec n true; ip link add name u type ${type}`));
  const { status, stdout } = await run('doctor', lab);
  expect([status, stdout]).toEqual([1, expect.stringContaining(`✗ link type ${type}: the kernel does not have it`)]);
  expect(stdout).not.toContain('veth');
  expect((await run('run', lab)).stdout).toContain(`The kernel here does not support links of type ${type} (module `);
});

test('unnamed-program: one of which Debian has no package is listed, and nothing installs it', async () => {
  const { status, stdout } = await run('doctor', file(fence('sudo pipework br1 web 10.0.0.1/24')));
  expect([status, stdout]).toEqual([
    1,
    '✗ pipework: not installed; Debian has no package of it\n\nMissing: 1 of 1 programs.\n',
  ]);
});
