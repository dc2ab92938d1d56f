import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { SOURCE_FLAGS } from '../../../scripts/lib/project.mjs';
import { HostError } from '../../../src/hosts/host.ts';
import { openProcesses } from '../../../src/hosts/processes.ts';
import { openSandbox } from '../../../src/hosts/sandbox/sandbox.ts';
import { processesIn, processesWithEnvironment, sh, until } from './support.ts';

const VICTIM = fileURLToPath(new URL('./victim.ts', import.meta.url));
/** What the promise allows after the end of our process. Milliseconds. */
const GONE_WITHIN_MS = 2000;

/** Starts the victim, behind `prefix`, and waits until its daemons run. */
async function victim(host: string, prefix: readonly string[] = []) {
  const marker = randomUUID();
  const [file = '', ...args] = [...prefix, process.execPath, ...SOURCE_FLAGS, VICTIM, host, marker];
  const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = await once(createInterface(child.stdout), 'line');
  const { net, aptConfig }: { net: string; aptConfig: string } = JSON.parse(line);
  return { child, net, aptConfig, marked: () => processesWithEnvironment(`NETLAB_TEST=${marker}`) };
}

describe('the sandbox', () => {
  test('no-orphans-after-kill-9', async () => {
    const { child, net, marked } = await victim('sandbox');
    expect(await until(() => marked().length >= 5, GONE_WITHIN_MS)).toBe(true);
    const inside = processesIn(net);
    expect(inside.length).toBeGreaterThanOrEqual(5);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await until(() => marked().length === 0 && areGone(inside, net), GONE_WITHIN_MS)).toBe(true);
  });

  test('no-orphans-after-kill-9 at any moment of its opening', async () => {
    for (let delay = 40; delay <= 240; delay += 25) {
      const marker = randomUUID();
      const env = { ...process.env, NETLAB_TEST: marker };
      const child = spawn(process.execPath, [...SOURCE_FLAGS, VICTIM, 'sandbox', marker], {
        env,
        stdio: ['pipe', 'ignore', 'ignore'],
      });
      await new Promise((resolve) => setTimeout(resolve, delay));
      child.kill('SIGKILL');
      await once(child, 'exit');
      expect(await until(() => processesWithEnvironment(`NETLAB_TEST=${marker}`).length === 0, GONE_WITHIN_MS)).toBe(
        true,
      );
    }
  });

  test('no-orphans-after-close', async () => {
    const { child, net, marked } = await victim('sandbox');
    const inside = processesIn(net);
    child.stdin.end();
    const [code] = await once(child, 'exit');
    expect(code).toBe(0);
    expect(marked()).toEqual([]);
    expect(areGone(inside, net)).toBe(true);
  });

  test('after its end it says so, and enters nothing', async () => {
    const host = await openSandbox(openProcesses(), { internet: 'none' });
    const sleeper = host.spawn(['sh', '-c', 'echo up; exec sleep 1000']);
    await once(sleeper.stdout, 'data');
    await host.dispose();
    await host.dispose();
    expect(await sleeper.exited).toEqual({ code: null, signal: 'SIGKILL' });
    await sleeper.signal('SIGINT');
    await expect(host.run(['true'])).rejects.toThrow(HostError);
  });

  test('a sandbox that is killed from outside is found ended', async () => {
    const marker = randomUUID();
    const host = await openSandbox(openProcesses(), { internet: 'none' });
    const sleeper = host.spawn(['sleep', '1000'], { env: { NETLAB_TEST: marker } });
    const net = (await sh(host, 'readlink /proc/self/ns/net')).out.trim();
    const [outermost] = processesIn(net); // the sandbox's PID 1: the lowest number
    if (outermost === undefined) throw new Error('no process in the sandbox');
    process.kill(outermost, 'SIGKILL');
    expect(await sleeper.exited).toEqual({ code: null, signal: 'SIGKILL' });
    expect(await until(() => processesWithEnvironment(`NETLAB_TEST=${marker}`).length === 0, GONE_WITHIN_MS)).toBe(
      true,
    );
    await host.dispose();
  });
});

/** number-given-again: the next namespace may have the number of one that is gone. */
const areGone = (pids: readonly number[], net: string) => !processesIn(net).some((pid) => pids.includes(pid));

/** Namespaces that play the machine, so that the local host is root of something that is not the real one. */
const MACHINE = 'unshare --user --map-root-user --net --mount --uts --'.split(' ');

describe('the local host', () => {
  test('no-orphans-after-kill-9', async () => {
    const { child, marked, aptConfig } = await victim('local', MACHINE);
    expect(await until(() => marked().length >= 4, GONE_WITHIN_MS)).toBe(true);
    expect(readFileSync(aptConfig, 'utf8')).toContain('Assume-Yes');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await until(() => marked().length === 0, GONE_WITHIN_MS)).toBe(true);
    expect(await until(() => !existsSync(aptConfig), GONE_WITHIN_MS)).toBe(true);
  });

  test('no-orphans-after-close', async () => {
    const { child, marked, aptConfig } = await victim('local', MACHINE);
    child.stdin.end();
    const [code] = await once(child, 'exit');
    expect(code).toBe(0);
    expect(marked()).toEqual([]);
    expect(existsSync(aptConfig)).toBe(false);
  });

  test('it is the machine’s own network', async () => {
    const { child, net } = await victim('local', MACHINE);
    expect(processesIn(net)).toContain(child.pid);
    child.stdin.end();
    await once(child, 'exit');
  });
});
