import { type Check, labReady } from '../doctor/check.ts';
import { checkHost, checkThisMachine } from '../doctor/doctor.ts';
import type { CatalogHost } from '../hosts/catalog.ts';
import type { Host } from '../hosts/host.ts';
import { openWithoutSandbox } from '../hosts/open.ts';
import { openProcesses } from '../hosts/processes.ts';
import { inWords } from '../words.ts';
import { makeTerminalAsker } from './ask.ts';
import type { HostChoice } from './command.ts';
import { chooseHost, readCatalog } from './hosts.ts';
import { say } from './terminal.ts';

/** Shows what a machine has and lacks for a lab. Returns 0 when the sample lab can run there, 1 otherwise. */
export async function doctor(where: HostChoice, signal: AbortSignal): Promise<number> {
  const checks = await check(where, signal);
  void say(process.stdout, renderChecks(checks));
  return labReady(checks) ? 0 : 1;
}

/** Of a host that is a sandbox, the machine on which it would be made, as the user there. */
async function check(where: HostChoice, signal: AbortSignal) {
  const name = where.host ?? 'sandbox';
  const listed = chooseHost(await readCatalog(where, [name], signal), where, name);
  if (!listed || listed.id === 'sandbox') return checkThisMachine();
  return onMachine(listed, where, signal, checkHost);
}

/** Does something on the machine of a host; of one that is a sandbox, as the user there. */
export async function onMachine<Result>(
  listed: CatalogHost,
  { sshConfig }: HostChoice,
  signal: AbortSignal,
  act: (host: Host) => Promise<Result>,
): Promise<Result> {
  const asker = makeTerminalAsker(signal);
  const options = { asker, signal, ...(sshConfig === undefined ? {} : { sshConfig }) };
  const host = listed.id === 'sandbox' ? openProcesses() : await openWithoutSandbox(listed, options);
  try {
    return await act(host);
  } finally {
    await host.dispose();
  }
}

const MARKS = { ok: '✓', missing: '✗', optional: '–' } as const;

/** The checks as text for a terminal, ending with the verdict. */
export function renderChecks(checks: readonly Check[]): string {
  const lines = checks.flatMap(({ state, label, found, why, remedy }) => {
    const head = `${MARKS[state]} ${inWords(label)}${found === undefined ? '' : `: ${inWords(found)}`}`;
    if (state === 'ok') return [head];
    const need = `${state === 'optional' ? 'optional, for' : 'needed for'} ${inWords(why)}`;
    return [`${head} (${need})`, ...(remedy === undefined ? [] : [`    ${inWords(remedy)}`])];
  });
  const verdict = labReady(checks) ? 'The sample lab can run on this machine.' : 'The sample lab cannot run here yet.';
  return `${[...lines, '', verdict].join('\n')}\n`;
}
