import { expect, onTestFinished, test as plain } from 'vitest';
import type { Asker } from '../../../src/hosts/asker.ts';
import type { Host, SavedHostState } from '../../../src/hosts/host.ts';
import { openDurableMachine } from '../../../src/hosts/machine/machine.ts';
import { openCommandProcesses } from '../../../src/hosts/remote/command.ts';
import { SecretCache } from '../../../src/hosts/secret-cache.ts';
import { Answers } from './askers.ts';
import { noSudoMachine, sudoMachine } from './sudo-machine.ts';
import { processesWithEnvironment, sh, until } from './support.ts';

const PASSWORD = 'correct horse $(id)';

interface Machine {
  /** Opens it, and gives what cuts its connection. */
  open(asker: Asker, saved?: SavedHostState): Promise<{ host: Host; cut: () => Promise<void> }>;
}

/** A test on a machine where ann may use sudo with her password. */
function test(name: string, body: (machine: Machine) => Promise<void>): void {
  plain(name, async ({ skip }) => {
    const why = noSudoMachine();
    if (why !== undefined) skip(why);
    const { prefix } = await sudoMachine('root ALL=(ALL:ALL) ALL\nann ALL=(ALL:ALL) ALL\nDefaults use_pty', PASSWORD);
    const names = { id: 'command:lab', label: 'lab' };
    const open: Machine['open'] = async (asker, saved) => {
      const connections: Host[] = [];
      const openBare = async () => {
        const bare = openCommandProcesses(prefix, names);
        connections.push(bare);
        return bare;
      };
      const keepAlive = { openBare, keepAliveMs: 60_000, ...(saved ? { saved } : {}) };
      const host = await openDurableMachine(keepAlive, {
        ...names,
        become: 'sudo',
        asker: new SecretCache().remembering(asker),
      });
      onTestFinished(() => host.dispose());
      return { host, cut: async () => connections.at(-1)?.dispose() };
    };
    await body({ open });
  });
}

test('behind sudo: the password is asked once, processes are root’s and go on over a cut', async ({ open }) => {
  const asker = new Answers(PASSWORD);
  const { host, cut } = await open(asker);
  const shell = host.spawn(['sh']);
  let seen = '';
  shell.stdout.on('data', (chunk: Buffer) => {
    seen += chunk.toString();
  });
  shell.stdin.write('id -u\n');
  await until(() => seen === '0\n', 10_000);
  await cut();
  shell.stdin.write('echo there\n');
  expect(await until(() => seen === '0\nthere\n', 20_000)).toBe(true);
  expect(asker.asked.length).toBe(1);
  await shell.signal('SIGKILL');
  expect((await shell.exited).signal).toBe('SIGKILL');
});

test('behind sudo: come back to with the password asked again, and nothing remains at the end', async ({ open }) => {
  const { host } = await open(new Answers(PASSWORD));
  const shell = host.spawn(['sh', '-c', 'setsid sleep 1000 & echo "$NETLAB_KEPT"; read -r line; echo "$line"']);
  let seen = '';
  shell.stdout.on('data', (chunk: Buffer) => {
    seen += chunk.toString();
  });
  await until(() => seen.includes('\n'), 10_000);
  const left = () => processesWithEnvironment(`NETLAB_KEPT=${seen.trim()}`);
  const state = host.durable?.state();
  if (!state?.machine) throw new Error('it keeps nothing');
  await host.durable?.detach();
  expect(left().length).toBeGreaterThan(1);

  const asker = new Answers(PASSWORD);
  const { host: again } = await open(asker, state);
  expect(asker.asked.length).toBe(1);
  const process = again.durable?.reattach(shell.handle?.id ?? '', { stdout: seen.length, stderr: 0 });
  let rest = '';
  process?.stdout.on('data', (chunk: Buffer) => {
    rest += chunk.toString();
  });
  process?.stdin.write('back\n');
  expect(await until(() => rest === 'back\n', 10_000)).toBe(true);
  expect((await sh(again, 'cat "$APT_CONFIG"')).out).toContain('Assume-Yes');
  const { aptConfig } = state.machine;
  await again.dispose();
  expect(left()).toEqual([]);
  expect(aptConfig).toMatch(/^\/proc\//);
});

plain('state-of-an-older-version: what knows of no apt.conf is come back to all the same', async () => {
  const names = { id: 'command:lab', label: 'lab' };
  const open = async (saved?: SavedHostState) => {
    const openBare = async () => openCommandProcesses(['env'], names);
    const keepAlive = { openBare, keepAliveMs: 60_000, ...(saved ? { saved } : {}) };
    const host = await openDurableMachine(keepAlive, { ...names, become: 'none', asker: new Answers() });
    onTestFinished(() => host.dispose());
    return host;
  };
  const host = await open();
  const state = host.durable?.state();
  if (!state?.machine) throw new Error('it keeps nothing');
  const { aptConfig: _, ...machine } = state.machine;
  await host.durable?.detach();
  const again = await open({ ...state, machine });
  expect(await sh(again, 'echo "${APT_CONFIG-none}"')).toEqual({ code: 0, out: 'none\n', err: '' });
});
