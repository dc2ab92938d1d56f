import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { makeCatalog } from '../../../src/hosts/catalog.ts';
import type { Host } from '../../../src/hosts/host.ts';
import { openHost } from '../../../src/hosts/open.ts';
import { processesWhere, until as soon } from '../hosts/support.ts';
import { startProxy } from '../ssh/proxy.ts';
import { asker, changedConfig, connections, describeWithServer, testServer } from '../ssh/server.ts';
import { TestKernel, until } from './harness.ts';

test('a stop ends a run whose host is still being opened, and gives that host up; the next run opens another', async () => {
  const openings: { readonly open: (host: Host) => void; readonly givenUp: AbortSignal }[] = [];
  const lab = new TestKernel(
    (_id, _joined, givenUp) => new Promise<Host>((open) => void openings.push({ open, givenUp })),
  );
  const sandbox = () => openHost('sandbox', { internet: 'none' });
  const stopped = await lab.run('echo ran', { stopAfter: 50 });
  expect([stopped.end, stopped.stdout]).toEqual([{ kind: 'interrupted', code: null }, '']);
  const next = lab.run('echo ran');
  await until('the next run opens its host', () => openings.length === 2);
  const [late, used] = await Promise.all([sandbox(), sandbox()]);
  openings[1]?.open(used);
  expect([(await next).stdout, openings.map(({ givenUp }) => givenUp.aborted)]).toEqual(['ran\n', [true, false]]);
  // What could not be given up any more ends with the notebook.
  openings[0]?.open(late);
  await lab.close();
  await expect(late.run(['true'])).rejects.toThrow();
});

describeWithServer('over SSH', () => {
  async function throughProxy() {
    const server = await testServer();
    const proxy = await startProxy(server.port);
    onTestFinished(() => proxy.close());
    const sshConfig = changedConfig(server, { Port: proxy.port, HostKeyAlias: `[127.0.0.1]:${server.port}` });
    const catalog = makeCatalog({ sshNames: ['lab'] });
    const lab = new TestKernel(() =>
      openHost('sandbox@ssh:lab', { catalog, asker: asker(), connections, sshConfig, internet: 'none' }),
    );
    onTestFinished(() => lab.close());
    return { proxy, lab };
  }

  test('lost-while-nothing-ran: the next run connects anew, in every shell of that host', async () => {
    const { proxy, lab } = await throughProxy();
    expect((await lab.run('x=1; ip netns add a && echo made')).stdout).toBe('made\n');
    expect((await lab.run('echo here', { netns: 'a' })).stdout).toBe('here\n');
    proxy.cut();
    await sleep(500);
    const next = await lab.run('echo "x is <$x>"');
    expect([next.stdout, next.end]).toEqual(['x is <>\n', { kind: 'exit', code: 0 }]);
    expect(next.notices).toEqual(['New shell: the connection to the previous one was lost.']);
    // It is another sandbox, which has no such namespace.
    expect((await lab.run('true', { netns: 'a' })).end).toMatchObject({ kind: 'refused' });
    expect((await lab.run('ip netns add a && echo made again')).stdout).toBe('made again\n');
    expect((await lab.run('echo here', { netns: 'a' })).stdout).toBe('here\n');
  });

  test('a background cell whose connection is lost ends as such, and nothing of it is left there', async () => {
    const { proxy, lab } = await throughProxy();
    const mark = `4${Math.floor(Math.random() * 1e8)}.5`;
    const { end } = await lab.run(`sleep ${mark}`, { background: true });
    if (end.kind !== 'started') throw new Error(`it did not start: ${end.kind}`);
    proxy.cut();
    expect(await end.background.ended).toMatchObject({
      code: null,
      stopped: false,
      lost: { code: expect.any(String) },
    });
    const left = () => processesWhere((directory) => commandLine(directory).includes(mark));
    expect(await soon(() => left().length === 0, 30_000)).toBe(true);
  });
});

function commandLine(directory: string): string[] {
  return readFileSync(`${directory}/cmdline`, 'utf8').split('\0');
}
