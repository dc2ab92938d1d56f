import { CannotStart, type ExitStatus, HostError, type RemoteProcess } from '../hosts/host.ts';
import { packageOf } from '../hosts/packages.ts';
import { type ProcessIdentity, parseStat } from '../hosts/process-identity.ts';
import { withOutput } from '../hosts/words.ts';
import type { Text } from '../words.ts';
import type { Lane } from './lane.ts';
import { prepareLane } from './lanes.ts';
import * as protocol from './protocol.ts';
import { sayOfRun } from './words.ts';

/** There is no bash on the host, or no such directory. */
export class NotStartedError extends HostError {}

/** How long a shell may take to answer its first line. */
const BOOT_MS = 10_000;

/** Who a shell says that it is, and its relays. */
interface Hello {
  readonly identity: ProcessIdentity;
  readonly relays: readonly number[];
}

/** There is no shell: how what should have become one ended, and what it said. */
export interface NoShell {
  readonly status: ExitStatus;
  readonly said: string;
}

/** Gives a shell that has been started its functions and traps. */
export async function boot(process: RemoteProcess, lane: Lane, ended: Promise<ExitStatus>): Promise<Hello | NoShell> {
  const mark = protocol.newMark();
  let complaint = '';
  const hello = new Promise<string>((resolve) => {
    let body: string | undefined;
    let seen = 0;
    lane.receiver = {
      data: (stream, chunk) => {
        if (stream === 'stderr') complaint = (complaint + chunk.toString()).slice(-2000);
      },
      frame: (stream, _mark, text) => {
        if (stream === 'stdout') body = text;
        if (++seen === 2) resolve(body ?? '');
      },
    };
  });
  lane.expect(mark);
  process.stdin.write(protocol.bootLines(mark));
  const timer = setTimeout(() => process.signal('SIGKILL'), BOOT_MS);
  const first = await Promise.race([hello, ended]);
  clearTimeout(timer);
  if (typeof first !== 'string') return { status: first, said: complaint };
  prepareLane(lane);
  const [stat = '', relays = ''] = first.split('\n');
  return {
    identity: parseStat(stat) ?? { pid: 0, began: '', session: 0 },
    relays: relays.split(' ').filter(Boolean).map(Number),
  };
}

/** Why a host has no shell. */
export function noShellOn(label: Text, { status: { code, lost }, said }: NoShell): HostError {
  if (lost !== undefined) return new HostError(sayOfRun('connection-lost', lost));
  if (code === 127) {
    const program = /^(?:netlab: cannot run|nsenter: failed to execute) ([\w-]+):?/m.exec(said)?.[1] ?? 'bash';
    return new NotStartedError(
      sayOfRun('no-program', program, label),
      sayOfRun('install-package', packageOf(program) ?? program),
    );
  }
  return new CannotStart(withOutput(sayOfRun('no-shell', label), said.trim()));
}
