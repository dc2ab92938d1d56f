import type { AddressInfo } from 'node:net';
import ssh2 from 'ssh2';

/** An SSH server on loopback that lets anybody in, says that it starts a program, and sends output without end, whatever the window. */
export async function floodingServer(hostKey: Buffer): Promise<{ readonly port: number; close(): Promise<void> }> {
  const clients = new Set<{ end(): void }>();
  const server = new ssh2.Server({ hostKeys: [hostKey] }, (client) => {
    clients.add(client);
    client.on('error', () => {});
    client.on('authentication', (context) => context.accept());
    client.on('session', (accept) => {
      accept().on('exec', (run) => {
        const channel = run();
        channel.on('error', () => {});
        // Not in its types: how much the client has said that it takes.
        (channel as unknown as { outgoing: { window: number } }).outgoing.window = Number.MAX_SAFE_INTEGER;
        // ssh2 stops at a window of exactly nothing.
        const chunk = Buffer.alloc(32 * 1024 - 1, 'x');
        let flood: NodeJS.Timeout | undefined;
        let asked = '';
        channel.on('data', (text: Buffer) => {
          asked += text.toString();
          const token = /set -- '([0-9a-f]{24})'/.exec(asked)?.[1];
          if (token === undefined || flood) return;
          channel.write(`${token} 2 1 -\n`);
          flood = setInterval(() => {
            for (let n = 0; n < 100; n++) channel.write(chunk);
          }, 10);
        });
        client.on('close', () => clearInterval(flood));
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // It listens on TCP.
  const { port } = server.address() as AddressInfo;
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        for (const client of clients) client.end();
        server.close(() => resolve());
      }),
  };
}
