import { expect, test } from 'vitest';
import { labReady } from '../../../src/doctor/check.ts';
import { checkHost, checkThisMachine } from '../../../src/doctor/doctor.ts';
import { sandbox, sh } from './support.ts';

test('a machine on which these tests run can run the sample lab', async () => {
  const checks = await checkThisMachine();
  expect(checks.filter((check) => check.state === 'missing')).toEqual([]);
  expect(checks.find((check) => check.id === 'ip')?.found).toContain('iproute2');
});

test('a missing program and a forbidden namespace are found, and the doctor leaves no trace', async () => {
  const machine = await sandbox({ internet: 'none' });
  await sh(machine, 'mount --bind /dev/null "$(command -v ping)"; echo 0 >/proc/sys/user/max_user_namespaces');
  const state = () => sh(machine, 'ip -o link; ip netns list; iptables-save; mount | wc -l; ls -A /run');
  const before = await state();
  const checks = await checkHost(machine);
  expect(checks.find((check) => check.id === 'ping')).toMatchObject({
    state: 'missing',
    remedy: expect.stringContaining('ping'),
  });
  expect(checks.find((check) => check.id === 'namespaces')).toMatchObject({ state: 'optional' });
  expect(checks.find((check) => check.id === 'try-nat')).toMatchObject({ state: 'ok' });
  expect(labReady(checks)).toBe(false);
  expect(await state()).toEqual(before);
});

test('last-trial: what labs can do without does not make the sample lab impossible', async () => {
  const machine = await sandbox({ internet: 'none' });
  await sh(machine, 'mount --bind /dev/null /dev/net/tun');
  const checks = await checkHost(machine);
  expect(checks.find((check) => check.id === 'try-tun')).toMatchObject({ state: 'optional' });
  expect(checks.filter((check) => check.state === 'missing')).toEqual([]);
  expect(labReady(checks)).toBe(true);
});
