import type { Host } from './host.ts';
import { HostError } from './host.ts';
import { openLocal } from './local.ts';
import { openProcesses } from './processes.ts';
import { openSandbox, type SandboxOptions } from './sandbox.ts';

/** The hosts that can be chosen, in the order in which to offer them. */
export const HOSTS = [
  { id: 'sandbox', label: 'Sandbox (no root)' },
  { id: 'local', label: 'This machine' },
] as const;

/** Makes the host of that id. `options` are for the sandbox. Throws HostError for an unknown id or when it cannot be had. */
export async function openHost(id: string, options: SandboxOptions = {}): Promise<Host> {
  switch (id) {
    case 'sandbox':
      return openSandbox(openProcesses(), options);
    case 'local':
      return openLocal();
    default:
      throw new HostError(
        `There is no host ${JSON.stringify(id)}.`,
        `Use one of: ${HOSTS.map((host) => host.id).join(', ')}.`,
      );
  }
}
