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
  const [nsenter = '', ...rest] = machine.terminal?.([], '/') ?? [];
  const command = rest.indexOf('--') + 1;
  // Without a fork of nsenter's own, which stops when its child does. The shell then stands for the daemon outside.
  const enter = [nsenter, '--no-fork', ...rest.slice(0, command), 'sh', EXEC, ...rest.slice(command)];
  return { prefix: enter, remove: () => machine.dispose() };
}
