import type { Argument, Said } from '../../words.ts';
import type { Host } from '../host.ts';
import { CannotStart, HostError, whatHelps } from '../host.ts';
import { packageOf } from '../packages.ts';
import { sayHost } from '../words.ts';
import NAMESPACES from './namespaces.sh' with { type: 'text' };

/** What the machine says of user namespaces; absent where its kernel has no such setting. */
export interface NamespaceFacts {
  readonly uid: number;
  readonly 'missing-tools': readonly string[];
  readonly 'user.max_user_namespaces'?: string;
  readonly 'kernel.unprivileged_userns_clone'?: string;
  readonly 'kernel.apparmor_restrict_unprivileged_userns'?: string;
  /** A container engine's name when we seem to run in one. */
  readonly container?: string;
}

/** Settings that forbid user namespaces by 0, and what allows them; see namespaces(7). */
const LIMITS = [
  ['user.max_user_namespaces', '15000'],
  ['kernel.unprivileged_userns_clone', '1'],
] as const;

/** The facts among the lines that namespaces.sh printed; other lines are not looked at. */
export function parseNamespaceFacts(text: string): NamespaceFacts {
  const settings: Record<string, string> = {};
  const missing: string[] = [];
  let uid = -1;
  let container: string | undefined;
  for (const line of text.split('\n')) {
    const [kind, name = '', value = ''] = line.split(' ');
    if (kind === 'uid') uid = Number(name);
    if (kind === 'missing') missing.push(name);
    if (kind === 'container') container = name;
    if (kind === 'sysctl') settings[name.replace('/', '.')] = value;
  }
  return { uid, 'missing-tools': missing, ...settings, ...(container === undefined ? {} : { container }) };
}

/** Why no sandbox could be made, or that root should try without a user namespace. `said`: what the tools printed, or what we say instead. */
export async function explainRefusal(host: Host, said: Argument): Promise<HostError | 'try-without-user-namespace'> {
  const { stdout } = await host.run(['sh', '-c', NAMESPACES]);
  return judgeRefusal(parseNamespaceFacts(stdout.toString()), said);
}

export function judgeRefusal(facts: NamespaceFacts, said: Argument): HostError | 'try-without-user-namespace' {
  const [tool] = facts['missing-tools'];
  if (tool !== undefined) {
    return new HostError(sayHost('sandbox-needs', tool), sayHost('install-package', packageOf(tool) ?? tool));
  }
  const failed = sayHost('sandbox-failed', said);
  if (whatHelps(failed) !== undefined) return new CannotStart(failed);
  if (facts.uid === 0) return 'try-without-user-namespace';
  for (const [setting, allowing] of LIMITS)
    if (facts[setting] === '0')
      return forbidden(sayHost('setting-is', setting, '0'), `sudo sysctl -w ${setting}=${allowing}`);
  if (facts['kernel.apparmor_restrict_unprivileged_userns'] === '1') {
    const setting = 'kernel.apparmor_restrict_unprivileged_userns';
    return forbidden(sayHost('apparmor-restricts', setting), `sudo sysctl -w ${setting}=0`);
  }
  if (facts.container !== undefined) {
    return forbidden(sayHost('container-forbids', facts.container), sayHost('start-container'));
  }
  return new HostError(failed, sayHost('see-doctor'));
}

function forbidden(why: Said, remedy: Said | string): HostError {
  return new HostError(sayHost('sandbox-forbidden', why), remedy);
}
