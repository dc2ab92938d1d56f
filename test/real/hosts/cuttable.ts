import type { ExitStatus, Host, RemoteProcess } from '../../../src/hosts/host.ts';
import { HostError } from '../../../src/hosts/host.ts';
import { openProcesses } from '../../../src/hosts/processes.ts';

/** The machine under test behind a line that the test can cut. */
export class CuttableLine {
  readonly #live = new Set<() => void>();
  /** While it is down no connection can be made. */
  down = false;
  opened = 0;

  /** A connection: its processes end, and it is of no more use, when the line is cut. */
  readonly open = async (): Promise<Host> => {
    if (this.down) throw new HostError('The line is down.');
    this.opened++;
    const inner = openProcesses();
    let lost = false;
    const cuts = new Set<(status: ExitStatus) => void>();
    const cut = () => {
      lost = true;
      this.#live.delete(cut);
      void inner.dispose();
      for (const end of cuts) end({ code: null, signal: null, lost: 'The line was cut.' });
    };
    this.#live.add(cut);
    const spawn = (argv: readonly string[]): RemoteProcess => {
      if (lost) throw new HostError('The line was cut.');
      const process = inner.spawn(argv);
      const cutOff = new Promise<ExitStatus>((resolve) => cuts.add(resolve));
      return { ...process, exited: Promise.race([process.exited, cutOff]) };
    };
    return { id: 'line', label: 'The machine', spawn, run: inner.run, dispose: inner.dispose };
  };

  cut(): void {
    for (const cut of [...this.#live]) cut();
  }
}
