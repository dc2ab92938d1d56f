import { connect, createServer, type Socket } from 'node:net';

/** A TCP connection to another port that can be made bad. */
export interface BadLine {
  readonly port: number;
  /** Milliseconds added each way, from now on. */
  delay(ms: number): void;
  /** Nothing goes through any more, and nobody is told. */
  stall(): void;
  /** All connections end at once. */
  cut(): void;
  /** Changes a byte of what comes next from the server. */
  corrupt(): void;
  /** Bytes that came from the server so far. */
  received(): number;
  close(): Promise<void>;
}

export async function startProxy(to: number): Promise<BadLine> {
  const sockets = new Set<Socket>();
  let delayMs = 0;
  let stalled = false;
  let corrupting = false;
  let received = 0;
  const carry = (from: Socket, into: Socket, fromServer: boolean) => {
    // What came first goes first, also when the delay has been made shorter. undefined: the end.
    const waiting: { readonly chunk: Buffer | undefined; readonly due: number }[] = [];
    let timer: NodeJS.Timeout | undefined;
    const pass = (chunk: Buffer | undefined) => {
      if (stalled || into.destroyed) return;
      if (chunk === undefined) into.end();
      else if (!into.write(chunk)) {
        from.pause();
        into.once('drain', () => from.resume());
      }
    };
    const passDue = () => {
      timer = undefined;
      for (let next = waiting[0]; next !== undefined && next.due <= performance.now(); next = waiting[0]) {
        waiting.shift();
        pass(next.chunk);
      }
      if (waiting[0] !== undefined) timer ??= setTimeout(passDue, Math.max(0, waiting[0].due - performance.now()));
    };
    const take = (chunk: Buffer | undefined) => {
      waiting.push({ chunk, due: performance.now() + delayMs });
      if (timer === undefined) passDue();
    };
    from.on('data', (chunk: Buffer) => {
      if (stalled) return;
      if (fromServer) received += chunk.length;
      if (fromServer && corrupting) {
        corrupting = false;
        const at = Math.floor(chunk.length / 2);
        chunk[at] = (chunk[at] ?? 0) ^ 0xff;
      }
      take(chunk);
    });
    from.on('end', () => take(undefined));
    from.on('error', () => into.destroy());
    from.on('close', () => sockets.delete(from));
  };
  const server = createServer((client) => {
    const upstream = connect({ host: '127.0.0.1', port: to });
    for (const socket of [client, upstream]) {
      socket.setNoDelay(true);
      sockets.add(socket);
    }
    carry(client, upstream, false);
    carry(upstream, client, true);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    delay: (ms) => {
      delayMs = ms;
    },
    stall: () => {
      stalled = true;
    },
    cut: () => {
      cut();
      stalled = false;
    },
    corrupt: () => {
      corrupting = true;
    },
    received: () => received,
    close: () => {
      cut();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
