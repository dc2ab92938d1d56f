import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openHost } from '../../../src/hosts/open.ts';
import { TestKernel } from './harness.ts';
import { differences } from './plain-bash.ts';

let lab: TestKernel;
beforeAll(() => {
  lab = new TestKernel(() => openHost('sandbox', { internet: 'none' }));
});
afterAll(() => lab.close());

const stdouts = async (...cells: string[]) => {
  const out: string[] = [];
  for (const code of cells) out.push((await lab.run(code)).stdout);
  return out;
};

test('guards-do-not-guard: what comes after a failed ${X:?} or an unset variable under set -u is not run', async () => {
  await lab.run(
    'kept=5; declare -A map=([a b]=$\'x\\ny\'); f() { echo "f $kept"; }; alias hi="echo hi"; at=mine; cd /usr',
  );
  for (const [code, said] of [
    [': "${NOPE:?name it first}"\necho NOT REACHED', 'bash: line 1: NOPE: name it first\n'],
    ['set -u\necho "flush $NOPE"\necho NOT REACHED', 'bash: line 2: NOPE: unbound variable\n'],
    ['set +u; g() { local kept=inner; : "${NOPE:?}" >/dev/null; }; g || true\necho NOT REACHED', undefined],
  ] as const) {
    const ran = await lab.run(code);
    expect([ran.end, ran.stdout, ran.notices]).toEqual([{ kind: 'exit', code: 1 }, '', []]);
    if (said) expect(ran.stderr).toBe(said);
    const after = await lab.run('echo "$? $kept ${map[a b]} $at $PWD ${BASH_ENV-unset}"; f; hi; set +u');
    expect(after.stdout).toBe('1 5 x\ny mine /usr unset\nf 5\nhi\n');
    expect(after.stderr).toBe('');
  }
  expect((await lab.run('echo $LINENO\nnosuch')).stderr).toBe('bash: line 2: nosuch: command not found\n');
});

test('guards-do-not-guard: jobs and late output outlive it, and a stop spares them', async () => {
  const { stdout: pid } = await lab.run('sleep 1000 >/dev/null 2>&1 & echo $!');
  await lab.run(': ${NOPE:?}');
  expect((await lab.run('sleep 100', { timeoutMs: 300 })).end.kind).toBe('timeout');
  expect((await lab.run(`kill -0 ${pid.trim()} && echo there; kill ${pid.trim()}`)).stdout).toBe('there\n');
});

test('status-of-the-cell-before: $? is there, also after a cell that was refused or went to the background', async () => {
  await lab.run('(exit 7)');
  expect(await stdouts('echo $?', 'echo $?')).toEqual(['7\n', '0\n']);
  await lab.run('(exit 9)');
  expect((await lab.run('true', { cwd: '/nowhere' })).end.kind).toBe('refused');
  expect((await lab.run('true', { background: true })).end.kind).toBe('started');
  expect(await stdouts('echo $?')).toEqual(['9\n']);
});

test('two-shells-at-one-pipe: no subshell takes the place of the shell after a guard', async () => {
  await lab.run('kept=6; : ${NOPE:?}');
  for (const inSubshell of [
    () => lab.run('sleep 0.2', { background: true }),
    () => lab.run('(eval "$(trap -p)"; : ${NOPE:?}); trap - EXIT'),
  ]) {
    await inSubshell();
    expect((await lab.run('sleep 100', { timeoutMs: 300 })).end.kind).toBe('timeout');
    expect(await stdouts('echo $? $kept')).toEqual(['130 6\n']);
  }
  expect(lab.late).toEqual([]);
});

test('stop-costs-the-shell-its-input: the SIGINT of a stop that comes late meets the looks of the shell, too', async () => {
  const fresh = new TestKernel(() => openHost('sandbox', { internet: 'none' }));
  await fresh.run(`cd ${fresh.directory}; cp /usr/bin/readlink real; kept=7
    printf '#!/bin/sh\\nsleep 0.2\\nexec %s "$@"\\n' "$PWD/real" >slow; chmod +x slow; mount --bind slow /usr/bin/readlink`);
  for (const stopAfter of [20, 60, 100, 140]) {
    // A job that holds the pipes of its cell: the shell looks at others before the next.
    await fresh.run('sleep 1000 &');
    const ran = await fresh.run('echo one', { stopAfter });
    expect(['exit', 'interrupted']).toContain(ran.end.kind);
    const next = await fresh.run('echo $kept; echo said >&2');
    expect([next.stdout, next.stderr]).toEqual(['7\n', 'said\n']);
  }
  await fresh.close();
});

test('traps-see-the-kernel: ERR, DEBUG and RETURN see the commands of cells, and theirs alone', async () => {
  expect(
    await stdouts('trap \'echo "line $LINENO failed: $BASH_COMMAND"\' ERR\nfalse\ntrue', 'false', 'echo $?'),
  ).toEqual(['line 2 failed: false\n', 'line 1 failed: false\n', '1\n']);
  expect(
    await stdouts('trap - ERR\ntrap \'echo "about to: $BASH_COMMAND"\' DEBUG\necho x', 'echo y; :', 'trap - DEBUG'),
  ).toEqual(['about to: echo x\nx\n', 'about to: echo y\ny\nabout to: :\n', 'about to: trap - DEBUG\n']);
  expect(
    await stdouts("set -T; trap 'echo back' RETURN; f() { :; }; f", 'echo alone', 'f; trap - RETURN; set +T', 'f'),
  ).toEqual(['back\n', 'alone\n', 'back\n', '']);
});

test('traps-see-the-kernel: a stop works under a DEBUG trap, which is there again afterwards', async () => {
  await lab.run("trap 'n=$((n+1))' DEBUG; shopt -s extdebug");
  const ran = await lab.run('bash -c \'trap "exit 0" INT; while :; do sleep 0.1; done\'\necho AFTER', {
    timeoutMs: 700,
  });
  expect([ran.end.kind, ran.stdout, ran.stderr]).toEqual(['timeout', '', '']);
  const { stdout } = await lab.run('trap -p DEBUG; shopt extdebug; shopt -u extdebug; trap - DEBUG');
  expect(stdout).toBe("trap -- 'n=$((n+1))' DEBUG\nextdebug       \ton\n");
});

test('stop-then-syntax: after a stop the shell says nothing of what it still parses', async () => {
  const code = 'bash -c \'trap "exit 0" INT; while :; do sleep 0.1; done\'\nlistening on eth0 (Ethernet)\n';
  const ran = await lab.run(code, { timeoutMs: 700 });
  expect([ran.end.kind, ran.stderr]).toEqual(['timeout', '']);
  expect((await lab.run('echo on >&2')).stderr).toBe('on\n');
});

test('a stop ends a builtin that waits for a FIFO, and the shell goes on with its variables', async () => {
  for (const code of ['read x <fifo', 'read x <>fifo', 'exec 5<fifo']) {
    await lab.run(`cd ${lab.directory}; [ -p fifo ] || mkfifo fifo; kept=yes`);
    const ran = await lab.run(`${code}; echo AFTER`, { timeoutMs: 500 });
    expect([code, ran.end.kind, ran.stdout]).toEqual([code, 'timeout', '']);
    expect(await stdouts('echo $kept')).toEqual(['yes\n']);
  }
});

test('messages name the line of the cell, also of what is not shell', async () => {
  const ran = await lab.run('\n\ncd /nowhere\nf() { caller; }; f\nif then');
  expect(ran.stdout).toMatch(/^4 /);
  expect(ran.stderr).toBe(
    "bash: line 3: cd: /nowhere: No such file or directory\nbash: eval: line 5: syntax error near unexpected token `then'\nbash: eval: line 5: `if then'\n",
  );
});

test('random cells do what they do in a plain bash, line by line', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'netlab-plain-'));
  expect(await differences(lab, { seed: 1, rounds: 100, directory })).toEqual([]);
  rmSync(directory, { recursive: true });
});

test('etc-of-a-netns: its files are seen by its shell, also when they are made, replaced or removed afterwards', async () => {
  const netns = 'a b';
  await lab.run("ip netns add 'a b'");
  const before = (await lab.run('v=kept; cat /etc/hosts', { netns })).stdout;
  const hosts = async () => (await lab.run('cat /etc/hosts; echo $v', { netns })).stdout;
  await lab.run("mkdir -p '/etc/netns/a b'; echo one >'/etc/netns/a b/hosts'");
  expect(await hosts()).toBe('one\nkept\n');
  await lab.run("echo two >'/etc/netns/a b/new'; mv '/etc/netns/a b/new' '/etc/netns/a b/hosts'");
  expect(await hosts()).toBe('two\nkept\n');
  expect((await lab.run('cat /etc/hosts')).stdout).toBe(before);
  await lab.run("rm -r '/etc/netns/a b'");
  expect(await hosts()).toBe(`${before}kept\n`);
  await lab.run("ip netns del 'a b'");
});

test('no-false-green: a cell that ends its shell by a signal has failed, and the shell goes on', async () => {
  await lab.run('kept=yes');
  for (const signal of ['INT', 'TERM', 'HUP']) {
    const ran = await lab.run(`true; kill -${signal} $$; echo AFTER`);
    expect([signal, ran.stdout, ran.ok]).toEqual([signal, '', false]);
    expect(await stdouts('echo $kept')).toEqual(['yes\n']);
  }
});
