import type { Host } from './host.ts';
import { CannotStart, HostError, whatHelps } from './host.ts';
import NAMESPACES from './namespaces.sh' with { type: 'text' };
import { packageOf } from './packages.ts';

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

/** Why no sandbox could be made, or that root should try without a user namespace. `said`: what the tools printed. */
export async function explainRefusal(host: Host, said: string): Promise<HostError | 'try-without-user-namespace'> {
  const { stdout } = await host.run(['sh', '-c', NAMESPACES]);
  return judgeRefusal(parseNamespaceFacts(stdout.toString()), said);
}

export function judgeRefusal(facts: NamespaceFacts, said: string): HostError | 'try-without-user-namespace' {
  const [tool] = facts['missing-tools'];
  if (tool !== undefined) {
    return new HostError(`The sandbox needs the program ${tool}.`, `Install the package ${packageOf(tool)}.`);
  }
  if (whatHelps(said) !== undefined) return new CannotStart(`The sandbox could not be made: ${said}`);
  if (facts.uid === 0) return 'try-without-user-namespace';
  if (facts['user.max_user_namespaces'] === '0') {
    return forbidden('user.max_user_namespaces is 0', 'sudo sysctl -w user.max_user_namespaces=15000');
  }
  if (facts['kernel.unprivileged_userns_clone'] === '0') {
    return forbidden('kernel.unprivileged_userns_clone is 0', 'sudo sysctl -w kernel.unprivileged_userns_clone=1');
  }
  if (facts['kernel.apparmor_restrict_unprivileged_userns'] === '1') {
    return forbidden(
      'AppArmor restricts them (kernel.apparmor_restrict_unprivileged_userns is 1)',
      'sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0',
    );
  }
  if (facts.container !== undefined) {
    return forbidden(
      `the container forbids them (${facts.container})`,
      'Start the container with --security-opt seccomp=unconfined --cap-add SYS_ADMIN, or with --privileged.',
    );
  }
  return new HostError(`The sandbox could not be made: ${said}`, 'netlab-notebook doctor shows what is missing.');
}

function forbidden(why: string, remedy: string): HostError {
  return new HostError(`This machine does not let users make a sandbox: ${why}.`, remedy);
}
