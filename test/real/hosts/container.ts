import { fileURLToPath } from 'node:url';
import { openProcesses } from '../../../src/hosts/processes.ts';
import { openSandbox, type SandboxOptions } from '../../../src/hosts/sandbox.ts';

const EXEC = fileURLToPath(new URL('./streams-only.sh', import.meta.url));

/** What plays a container: a machine of its own, and the prefix that starts programs in it as `docker exec -i` does. */
export interface Container {
  readonly prefix: readonly string[];
  remove(): Promise<void>;
}

export async function container(options: SandboxOptions = { internet: 'none' }): Promise<Container> {
  const machine = await openSandbox(openProcesses(), options);
  if (!machine.terminal) throw new Error('the sandbox has no argv to enter it by');
  return { prefix: ['sh', EXEC, ...machine.terminal([], '/')], remove: () => machine.dispose() };
}
