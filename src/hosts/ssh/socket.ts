import { connect, type Socket } from 'node:net';
import { HostError } from '../host.ts';
import { onAbort } from '../unless-aborted.ts';
import { sayHost } from '../words.ts';
import type { SshTarget } from './target.ts';
import { saySsh } from './words.ts';

/** The machine could not be reached: to try again later may help. */
export class Unreachable extends HostError {}

/** Why it was not connected to. */
export const givenUp = ({ alias }: Pick<SshTarget, 'alias'>) => new HostError(sayHost('not-connected', alias));

/**
 * A TCP connection to the machine. Throws Unreachable when there is none within the configuration's ConnectTimeout, and
 * HostError when it is given up.
 */
export function openSocket(target: SshTarget, signal: AbortSignal): Promise<Socket> {
  const { hostName, port, family, connectTimeoutSeconds } = target;
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostName, port, family });
    // Keys are pressed one at a time: nothing is to wait for more.
    socket.setNoDelay(true);
    const timer = setTimeout(() => {
      socket.destroy();
      reject(unreachable(target, 'ETIMEDOUT'));
    }, connectTimeoutSeconds * 1000);
    const isOver = onAbort(signal, () => {
      clearTimeout(timer);
      socket.destroy();
      reject(givenUp(target));
    });
    socket.once('close', isOver);
    socket.once('connect', () => {
      clearTimeout(timer);
      isOver();
      resolve(socket);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      reject(unreachable(target, error.code ?? error.message));
    });
  });
}

function unreachable(target: SshTarget, code: string): Unreachable {
  const { alias, hostName, port, configFile, connectTimeoutSeconds: seconds } = target;
  const place = `${hostName} port ${port}`;
  const where = place.startsWith(`${alias} `) ? place : `${alias} (${place})`;
  switch (code) {
    case 'ECONNREFUSED':
      return new Unreachable(saySsh('refuses', where), saySsh('check-server'));
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new Unreachable(
        saySsh('no-address', where),
        code === 'ENOTFOUND' ? saySsh('check-name', configFile) : saySsh('check-online'),
      );
    case 'ETIMEDOUT':
      return new Unreachable(saySsh('no-answer', where, seconds), saySsh('check-firewall', configFile));
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return new Unreachable(saySsh('no-route', where), saySsh('check-network'));
    default:
      return new Unreachable(saySsh('unreachable', where, code));
  }
}
