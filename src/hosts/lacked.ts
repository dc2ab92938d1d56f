import type { Host } from './host.ts';

const ASKED_WITHIN_MS = 5000;

/**
 * Which of some names a command that asks for them prints on a host, a line each: what the host does not have. undefined: the command was
 * ended before it had asked for all.
 */
export async function lackedOn(
  host: Host,
  ask: (names: readonly string[]) => readonly string[],
  names: readonly string[],
  timeoutMs = ASKED_WITHIN_MS,
): Promise<readonly string[] | undefined> {
  if (names.length === 0) return [];
  const { stdout, exitCode } = await host.run(ask(names), { timeoutMs, whileConnected: true });
  if (exitCode === null) return undefined;
  const lines = stdout.toString().split('\n');
  return names.filter((name) => lines.includes(name));
}
