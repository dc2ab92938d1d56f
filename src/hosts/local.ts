import type { Asker } from './asker.ts';
import type { Host } from './host.ts';
import { HostError } from './host.ts';
import { openMachine } from './machine.ts';
import { openProcesses } from './processes.ts';

const NOBODY: Asker = {
  ask: async ({ text }) => Promise.reject(new HostError(`There is nobody to ask: ${text}`)),
  confirm: async ({ text }) => Promise.reject(new HostError(`There is nobody to ask: ${text}`)),
  forget: async () => {},
};

/** This machine's own network, as root. Throws HostError when we may not be root. */
export function openLocal(asker: Asker = NOBODY): Promise<Host> {
  return openMachine(openProcesses(), { id: 'local', label: 'This machine', become: 'sudo', asker, mayStall: false });
}
