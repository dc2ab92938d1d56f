import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { PROGRAM } from '../cli/program.ts';
import { until } from '../hosts/support.ts';
import { leftBehind, network, watchers } from './support.ts';

test('netlab-notebook watch: what was seen, as text and as JSON, and the exit status says whether it was answered', async () => {
  const machine = await network(
    'iptables -A FORWARD -d 10.1.0.1 -p tcp -j DROP; iptables -t nat -A POSTROUTING -o vc -j MASQUERADE',
  );
  const watch = async (...args: string[]) => {
    const { exitCode, stdout, stderr } = await machine.run([...PROGRAM, 'watch', ...args, '--host', 'local'], {
      timeoutMs: 60_000,
    });
    return { status: exitCode, out: `${stdout}`, err: `${stderr}` };
  };
  const text = await watch('a', '10.1.0.1');
  expect(text).toMatchObject({ status: 0, err: '' });
  expect(text.out).toMatch(/^a → 10\.1\.0\.1: answered\.\n\nSeen\n/);
  expect(text.out).toMatch(/ the host +out +vc +predicted +10\.1\.0\.254 → 10\.1\.0\.1 icmp echo-request\n/);
  expect(text.out).toMatch(/\n\nThat is what was predicted\.\n$/);
  const json = await watch('a', '10.1.0.1', 'tcp', '80', '--from', '10.0.0.1', '--format', 'json');
  expect(json).toMatchObject({ status: 1, err: '' });
  expect(JSON.parse(json.out)).toMatchObject({
    flow: { from: 'a', protocol: 'tcp', port: 80, source: '10.0.0.1' },
    outcome: { kind: 'silent' },
    rules: expect.arrayContaining([
      expect.objectContaining({ verdict: 'drop', text: expect.stringMatching(/-p tcp -j DROP$/) }),
    ]),
  });
  expect(await watch('nobody', 'b')).toMatchObject({
    status: 3,
    err: 'netlab-notebook: There is no namespace “nobody” here. There are: host, a, b, c, internet (simulated).\n',
  });
  expect(await watch('a', 'b', 'because', 'no-route')).toMatchObject({ status: 3 });
});

test('interrupted: ^C leaves nothing behind', async () => {
  const machine = await network('iptables -P FORWARD DROP');
  const program = machine.spawn([...PROGRAM, 'watch', 'a', '10.1.0.1', '--host', 'local']);
  expect(await until(async () => (await leftBehind(machine)) !== '', 20_000)).toBe(true);
  await program.signal('SIGINT');
  expect(await program.exited).toMatchObject({ code: 130 });
  expect(await until(async () => (await leftBehind(machine)) === '', 5000)).toBe(true);
  expect(await until(async () => (await watchers(machine)).length === 0, 5000)).toBe(true);
});

test('killed: kill -9 of the terminal program leaves nothing behind', async () => {
  const machine = await network('iptables -P FORWARD DROP');
  const program = machine.spawn([...PROGRAM, 'watch', 'a', '10.1.0.1', '--host', 'local']);
  expect(await until(async () => (await leftBehind(machine)) !== '', 20_000)).toBe(true);
  await program.signal('SIGKILL');
  expect(await until(async () => (await leftBehind(machine)) === '', 10_000)).toBe(true);
  expect(await until(async () => (await watchers(machine)).length === 0, 5000)).toBe(true);
});

test('where something else is seen than predicted, it says so, and --bundle writes what a report needs, and no more', async () => {
  const machine = await network('ip -n a neigh replace 10.0.0.2 lladdr 02:00:00:00:00:99 dev eth0 nud reachable');
  machine.spawn(['ip', 'netns', 'exec', 'b', 'bash', '-c', 'exec -a hidden-word nc -l -p 7000']);
  machine.spawn(['unshare', '-n', 'sleep', '1000']);
  const file = join(mkdtempSync(join(tmpdir(), 'netlab-watch-')), 'report.json');
  onTestFinished(() => rmSync(dirname(file), { recursive: true }));
  const watch = async (...args: string[]) => {
    const { exitCode, stdout, stderr } = await machine.run([...PROGRAM, 'watch', 'a', 'b', '--host', 'local', ...args]);
    return { status: exitCode, out: `${stdout}`, err: `${stderr}` };
  };
  const first = await watch();
  expect(first).toMatchObject({ status: 1, err: '' });
  expect(first.out).toContain('\nSomething else was predicted:\nIt was not answered, and should have been.\n');
  expect(first.out).toMatch(/\n +– +b +out +eth0 +predicted, not seen +10\.0\.0\.2 → 10\.0\.0\.1\n/);
  expect(first.out).toMatch(/into a file: netlab-notebook watch a b --host local --bundle report\.json\n$/);
  expect((await watch('--bundle', file)).out).toMatch(/ is in .*\/report\.json\. Read it before you send it/);
  const text = readFileSync(file, 'utf8');
  expect(JSON.parse(text)).toMatchObject({
    format: 1,
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    kernel: expect.stringMatching(/^Linux \d/),
    topology: { format: 1, host: { id: 'host' } },
    explanation: { verdict: 'delivered' },
    observation: { outcome: { kind: 'silent' }, prediction: { outcome: 'differs' } },
  });
  expect(text).not.toMatch(/sleep|hidden-word|"holder"/);
  expect(await watch('--bundle', '/nowhere/report.json')).toMatchObject({
    status: 3,
    err: expect.stringContaining('cannot write /nowhere/report.json'),
  });
});
