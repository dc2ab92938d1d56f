import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { forward } from '../../../src/hosts/forward.ts';
import { openHost } from '../../../src/hosts/open.ts';
import type { Listener } from '../../../src/kernel/listeners.ts';
import type { BackgroundRun } from '../../../src/kernel/run-types.ts';
import { problemInWords } from '../../../src/words.ts';
import { TestKernel, until } from './harness.ts';

let lab: TestKernel;
beforeAll(() => {
  lab = new TestKernel(() => openHost('sandbox', { internet: 'none' }));
});
afterAll(() => lab.close());

/** A server that answers each request with a line of its own and ends the connection. */
const serverAt = (address: string, port: number) =>
  `${process.execPath} -e 'require("http").createServer((q, a) => a.end("you asked for " + q.url + "\\n")).listen(${port}, "${address}")'`;

async function start(code: string, netns?: string): Promise<BackgroundRun> {
  const { end } = await lab.run(code, { background: true, ...(netns === undefined ? {} : { netns }) });
  if (end.kind !== 'started') throw new Error(`not started: ${JSON.stringify(end)}`);
  return end.background;
}

async function listenersOf(background: BackgroundRun): Promise<readonly Listener[]> {
  let found: readonly Listener[] = [];
  await until('it listens', async () => {
    found = await background.listeners();
    return found.length > 0;
  });
  return found;
}

function ask(port: number, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(`GET ${path} HTTP/1.0\r\n\r\n`));
    let answer = '';
    socket.on('data', (data) => {
      answer += data;
    });
    socket.on('end', () => resolve(answer)).on('error', reject);
  });
}

test('a server in a namespace is found and reached through a port of the loopback, by several at once', async () => {
  await lab.run('ip netns add web; ip -n web link set lo up');
  const background = await start(serverAt('0.0.0.0', 8080), 'web');
  const [listener] = await listenersOf(background);
  if (!listener) throw new Error('there is none');
  expect(listener).toMatchObject({ address: '127.0.0.1', port: 8080 });
  expect(await background.whyUnreachable(listener)).toBeUndefined();
  const { port, close } = await forward(() => background.connect(listener));
  const answers = await Promise.all(['/a', '/b', '/c'].map((path) => ask(port, path)));
  expect(answers.map((answer) => answer.split('\r\n\r\n')[1])).toEqual(
    ['/a', '/b', '/c'].map((path) => `you asked for ${path}\n`),
  );
  close();
  await expect(ask(port, '/')).rejects.toThrow('ECONNREFUSED');
  await background.stop();
});

test('a server that the cell starts in another namespace is reached there, too', async () => {
  await lab.run('ip netns add far; ip -n far link set lo up');
  const background = await start(`ip netns exec far ${serverAt('127.0.0.1', 9090)}`);
  const [listener] = await listenersOf(background);
  if (!listener) throw new Error('there is none');
  const { port, close } = await forward(() => background.connect(listener));
  expect(await ask(port, '/far')).toContain('you asked for /far');
  close();
  await background.stop();
});

test('where lo is down the reason is said, and what helps', async () => {
  await lab.run('ip netns add down');
  const background = await start(serverAt('0.0.0.0', 7070), 'down');
  const [listener] = await listenersOf(background);
  if (!listener) throw new Error('there is none');
  const why = await background.whyUnreachable(listener);
  expect(why && problemInWords(why)).toMatch(/No connection to port 7070: .*unreachable.*\n.*ip link set lo up/s);
  await background.stop();
});

test('only what the cell itself has started counts', async () => {
  const other = await start(serverAt('127.0.0.1', 6060));
  await listenersOf(other);
  const quiet = await start('sleep 300');
  expect(await quiet.listeners()).toEqual([]);
  await Promise.all([other.stop(), quiet.stop()]);
});
