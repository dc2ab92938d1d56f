import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { makeCatalog } from '../../../src/hosts/catalog.ts';
import { openHost } from '../../../src/hosts/open.ts';
import { createKernel, type Kernel } from '../../../src/kernel/kernel.ts';
import type { CellRequest, OutputSink, OutputStream } from '../../../src/kernel/run-types.ts';
import type { SavedKernel } from '../../../src/kernel/saved.ts';
import { DEFAULT_ATTRIBUTES } from '../../../src/notebook/attributes.ts';
import { processesWithEnvironment, until } from '../hosts/support.ts';
import { type BadLine, startProxy } from './proxy.ts';
import { asker, changedConfig, connections, describeWithServer, type Server, startServer } from './server.ts';

const HOSTS = ['ssh:lab', 'sandbox@ssh:lab'];

const cell = (code: string, host: string): CellRequest => ({
  code,
  language: 'sh',
  attributes: { ...DEFAULT_ATTRIBUTES, host },
});

/** Shows what a cell prints. */
class Screen implements OutputSink {
  text = '';
  write(_stream: OutputStream, chunk: Buffer): void {
    this.text += chunk.toString();
  }
  notice(): void {}
}

describeWithServer('an SSH host with keepAlive', () => {
  let server: Server;
  let directory: string;
  beforeAll(async () => {
    server = await startServer();
    directory = mkdtempSync(join(tmpdir(), 'netlab-kept-test-'));
  });
  afterAll(async () => {
    await server.dispose();
    rmSync(directory, { recursive: true, force: true });
  });

  async function machine(keepAlive = '1m'): Promise<{ line: BadLine; window: () => Kernel }> {
    const line = await startProxy(server.port);
    onTestFinished(() => line.close());
    const sshConfig = changedConfig(server, { Port: line.port, HostKeyAlias: `[127.0.0.1]:${server.port}` });
    const catalog = makeCatalog({ hosts: [{ name: 'lab', ssh: 'lab', become: 'none', keepAlive }] });
    const window = () => {
      const open: Parameters<typeof createKernel>[0]['openHost'] = (id, saved) =>
        openHost(id, { catalog, sshConfig, asker: asker(), connections, ...(saved ? { saved } : {}) });
      const kernel = createKernel({ directory, defaultHost: 'ssh:lab', openHost: open });
      onTestFinished(() => kernel.dispose());
      return kernel;
    };
    return { line, window };
  }

  async function begin(kernel: Kernel, request: CellRequest, words: RegExp) {
    const shown = new Screen();
    const ended = kernel.run(request, shown);
    expect(await until(() => words.test(shown.text), 20_000)).toBe(true);
    return { shown, ended };
  }

  test.each(HOSTS)('window-reload-with-keepAlive on %s', async (host) => {
    const { window } = await machine();
    const before = window();
    const go = join(directory, `go-${host}`);
    const code = `x=1; echo begun; until [ -e '${go}' ]; do sleep 0.05; done; echo end`;
    await begin(before, cell(code, host), /begun\n/);
    const saved: SavedKernel = JSON.parse(JSON.stringify(before.saved()));
    await before.detach();
    const after = window();
    const [running, ...others] = await after.reattach(saved);
    expect(others).toEqual([]);
    const shown = new Screen();
    const attended = running?.attend(shown);
    writeFileSync(go, '');
    expect((await attended)?.end).toEqual({ kind: 'exit', code: 0 });
    expect(shown.text).toBe('begun\nend\n');
    const next = new Screen();
    await after.run(cell('echo x=$x', host), next);
    expect(next.text).toBe('x=1\n');
  });

  test.each(HOSTS)('on %s a cell goes on over ten cuts, byte by byte', async (host) => {
    const { line, window } = await machine();
    const kernel = window();
    const { shown, ended } = await begin(
      kernel,
      cell('echo begun; for i in $(seq 1 4000); do echo "$i"; [ $((i % 20)) != 0 ] || sleep 0.02; done', host),
      /begun\n/,
    );
    for (let cut = 0; cut < 10; cut++) {
      await sleep(Math.random() * 600);
      line.cut();
    }
    expect((await ended).end).toEqual({ kind: 'exit', code: 0 });
    expect(shown.text).toBe(`begun\n${Array.from({ length: 4000 }, (_, n) => `${n + 1}\n`).join('')}`);
  });

  test('a cell goes on over a server that is started anew, and over a line that stalls', async () => {
    const { line, window } = await machine();
    const kernel = window();
    const go = join(directory, 'go-restart');
    const code = `echo begun; until [ -e '${go}' ]; do sleep 0.05; done; echo end`;
    const { shown, ended } = await begin(kernel, cell(code, 'ssh:lab'), /begun\n/);
    await server.stop();
    await server.start();
    line.stall();
    writeFileSync(go, '');
    await sleep(500);
    line.cut();
    expect((await ended).end).toEqual({ kind: 'exit', code: 0 });
    expect(shown.text).toBe('begun\nend\n');
  });

  test.each(HOSTS)('on %s nothing remains after the stated time, nor after the notebook is closed', async (host) => {
    const { line, window } = await machine('1s');
    const kernel = window();
    const forEver = cell('echo "marker=$NETLAB_KEPT"; setsid sleep 100 & sleep 101', host);
    const left = (text: string) => processesWithEnvironment(`NETLAB_KEPT=${/marker=(\w+)/.exec(text)?.[1]}`);
    const first = await begin(kernel, forEver, /marker=\w+\n/);
    expect(left(first.shown.text).length).toBeGreaterThan(1);
    await server.stop();
    expect((await first.ended).end.kind).toBe('connection-lost');
    expect(await until(() => left(first.shown.text).length === 0, 10_000)).toBe(true);
    await server.start();
    line.cut();
    const second = await begin(kernel, forEver, /marker=\w+\n/);
    expect(left(second.shown.text).length).toBeGreaterThan(1);
    await kernel.dispose();
    expect(left(second.shown.text)).toEqual([]);
  });
});
