import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import type { Host } from '../../../src/hosts/host.ts';
import { openProcesses } from '../../../src/hosts/processes.ts';
import { openSandbox, type SandboxHost, type SandboxOptions } from '../../../src/hosts/sandbox/sandbox.ts';

/** A sandbox that ends with the test. */
export async function sandbox(options: SandboxOptions = {}): Promise<SandboxHost> {
  const host = await openSandbox(openProcesses(), options);
  onTestFinished(() => host.dispose());
  return host;
}

export interface Said {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** What a shell line on the host says. */
export async function sh(host: Host, line: string, timeoutMs = 20_000): Promise<Said> {
  const { exitCode, stdout, stderr } = await host.run(['sh', '-c', line], { timeoutMs });
  return { code: exitCode, out: stdout.toString(), err: stderr.toString() };
}

/** Prints the page of a URL. */
export const get = (url: string) =>
  `python3 -c 'import sys, urllib.request; print(urllib.request.urlopen(sys.argv[1], timeout=15).read().decode(), end="")' '${url}'`;

/** The identity of a namespace: 'net:[4026531840]'. */
export async function namespace(host: Host, kind: string): Promise<string> {
  return (await sh(host, `readlink /proc/self/ns/${kind}`)).out.trim();
}

/** Waits until `holds` gives true; false when it does not within the time. */
export async function until(holds: () => boolean | Promise<boolean>, withinMs: number): Promise<boolean> {
  const end = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > end) return false;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return true;
}

/** Process ids of this machine for which `test` holds of their directory in /proc. */
export function processesWhere(test: (directory: string) => boolean): number[] {
  const held = (pid: string) => {
    try {
      return test(`/proc/${pid}`);
    } catch {
      return false; // it has ended, or is another user's
    }
  };
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && held(name))
    .map(Number);
}

export function processesIn(namespaceName: string): number[] {
  const kind = namespaceName.split(':')[0];
  return processesWhere((directory) => readlinkSync(`${directory}/ns/${kind}`) === namespaceName);
}

export function processesWithEnvironment(entry: string): number[] {
  return processesWhere((directory) => readFileSync(`${directory}/environ`, 'utf8').split('\0').includes(entry));
}
