import { afterAll, beforeAll } from 'vitest';
import { openMachine } from '../../../src/hosts/machine/machine.ts';
import { openCommandProcesses } from '../../../src/hosts/remote/command.ts';
import { nobody } from '../hosts/askers.ts';
import { type Container, container } from '../hosts/container.ts';
import { kernelSuite } from './suite.ts';

let lab: Container;
beforeAll(async () => {
  lab = await container();
});
afterAll(() => lab.remove());

kernelSuite('command', () => {
  const names = { id: 'command:lab', label: 'lab' };
  const bare = openCommandProcesses(lab.prefix, names);
  return openMachine(bare, { ...names, become: 'sudo', asker: nobody, mayStall: true });
});
