import { connect, type Socket } from 'node:net';
import { HostError } from '../host.ts';
import { onAbort } from '../unless-aborted.ts';
import type { SshTarget } from './target.ts';

/** The machine could not be reached: to try again later may help. */
export class Unreachable extends HostError {}

/** Why it was not connected to. */
export const givenUp = ({ alias }: Pick<SshTarget, 'alias'>) =>
  new HostError(`${alias} was not connected to: it was cancelled.`);

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
      return new Unreachable(`${where} refuses connections.`, 'Is an SSH server running there, and is the port right?');
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new Unreachable(
        `There is no address for the name of ${where}.`,
        code === 'ENOTFOUND' ? `Check its spelling, or HostName in ${configFile}.` : 'Is this machine online?',
      );
    case 'ETIMEDOUT':
      return new Unreachable(
        `${where} did not answer within ${seconds} s.`,
        `Is the machine on, and does a firewall stand between? ConnectTimeout in ${configFile} sets the limit.`,
      );
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return new Unreachable(`There is no way to ${where}.`, 'Is this machine in the right network, or its VPN up?');
    default:
      return new Unreachable(`${where} cannot be reached: ${code}.`);
  }
}
