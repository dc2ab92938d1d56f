import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openHost } from '../../../src/hosts/open.ts';
import { TestKernel, until } from './harness.ts';
import { kernelSuite } from './suite.ts';

kernelSuite('sandbox', () => openHost('sandbox', { internet: 'none' }), 'gigabyte');

test('two-notebooks-do-not-see-each-other', async () => {
  const open = () => openHost('sandbox', { internet: 'none' });
  const [one, two] = [new TestKernel(open), new TestKernel(open)];
  await one.run('ip netns add mine; ip link add br0 type bridge; sleep 1000 >/dev/null 2>&1 & v=1');
  expect((await two.run('ip netns; ip link show br0 2>&1; echo "[$v]"; pgrep sleep; true')).stdout).toBe(
    'Device "br0" does not exist.\n[]\n',
  );
  await one.close();
  await two.close();
});

test('restart gives a clean sandbox', async () => {
  const lab = new TestKernel(() => openHost('sandbox', { internet: 'none' }));
  await lab.run('ip netns add mine; v=1');
  await lab.kernel.restart();
  expect((await lab.run('ip netns; echo "[$v]"')).stdout).toBe('[]\n');
  await lab.close();
});

test('restart-blames-the-cell: a cell that a restart ends has been stopped, and has not failed', async () => {
  const lab = new TestKernel(() => openHost('sandbox', { internet: 'none' }));
  const ran = lab.run('touch begun; sleep 1000');
  await until('the cell runs', () => existsSync(join(lab.directory, 'begun')));
  await lab.kernel.restart();
  expect(await ran).toMatchObject({
    end: { kind: 'interrupted' },
    notices: [],
    reason: expect.stringMatching(/^Stopped/),
  });
  expect((await lab.run('echo next')).stdout).toBe('next\n');
  await lab.close();
});

test('restart-runs-what-waited: cells that wait for their turn when a restart comes never run', async () => {
  const lab = new TestKernel(() => openHost('sandbox', { internet: 'none' }));
  const ran = lab.run('touch begun; sleep 1000');
  const waiting = [lab.run('touch never'), lab.run('touch never', { background: true })];
  await until('the cell runs', () => existsSync(join(lab.directory, 'begun')));
  await lab.kernel.restart();
  for (const { end, stdout, notices } of await Promise.all([ran, ...waiting]))
    expect({ kind: end.kind, stdout, notices }).toEqual({ kind: 'interrupted', stdout: '', notices: [] });
  expect((await lab.run('echo next; ls -A')).stdout).toBe('next\nbegun\n');
  await lab.close();
});

test('closing one sandbox leaves the shells of another alone', async () => {
  const stays = new TestKernel(() => openHost('sandbox', { internet: 'none' }));
  await stays.run('v=here');
  for (let round = 0; round < 5; round++) {
    const goes = new TestKernel(() => openHost('sandbox', { internet: 'none' }));
    const busy = Promise.all([goes.run('for i in {1..50}; do sleep 0.001; done'), stays.run('sleep 0.2')]);
    await busy;
    await goes.close();
  }
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect((await stays.run('echo "$v"')).stdout).toBe('here\n');
  await stays.close();
});

describe('nobody-elses-process: a background cell is stopped', () => {
  /** Lets the number go to a process of its own group and session, and says when it has. Later than the same clock tick, in which no kernel gives it again. */
  const takeOver = (pid: number) => `
    sleep 0.03; until echo ${pid - 1} >/proc/sys/kernel/ns_last_pid; setsid sleep 1000 </dev/null >/dev/null 2>&1 & [ $! = ${pid} ]; do :; done
    until [ "$(cut -d' ' -f5 /proc/${pid}/stat)" = ${pid} ]; do :; done; echo taken`;

  async function stopAfter(
    code: string,
    gone: (ended: Promise<unknown>, lab: TestKernel, pid: number) => Promise<unknown>,
  ) {
    const lab = new TestKernel(() => openHost('sandbox', { internet: 'none' }));
    onTestFinished(() => lab.close());
    const { end } = await lab.run(code, { background: true });
    if (end.kind !== 'started') throw new Error(end.kind);
    const { pid, ended, stop } = end.background;
    await gone(ended, lab, pid);
    expect((await lab.run(takeOver(pid))).stdout).toBe('taken\n');
    await stop();
    return (await lab.run(`kill -0 ${pid} && echo spared`)).stdout;
  }

  test('after its end, when its number is another’s', async () => {
    expect(await stopAfter('true', (ended) => ended)).toBe('spared\n');
  });

  test('whose wrapper was killed while a job goes on, when its number is another’s', async () => {
    const leave = 'setsid sleep 1000 & kill -KILL "$(cut -d" " -f4 /proc/$BASHPID/stat)"';
    const gone = (_: unknown, lab: TestKernel, pid: number) => lab.run(`while [ -e /proc/${pid} ]; do :; done`);
    expect(await stopAfter(leave, gone)).toBe('spared\n');
  });

  test('with what its command has left in its group', async () => {
    const lab = new TestKernel(() => openHost('sandbox', { internet: 'none' }));
    onTestFinished(() => lab.close());
    const { end } = await lab.run('sleep 1001 & sleep 1002', { background: true });
    if (end.kind !== 'started') throw new Error(end.kind);
    await end.background.stop();
    expect((await lab.run('pgrep -f "sleep 100[12]"')).stdout).toBe('');
  });
});
