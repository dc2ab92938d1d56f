import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Host } from '../../../src/hosts/host.ts';
import { judge } from '../../../src/kernel/expectation.ts';
import { endOfBackground } from '../../../src/kernel/run-types.ts';
import { TestKernel, until } from './harness.ts';

/** What every host must do; one suite over the `Host` seam. `gigabyte`: also where the streams of a host are of their own kind. */
export function kernelSuite(name: string, openHost: (id: string) => Promise<Host>, gigabyte?: 'gigabyte'): void {
  describe(`kernel on ${name}`, () => {
    let lab: TestKernel;
    beforeAll(() => {
      lab = new TestKernel(openHost);
    });
    afterAll(() => lab.close());

    stateTests(() => lab);
    interruptTests(() => lab);
    shellTests(() => lab);
    outputTests(() => lab);
    if (gigabyte) gigabyteTest(() => lab);
    attributeTests(() => lab);
    folderTests(openHost);
    backgroundTests(() => lab);
  });
}

type Lab = () => TestKernel;

function stateTests(lab: Lab): void {
  test('variables, functions, directory and options persist from cell to cell', async () => {
    await lab().run('x="a  b"; f() { echo "f:$1"; }; cd /usr; set -o pipefail; declare -A m=([k]=v); export E=e');
    const { stdout } = await lab().run('echo "$x"; f 1; pwd; set -o | grep pipefail; echo "${m[k]}"; env | grep ^E=');
    expect(stdout).toBe('a  b\nf:1\n/usr\npipefail       \ton\nv\nE=e\n');
    await lab().run('set +o pipefail; cd - >/dev/null');
  });

  test('stdout and stderr are told apart', async () => {
    const { stdout, stderr } = await lab().run('echo out; echo err >&2');
    expect([stdout, stderr]).toEqual(['out\n', 'err\n']);
  });

  test('/dev/stdout and /dev/stderr can be opened, as in a terminal', async () => {
    const ran = await lab().run('echo a >/dev/stdout; echo b >/dev/stderr; echo c | tee /dev/stderr');
    expect([ran.stdout, ran.stderr]).toEqual(['a\nc\n', 'b\nc\n']);
  });

  test('a redirection by exec ends with its cell', async () => {
    await lab().run(`exec >${lab().directory}/exec.txt; echo lost`);
    expect((await lab().run('echo seen')).stdout).toBe('seen\n');
    expect((await lab().run(`cat ${lab().directory}/exec.txt`)).stdout).toBe('lost\n');
  });

  test('the kernel leaves no trace of its own when a cell traces', async () => {
    const first = await lab().run('set -x; echo a');
    const second = await lab().run('echo b');
    const third = await lab().run('{ set +x; } 2>/dev/null');
    expect(first.stderr).toMatch(/^\++ echo a\n$/);
    expect(second.stderr).toMatch(/^\++ echo b\n$/);
    expect(third.stderr).toBe('');
    expect((await lab().run('echo c')).stderr).toBe('');
  });

  test('noglob, nounset and errexit of a cell do not disturb the kernel', async () => {
    await lab().run('set -fu; shopt -s failglob nocasematch; IFS=/; alias printf=false builtin=false');
    const { stdout, ok } = await lab().run('echo *; echo "${nope-unset} $-"');
    expect(ok).toBe(true);
    expect(stdout).toMatch(/^\*\nunset \w*f\w*u/);
    await lab().run('set +fu; shopt -u failglob nocasematch; unset IFS; unalias -a');
  });
}

/** A cell that would go on for ever, each in another way. */
const ENDLESS: Readonly<Record<string, string>> = {
  'loop of sleeps': 'while true; do sleep 1; done',
  'busy loop': 'while :; do :; done',
  pipeline: 'yes | cat >/dev/null',
  'function in function': 'inner() { sleep 100; echo no; }; outer() { inner; echo no; }; outer',
  subshell: '( sleep 100; echo no )',
  'command substitution': 'v=$(sleep 100)',
  wait: 'sleep 100 & wait',
  'a program that handles SIGINT and exits 0': 'bash -c \'trap "exit 0" INT; while :; do sleep 0.1; done\'',
  'a loop of such programs': 'for i in 1 2 3; do bash -c \'trap "exit 0" INT; while :; do sleep 0.1; done\'; done',
};

function interruptTests(lab: Lab): void {
  for (const [what, code] of Object.entries(ENDLESS)) {
    test(`interrupt-kills-group: ${what}`, async () => {
      await lab().run('kept="still here"; keep() { echo "$kept"; }; cd /var');
      const ran = await lab().run(`echo begun; ${code}; echo AFTER`, { stopAfter: 'begun' });
      expect(ran.end.kind).toBe('interrupted');
      expect(ran.ok).toBe(false);
      expect(ran.stdout).toBe('begun\n');
      expect(ran.stderr.replace(/^\[\d+\] \d+\n/, '')).toBe('');
      const state = await lab().run('keep; pwd; trap -p DEBUG; shopt extdebug');
      expect(state.stdout, 'state-survives-interrupt').toBe('still here\n/var\nextdebug       \toff\n');
    });
  }

  test('interrupt-kills-group: a child ignoring SIGINT', async () => {
    const ran = await lab().run(`echo begun; bash -c 'trap "" INT; sleep 101; sleep 101'; echo AFTER`, {
      stopAfter: 'begun',
    });
    expect(ran.end.kind).toBe('interrupted');
    expect(ran.stdout).toBe('begun\n');
    expect((await lab().run('echo alive; pgrep -f "sleep 10[1]"; true')).stdout).toBe('alive\n');
  });

  test('interrupt-kills-group: a child ignoring SIGINT and SIGTERM', async () => {
    const ran = await lab().run(`echo begun; bash -c 'trap "" INT TERM; while :; do sleep 1; done'; echo AFTER`, {
      stopAfter: 'begun',
    });
    expect(ran.end.kind).toBe('interrupted');
    expect(ran.stdout).toBe('begun\n');
    expect((await lab().run('echo alive')).stdout).toBe('alive\n');
  });

  test('a cell that stops its own shell (SIGSTOP) can be stopped', async () => {
    const ran = await lab().run('echo begun; kill -STOP $$; echo AFTER', { timeoutMs: 300 });
    expect(ran.end.kind).toBe('timeout');
    expect((await lab().run('echo alive')).stdout).toBe('alive\n');
  });

  test('a stop spares the jobs that earlier cells left', async () => {
    const { stdout: pid } = await lab().run('sleep 1000 >/dev/null 2>&1 & echo $!');
    await lab().run(`bash -c 'trap "" INT; sleep 102; sleep 102'`, { stopAfter: 200 });
    expect((await lab().run(`kill -0 ${pid.trim()} && echo spared; kill ${pid.trim()}`)).stdout).toBe('spared\n');
  });

  test('stopped while it waits for its turn, a cell does not run', async () => {
    const first = lab().run('sleep 0.5');
    const second = lab().run('echo ran', { stopAfter: 50 });
    expect((await second).stdout).toBe('');
    expect((await second).ok).toBe(false);
    await first;
  });

  test('a stop that comes as the cell ends loses neither the cell nor the next', async () => {
    for (let delay = 0; delay < 12; delay++) {
      const ran = await lab().run('echo one', { stopAfter: delay });
      expect(['exit', 'interrupted']).toContain(ran.end.kind);
      expect((await lab().run('echo next')).stdout).toBe('next\n');
    }
  });

  test('a program that ends by itself upon SIGINT gives the cell its status', async () => {
    const code = `bash -c 'trap "exit 7" INT; echo begun; while :; do sleep 0.1; done'; echo AFTER`;
    const ran = await lab().run(code, { stopAfter: 'begun' });
    expect(ran.end).toEqual({ kind: 'interrupted', code: 7 });
  });
}

function shellTests(lab: Lab): void {
  const deaths = { 'exit 3': 3, 'exec true': 0, 'set -e; false': 1, 'kill -9 $$': null };
  for (const [code, status] of Object.entries(deaths)) {
    test(`shell-dies: ${code}`, async () => {
      await lab().run('lost=1');
      const ran = await lab().run(`echo before; ${code}; echo AFTER`);
      expect(ran.end.kind).toBe('shell-ended');
      expect(ran.stdout).toBe('before\n');
      if (status !== null) expect(ran.end).toMatchObject({ code: status });
      expect(ran.ok).toBe(status === 0);
      expect(ran.notices.join()).toContain('The shell ended');
      const next = await lab().run('echo "[$lost]"');
      expect(next.stdout).toBe('[]\n');
      expect(next.notices.join()).toContain('New shell: ');
      expect((await lab().run('true')).notices).toEqual([]);
    });
  }

  for (const code of [
    'eval() { :; }',
    'alias eval=false printf=false builtin=false',
    'local() { :; }; return() { :; }',
  ]) {
    test(`no-false-green: after ${code}`, async () => {
      await lab().run(code);
      const ran = await lab().run('echo ran; false');
      expect([ran.stdout, ran.end]).toEqual(['ran\n', { kind: 'exit', code: 1 }]);
      await lab().run('unset -f eval local return; unalias -a');
    });
  }

  test('set -v shows the lines of the cell, and not the kernel’s own', async () => {
    await lab().run('set -v');
    const ran = await lab().run('echo a\necho b');
    expect(ran.stdout).toBe('a\nb\n');
    expect(ran.stderr).not.toContain('netlab');
    await lab().run('set +v');
    expect((await lab().run('echo c')).stderr).toBe('');
  });

  test('prompt-spoof: a cell that prints every marker it can find ends where it ends', async () => {
    const ran = await lab().run(
      `set; env; declare -p; declare -f; trap -p; alias; history; fc -l; jobs; echo "$_ $BASH_COMMAND $BASH_EXECUTION_STRING"
       printf '\\0'; declare -f __netlab_end; printf '\\0%s 0 - 0 - x 1\\n\\n/\\0' "$__netlab_mark" deadbeefdeadbeefdeadbeef
       tr '\\0' '\\n' </proc/$$/cmdline; tr '\\0' '\\n' </proc/$$/environ; { __netlab_end spoof; } 9>&2; echo LAST; (exit 5)`,
    );
    expect(ran.end).toEqual({ kind: 'exit', code: 5 });
    expect(ran.stdout.endsWith('LAST\n')).toBe(true);
    expect((await lab().run('echo next')).stdout).toBe('next\n');
  });

  test('reads-stdin: what reads standard input gets end-of-file at once', async () => {
    const started = performance.now();
    const ran = await lab().run(
      `cat; read x; echo "read: $?"; bash -c 'read y </dev/tty' 2>/dev/null; echo "tty: $?"; head -c 1; sort`,
    );
    expect(ran.stdout).toBe('read: 1\ntty: 1\n');
    expect(performance.now() - started).toBeLessThan(30_000);
    expect((await lab().run('echo next')).stdout).toBe('next\n');
  });

  test('syntax-error: told, with its status, and the shell lives', async () => {
    const ran = await lab().run('if then');
    expect(ran.end).toEqual({ kind: 'exit', code: 2 });
    expect(ran.stderr).toContain("syntax error near unexpected token `then'");
    expect((await lab().run('echo "unclosed')).end).toEqual({ kind: 'exit', code: 2 });
    expect((await lab().run('echo next')).stdout).toBe('next\n');
  });

  test('heredoc: quoted, expanded, and unterminated', async () => {
    const ran = await lab().run(
      "v=1\ncat <<EOF\n$v 'q' \"d\" \\$v\nEOF\ncat <<'EOF'\n$v `x` \\\nEOF\ncat <<-E\n\tt\n\tE\ncat <<U\nend",
    );
    expect(ran.stdout).toBe('1 \'q\' "d" $v\n$v `x` \\\nt\nend\n');
  });

  test('no-final-newline: of the cell and of its output', async () => {
    const ran = await lab().run('printf abc; printf def >&2 # the end');
    expect([ran.stdout, ran.stderr, ran.ok]).toEqual(['abc', 'def', true]);
  });

  test('any text of a cell reaches the shell as it is', async () => {
    const text = `\\ ' " $ \` \\n \t ! * ~ é 漢 🙂 \u202e %s {a,b} <x "$(id)"`;
    const { stdout } = await lab().run(`cat <<'END OF TEXT'\n${text}\r\nEND OF TEXT`);
    expect(stdout).toBe(`${text}\r\n`);
  });

  test('placeholder-is-not-a-redirect', async () => {
    const cwd = join(lab().directory, 'placeholder');
    mkdirSync(cwd);
    const ran = await lab().run('ip link set dev <device> up', { cwd });
    expect(ran.end.kind).toBe('refused');
    expect(ran.reason).toContain('<device>');
    expect(ran.reason).toContain('Replace it');
    expect(readdirSync(cwd)).toEqual([]);
    expect(existsSync(join(lab().directory, 'up'))).toBe(false);
  });
}

function gigabyteTest(lab: Lab): void {
  test('1 GB output: all of it, with bounded memory', async () => {
    const request = {
      code: 'head -c 1000000000 /dev/zero',
      language: 'sh',
      attributes: { expect: 'ok', background: false, interactive: false, excludeFromRunAll: false },
    } as const;
    const before = process.memoryUsage.rss();
    let bytes = 0;
    let chunks = 0;
    let peak = before;
    const result = await lab().kernel.run(request, {
      notice: () => undefined,
      write: (_stream, chunk) => {
        bytes += chunk.length;
        if (++chunks % 100 === 0) peak = Math.max(peak, process.memoryUsage.rss());
      },
    });
    expect(result.ok).toBe(true);
    expect(bytes).toBe(1_000_000_000);
    // Of the order of what is in flight, not of what there is; the figure itself is the benchmark's.
    expect((peak - before) / 1e6).toBeLessThan(400);
  });
}

function outputTests(lab: Lab): void {
  test('binary-output: every byte arrives', async () => {
    const ran = await lab().run(
      `for i in {0..255}; do printf "\\\\x$(printf %x $i)"; done; printf '\\0\\0\\0'; head -c 100000 /dev/zero`,
    );
    const expected = Buffer.concat([Buffer.from(Array.from({ length: 256 }, (_, i) => i)), Buffer.alloc(100_003)]);
    expect(ran.bytes.equals(expected)).toBe(true);
  });

  test('carriage-return: kept', async () => {
    expect((await lab().run(`printf '10%%\\r20%%\\r\\n'`)).stdout).toBe('10%\r20%\r\n');
  });

  test('million-character-line', async () => {
    const ran = await lab().run(`head -c 1000000 /dev/zero | tr '\\0' x`);
    expect(ran.bytes.length).toBe(1_000_000);
  });

  test('a slow reader holds the cell back and loses nothing', async () => {
    const hash = createHash('sha256');
    const request = {
      code: 'seq 1 200000',
      language: 'sh',
      attributes: { expect: 'ok', background: false, interactive: false, excludeFromRunAll: false },
    } as const;
    await lab().kernel.run(request, {
      notice: () => undefined,
      write: async (_stream, chunk) => {
        hash.update(chunk);
        await new Promise((resolve) => setTimeout(resolve, 2));
      },
    });
    const expected = createHash('sha256');
    for (let i = 1; i <= 200_000; i++) expected.update(`${i}\n`);
    expect(hash.digest('hex')).toBe(expected.digest('hex'));
  });
}

function folderTests(openHost: (id: string) => Promise<Host>): void {
  test('folder-not-there: a notebook whose folder the host does not have runs all the same, and is told', async () => {
    const elsewhere = new TestKernel(openHost);
    rmSync(elsewhere.directory, { recursive: true });
    const { stdout, ok, notices } = await elsewhere.run('echo here');
    expect([stdout, ok]).toEqual(['here\n', true]);
    expect(notices.join()).toContain(`The folder ${elsewhere.directory} does not exist`);
    expect((await elsewhere.run('pwd')).notices).toEqual([]);
    await elsewhere.close();
  });
}

function attributeTests(lab: Lab): void {
  test('cwd= is for its cell alone, relative to the notebook', async () => {
    mkdirSync(join(lab().directory, 'a b'));
    await lab().run('cd /usr');
    expect((await lab().run('pwd', { cwd: 'a b' })).stdout).toBe(`${lab().directory}/a b\n`);
    expect((await lab().run('pwd')).stdout).toBe('/usr\n');
    const missing = await lab().run('pwd', { cwd: 'nowhere' });
    expect(missing.end.kind).toBe('refused');
    expect(missing.reason).toContain('nowhere');
  });

  test('expect= decides', async () => {
    expect((await lab().run('false', { expect: 'fail' })).ok).toBe(true);
    expect((await lab().run('(exit 3)', { expect: 3 })).ok).toBe(true);
    expect((await lab().run('true', { expect: 'fail' })).reason).toBe(
      'Exit status 0, but this cell should fail (expect=fail).',
    );
    expect((await lab().run('false')).reason).toBe('Exit status 1, but this cell should succeed (0).');
  });

  test('timeout= stops the cell as ^C would, and then it has failed', async () => {
    const ran = await lab().run('sleep 100; echo AFTER', { timeoutMs: 200 });
    expect(ran.end).toEqual({ kind: 'timeout', code: 130, afterMs: 200, cut: true });
    expect([ran.ok, ran.stdout]).toEqual([false, '']);
    expect((await lab().run('sleep 100', { timeoutMs: 200, expect: 'fail' })).ok).toBe(true);
    expect((await lab().run('sleep 100', { timeoutMs: 200, expect: 130 })).ok).toBe(true);
    expect((await lab().run('sleep 100', { timeoutMs: 200, expect: 1 })).ok).toBe(false);
    expect((await lab().run('true', { timeoutMs: 30_000, expect: 'timeout' })).ok).toBe(false);
    expect((await lab().run('sleep 100', { expect: 'timeout' })).end.kind).toBe('refused');
  });

  test('green-but-cut: a program that counts until ^C gives 0, and its cell has failed all the same', async () => {
    const server = 'bash -c \'trap "exit 0" INT; while :; do sleep 0.1; done\'';
    const ran = await lab().run(`${server}\necho AFTER; touch ${lab().directory}/after`, { timeoutMs: 500 });
    expect(ran.end).toEqual({ kind: 'timeout', code: 0, afterMs: 500, cut: true });
    expect([ran.ok, ran.stdout, existsSync(join(lab().directory, 'after'))]).toEqual([false, '', false]);
    expect(ran.reason).toContain('Stopped after 0.5 s (exit status 0); nothing after that was run');
    expect((await lab().run(server, { timeoutMs: 500, expect: 'timeout' })).ok).toBe(true);
    expect((await lab().run(server, { timeoutMs: 500, expect: 0 })).ok).toBe(false);
    expect((await lab().run(server, { stopAfter: 500, expect: 'timeout' })).ok).toBe(false);
  });

  test('stopped-loop-is-green: a loop that is stopped gives 130, whatever the command in it gave last', async () => {
    for (const code of [
      'while :; do :; done',
      'until false; do :; done',
      'while :; do sleep 0.05; done',
      'inner() { for ((;;)); do true; done; }; outer() { inner; }; outer',
      'sleep 100 & while :; do :; done',
    ]) {
      const ran = await lab().run(code, { timeoutMs: 300 });
      expect([code, ran.end]).toMatchObject([code, { kind: 'timeout', code: 130, afterMs: 300 }]);
    }
  });

  test('a console cell runs what stands behind its prompts', async () => {
    const ran = await lab().run('$ echo one\none\n$ echo two\nnever run', { language: 'console' });
    expect(ran.stdout).toBe('one\ntwo\n');
  });

  test('netns= has a shell of its own, in that namespace', async () => {
    await lab().run('unset v');
    for (const name of ['red', '-x', 'a b', '$(id)', "it's"]) {
      const quoted = `'${name.replaceAll("'", "'\\''")}'`;
      const made = await lab().run(`ip netns add ${quoted}`);
      if (!made.ok) {
        expect(made.stderr, 'only names that ip itself refuses may fail').toMatch(/unknown|invalid|Usage/i);
        continue;
      }
      await lab().run('v=1', { netns: name });
      const ran = await lab().run('echo $v; ip netns identify', { netns: name });
      expect(ran.stdout).toBe(`1\n${name}\n`);
      await lab().run(`ip netns del ${quoted}`);
    }
    expect((await lab().run('echo "[$v]"')).stdout).toBe('[]\n');
  });

  test('netns= that does not exist is refused, and says which there are', async () => {
    await lab().run('ip netns add blue');
    const ran = await lab().run('true', { netns: 'nope' });
    expect(ran.end.kind).toBe('refused');
    expect(ran.reason).toContain('"nope"');
    expect(ran.reason).toContain('blue');
    await lab().run('ip netns del blue');
  });

  test('netns= follows a namespace that is deleted and made anew', async () => {
    await lab().run('ip netns add again');
    const first = await lab().run('readlink /proc/self/ns/net', { netns: 'again' });
    await lab().run('ip netns del again && ip netns add again');
    const second = await lab().run('readlink /proc/self/ns/net', { netns: 'again' });
    const { stdout } = await lab().run('stat -Lc "net:[%i]" /run/netns/again');
    expect(second.stdout).toBe(stdout);
    expect(second.stdout).not.toBe(first.stdout);
    expect(second.notices.join()).toContain('New shell: ');
    await lab().run('ip netns del again');
    expect((await lab().run('true', { netns: 'again' })).end.kind).toBe('refused');
  });
}

function backgroundTests(lab: Lab): void {
  test('background-job: does not hold its cell open, and prints later as its own', async () => {
    const job = '(sleep 0.4; echo later; echo worse >&2) & echo at once';
    const ran = await lab().run(job);
    expect(ran.stdout).toBe('at once\n');
    const next = await lab().run('sleep 0.8; echo next');
    expect(next.stdout).toBe('next\n');
    expect(next.stderr).toBe('');
    await until('the job has printed', () => lab().late.length >= 2);
    expect(
      lab()
        .late.map(({ code, text }) => [code, text])
        .sort(),
    ).toEqual([
      [job, 'later\n'],
      [job, 'worse\n'],
    ]);
    expect((await lab().run('echo on')).stdout).toBe('on\n');
  });

  test('background-job: a daemon of its own session prints as its own, too', async () => {
    const before = lab().late.length;
    const ran = await lab().run(`setsid sh -c 'sleep 0.3; echo daemon' </dev/null & disown; echo here`);
    expect(ran.stdout).toBe('here\n');
    expect((await lab().run('sleep 0.6; echo next')).stdout).toBe('next\n');
    expect(
      lab()
        .late.slice(before)
        .map(({ text }) => text),
    ).toEqual(['daemon\n']);
  });

  test('background=true: output as it comes, status at its end, variables of the shell', async () => {
    await lab().run('who=me');
    const ran = await lab().run('echo "$who"; sleep 0.2; (exit 7)', { background: true });
    if (ran.end.kind !== 'started') throw new Error(`not started: ${JSON.stringify(ran)}`);
    expect(await ran.end.background.ended).toEqual({ code: 7, stopped: false });
  });

  test('background=true: stop ends it and what it started', async () => {
    const ran = await lab().run('sleep 103 & sleep 103', { background: true });
    if (ran.end.kind !== 'started') throw new Error(`not started: ${JSON.stringify(ran)}`);
    expect((await lab().run(`kill -0 ${ran.end.background.pid} && echo runs`)).stdout).toBe('runs\n');
    await ran.end.background.stop();
    expect(await ran.end.background.ended).toMatchObject({ stopped: true });
    expect((await lab().run('pgrep -f "sleep 10[3]"; true')).stdout).toBe('');
  });

  test('green-but-cut: a background cell that its time limit stops has failed', async () => {
    const code = 'trap "exit 0" INT; while :; do sleep 0.1; done';
    const ran = await lab().run(code, { background: true, timeoutMs: 500 });
    if (ran.end.kind !== 'started') throw new Error(`not started: ${JSON.stringify(ran)}`);
    const ended = await ran.end.background.ended;
    expect(ended).toEqual({ code: 0, stopped: true, timedOutAfterMs: 500 });
    expect(judge(endOfBackground(ended), 'ok', 0).ok).toBe(false);
    expect(judge(endOfBackground(ended), 'timeout', 0).ok).toBe(true);
  });

  test('background=true: a netns that is not there is refused', async () => {
    expect((await lab().run('true', { background: true, netns: 'nope' })).end.kind).toBe('refused');
    expect((await lab().run('true', { background: true, cwd: '/nope' })).end.kind).toBe('refused');
    expect((await lab().run('echo next')).stdout).toBe('next\n');
  });
}
