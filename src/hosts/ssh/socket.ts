import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { Duplex } from 'node:stream';
import { HostError } from '../host.ts';
import type { SshTarget } from './config.ts';

/** The machine could not be reached: to try again later may help. */
export class Unreachable extends HostError {}

/** A TCP connection to the machine. Throws Unreachable when there is none within the configuration's ConnectTimeout. */
export function openSocket({ hostName, port, family, connectTimeoutSeconds, alias }: SshTarget): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostName, port, family });
    // Keys are pressed one at a time: nothing is to wait for more.
    socket.setNoDelay(true);
    const place = `${hostName} port ${port}`;
    const timer = setTimeout(() => {
      socket.destroy();
      reject(unreachable(alias, place, 'ETIMEDOUT', connectTimeoutSeconds));
    }, connectTimeoutSeconds * 1000);
    socket.once('connect', () => {
      clearTimeout(timer);
      resolve(socket);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      reject(unreachable(alias, place, error.code ?? error.message, connectTimeoutSeconds));
    });
  });
}

function unreachable(alias: string, place: string, code: string, seconds: number): Unreachable {
  const where = place.startsWith(`${alias} `) ? place : `${alias} (${place})`;
  switch (code) {
    case 'ECONNREFUSED':
      return new Unreachable(`${where} refuses connections.`, 'Is an SSH server running there, and is the port right?');
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new Unreachable(
        `There is no address for the name of ${where}.`,
        code === 'ENOTFOUND' ? 'Check its spelling, or HostName in ~/.ssh/config.' : 'Is this machine online?',
      );
    case 'ETIMEDOUT':
      return new Unreachable(
        `${where} did not answer within ${seconds} s.`,
        'Is the machine on, and does a firewall stand between? ConnectTimeout in ~/.ssh/config sets the limit.',
      );
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return new Unreachable(`There is no way to ${where}.`, 'Is this machine in the right network, or its VPN up?');
    default:
      return new Unreachable(`${where} cannot be reached: ${code}.`);
  }
}

/** A connection over the standard input and output of a command: ProxyCommand of ssh_config(5), run by sh(1). */
export function openCommandSocket(command: string): Duplex {
  const child = spawn('sh', ['-c', `exec ${command}`], { stdio: ['pipe', 'pipe', 'ignore'] });
  const socket = Duplex.from({ readable: child.stdout, writable: child.stdin });
  socket.once('close', () => child.kill());
  child.once('error', (error) => socket.destroy(error));
  return socket;
}
