import type { Host } from './host.ts';
import { startProcess } from './processes.ts';
import { type RemoteOptions, remoteProcesses } from './remote-process.ts';
import type { Transport } from './transport.ts';

/**
 * A machine on which a prefix starts programs and carries their streams: `docker exec -i lab`, `kubectl exec -i pod --`,
 * `limactl shell lab`. A bare host: its processes are those of the user that the prefix gives.
 */
export function openCommandProcesses(prefix: readonly string[], options: RemoteOptions): Host {
  return remoteProcesses(commandTransport(prefix), options);
}

function commandTransport(prefix: readonly string[]): Transport {
  const live = new Set<() => void>();
  return {
    tellsLoss: false,
    start: async (argv) => {
      const process = startProcess([...prefix, ...argv]);
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
