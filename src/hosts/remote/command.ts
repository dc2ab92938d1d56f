import type { Text } from '../../words.ts';
import type { Host } from '../host.ts';
import { HostError } from '../host.ts';
import { startProcess } from '../processes.ts';
import { sayHost } from '../words.ts';
import { type RemoteOptions, remoteProcesses } from './remote-host.ts';
import type { Transport } from './transport.ts';

/**
 * A machine on which a prefix starts programs and carries their streams: `docker exec -i lab`, `kubectl exec -i pod --`,
 * `limactl shell lab`. A bare host: its processes are those of the user that the prefix gives. What the prefix does with
 * signals does not matter. It says of its first process whether the machine can be reached.
 */
export function openCommandProcesses(prefix: readonly string[], options: RemoteOptions): Host {
  return remoteProcesses(commandTransport(withoutShell(prefix), options.label), options);
}

function commandTransport(prefix: readonly string[], label: Text): Transport {
  const live = new Set<() => void>();
  return {
    tellsLoss: false,
    start: async (argv) => {
      const process = startProcess([...prefix, ...argv]);
      const failure = await process.failed;
      if (failure) throw cannotReach(label, prefix, failure);
      const abandon = () => {
        void process.signal('SIGKILL');
        process.stdout.destroy();
        process.stderr.destroy();
      };
      live.add(abandon);
      void process.exited.then(() => live.delete(abandon));
      return { ...process, abandon };
    },
    close: async () => {
      for (const abandon of live) abandon();
    },
  };
}

/** Behind `--`, wsl.exe gives the rest to a shell, which would take our `$` for its own; `--exec` runs it as it is. */
function withoutShell(prefix: readonly string[]): readonly string[] {
  const isWsl = /(^|[\\/])wsl(\.exe)?$/i.test(prefix[0] ?? '');
  return isWsl && prefix.at(-1) === '--' ? [...prefix.slice(0, -1), '--exec'] : prefix;
}

function cannotReach(label: Text, [program = '']: readonly string[], cause: Error): HostError {
  return new HostError(
    sayHost('command-not-run', label, program, cause.message),
    sayHost('fix-command', program, label),
    { cause },
  );
}
