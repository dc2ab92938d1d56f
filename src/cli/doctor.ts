import { labReady, renderChecks } from '../doctor/check.ts';
import { checkHost, checkThisMachine } from '../doctor/doctor.ts';
import { openHost } from '../hosts/open.ts';

/** Shows what the machine has and lacks for a lab. Returns 0 when the sample lab can run there, 1 otherwise. */
export async function doctor(hostId: string): Promise<number> {
  const checks = hostId === 'sandbox' ? await checkThisMachine() : await checkOn(hostId);
  process.stdout.write(renderChecks(checks));
  return labReady(checks) ? 0 : 1;
}

async function checkOn(hostId: string) {
  const host = await openHost(hostId);
  try {
    return await checkHost(host);
  } finally {
    await host.dispose();
  }
}
