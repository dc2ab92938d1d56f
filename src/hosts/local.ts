import type { Asker } from './asker.ts';
import type { Host } from './host.ts';
import { openMachine } from './machine.ts';

/** This machine's own network, as root. Throws HostError when we may not be root. */
export function openLocal(here: Host, asker: Asker): Promise<Host> {
  return openMachine(here, { id: 'local', label: 'This machine', become: 'sudo', asker, mayStall: false });
}
