import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { run, runJsonl } from './program.ts';

const SHARED = fileURLToPath(new URL('../../../../shared/', import.meta.url));
const UPLINK = 'ip -br link show up | sed "s/[@ ].*//" | grep -v lo';

function file(text: string, name = 'lab.md'): string {
  const directory = mkdtempSync(join(tmpdir(), 'netlab-uplink-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  writeFileSync(join(directory, name), text);
  return join(directory, name);
}

const fence = (text: string, info = 'sh') => `\`\`\`${info}\n${text}\n\`\`\`\n\n`;

async function cellsOf(path: string, ...args: string[]) {
  const { cells, lines, status } = await runJsonl(path, '--keep-going', ...args);
  const warnings = lines.flatMap((line) => ('message' in line ? [line.message] : []));
  return { cells, warnings, status, said: cells.map(({ stdout }) => stdout) };
}

const SAID = (name: string) =>
  `The author’s network card is ${name}: the sandbox’s uplink is called that (--uplink NAME for another).`;

test('other-uplink, vxlan.md: the story of the field is told as its author meant it', async ({ skip }) => {
  if (!existsSync(join(SHARED, 'field'))) return skip('no field inputs here');
  const nat = await cellsOf(join(SHARED, 'field/other-uplink.md'));
  expect([nat.warnings, nat.cells.map(({ ok }) => ok)]).toEqual([[SAID('enp4s0')], [true, true]]);
  const vxlan = await cellsOf(join(SHARED, 'corpus/md/31-sfeeser-vxlan.md'));
  expect(vxlan.warnings).toContain(SAID('ens3'));
  expect(vxlan.cells.every(({ ok, stderr }) => ok && stderr === '')).toBe(true);
});

test('by itself in a sandbox; front matter wins, and the command line over that', async () => {
  const cells = `${fence('ip addr show ens33; tcpdump -i eth0 --version || true')}${fence(UPLINK)}`;
  const nat = `${fence('iptables -t nat -A POSTROUTING -o ens33 -j MASQUERADE')}${cells}`;
  expect(await cellsOf(file(nat))).toMatchObject({ warnings: [SAID('ens33')], said: { 2: 'ens33\n' } });
  // As likely as the sandbox's own.
  expect((await cellsOf(file(cells))).said[1]).toBe('eth0\n');
  const front = `---\nnetlab: { uplink: eno1 }\n---\n\n${nat}`;
  expect(await cellsOf(file(front))).toMatchObject({ warnings: [], said: { 2: 'eno1\n' } });
  expect(await cellsOf(file(front), '--uplink', 'wlan0')).toMatchObject({ warnings: [], said: { 2: 'wlan0\n' } });
});

test('what runs in a namespace, on another host or is output is not about the uplink', async () => {
  const text =
    fence('ip netns add n') +
    fence('iptables -t nat -A POSTROUTING -o ens3 -j MASQUERADE', 'sh {netns=n}') +
    fence('$ ip -n n link show lo\n$ # x\niptables -t nat -A POSTROUTING -o ens4 -j MASQUERADE', 'console') +
    fence('2: ens5: <BROADCAST>\ntcpdump -i ens5', '') +
    fence('tcpdump -i ens6', 'text') +
    fence(UPLINK);
  const { warnings, said } = await cellsOf(file(text));
  expect(warnings.join()).not.toContain('network card');
  expect(said[2]).toBe('eth0\n');
});

const OUTPUT = `$ true
2: enp4s0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500
    inet 192.168.1.50/24 brd 192.168.1.255 scope global enp4s0
default via 192.168.1.254 dev enp4s0`;
const FACTS = 'ip -br -4 addr show enp4s0 | sed "s/@[^ ]*//"; ip route show default';

test("the author's address, where commands take it for granted", async () => {
  const snat = 'iptables -t nat -A POSTROUTING -o enp4s0 -j SNAT --to-source 192.168.1.50';
  const facts = await cellsOf(
    file(
      fence(OUTPUT, 'console') +
        fence(snat) +
        fence(FACTS) +
        fence('ping -c1 -W2 192.168.1.254 && ping -c1 -W2 8.8.8.8 && ip route del default via 192.168.1.254'),
    ),
  );
  expect(facts.warnings).toEqual([
    `${SAID('enp4s0')} It has the author’s address 192.168.1.50/24, which commands use.`,
  ]);
  expect(facts.said[2]).toMatch(/^enp4s0\s+UP\s+192\.168\.1\.50\/24\s+default via 192\.168\.1\.254 dev enp4s0/);
  expect(facts.cells.map(({ ok }) => ok)).toEqual([true, true, true, true]);

  // Nobody uses it; a command gives it itself.
  for (const command of ['tcpdump -ni enp4s0 --version', `${snat}; ip addr add 192.168.1.50/24 dev enp4s0`]) {
    const other = await cellsOf(file(fence(OUTPUT, 'console') + fence(`${command}; ${FACTS}`)));
    expect(other.warnings).toEqual([SAID('enp4s0')]);
    expect(other.said[1]).toContain('203.0.113.2/24');
    expect(other.cells[1]?.stderr).not.toContain('exists');
  }
});

test('front matter gives an address, too, or one that cannot be', async () => {
  const at = (settings: string) =>
    file(`---\nnetlab: { ${settings} }\n---\n\n${fence('ip -br -4 addr show eth0; ping -c1 -W2 8.8.8.8')}`);
  const given = await cellsOf(at('uplink-address: 10.1.2.3/8, uplink-gateway: 10.0.0.7'));
  expect(given.said[0]).toContain('10.1.2.3/8');
  expect(given.cells[0]?.ok).toBe(true);
  expect((await cellsOf(at('uplink-address: 10.1.2.3'))).status).toBe(2);
  const impossible = await cellsOf(at('uplink-address: 10.1.2.3/24, uplink-gateway: 10.9.9.9'));
  expect([impossible.status, impossible.cells[0]?.reason]).toEqual([
    3,
    expect.stringContaining('cannot be the address'),
  ]);
});

test.each(['a b', 'a/b', '', '-x', 'sixteen-letters-', 'lo', '$(id)', 'é', 'x\ny'])(
  '--uplink=%j is refused',
  async (name) => {
    const ended = await run('run', file(fence('true')), `--uplink=${name}`);
    expect([ended.status, ended.stdout, ended.stderr]).toEqual([
      2,
      '',
      expect.stringContaining('--uplink is the name of'),
    ]);
  },
);

test('--uplink is for a sandbox', async () => {
  const local = file(`---\nnetlab: { host: local }\n---\n\n${fence('true')}`);
  const ended = await run('run', local, '--uplink', 'ens3');
  expect([ended.status, ended.stderr]).toEqual([2, expect.stringContaining('no cell of the file runs in one')]);
  expect((await run('check', local, '--uplink', 'ens3')).status).toBe(2);
});
