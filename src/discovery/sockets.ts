// Sockets that wait for whoever comes: as the kernel lists them, sock_diag(7), and as `ss -Htuln` prints them.
import type { Socket } from '../topology/model.ts';
import type { Message } from './netlink.ts';

/** The type of such a message; among what is asked for beside it no other has the number. linux/sock_diag.h */
export const SOCK_DIAG_BY_FAMILY = 20;
const INET_DIAG_SKV6ONLY = 11;
const AF_INET = 2;
const AF_INET6 = 10;

/** By the number of its state (TCP_LISTEN, TCP_CLOSE): what has it is TCP that listens, or UDP that is connected to nobody. */
const SORTS: ReadonlyMap<number, Pick<Socket, 'netid' | 'state'>> = new Map([
  [10, { netid: 'tcp', state: 'LISTEN' }],
  [7, { netid: 'udp', state: 'UNCONN' }],
]);

/** A struct inet_diag_msg (linux/inet_diag.h) with its header; or none where it is something else. */
export function readSocket(message: Message, names: ReadonlyMap<number, string>): Socket[] {
  if (message.length < 88) return [];
  const [family, sort] = [message.uint8(16), SORTS.get(message.uint8(17))];
  const local = message.part(24, 24 + (family === AF_INET ? 4 : 16)).address();
  const port = message.port(20);
  if (!sort || local === undefined || (family !== AF_INET && family !== AF_INET6) || port === 0) return [];
  const index = message.uint32(56);
  const six = message.attribute(88, INET_DIAG_SKV6ONLY);
  const only = six !== undefined && six.length > 0 && six.uint8(0) === 1;
  return [
    {
      ...sort,
      local,
      port,
      ...(index === 0 ? {} : { dev: names.get(index) ?? `if${index}` }),
      ...(local === '::' ? { v6only: only } : {}),
    },
  ];
}

/** `tcp LISTEN 0 128 [::1]%lo:80 [::]:*`; `*` is both families. A name may hold anything but a slash and a blank. */
const LINE = /^(tcp|udp) +(LISTEN|UNCONN) +\d+ +\d+ +(?:\[([\da-f:.]+)\]|([\d.]+)|\*)(?:%(\S+))?:(\d+) +\S+\s*$/;

/** What `ss -Htuln` prints. */
export function readSs(text: string): readonly Socket[] {
  const sockets = text.split('\n').flatMap((line): Socket[] => {
    const [, netid, state, six, four, dev, port] = LINE.exec(line) ?? [];
    if (netid === undefined || Number(port) === 0) return [];
    const sort: Pick<Socket, 'netid' | 'state'> =
      state === 'LISTEN' ? { netid: 'tcp', state } : { netid: 'udp', state: 'UNCONN' };
    const local = four ?? six ?? '::';
    return [
      {
        ...sort,
        local,
        port: Number(port),
        ...(dev === undefined ? {} : { dev }),
        ...(local === '::' ? { v6only: six !== undefined } : {}),
      },
    ];
  });
  return inOrder(sockets);
}

/** Each once, as several may wait for the same (SO_REUSEPORT), in an order of their own: the kernel's has no meaning. */
export function inOrder(sockets: readonly Socket[]): readonly Socket[] {
  const byText = new Map(sockets.map((socket) => [JSON.stringify(socket), socket]));
  return [...byText]
    .sort(([a, { netid, port }], [b, other]) => order(netid, other.netid) || port - other.port || order(a, b))
    .map(([, socket]) => socket);
}

const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
