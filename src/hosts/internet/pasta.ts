import type { Argument } from '../../words.ts';
import type { Host, RemoteProcess } from '../host.ts';
import { HostError } from '../host.ts';
import { withIdentity } from '../process-identity.ts';
import { howEnded, lastWords } from '../process-output.ts';
import { sayHost, withOutput } from '../words.ts';
import WATCHED from './pasta.sh' with { type: 'text' };

/** The address at which pasta(1) forwards to the machine's own resolver. */
export const PASTA_RESOLVER = '203.0.113.53';

/** Milliseconds for pasta to configure the interface. */
const READY_WITHIN_MS = 10_000;

/**
 * Gives the namespaces of process `pid` on `host` a way to the real network by pasta(1), without root: it translates
 * between an interface in there and ordinary sockets out here. No port of the sandbox is opened on the machine, and
 * the machine's loopback is not reachable. Returns what must keep running for that. Throws HostError when pasta is missing or
 * fails.
 */
export async function connectReal(
  host: Host,
  pid: string,
  uplink: string,
  sandbox: Pick<Host, 'run'>,
): Promise<RemoteProcess> {
  const closed = ['--tcp-ports', 'none', '--udp-ports', 'none', '--tcp-ns', 'none', '--udp-ns', 'none', '--no-map-gw'];
  const pasta = ['pasta', '--foreground', '--quiet', '--config-net', ...closed, '--dns-forward', PASTA_RESOLVER];
  const process = host.spawn([
    'sh',
    '-c',
    withIdentity(WATCHED),
    'netlab-uplink',
    pid,
    ...pasta,
    '--ns-ifname',
    uplink,
  ]);
  const said = lastWords(process.stderr);
  process.stdout.resume();
  const failed = process.exited.then((status) =>
    status.code === 127 ? missingPasta() : pastaFailed(said().trim() || howEnded(status)),
  );
  const ready = sandbox
    .run(['sh', '-c', 'until ip route show default | grep -q .; do sleep 0.02; done'], { timeoutMs: READY_WITHIN_MS })
    .then(({ cut }) =>
      cut ? pastaFailed(withOutput(sayHost('pasta-slow', READY_WITHIN_MS / 1000), said())) : undefined,
    );
  const error = await Promise.race([failed, ready]);
  if (error !== undefined) throw error;
  return process;
}

function missingPasta(): HostError {
  return new HostError(sayHost('no-pasta'), sayHost('install-pasta'));
}

function pastaFailed(why: Argument): HostError {
  return new HostError(sayHost('pasta-failed', why), sayHost('choose-internet'));
}
