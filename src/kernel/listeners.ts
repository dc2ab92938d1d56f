import type { Host, RemoteProcess } from '../hosts/host.ts';
import { printable } from '../printable.ts';
import type { Problem } from '../words.ts';
import CONNECT from './connect.sh' with { type: 'text' };
import LISTENING from './listening.sh' with { type: 'text' };
import { sayOfRun } from './words.ts';

/** A process that waits for TCP connections, or UDP datagrams. */
export interface Listener {
  readonly pid: number;
  /** Where it can be reached from its own netns. */
  readonly address: string;
  readonly port: number;
  readonly udp?: true;
}

/** What processes of a group listen on, each port once, the lowest first. Empty where that cannot be known. */
export async function listenersOf(host: Host, group: number): Promise<readonly Listener[]> {
  const { stdout } = await host.run(['sh', '-c', LISTENING, 'listening', `${group}`]);
  return parseListeners(stdout.toString());
}

/** Reads what listening.sh prints. */
export function parseListeners(text: string): readonly Listener[] {
  const byPort = new Map<string, Listener>();
  for (const line of text.split('\n')) {
    const [, pid, protocol = '', digits = '', hex = ''] =
      /^(\d+) (tcp|udp)6? ([\dA-F]+):([\dA-F]{4})$/.exec(line) ?? [];
    const address = addressOf(digits);
    const port = Number.parseInt(hex, 16);
    const key = `${protocol} ${port}`;
    const udp = protocol === 'udp' ? { udp: true as const } : {};
    if (address !== undefined && !byPort.has(key)) byPort.set(key, { pid: Number(pid), address, port, ...udp });
  }
  return [...byPort.values()].sort((a, b) => a.port - b.port);
}

/** proc_net_tcp(5): each 32 bits of an address in the byte order of the machine, which is taken for little-endian. Any address is loopback's. */
function addressOf(digits: string): string | undefined {
  const bytes = (digits.match(/.{8}/g) ?? []).flatMap((word) => (word.match(/../g) ?? []).reverse());
  if (bytes.length !== 4 && bytes.length !== 16) return undefined;
  if (bytes.every((byte) => byte === '00')) return '127.0.0.1';
  if (bytes.length === 4) return bytes.map((byte) => Number.parseInt(byte, 16)).join('.');
  return (bytes.join('').toLowerCase().match(/.{4}/g) ?? []).join(':');
}

/** A process whose standard streams are a connection to a listener. */
export const connectTo = (host: Host, { pid, address, port }: Listener): RemoteProcess =>
  host.spawn(['sh', '-c', CONNECT, 'connect', `${pid}`, address, `${port}`], { whileConnected: true });

/** Why no connection to a listener can be made; undefined where one can. */
export async function whyUnreachable(host: Host, { pid, address, port }: Listener): Promise<Problem | undefined> {
  const argv = ['sh', '-c', CONNECT, 'connect', `${pid}`, address, `${port}`, 'check'];
  const { exitCode, stderr } = await host.run(argv);
  if (exitCode === 0) return undefined;
  const said = printable(stderr.toString().trim().split('\n').at(0) ?? '');
  return { what: sayOfRun('unreachable', port, said), remedy: sayOfRun('lo-may-be-down') };
}
