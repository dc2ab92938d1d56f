import { expect, test } from 'vitest';
import { HostError } from '../../../src/hosts/host.ts';
import { judgeRefusal, type NamespaceFacts } from '../../../src/hosts/sandbox/sandbox-refusal.ts';
import { english } from '../../said.ts';

const ALLOWED: NamespaceFacts = { uid: 1000, 'missing-tools': [], 'user.max_user_namespaces': '15000' };

const judged = (facts: Partial<NamespaceFacts>, said = 'unshare failed: Operation not permitted') => {
  const verdict = judgeRefusal({ ...ALLOWED, ...facts }, said);
  return verdict instanceof HostError ? `${verdict.message}|${english(verdict.remedy)}` : verdict;
};

test.each([
  [{ 'user.max_user_namespaces': '0' }, 'sudo sysctl -w user.max_user_namespaces='],
  [{ 'kernel.unprivileged_userns_clone': '0' }, 'sudo sysctl -w kernel.unprivileged_userns_clone=1'],
  [
    { 'kernel.apparmor_restrict_unprivileged_userns': '1' },
    'sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0',
  ],
  [{ container: 'Docker' }, '--cap-add SYS_ADMIN'],
  [{ 'missing-tools': ['nsenter'] }, 'util-linux'],
  [{ 'missing-tools': ['ip'] }, 'iproute2'],
])('%j is named, with what allows it', (facts, remedy) => {
  expect(judged(facts)).toContain(remedy);
});

test('root goes without a user namespace where those are forbidden', () => {
  expect(judged({ uid: 0, 'user.max_user_namespaces': '0' })).toBe('try-without-user-namespace');
});

test('what has no known cause is told as the tools said it', () => {
  expect(judged({})).toContain('unshare failed: Operation not permitted');
});

test.each(['unshare: fork failed: Resource temporarily unavailable', 'sh: 5: Cannot fork'])(
  'no-process-blamed-on-the-container: %s',
  (said) => {
    expect(judged({ container: 'Docker' }, said)).toMatch(/^The sandbox could not be created: .*ulimit -u/);
    expect(judged({ uid: 0 }, said)).toContain('ulimit -u');
  },
);
