/**
 * A program for the tests to kill: opens the host that its argument names, starts in it what is hard to end, prints
 * what to look for as one line of JSON, and waits.
 */
import { openHost } from '../../../src/hosts/open.ts';

const [id = 'sandbox', marker = ''] = process.argv.slice(2);
const host = await openHost(id);
const env = { NETLAB_TEST: marker };
const daemons = `
  setsid sleep 1000 >/dev/null 2>&1 &
  (setsid sh -c 'trap "" HUP INT TERM; while :; do sleep 1000; done' >/dev/null 2>&1 &)
  readlink /proc/self/ns/net
  echo "$APT_CONFIG"`;
host.spawn(['sh', '-c', 'trap "" INT TERM; while :; do :; done'], { env });
host.spawn(['sleep', '1000'], { env });
host.spawn(['sh', '-c', 'kill -STOP $$'], { env });
const { stdout } = await host.run(['sh', '-c', daemons], { env });
const [net, aptConfig] = stdout.toString().split('\n');
console.log(JSON.stringify({ net, aptConfig }));
process.stdin.resume();
process.stdin.once('end', () => void host.dispose());
