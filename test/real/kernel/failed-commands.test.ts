import { afterAll, beforeAll, expect, test } from 'vitest';
import { openHost } from '../../../src/hosts/open.ts';
import { inWords } from '../../../src/words.ts';
import { type RunSettings, TestKernel } from './harness.ts';

let lab: TestKernel;
beforeAll(() => {
  lab = new TestKernel(() => openHost('sandbox', { internet: 'none' }));
});
afterAll(() => lab.close());

const failedOf = async (code: string, settings?: RunSettings) => {
  const { end } = await lab.run(code, settings);
  return end.kind === 'exit' ? end.failed : end;
};
const remarkOf = async (code: string, settings?: RunSettings) => {
  const { remark } = await lab.run(code, settings);
  return remark && inWords(remark);
};

test('green-though-commands-failed: those that fail where nothing asks for their status are counted, with their lines', async () => {
  expect(await failedOf('true')).toBeUndefined();
  expect(await failedOf('false\ntrue\nls /nowhere\ntrue')).toEqual({ count: 2, lines: [1, 3] });
  expect(await failedOf('for i in 1 2; do false; done\n{ false; }\n(exit 3)\nx=$(false)\n[[ a == b ]]\n:')).toEqual({
    count: 6,
    lines: [1, 2, 3, 4, 5],
  });
});

test('what asks for a status has not failed', async () => {
  const code = 'false || true\nif false; then :; fi\nuntil true; do :; done\n! true\nfalse | true\n! false\ntrue';
  expect(await failedOf(code)).toBeUndefined();
});

test('a function counts as the command that calls it, and eval as what it is given', async () => {
  expect(await failedOf('ok() { false; true; }\nok\nbad() { false; }\nbad\neval "false"\ntrue')).toEqual({
    count: 2,
    lines: [4, 5],
  });
});

test('counting is not seen: not by set -x, in traps, in the status or in what a cell defines', async () => {
  const traced = await lab.run('set -x; false; set +x');
  expect(traced.stderr).not.toContain('netlab');
  expect((await lab.run('trap -p ERR; false; echo $?')).stdout).toBe('1\n');
  const own = await lab.run('trap \'echo "seen $LINENO"\' ERR; false\ntrue');
  expect(own.stdout).toBe('seen 1\n');
  expect(await failedOf('false; true')).toBe('unknown');
  expect((await lab.run('trap - ERR; trap \'echo "$BASH_COMMAND"\' DEBUG')).end).toMatchObject({ failed: 'unknown' });
  expect((await lab.run('false\ntrue')).stdout).toBe('false\ntrue\n');
  await lab.run('trap - DEBUG');
  expect(await failedOf('false; true')).toEqual({ count: 1, lines: [1] });
});

test('it goes on after a failed ${X:?}, and with the status of the cell before', async () => {
  await lab.run('source /dev/null; : "${NOPE:?}"');
  expect(await failedOf('[[ $? -ne 0 ]]; false; true')).toEqual({ count: 1, lines: [1] });
  await lab.run('(exit 7)');
  expect(await failedOf('x=$?; test $x = 7')).toBeUndefined();
});

test('not-counted-after-a-stop: a stop takes the trap off, and the next cell has it again', async () => {
  for (const code of ['sleep 9', 'while :; do sleep 0.1; done', 'bash -c "trap : INT; sleep 9; sleep 9"']) {
    await lab.run(code, { stopAfter: 200 });
    expect(await failedOf('false; true')).toEqual({ count: 1, lines: [1] });
  }
});

test('a green cell says that it failed, as it should, or that commands failed', async () => {
  expect(await remarkOf('exit_with() { return 2; }; exit_with', { expect: 'fail' })).toBe(
    'failed, as it should (exit 2)',
  );
  expect(await remarkOf('(exit 3)', { expect: 3 })).toBe('exit 3, as it should');
  expect(await remarkOf('false\ntrue\nfalse\ntrue')).toBe('2 commands failed (lines 1, 3)');
  expect(await remarkOf('false\ntrue')).toBe('1 command failed (line 1)');
  expect(await remarkOf('true')).toBeUndefined();
  expect(await remarkOf('sleep 9', { expect: 'timeout', timeoutMs: 300 })).toBe(
    'ran until its time limit of 0.3 s, as it should',
  );
});

test('expect=all: each command must succeed', async () => {
  const expectAll = { expect: 'all' } as const;
  expect(await lab.run('true\ntrue', expectAll)).toMatchObject({ ok: true });
  const ran = await lab.run('true\nls /nowhere\ntrue', expectAll);
  expect(ran).toMatchObject({ ok: false });
  expect(ran.reason).toContain('1 command failed (line 2)');
  expect((await lab.run('false', expectAll)).reason).toContain('Exit status 1');
  const trapped = await lab.run('trap : ERR; false; trap - ERR', expectAll);
  expect(trapped.reason).toContain('could not be counted');
});

test('empty-input: a cell whose standard input is read says that it is empty, and how to have one', async () => {
  const told = async (code: string) => (await lab.run(code)).notices.filter((notice) => notice.includes('input'));
  // Each for longer than a tick of the kernel's clock, in which two reads cannot be told apart.
  for (const code of ['read -r name', 'cat', '(cat)', 'true; cat | wc -c'])
    expect(await told(`${code}; sleep 0.02`)).toHaveLength(1);
  for (const code of ['ip link', 'cat </dev/null', 'read -r x <<<y', 'echo a | cat', 'bash -c true'])
    expect(await told(code)).toEqual([]);
  expect(await told('cat; : ${NOPE:?}')).toHaveLength(1);
  expect(await told('sleep 0.1; cat')).toHaveLength(1);
});

test('the input is no file that is left behind, and no cell can lose it', async () => {
  const { stdout } = await lab.run('ls /dev/shm | grep netlab; ls -l /proc/self/fd | grep netlab');
  expect(stdout).toMatch(/^[^\n]* 0 -> [^\n]*netlab[^\n]*\(deleted\)\n$/);
  await lab.run('exec 0<&-; exec 60</etc/passwd');
  expect((await lab.run('cat; echo there')).stdout).toBe('there\n');
  await lab.run('(sleep 1) &');
  expect(await lab.run('sleep 1.2; echo after')).toMatchObject({ stdout: 'after\n', notices: [] });
  await lab.run(': "${NOPE:?}"');
  expect((await lab.run('cat; sleep 0.02')).notices).toHaveLength(1);
  await lab.run('for n in {3..70}; do eval "exec $n<&-"; done');
  expect((await lab.run('cat; echo there')).stdout).toBe('there\n');
});
