import { expect, test } from 'vitest';
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
    err: 'netlab-notebook: There is no namespace “nobody” here.\n',
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
