import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { notebook, PROGRAM } from './program.ts';

/** Prints two megabytes: more than a line of jsonl holds. */
const LOUD = `head -c 2000000 /dev/zero | tr '\\0' x; echo; echo the end`;

/** Runs the program, as "$@", by a shell line in a mount namespace of its own, where $D is an empty folder on a file system with `options`. */
function run(options: string, line: string, cells: Parameters<typeof notebook>[0]) {
  const { file, directory, remove } = notebook(cells);
  onTestFinished(remove);
  const mount = `mkdir "$D" && mount -t tmpfs -o ${options} test "$D" || exit 99\n`;
  const program = [...PROGRAM, 'run', file];
  const namespaces = ['--user', '--map-root-user', '--mount', '--', 'sh', '-c', mount + line, 'sh'];
  const done = spawnSync('unshare', [...namespaces, ...program], {
    env: { ...process.env, D: `${directory}/disk`, OUT: `${directory}/out` },
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  return { ...done, left: () => readFileSync(`${directory}/out`, 'utf8') };
}

const cellOf = (stdout: string) =>
  JSON.parse(stdout.split('\n').find((text) => text.includes('"type":"cell"')) ?? '{}');

test.each([
  ['the disk is full', 'size=64k', 'TMPDIR=$D "$@" --format jsonl; ls -A "$D" >"$OUT"', 'ENOSPC'],
  ['there are no inodes', 'nr_inodes=1', 'TMPDIR=$D "$@" --format jsonl; ls -A "$D" >"$OUT"', 'ENOSPC'],
  ['the folder is not there', 'size=64k', 'TMPDIR=$D/nowhere "$@" --format jsonl; ls -A "$D" >"$OUT"', 'ENOENT'],
])('no-place-for-logs: where %s the line says so, claims no log, and leaves nothing', (_, options, line, code) => {
  const done = run(options, line, [LOUD]);
  const cell = cellOf(done.stdout);
  expect(cell).toMatchObject({ ok: true, exitCode: 0, truncated: true, logError: expect.stringContaining(code) });
  expect(cell.log).toBeUndefined();
  expect(cell.stdout).toContain('the full output could not be saved');
  expect(cell.stdout).not.toContain('the full output is in');
  expect(cell.stdout).toContain('the end\n');
  expect(done.left()).toBe('');
});

test.each([
  ['jsonl', '"logError":"ENOSPC', 'size=64k', ''],
  ['pretty', 'left out; the full output could not be saved: ENOSPC', 'size=64k', ''],
  ['jsonl', '"logError":"ENOENT', 'size=64k', '/nowhere'],
])('no-place-for-late-logs: %s says %s, and leaves nothing', (format, said, options, below) => {
  const line = `TMPDIR=$D${below} "$@" --format ${format}; ls -A "$D" >"$OUT"`;
  const done = run(options, line, [`(sleep 0.3; ${LOUD}) &`, 'sleep 2']);
  expect(done.stdout).toContain(said);
  expect(done.left()).toBe('');
});

test.each(['--format jsonl', ''])('full-disk-for-output: %s >file ends with one line and its own status', (format) => {
  const done = run('size=64k', `"$@" ${format} >"$D/file"; echo $? >"$OUT"`, [LOUD, 'touch never']);
  expect(done.stderr).toMatch(/^netlab-notebook: the output cannot be written: ENOSPC[^\n]*\n$/);
  expect(done.left()).toBe('74\n');
});

test('full-disk-for-output: what is said on a full standard error is lost, and the run goes on', () => {
  const done = run('size=64k', `"$@" 2>/dev/full`, ['echo out; echo err >&2']);
  expect(done.stdout).toContain('1 passed');
  expect(done.status).toBe(0);
});

test('a-reader-that-has-gone: | head -1 ends the run, without a word', () => {
  const done = run('size=64k', `{ "$@" --format jsonl; echo $? >"$OUT"; } | head -1 >/dev/null`, [LOUD, LOUD, LOUD]);
  expect(done.stderr).toBe('');
  expect(done.left()).toBe('141\n');
});

// Node itself takes some 20 descriptors to start.
test.each([24, 27, 30, 33, 36])(
  'no-descriptor: with %i of them a sandbox is there, or the program says what helps',
  (limit) => {
    const done = run('size=64k', `ulimit -n ${limit}; "$@" --format jsonl`, ['echo here', 'false']);
    expect(done.stderr).toBe('');
    const cell = cellOf(done.stdout);
    if (cell.ok) expect({ said: cell.stdout, status: done.status }).toEqual({ said: 'here\n', status: 1 });
    else expect({ reason: cell.reason, status: done.status }).toEqual({ reason: LIMIT, status: 3 });
  },
);

// The numbers at which the shell is there, and something that a later cell needs is not.
test.each([26, 31, 34, 35, 38])(
  'no-descriptor: with %i of them a job, a background cell and a reading end no run without its summary',
  (limit) => {
    const background = { code: 'sleep infinity', info: '{background=true}' };
    const cells = ['sleep 5 &', background, 'ip netns add x', { code: 'true', info: '{netns=x}' }];
    const options = '--format jsonl --keep-going --topology "$D/topology.json"';
    const done = run('size=64k', `ulimit -n ${limit}; "$@" ${options}`, cells);
    expect(done.stderr).not.toMatch(/^ +at /m);
    expect(done.stderr).toMatch(/^$|^netlab-notebook: .*(?:EMFILE|Too many open files)/);
    expect(done.stdout).toContain('"type":"summary"');
    expect([0, 1, 3]).toContain(done.status);
  },
);

const LIMIT = expect.stringMatching(/(?:EMFILE|Too many open files)[\s\S]*\nClose what has so many files open/);

const needs = (program: string, name: string) =>
  expect.stringMatching(new RegExp(`needs? (?:the program )?${program}[,.][\\s\\S]*Install the package ${name}`));

test.each([
  ['unshare', 'util-linux'],
  ['nsenter', 'util-linux'],
  ['setsid', 'util-linux'],
])('no-program: where there is no %s it is told, and its package', (program, name) => {
  const line = `cp -rs /usr/sbin/. /usr/bin/. "$D" 2>/dev/null; rm "$D/${program}" && PATH=$D "$@" --format jsonl`;
  const done = run('size=8m', line, ['echo never']);
  expect(cellOf(done.stdout)).toMatchObject({ ok: false, stdout: '', reason: needs(program, name) });
  expect(done.stderr).toBe('');
  expect(done.status).toBe(3);
});
