import { createServer, type Socket } from 'node:net';
import type { RemoteProcess } from './host.ts';

/** A port of this machine's loopback whose connections are made elsewhere. */
export interface Forward {
  readonly port: number;
  /** Ends it, with the connections that are open. */
  close(): void;
}

/** Listens on a free port of 127.0.0.1, and gives each connection to a process of its own. Rejects where there is no free port. */
export async function forward(connect: () => RemoteProcess): Promise<Forward> {
  const open = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    let process: RemoteProcess;
    try {
      process = connect();
    } catch {
      socket.destroy(); // The host has ended.
      return;
    }
    open.add(socket);
    const end = () => void process.signal('SIGKILL');
    socket.on('error', end); // Its close follows.
    socket.on('close', () => {
      open.delete(socket);
      end();
    });
    process.stdin.on('error', () => socket.destroy());
    socket.pipe(process.stdin);
    process.stdout.pipe(socket);
    process.stderr.resume();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('a TCP server has an address');
  return {
    port: address.port,
    close: () => {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}
