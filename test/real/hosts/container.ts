import { fileURLToPath } from 'node:url';
import { openProcesses } from '../../../src/hosts/processes.ts';
import { openSandbox, type SandboxOptions } from '../../../src/hosts/sandbox/sandbox.ts';

const EXEC = fileURLToPath(new URL('./streams-only.sh', import.meta.url));

/** What plays a container: a machine of its own, and the prefix that starts programs in it as `docker exec -i` does. */
export interface Container {
  readonly prefix: readonly string[];
  remove(): Promise<void>;
}

export async function container(options: SandboxOptions = { internet: 'none' }): Promise<Container> {
  const machine = await openSandbox(openProcesses(), options);
  const terminal = machine.terminal?.([], '/') ?? [];
  const words = terminal.slice(terminal.indexOf('nsenter') + 1);
  const command = words.indexOf('--') + 1;
  // Without a fork of nsenter's own, which stops when its child does. The shell then stands for the daemon outside.
  const enter = ['nsenter', '--no-fork', ...words.slice(0, command), 'sh', EXEC, ...words.slice(command)];
  return { prefix: enter, remove: () => machine.dispose() };
}
