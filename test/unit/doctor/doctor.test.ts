import { describe, expect, test } from 'vitest';
import { renderChecks } from '../../../src/cli/doctor.ts';
import { type Check, labReady } from '../../../src/doctor/check.ts';
import { checksOf } from '../../../src/doctor/doctor.ts';
import { installCommand, managerOf } from '../../../src/doctor/package-managers.ts';
import { parseFindings } from '../../../src/doctor/probe.ts';
import { PROGRAMS } from '../../../src/doctor/programs.ts';
import { sayOfCheck } from '../../../src/doctor/words.ts';
import { parseNamespaceFacts } from '../../../src/hosts/sandbox/sandbox-refusal.ts';
import { inWords } from '../../../src/words.ts';

const GOOD = [
  'uid 1000',
  'os debian',
  ...PROGRAMS.map(([name]) => `has ${name}`),
  ...['users', 'namespaces', 'json', 'netns', 'veth', 'bridge', 'nat', 'ping', 'nft'].map((name) => `try ${name} ok`),
];

const checked = (...changes: readonly (readonly [without: string, instead: string])[]) => {
  const lines = changes.reduce(
    (all, [without, instead]) => all.map((line) => (line === without ? instead : line)),
    GOOD,
  );
  const text = lines.join('\n');
  return checksOf(parseFindings(text), parseNamespaceFacts(text));
};
const one = (checks: readonly Check[], id: string) => checks.find((check) => check.id === id);

test('a machine with everything is ready', () => {
  expect(checked().filter((check) => check.state !== 'ok')).toEqual([]);
  expect(labReady(checked())).toBe(true);
});

test.each([
  ['debian', 'sudo apt install iputils-ping'],
  ['linuxmint "ubuntu debian"', 'sudo apt install iputils-ping'],
  ['fedora', 'sudo dnf install iputils'],
  ['"rocky" "rhel centos fedora"', 'sudo dnf install iputils'],
  ['arch', 'sudo pacman -S iputils'],
  ['alpine', 'sudo apk add iputils'],
  ['"opensuse-tumbleweed" "opensuse suse"', 'sudo zypper install iputils'],
  ['plan9', 'Install the package iputils-ping.'],
])('on %s the missing ping is fixed by: %s', (distribution, remedy) => {
  const checks = checked(['os debian', `os ${distribution}`], ['has ping', '']);
  expect(one(checks, 'ping')?.state).toBe('missing');
  expect(inWords(one(checks, 'ping')?.remedy ?? '')).toBe(remedy);
  expect(one(checks, 'try-ping')).toBeUndefined(); // said once
  expect(labReady(checks)).toBe(false);
});

test('what only some labs want is no obstacle', () => {
  const checks = checked(['has tcpdump', ''], ['try nft ok', 'try nft no Operation not supported']);
  expect(one(checks, 'tcpdump')).toMatchObject({ state: 'optional', remedy: 'sudo apt install tcpdump' });
  expect(one(checks, 'try-nft')).toMatchObject({ state: 'optional', found: 'Operation not supported' });
  expect(labReady(checks)).toBe(true);
});

describe('forbidden user namespaces', () => {
  const forbidden = [
    'try users ok',
    'try users no unshare: Operation not permitted\nsysctl kernel/apparmor_restrict_unprivileged_userns 1',
  ] as const;

  test('stop a user, with what allows them', () => {
    const checks = checked(forbidden, ['try namespaces ok', 'try namespaces no']);
    expect(one(checks, 'namespaces')).toMatchObject({
      state: 'missing',
      remedy: 'sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0',
    });
  });

  test('do not stop root', () => {
    const checks = checked(forbidden, ['uid 1000', 'uid 0']);
    expect(one(checks, 'namespaces')?.state).toBe('optional');
    expect(labReady(checks)).toBe(true);
  });

  test('stop even root where no namespace can be made', () => {
    const checks = checked(forbidden, ['uid 1000', 'uid 0'], ['try namespaces ok', 'try namespaces no']);
    expect(one(checks, 'namespaces')?.state).toBe('missing');
  });
});

test('an ip without JSON is said', () => {
  expect(one(checked(['try json ok', 'try json no']), 'json')).toMatchObject({ state: 'missing' });
});

test('the text has a line for each check, the remedy below it, and the verdict', () => {
  const text = renderChecks([
    { id: 'a', label: 'a', state: 'ok', why: sayOfCheck('bash'), found: '1.2' },
    { id: 'b', label: 'b', state: 'missing', why: sayOfCheck('bash'), remedy: 'sudo fix b' },
    { id: 'c', label: 'c', state: 'optional', why: sayOfCheck('try-link', 'ifb'), found: sayOfCheck('failed') },
  ]);
  expect(text).toBe(
    '✓ a: 1.2\n✗ b (needed for running cells)\n    sudo fix b\n– c: it failed (optional, for labs that use ifb)\n\nThe sample lab cannot run here yet.\n',
  );
});

test('unknown words decide nothing', () => {
  expect(managerOf([])).toBeUndefined();
  expect(managerOf(['constructor', 'debian'])).toBe('apt');
  expect(installCommand('apk', 'x')).toBe('sudo apk add x');
});
