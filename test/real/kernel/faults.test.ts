import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Host } from '../../../src/hosts/host.ts';
import { openHost } from '../../../src/hosts/open.ts';
import { TestKernel, until } from './harness.ts';

/** The machine may be busy. */
const PATIENT = { timeout: 60_000, interval: 200 };

const open = () => openHost('sandbox', { internet: 'none' });

function lab(openIt: () => Promise<Host> = open): TestKernel {
  const kernel = new TestKernel(openIt);
  onTestFinished(() => kernel.close());
  return kernel;
}

/** Takes all process ids of the sandbox, until there is a file "release": pid_max is one of a PID namespace since Linux 6.14. */
const TAKE_ALL = `
  echo 301 >/proc/sys/kernel/pid_max
  [ "$(cat /proc/sys/kernel/pid_max)" = 301 ] || { echo unlimited; exit; }
  python3 -c '
import os, signal, time
full, tell = os.pipe()
if os.fork() != 0: os.read(full, 1); os._exit(0)
os.setsid()
while True:
    try:
        if os.fork() == 0: signal.pause()
    except OSError: break
os.write(tell, b"x")
while not os.path.exists("release"): time.sleep(0.05)
open("/proc/sys/kernel/pid_max", "w").write("30000")
os.killpg(0, signal.SIGKILL)' </dev/null >/dev/null 2>&1`;

test('no-process: a cell that gets none fails with that reason, and the sandbox and its shells are kept', async ({
  skip,
}) => {
  const kernel = lab();
  await kernel.run('ip netns add red; ip link add br0 type bridge; v=kept');
  // The job holds the pipes of that cell: the next needs others.
  const taken = await kernel.run(`sleep 1001 &${TAKE_ALL}`);
  if (taken.stdout.includes('unlimited')) skip('this kernel has no pid_max for each PID namespace');

  const elsewhere = await kernel.run('true', { netns: 'red' });
  expect(elsewhere.reason).toMatch(/Resource temporarily unavailable|[Cc]annot fork|fork failed/);
  expect(elsewhere.reason).not.toMatch(/no network namespace/);
  for (const background of [true, false]) {
    const refused = await kernel.run('echo never', { background });
    expect(refused).toMatchObject({ ok: false, stdout: '', end: { kind: 'refused' } });
    expect(refused.reason).toMatch(
      // What cannot start a process cannot always say so.
      /no pipe or process could be created for it: .*(Resource temporarily unavailable|[Cc]annot fork|fork failed|ended with status)/,
    );
  }

  writeFileSync(join(kernel.directory, 'release'), '');
  await expect
    .poll(async () => {
      const { stdout, reason } = await kernel.run('echo "$v"');
      return reason ?? stdout;
    }, PATIENT)
    .toBe('kept\n');
  expect((await kernel.run('ip -br link show br0', { netns: 'red' })).stdout).toBe('');
  expect((await kernel.run('ip -br link show br0')).stdout).toContain('br0');
});

test('a pipe that the shell cannot open: the cell is not run, the shell lives, and late output stays that of its cell', async () => {
  let broken = false;
  const kernel = lab(async () => {
    const host = await open();
    const spawn: Host['spawn'] = (argv, options) =>
      host.spawn(broken && argv[2]?.includes('exec 3>&1') ? ['echo', '999999'] : argv, options);
    return { ...host, spawn };
  });
  await kernel.run(
    'v=kept; (until [ -e go ]; do sleep 0.05; done; echo late; rm go; until [ -e go ]; do sleep 0.05; done) &',
  );
  broken = true;
  for (const background of [false, true]) {
    const refused = await kernel.run('echo never', { background });
    expect(refused).toMatchObject({ ok: false, stdout: '', end: { kind: 'refused' } });
    expect(refused.reason).toContain('no pipe or process could be created for it');
  }
  writeFileSync(join(kernel.directory, 'go'), '');
  await until('the job has printed', () =>
    kernel.late.some(({ code, text }) => code.startsWith('v=kept') && text === 'late\n'),
  );
  broken = false;
  expect((await kernel.run('echo "$v"')).stdout).toBe('kept\n');
  expect((await kernel.run('echo "$v"', { background: true })).end.kind).toBe('started');
});

test('leaves-no-files: cells of all kinds, refused, killed and stopped, leave nothing in the folder for temporary files', async () => {
  // One of its own: other tests make theirs at the same time.
  const folder = mkdtempSync(join(tmpdir(), 'netlab-own-'));
  vi.stubEnv('TMPDIR', folder);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true, force: true });
  });
  const before = readdirSync(tmpdir());
  const own = (name: string) =>
    !before.includes(name) && /^(tmp\.|netlab)/.test(name) && !name.startsWith('netlab-kernel-');
  const kernel = lab();
  const run = (await kernel.run('ls -A /run')).stdout;
  await kernel.run('sleep 1001 &');
  await kernel.run('echo on another pipe; sleep 1002 &');
  await kernel.run('true', { background: true });
  await kernel.run('sleep 1003', { background: true });
  await kernel.run('true', { background: true, netns: 'nowhere' });
  await kernel.run('true', { background: true, cwd: 'nowhere' });
  await kernel.run('sleep 1004', { background: true, timeoutMs: 50 });
  await kernel.run('sleep 1005', { timeoutMs: 50 });
  await kernel.run('sleep 1006 & kill -9 $$');
  await kernel.run('sleep 1007', { background: true });
  expect((await kernel.run('ls -A /run')).stdout).toBe(run);
  await kernel.kernel.restart();
  await kernel.run('sleep 1008', { background: true });
  await kernel.close();
  expect(readdirSync(tmpdir()).filter(own)).toEqual([]);
});

test.each([
  ['that is not there', '/nowhere'],
  ['that may not be written', '/proc'],
])('no-temporary-folder: jobs and background cells run with a TMPDIR %s', async (_, folder) => {
  const before = process.env['TMPDIR'];
  const kernel = lab();
  process.env['TMPDIR'] = folder;
  onTestFinished(() => {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  });
  await kernel.run('sleep 1000 &');
  expect((await kernel.run('echo here')).stdout).toBe('here\n');
  const { end } = await kernel.run('exit 3', { background: true });
  expect(end.kind === 'started' && (await end.background.ended).code).toBe(3);
});

test.each([3, 6, 9])(
  'no-descriptor-in-the-shell: ulimit -n %i fails the cell at once, and the next gets a fresh shell',
  async (limit) => {
    const kernel = lab();
    await kernel.run('ip link add br0 type bridge');
    const failed = await kernel.run(`v=kept; ulimit -n ${limit}; echo said`);
    expect(failed).toMatchObject({ ok: false, end: { kind: 'shell-ended' } });
    const next = await kernel.run('echo "[$v]"; ip -br link show br0');
    expect(next).toMatchObject({ ok: true, stdout: expect.stringMatching(/^\[\]\nbr0 /) });
  },
);
