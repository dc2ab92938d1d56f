import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { HostError } from '../../../src/hosts/host.ts';
import type { SshHost } from '../../../src/hosts/ssh/processes.ts';
import { english } from '../../said.ts';
import { until } from '../hosts/support.ts';
import { cutAtRandom } from './cut.ts';
import { type BadLine, startProxy } from './proxy.ts';
import { asker, changedConfig, connectTo, describeWithServer, type Server, startServer, testServer } from './server.ts';

const text = (chunks: readonly Buffer[]) => Buffer.concat(chunks).toString();

/** Starts a command and gathers what it prints. */
function follow(host: SshHost, ...argv: string[]) {
  const process = host.spawn(argv);
  const out: Buffer[] = [];
  process.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  process.stderr.resume();
  const ended = new Promise((resolve) => process.stdout.once('close', resolve));
  return { process, out: () => text(out), ended };
}

describeWithServer('an SSH connection', () => {
  let server: Server;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.dispose());

  async function overProxy(changes: Readonly<Record<string, string>> = {}): Promise<{ host: SshHost; proxy: BadLine }> {
    const proxy = await startProxy(server.port);
    onTestFinished(() => proxy.close());
    const config = changedConfig(server, { Port: proxy.port, HostKeyAlias: `[127.0.0.1]:${server.port}`, ...changes });
    return { host: await connectTo(config), proxy };
  }

  test('is shared by all who ask for the same machine, and ends with the last of them', async () => {
    const { host, proxy } = await overProxy();
    const said = (what: string) => server.log().split(what).length - 1;
    const config = changedConfig(server, { Port: proxy.port, HostKeyAlias: `[127.0.0.1]:${server.port}` });
    const others = await Promise.all([connectTo(config), connectTo(config), connectTo(config)]);
    await host.dispose();
    await others[0]?.dispose();
    expect((await others[1]?.run(['echo', 'there']))?.stdout.toString()).toBe('there\n');
    await Promise.all(others.map((other) => other.dispose()));
    // The server writes its log when it likes to.
    expect(await until(() => said('Disconnected from user') > 0, 5000)).toBe(true);
    expect([said('Accepted publickey'), said('Disconnected from user')]).toEqual([1, 1]);
  });

  test('carries bytes of any value, both ways, and holds a writer back that is not read', async () => {
    const { host, proxy } = await overProxy();
    const bytes = Buffer.alloc(3_000_000, Buffer.from(Array.from({ length: 256 }, (_, index) => index)));
    expect((await host.run(['cat'], { input: bytes, timeoutMs: 30_000 })).stdout.equals(bytes)).toBe(true);

    const flood = host.spawn(['cat', '/dev/zero']);
    flood.stdout.once('readable', () => {});
    // The window of a channel is 2 MiB; what is in flight on loopback comes on top.
    const isHeld = async () => {
      const received = proxy.received();
      await sleep(500);
      return received > 3_000_000 && proxy.received() - received < 100_000;
    };
    expect(await until(isHeld, 20_000)).toBe(true);
    expect((await host.run(['echo', 'meanwhile'])).stdout.toString()).toBe('meanwhile\n');
    await flood.signal('SIGKILL');
    flood.stdout.destroy();
    expect(await flood.exited).toEqual({ code: null, signal: 'SIGKILL' });
  });

  test.each(['cut', 'corrupt', 'stall'] as const)(
    'that breaks (%s) ends what runs as lost, with what it had printed',
    async (how) => {
      const { host, proxy } = await overProxy();
      const { process, out, ended } = follow(
        host,
        'sh',
        '-c',
        'i=0; while :; do i=$((i+1)); echo $i; sleep 0.05; done',
      );
      await until(() => out().includes('3\n'), 10_000);
      const begun = Date.now();
      proxy[how]();
      const status = await process.exited;
      expect(english(status.lost)).toContain('lab is no longer reachable');
      expect(Date.now() - begun).toBeLessThan(15_000);
      await ended;
      const printed = out().split('\n').slice(0, -1);
      expect(printed).toEqual(printed.map((_, index) => String(index + 1)));
      expect(() => host.spawn(['true'])).toThrow(HostError);
      await expect(host.run(['true'])).rejects.toThrow('no longer reachable');
    },
  );

  test('server-restart: the next connection waits until the machine is back', async () => {
    const restarted = await testServer();
    const first = await connectTo(restarted.config);
    const { process } = follow(first, 'sleep', '60');
    await first.run(['true']);
    await restarted.stop();
    expect((await process.exited).lost?.code).toBe('connection-lost');
    await first.dispose();
    const back = sleep(1500).then(() => restarted.start());
    const second = await connectTo(restarted.config);
    await back;
    expect((await second.run(['echo', 'back'])).stdout.toString()).toBe('back\n');
  });

  test('max-sessions-1: what runs for long does not keep others out', async () => {
    const narrow = await testServer({ config: ['MaxSessions 1'] });
    const host = await connectTo(narrow.config);
    const long = [1, 2, 3].map(() => follow(host, 'cat'));
    const short = await Promise.all([1, 2, 3, 4].map((n) => host.run(['echo', String(n)])));
    expect(short.map(({ stdout }) => stdout.toString())).toEqual(['1\n', '2\n', '3\n', '4\n']);
    for (const { process } of long) process.stdin.end();
    for (const { process } of long) expect(await process.exited).toEqual({ code: 0, signal: null });
  });

  test('max-sessions-1: many short commands queue up on few connections', async () => {
    const narrow = await testServer({ config: ['MaxSessions 2'] });
    const host = await connectTo(narrow.config);
    const said = await Promise.all(
      Array.from({ length: 30 }, (_, n) => host.run(['echo', String(n)], { timeoutMs: 60_000 })),
    );
    expect(said.map(({ stdout }) => Number(stdout))).toEqual(Array.from({ length: 30 }, (_, n) => n));
    expect(narrow.log().match(/Accepted publickey/g)?.length).toBeLessThan(15);
  });

  test('no sessions at all are said to be so', async () => {
    const none = await testServer({ config: ['MaxSessions 0'] });
    const host = await connectTo(none.config);
    await expect(host.run(['true'])).rejects.toThrow('allows no commands');
  });

  test('no-sftp: nothing needs it', async () => {
    const bare = await testServer({
      config: ['AllowTcpForwarding no', 'AllowStreamLocalForwarding no', 'PermitTTY no'],
    });
    const host = await connectTo(bare.config, asker());
    expect((await host.run(['echo', 'there'])).stdout.toString()).toBe('there\n');
  });

  test('cut-mid-cell at 10 random moments', async () => {
    await cutAtRandom(server, 10);
  });
});
