import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openHost } from '../../../src/hosts/open.ts';
import type { InnerShell } from '../../../src/import/inner-shells.ts';
import { shellsBefore } from '../../shells-before.ts';
import { type Ran, type RunSettings, TestKernel } from './harness.ts';

let lab: TestKernel;
beforeAll(async () => {
  lab = new TestKernel(() => openHost('sandbox', { internet: 'none' }));
  await lab.run('ip netns add blue; ip netns add red');
});
afterAll(() => lab.close());

const BLUE = 'ip netns exec blue bash';
const WHERE = 'readlink /proc/self/ns/net';
const blue: readonly InnerShell[] = shellsBefore([BLUE]);

/** Runs texts as the cells of a notebook, one after the other. */
async function cells(...texts: (string | readonly [string, RunSettings])[]): Promise<Ran[]> {
  const before: string[] = [];
  const all: Ran[] = [];
  for (const each of texts) {
    const [text, settings] = typeof each === 'string' ? [each, {}] : each;
    all.push(await lab.run(text, { within: shellsBefore(before), ...settings }));
    before.push(text);
  }
  return all;
}

const outputs = (all: readonly Ran[]) => all.map(({ stdout, stderr }) => stdout + stderr);

/** A file of the tutorials that were tried. */
const FIELD = join(import.meta.dirname, '../../../../shared/field/inner-shell.md');
if (!existsSync(FIELD)) console.warn(`SKIPPED: ${FIELD} is not beside the checkout`);

test.runIf(existsSync(FIELD))('the commands of a tutorial land in the shell that it starts', async () => {
  const fences = [...readFileSync(FIELD, 'utf8').matchAll(/^```(\w+)\n(.*?)^```/gms)];
  const [, set = '', show = ''] = fences.map(([, , text]) => text);
  expect(fences.map(([, language]) => language)).toEqual(['sh', 'console', 'sh']);
  expect((await lab.run(set, { language: 'console' })).ok).toBe(true);
  const { stdout } = await lab.run(show);
  const [inside = '', outside = ''] = stdout.split('root netns:');
  expect(inside).toContain('10.55.0.1/32');
  expect(outside).not.toContain('10.55.0.1');
});

describe('in one cell', () => {
  test('lines are run inside, then outside again; line numbers and `$?` are those of a terminal', async () => {
    const [ran] = await cells(
      `${BLUE}\nip netns identify $$\nfalse\necho line $LINENO\nexit 3\necho "$?" $LINENO\n${WHERE}`,
    );
    const here = (await lab.run(WHERE)).stdout;
    expect(ran?.stdout).toBe(`blue\nline 4\n3 6\n${here}`);
    expect(ran?.end).toEqual({ kind: 'exit', code: 0, failed: { count: 1, lines: [3] } });
  });

  test('the status is that of what ran last', async () => {
    const statusOf = async (text: string) => (await lab.run(text)).end;
    expect(await statusOf(`${BLUE}\nfalse`)).toEqual({ kind: 'exit', code: 1 });
    expect(await statusOf(`${BLUE}\nfalse\nexit`)).toEqual({ kind: 'exit', code: 1 });
    expect(await statusOf(`${BLUE}\nexit 4`)).toEqual({ kind: 'exit', code: 4 });
    expect(await statusOf(BLUE)).toEqual({ kind: 'exit', code: 0 });
  });

  test('what is exported goes in, and nothing comes out', async () => {
    await lab.run('mkdir -p a/b; cd a; umask 027; plain=no; export E="a  b" P=/usr/bin:/bin');
    const [ran] = await cells(
      `X=1 sudo ${BLUE}\necho "[$plain] [$E] [$X] $PWD $(umask)"; cd b; E=changed; new=1; umask 0\nexit\n` +
        'echo "[$E] [$new] [$X] $PWD $(umask)"',
    );
    const at = join(lab.directory, 'a');
    expect(ran?.stdout).toBe(`[] [a  b] [1] ${at} 0027\n[a  b] [] [] ${at} 0027\n`);
    await lab.run(`cd ${lab.directory}; umask 022; unset E`);
  });

  test('the words of the command are expanded outside, with all that was set there', async () => {
    const [ran] = await cells(
      `name=blue\n(sudo ip netns exec $name true)\nsudo ip netns exec "$(echo $name)" \${SHELL}\nip netns identify $$`,
    );
    expect(ran?.stdout).toBe('blue\n');
  });

  test('of root, a new shell; of a login, in the home directory', async () => {
    const home = (await lab.run('cd ~root 2>/dev/null || cd; pwd; cd "$OLDPWD"')).stdout.split('\n')[0];
    for (const [command, at] of [
      ['sudo su', lab.directory],
      ['su', lab.directory],
      ['sudo -s', lab.directory],
      ['sudo bash', lab.directory],
      ['sudo -i', home],
      ['su -', home],
      ['sudo su - root', home],
    ]) {
      const [ran] = await cells(`${command}\necho "$EUID $PWD"\nexit\npwd`);
      expect([command, ran?.stdout, ran?.stderr]).toEqual([command, `0 ${at}\n${lab.directory}\n`, '']);
    }
  });

  test('traps of the shell run when it is left, and its jobs go on', async () => {
    const [ran] = await cells(
      `bash\ntrap 'echo bye' EXIT\nsleep 1007 >/dev/null 2>&1 &\nexit\npgrep -f 'sleep 1007' | wc -l; pkill -f 'sleep 1007'`,
    );
    expect(ran?.stdout).toBe('bye\n1\n');
  });

  test('what stands behind the command in its line runs after it', async () => {
    const [ran] = await cells(`${BLUE}; echo back $?; ip netns identify $$\nip netns identify $$\nexit 5`);
    expect(ran?.stdout).toBe('blue\nback 5\n\n');
  });
});

describe('over cells', () => {
  test('variables, functions and the directory stay until it is left', async () => {
    const all = await cells(
      `${BLUE}\nx=1; cd /usr; f() { ip netns identify $$; }`,
      'f; echo "$x $PWD"',
      `exit; never`,
      'echo "[$x] $PWD"; f',
      `${BLUE}\necho "[$x]"; exit`,
    );
    expect(outputs(all)).toMatchObject([
      '',
      'blue\n1 /usr\n',
      '',
      expect.stringMatching(/^\[\] \/tmp\/.*\n.*f: command not found\n$/),
      '[]\n',
    ]);
  });

  test('a namespace of its own is the same one in the next cell', async () => {
    const all = await cells(`unshare -n bash\n${WHERE}`, WHERE, 'exit', WHERE);
    const [first, second, , outside] = outputs(all);
    expect(first).toMatch(/^net:/);
    expect(second).toBe(first);
    expect(outside).toMatch(/^net:/);
    expect(outside).not.toBe(first);
  });

  test('one within another', async () => {
    const all = await cells(
      `unshare -n bash\n${WHERE}`,
      `A=1\nsudo bash\nid -u; ${WHERE}; echo "[$A]"`,
      `${BLUE}\nip netns identify $$`,
      `exit\n${WHERE}\nexit\necho "[$A]"; ${WHERE}`,
      `exit\n${WHERE}`,
    );
    const [own = '', sudo, named, back, outside] = outputs(all);
    expect(sudo).toBe(`0\n${own}[]\n`);
    expect(named).toBe('blue\n');
    expect(back).toBe(`${own}[1]\n${own}`);
    expect(outside).not.toBe(own);
  });

  test('processes of its own: what it leaves running does not hold up the next cell, and it can be stopped', async () => {
    const all = await cells(
      'unshare --fork --pid --mount-proc bash\necho $$; sleep 1000 &',
      'echo next; ps -e | grep -c sleep',
      ['sleep 1001; echo never', { stopAfter: 300, within: shellsBefore(['unshare --fork --pid --mount-proc bash']) }],
      'echo $$\nexit',
      `echo out; pgrep -f 'sleep 100[0-2]'; true`,
    );
    expect(outputs(all)).toEqual(['1\n', 'next\n1\n', '', '1\n', 'out\n']);
    expect(all[2]?.end).toMatchObject({ kind: 'interrupted', code: 130 });
  });

  test('a shell that has its processes apart, but not their /proc, is refused', async () => {
    const [ran] = await cells('unshare --fork --pid bash\ntouch never', 'ls never');
    expect(ran).toMatchObject({
      end: { kind: 'refused' },
      reason: expect.stringMatching(/PID namespace.*\nAdd --mount-proc/),
    });
    expect((await lab.run('ls never; true')).stdout).toBe('');
  });

  test('with netns= it is within that one', async () => {
    const text = 'sudo bash\nx=1; ip netns identify $$';
    expect((await lab.run(text, { netns: 'red' })).stdout).toBe('red\n');
    const next = await lab.run('echo "$x"; ip netns identify $$', { netns: 'red', within: shellsBefore([text]) });
    expect(next.stdout).toBe('1\nred\n');
  });

  test('a console cell', async () => {
    const ran = await lab.run(
      'root@h:~# ip netns exec blue bash\nroot@h:~# ip netns identify $$\nred\nroot@h:~# exit\nexit\n',
      {
        language: 'console',
      },
    );
    expect(ran.stdout).toBe('blue\n');
  });

  test('a background cell is started inside', async () => {
    await lab.run(`${BLUE}\nx=1`);
    const { end } = await lab.run('ip netns identify; [ "$x" = 1 ] && sleep 1000', { background: true, within: blue });
    if (end.kind !== 'started') throw new Error(end.kind);
    const { pid } = end.background;
    expect((await lab.run(`ip netns identify ${pid}`)).stdout).toBe('blue\n');
    await end.background.stop();
  });
});

describe('stopped', () => {
  test('inside, the shell lives on with all that it knew, and nothing after that is run', async () => {
    const first = await lab.run(`${BLUE}\nx=1\necho begun\nsleep 1000\necho no\nexit\necho no`, { stopAfter: 'begun' });
    expect(first).toMatchObject({ end: { kind: 'interrupted', code: 130 }, stdout: 'begun\n' });
    expect((await lab.run('echo "$x"; ip netns identify $$', { within: blue })).stdout).toBe('1\nblue\n');
  });

  test('by a time limit', async () => {
    const ran = await lab.run(`sudo unshare -n bash\nsleep 1000`, { timeoutMs: 500, expect: 'timeout' });
    expect(ran).toMatchObject({ ok: true, end: { kind: 'timeout', code: 130 } });
  });

  test('a restart ends all of them', async () => {
    const own = new TestKernel(() => openHost('sandbox', { internet: 'none' }));
    await own.run('unshare -n bash\nx=1');
    await own.kernel.restart();
    const next = await own.run('echo "$x"', { within: shellsBefore(['unshare -n bash']) });
    expect(next.reason).toBe(
      'This is meant for the shell that `unshare -n bash` starts, and that does not run.\nRun the cell that starts it first.',
    );
    await own.close();
  });
});

describe('a shell that does not run', () => {
  test('that means the same each time is started again', async () => {
    await lab.run(`${BLUE}\nexit`);
    const ran = await lab.run('ip netns identify $$', { within: shellsBefore(['sudo bash', BLUE]) });
    expect(ran).toMatchObject({ stdout: 'blue\n', ok: true });
  });

  test('that does not is refused, and nothing is run outside', async () => {
    for (const command of ['unshare -n bash', 'nsenter -t "$PID" -n', 'ip netns exec $NS bash', 'X=1 bash']) {
      const ran = await lab.run('touch outside', { within: shellsBefore([command]) });
      expect([ran.end.kind, ran.reason]).toEqual(['refused', expect.stringContaining(`\`${command}\` starts`)]);
    }
    expect((await lab.run('ls outside; true')).stdout).toBe('');
  });

  test('that ended inside says so, and the one outside has what it had', async () => {
    await lab.run('kept=1');
    const ran = await lab.run(`${BLUE}\nif true; then exit 3; fi\necho no`);
    expect(ran).toMatchObject({ end: { kind: 'shell-ended', code: 3 }, notices: ['The inner shell ended.'] });
    expect((await lab.run('echo $kept; ip netns identify $$')).stdout).toBe('1\n\n');
  });
});

describe('a shell that cannot be entered', () => {
  test('runs nothing that is meant for it', async () => {
    const [ran] = await cells('ip netns exec nope bash\ntouch outside\nexit\ntouch outside');
    expect(ran).toMatchObject({
      end: { kind: 'refused' },
      stderr: 'Cannot open network namespace "nope": No such file or directory\n',
      reason:
        'Nothing that is meant for the shell of `ip netns exec nope bash` was run: it did not start (exit status 255).',
    });
    const next = await lab.run('touch outside', { within: shellsBefore(['ip netns exec nope bash']) });
    expect(next.end.kind).toBe('refused');
    expect((await lab.run('ls outside; true')).stdout).toBe('');
  });

  test('for what its own words lack', async () => {
    const ran = await lab.run('\nnsenter -t "${NOBODY:?is not set}" -n bash\ntouch outside');
    expect(ran).toMatchObject({ end: { kind: 'refused' }, stderr: 'bash: line 2: NOBODY: is not set\n' });
  });

  test('is a command that has failed where nothing is meant for it', async () => {
    const [ran] = await cells('ip netns exec nope bash');
    expect(ran?.end).toEqual({ kind: 'exit', code: 255 });
    expect((await lab.run('ip netns exec nope bash\nexit\necho on')).end).toEqual({
      kind: 'exit',
      code: 0,
      failed: { count: 1, lines: [1] },
    });
  });
});
