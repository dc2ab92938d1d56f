import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';

/**
 * Runs as root in fresh namespaces: gives them an /etc, a /run and an /var/lib/sudo of their own, in which ann has a password and
 * SUDOERS holds, and stays until its input ends. Nothing of it is written outside.
 */
const MAKE = `
set -e
read -r outer _ </proc/self/stat
mount -t proc netlab-test /proc
mount -t tmpfs netlab-test /run
mkdir /run/etc /run/work
mount -t overlay -o lowerdir=/etc,upperdir=/run/etc,workdir=/run/work netlab-test /etc
[ ! -d /var/lib/sudo ] || mount -t tmpfs netlab-test /var/lib/sudo
echo 'ann:x:54321:54321::/:/bin/sh' >>/etc/passwd
echo 'ann:x:54321:' >>/etc/group
echo 'ann:*:19000:0:99999:7:::' >>/etc/shadow
IFS= read -r password
printf 'ann:%s\\n' "$password" | chpasswd
printf '%s\\n' "$SUDOERS" >/etc/sudoers
chmod 440 /etc/sudoers
echo "$outer"
cat
`;

export interface SudoMachine {
  /** What starts programs there as ann, who is no root. */
  readonly prefix: readonly string[];
}

/** Why such a machine cannot be had; undefined when it can. sudo(8) needs the machine's real root, so it needs us to be that. */
export function noSudoMachine(): string | undefined {
  return process.getuid?.() === 0 ? undefined : 'only root can make a machine in which sudo works';
}

/** A machine, gone with the test, on which a user ann has this password and these sudoers(5) hold. */
export async function sudoMachine(sudoers: string, password: string): Promise<SudoMachine> {
  const namespaces = ['--mount', '--net', '--pid', '--fork', '--kill-child'];
  const keeper = spawn('unshare', [...namespaces, 'sh', '-c', MAKE], {
    env: { PATH: process.env['PATH'], SUDOERS: sudoers },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  keeper.stdin.write(`${password}\n`);
  const ended = once(keeper, 'exit');
  onTestFinished(async () => {
    keeper.stdin.end();
    await ended;
  });
  const failed = ended.then(() => Promise.reject(new Error('the machine could not be made')));
  const [pid] = await Promise.race([once(createInterface(keeper.stdout), 'line'), failed]);
  const enter = ['nsenter', '--target', `${pid}`, '--mount', '--net', '--pid', '--'];
  return { prefix: [...enter, 'setpriv', '--reuid', '54321', '--regid', '54321', '--clear-groups', '--'] };
}
