import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';

/** BUSYBOX ROOT: a machine that has nothing but busybox, and `setsid` only when WITH is not empty; until its input ends. */
const MAKE = `
set -e
read -r outer _ </proc/self/stat
mount -t tmpfs netlab-test "$2"
mkdir "$2/bin" "$2/proc" "$2/tmp" "$2/dev"
cp "$1" "$2/bin/busybox"
for library in $(ldd "$1" 2>/dev/null | grep -o '/[^ ]*'); do cp --parents "$library" "$2"; done
for applet in sh cat mktemp grep tr env sleep rm kill id pwd true $WITH; do ln -s busybox "$2/bin/$applet"; done
mount -t proc netlab-test "$2/proc"
mount --rbind /dev "$2/dev"
exec "$2/bin/busybox" chroot "$2" /bin/sh -c 'echo "$1"; exec cat' sh "$outer"
`;

/** The program; undefined when there is none. */
export function findBusybox(): string | undefined {
  const directories = [...(process.env['PATH'] ?? '').split(':'), '/bin', '/usr/bin'];
  return directories
    .map((directory) => join(directory, 'busybox'))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** A machine, gone with the test, on which there is nothing but busybox; and the prefix that starts programs there. */
export async function busyboxMachine(busybox: string, applets: string): Promise<readonly string[]> {
  const root = mkdtempSync(join(tmpdir(), 'netlab-test-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const namespaces = ['--user', '--map-root-user', '--mount', '--pid', '--fork', '--kill-child'];
  const keeper = spawn('unshare', [...namespaces, 'sh', '-c', MAKE, 'sh', busybox, root], {
    env: { ...process.env, WITH: applets },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(keeper, 'exit');
  onTestFinished(async () => {
    keeper.stdin.end();
    await ended;
  });
  const failed = ended.then(() => Promise.reject(new Error('the machine could not be made')));
  const [pid] = await Promise.race([once(createInterface(keeper.stdout), 'line'), failed]);
  const spaces = ['--user', '--preserve-credentials', '--mount', '--pid', '--root', '--wd'];
  return ['nsenter', '--target', `${pid}`, ...spaces, '--', 'env', '-i', 'PATH=/bin'];
}
