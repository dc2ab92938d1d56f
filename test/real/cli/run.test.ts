import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { notebook as makeNotebook, run, runJsonl, start } from './program.ts';

const LABS = fileURLToPath(new URL('../../../labs/', import.meta.url));

function notebook(cells: Parameters<typeof makeNotebook>[0]) {
  const made = makeNotebook(cells);
  onTestFinished(made.remove);
  return made;
}

const jobCommand = (marker: string) => `sleep ${marker}`;

/** Whether a process of this machine has that command line. */
async function isRunning(commandLine: string): Promise<boolean> {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .some((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim() === commandLine;
      } catch {
        return false;
      }
    });
}

/** The processes of this machine that entered a sandbox to run something in that directory. */
function shellsIn(directory: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(directory);
      } catch {
        return false;
      }
    });
}

test('cells up to `exit` run in the shell that one before them has started', async () => {
  const { file } = notebook([
    'ip netns add blue',
    'sudo unshare -n bash',
    'ip addr add 192.0.2.1/32 dev lo',
    { code: 'ip -br addr show lo', info: '{host=sandbox}' },
    { code: 'exit', info: '{excludeFromRunAll=true}' },
    { code: '$ ip -br addr show lo\n$ exit\n$ echo out; ip -br addr show lo', info: '', language: 'console' },
  ]);
  const { cells } = await runJsonl(file);
  const [, , , other, last] = cells.map(({ stdout }) => stdout);
  expect(other).not.toContain('192.0.2.1');
  expect(last).toMatch(/^lo .* 192\.0\.2\.1\/32 \nout\nlo (?!.*192)/);
});

test('jsonl: one object a line, last a summary', async () => {
  const { file } = notebook([
    'echo out; echo err >&2',
    { code: 'false', info: '{expect=fail name=fails}' },
    { code: '(exit 4)', info: '{expect=4}' },
    { code: 'true', info: '{excludeFromRunAll=true}' },
  ]);
  const { status, cells, summary, lines } = await runJsonl(file);
  expect(status).toBe(0);
  expect(cells.map(({ index, exitCode, ok }) => [index, exitCode, ok])).toEqual([
    [1, 0, true],
    [2, 1, true],
    [3, 4, true],
  ]);
  expect(cells[0]).toMatchObject({
    source: 'echo out; echo err >&2',
    stdout: 'out\n',
    stderr: 'err\n',
    truncated: false,
    expect: 'ok',
  });
  expect(cells[1]).toMatchObject({ name: 'fails', expect: 'fail' });
  expect(summary).toEqual({ type: 'summary', passed: 3, failed: 0, skipped: 1, toDo: 0 });
  expect(lines.at(-1)).toEqual(summary);
});

test('a check that is not done fails nothing, is quiet, and gives its first hint', async () => {
  const task = '{check="The flag is up" hint="Think of $(id)" hint2="touch flag"}';
  const { file } = notebook([
    { code: 'echo looking; [ "$flag" = up ]', info: task },
    'flag=up',
    { code: 'echo again >&2; [ "$flag" = up ]', info: task },
  ]);
  const shown = await run('run', file);
  expect(shown.status).toBe(0);
  expect(shown.stdout).toMatch(/○ Not done yet: The flag is up; .*\n {2}Hint 1 of 2: Think of \$\(id\)\n/);
  expect(shown.stdout).toContain('✓ Done: The flag is up');
  expect(shown.stdout).toMatch(/2 passed, 0 failed, 0 skipped, 1 to do/);
  expect(shown.stdout + shown.stderr).not.toMatch(/looking|again|touch flag/);
  const { cells, summary } = await runJsonl(file);
  expect(cells.map(({ check, done, ok }) => [check, done, ok])).toEqual([
    ['The flag is up', false, true],
    [undefined, undefined, true],
    ['The flag is up', true, true],
  ]);
  expect(summary).toMatchObject({ passed: 2, failed: 0, toDo: 1 });
});

test('run --check holds a check to be a cell like any other', async () => {
  const { file } = notebook([{ code: 'echo looking; false', info: '{check="The flag is up"}' }, 'true']);
  const { status, stdout } = await run('run', file, '--check', '--keep-going');
  expect(status).toBe(1);
  expect(stdout).toContain('\nlooking\n');
  expect(stdout).toContain('✗ [1] The flag is up (line 1): Exit status 1, but this cell should succeed (0).');
  expect(stdout).toMatch(/1 passed, 1 failed/);
  const { cells } = await runJsonl(file, '--check');
  expect(cells).toMatchObject([{ check: 'The flag is up', done: false, ok: false }]);
});

test('run-all-stops at the first cell that does not meet its expectation, and names it', async () => {
  const { file } = notebook(['echo 1', { code: 'false', info: '{name=culprit}' }, 'echo 3']);
  const stopped = await runJsonl(file);
  expect(stopped.status).toBe(1);
  expect(stopped.cells.map(({ ok }) => ok)).toEqual([true, false]);
  expect(stopped.cells[1]).toMatchObject({
    name: 'culprit',
    reason: 'Exit status 1, but this cell should succeed (0).',
  });
  expect(stopped.summary).toMatchObject({ passed: 1, failed: 1, skipped: 1 });
  expect((await runJsonl(file, '--keep-going')).summary).toMatchObject({ passed: 2, failed: 1, skipped: 0 });
});

test('a lab in which one expect is wrong exits 1 and names the cell', async () => {
  const text = readFileSync(join(LABS, 'container-networking.netlab'), 'utf8');
  const wrong = text.replace(/^(```sh .*)expect=fail/m, '$1expect=ok');
  expect(wrong).not.toBe(text);
  const { file } = notebook([]);
  writeFileSync(file, wrong);
  const { status, stdout } = await run('run', file);
  expect(status).toBe(1);
  expect(stdout).toMatch(/✗ \[\d+\].*should succeed/);
});

test('usage and file errors exit 2, and the file is left as it is', async () => {
  const { file, directory } = notebook(['true']);
  expect((await run()).status).toBe(2);
  expect((await run('run')).status).toBe(2);
  expect((await run('run', file, '--nope')).status).toBe(2);
  expect((await run('run', file, '--format', 'xml')).stderr).toContain('pretty or jsonl');
  expect((await run('run', file, '--cell-timeout', 'soon')).stderr).toContain('500ms, 30s or 2m');
  expect((await run('run', join(directory, 'nope.netlab'))).status).toBe(2);
  const bad = join(directory, 'bad.netlab');
  const bytes = Buffer.from('```sh\necho \xff\n```\n', 'latin1');
  writeFileSync(bad, bytes);
  const refused = await run('run', bad);
  expect(refused.status).toBe(2);
  expect(refused.stderr).toContain('UTF-8');
  expect(readFileSync(bad).equals(bytes)).toBe(true);
});

test('--cell-timeout stops a cell that never ends as ^C would; the cells behind it run', async () => {
  const ping = { code: 'ping -i 0.2 127.0.0.1', info: '{background=false}' };
  const { file } = notebook([ping, 'sleep 100', 'echo on']);
  const { cells, status } = await runJsonl(file, '--cell-timeout', '1s', '--keep-going');
  expect(cells[0]).toMatchObject({ exitCode: 0, ok: false, timedOut: true, stoppedAfterMs: 1000 });
  expect(cells[0]?.stdout).toContain('ping statistics');
  expect(cells[0]?.reason).toContain('Stopped after 1 s (exit status 0)');
  expect(cells[1]).toMatchObject({ exitCode: 130, ok: false, timedOut: true });
  expect(cells[2]).toMatchObject({ stdout: 'on\n' });
  expect(cells[2]).not.toHaveProperty('timedOut');
  expect(status).toBe(1);
});

test('green-but-cut: expect=timeout is green when the time limit stops the cell, in the background too', async () => {
  const code = 'ping -i 0.2 127.0.0.1';
  const { file } = notebook([
    { code, info: '{timeout=1s expect=timeout}' },
    { code, info: '{expect=timeout}' },
    { code: 'true', info: '{timeout=1s expect=timeout}' },
    { code, info: '{timeout=1s background=true expect=timeout}' },
    { code, info: '{timeout=1s background=true}' },
    'sleep 3',
  ]);
  const told = (await runJsonl(file, '--cell-timeout', '6s', '--keep-going')).cells;
  const byIndex = told.map(({ index, ok }) => [index, ok]).sort(([a], [b]) => Number(a) - Number(b));
  expect(byIndex).toEqual([
    [1, true],
    [2, true],
    [3, false],
    [4, true],
    [5, false],
    [6, true],
  ]);
});

test('interrupted, it exits 130, and what it started is gone', async () => {
  const sleep = '4321.5';
  const { file } = notebook([`echo begun; ${jobCommand(sleep)}`, 'echo never']);
  const { child, ended, output } = start(['run', file]);
  await expect.poll(output, { timeout: 20_000 }).toContain('begun\n');
  child.kill('SIGINT');
  expect((await ended).status).toBe(130);
  expect((await ended).stdout).not.toContain('never\n✓');
  expect(await isRunning(jobCommand(sleep))).toBe(false);
});

test('hanging-ip: one ^C ends the reading of a topology, with all that it started', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'netlab-hanging-ip-'));
  writeFileSync(join(directory, 'ip'), '#!/bin/sh\nexec sleep 4322.5\n', { mode: 0o755 });
  const path = process.env['PATH'];
  process.env['PATH'] = `${directory}:${path}`;
  onTestFinished(() => {
    process.env['PATH'] = path;
    rmSync(directory, { recursive: true });
  });
  const { child, ended } = start(['topology', '--host', 'local']);
  await expect.poll(() => isRunning('sleep 4322.5'), { timeout: 9000 }).toBe(true);
  child.kill('SIGINT');
  expect((await ended).status).toBe(130);
  // The reader of its namespaces goes with it, a moment later.
  await expect.poll(() => isRunning('sleep 4322.5'), { timeout: 2000, interval: 50 }).toBe(false);
});

test('no-orphans-after-kill-9: of the program, mid-cell, with a daemon started inside', async () => {
  const { file } = notebook(['setsid sleep 4321.6 </dev/null >/dev/null 2>&1 & echo begun; sleep 4321.7']);
  const { child, ended, output } = start(['run', file]);
  await expect.poll(output, { timeout: 20_000 }).toContain('begun\n');
  const both = async () => (await isRunning('sleep 4321.6')) && (await isRunning('sleep 4321.7'));
  await expect.poll(both, { timeout: 20_000 }).toBe(true);
  child.kill('SIGKILL');
  await ended;
  const gone = async () => !((await isRunning('sleep 4321.6')) || (await isRunning('sleep 4321.7')));
  await expect.poll(gone, { timeout: 2000, interval: 50 }).toBe(true);
});

test('no-orphans-after-kill-9: a shell that has stopped itself', async () => {
  const { file } = notebook(['setsid sleep 4321.8 </dev/null >/dev/null 2>&1 & echo begun; kill -STOP $$']);
  const { child, ended, output } = start(['run', file]);
  await expect.poll(output, { timeout: 20_000 }).toContain('begun\n');
  child.kill('SIGKILL');
  await ended;
  await expect.poll(() => isRunning('sleep 4321.8'), { timeout: 2000, interval: 50 }).toBe(false);
  // The command that entered for the shell: its last argument is the shell's own.
  await expect.poll(() => shellsIn(dirname(file)), { timeout: 2000, interval: 50 }).toEqual([]);
});

test('a host that is no host is a usage error, told before anything runs', async () => {
  const { file } = notebook(['echo ran']);
  const { status, stdout, stderr } = await run('run', file, '--host', 'ssh:x');
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toContain('sandbox, local');
});

test.each([
  ['its front matter', '---\nnetlab: { host: nowhere }\n---\n\n```sh\ntrue\n```\n'],
  ['a cell', '```sh\ntrue\n```\n\n```sh {host=nowhere}\ntrue\n```\n'],
])('unknown-host-of-a-file: one that %s names is an error of the file, told before anything runs', async (_, text) => {
  const { file } = notebook([]);
  writeFileSync(file, text);
  const { status, stdout, stderr } = await run('run', file);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toContain('There is no host "nowhere".');
});

test('unknown-host-of-a-file: a cell that is skipped may name it, and --host wins over the front matter', async () => {
  const { file } = notebook([{ code: 'true', info: '{host=nowhere excludeFromRunAll=true}' }, 'true']);
  expect((await run('run', file)).status).toBe(0);
  writeFileSync(file, '---\nnetlab: { host: nowhere }\n---\n\n```sh\ntrue\n```\n');
  expect((await run('run', file, '--host', 'sandbox')).status).toBe(0);
});

test('a host that cannot be had: jsonl says why and still ends with its summary', async () => {
  const { file } = notebook([]);
  writeFileSync(file, '---\nnetlab:\n  uplink: -x\n---\n\n```sh\ntrue\n```\n\n```sh\ntrue\n```\n');
  const { status, cells, summary, lines } = await runJsonl(file);
  expect(status).toBe(3);
  expect(cells[0]).toMatchObject({ ok: false, exitCode: null });
  expect(cells[0]?.reason).toContain('uplink');
  expect(summary).toMatchObject({ passed: 0, failed: 1, skipped: 1 });
  expect(lines.at(-1)).toEqual(summary);
});

test('a file in which nothing can be run ends with status 2', async () => {
  const { file } = notebook([]);
  expect(await run('run', file)).toMatchObject({ status: 2, stderr: expect.stringContaining('can be run') });
});

test('a cell that prints 30 MB: its beginning, its end, and the whole in a file', async () => {
  const { file } = notebook(['seq 1 4000000']);
  const { cells, status } = await runJsonl(file);
  expect(status).toBe(0);
  const [cell] = cells;
  expect(cell?.truncated).toBe(true);
  expect(cell?.stdout.startsWith('1\n2\n3\n')).toBe(true);
  expect(cell?.stdout.endsWith('3999999\n4000000\n')).toBe(true);
  expect(cell?.stdout).toContain('left out');
  expect(Buffer.byteLength(cell?.stdout ?? '')).toBeLessThan(1_100_000);
  const log = cell?.log ?? '';
  onTestFinished(() => rmSync(dirname(log), { recursive: true, force: true }));
  const ours = createHash('sha256');
  for await (const chunk of createReadStream(log)) ours.update(chunk);
  const expected = createHash('sha256');
  for (let i = 1; i <= 4_000_000; i++) expected.update(`${i}\n`);
  expect(ours.digest('hex')).toBe(expected.digest('hex'));
});

test('background=true: counted when the notebook is through, or when it ends by itself', async () => {
  const { file } = notebook([
    { code: 'echo serving; sleep 1000', info: '{background=true name=server}' },
    { code: 'exit 3', info: '{background=true name=broken}' },
    'sleep 0.5; echo main',
  ]);
  const { cells, summary, status } = await runJsonl(file);
  expect(cells.find(({ name }) => name === 'server')).toMatchObject({ ok: true, stdout: 'serving\n' });
  expect(cells.find(({ name }) => name === 'broken')).toMatchObject({ ok: false, exitCode: 3 });
  expect(summary).toMatchObject({ passed: 2, failed: 1 });
  expect(status).toBe(1);
});

test('reads-stdin: sudo, ssh and apt get end-of-file at once, too', async () => {
  const { file } = notebook([
    'sudo cat; echo "sudo $?"',
    'ssh -o BatchMode=no -o ConnectTimeout=2 127.0.0.1 true; true',
    'apt install net-tools; cat; echo end',
  ]);
  const { cells } = await runJsonl(file, '--keep-going', '--cell-timeout', '30s');
  expect(cells[0]?.stdout).toBe('sudo 0\n');
  expect(cells[2]?.stdout).toContain('net-tools');
  expect(cells[2]?.stdout).toMatch(/end\n$/);
});

test('placeholder-is-not-a-redirect: refused with a hint, and no file is made', async () => {
  const { file, directory } = notebook(['ip link set dev <device> up']);
  const { cells, status } = await runJsonl(file);
  expect(status).toBe(1);
  expect(cells[0]).toMatchObject({ exitCode: null, ok: false });
  expect(cells[0]?.reason).toContain('<device> is a placeholder');
  expect(existsSync(join(directory, 'up'))).toBe(false);
});

test('output-is-run: a cell with output or a prompt is refused, counts as failed, and leaves no file', async () => {
  const { file, directory } = notebook(['echo one\nclient -> server', '> touch made', '$ ls -l\nnotes -> precious']);
  const { status, cells, summary } = await runJsonl(file, '--keep-going');
  expect(status).toBe(1);
  expect(cells.map(({ ok, exitCode, stdout }) => [ok, exitCode, stdout])).toEqual([
    [false, null, ''],
    [false, null, ''],
    [false, null, ''],
  ]);
  expect(cells[0]?.reason).toContain('line 2 of the cell is a drawing');
  expect(summary).toMatchObject({ passed: 0, failed: 3 });
  expect(readdirSync(directory)).toEqual(['test.netlab']);
});
