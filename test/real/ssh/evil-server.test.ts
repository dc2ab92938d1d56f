import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server as TcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Asker } from '../../../src/hosts/asker.ts';
import { HostError } from '../../../src/hosts/host.ts';
import { SecretCache } from '../../../src/hosts/secret-cache.ts';
import { english } from '../../said.ts';
import { asker, connectTo, makeKey } from './server.ts';

/** Takes a terminal's title, its colours, and its lines; and hides what follows. */
const NASTY = '\x1b]0;owned\x07\x1b[2J\x9b31m\r\nnetlab: all is well\u202e\u200b';
/** What a terminal acts on, and what cannot be seen. */
const ACTS = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

const directory = mkdtempSync(join(tmpdir(), 'netlab-evil-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
makeKey(join(directory, 'host'));
makeKey(join(directory, 'other'));

async function listen(server: Pick<TcpServer, 'listen' | 'address' | 'close'>, port = 0): Promise<number> {
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', () => resolve()));
  onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function configFor(port: number, ...more: readonly string[]): string {
  const file = join(directory, `config-${port}`);
  const [type, base64] = readFileSync(join(directory, 'host.pub'), 'utf8').split(' ');
  writeFileSync(`${file}.known`, `[127.0.0.1]:${port} ${type} ${base64}\n`);
  const lines = [
    `UserKnownHostsFile ${file}.known`,
    'GlobalKnownHostsFile none',
    'IdentityFile none',
    'IdentityAgent none',
  ];
  writeFileSync(file, ['Host lab', 'HostName 127.0.0.1', `Port ${port}`, ...more, ...lines, ''].join('\n'));
  return file;
}

async function refusal(config: string, who: Asker = asker()): Promise<HostError> {
  const outcome = await connectTo(config, who).catch((error: unknown) => error);
  if (!(outcome instanceof HostError)) throw new Error(`it did not fail with a HostError: ${outcome}`);
  return outcome;
}

function expectPlain({ message, remedy }: HostError): void {
  expect(ACTS.exec(message)).toBeNull();
  expect(ACTS.exec(english(remedy))).toBeNull();
  expect(message.length).toBeLessThan(1000);
}

/** RFC 4253, 6 and 11.1: SSH_MSG_DISCONNECT, before any key has been exchanged. */
function disconnect(text: string): Buffer {
  const description = Buffer.from(text);
  const payload = Buffer.alloc(13 + description.length);
  payload.writeUInt8(1, 0);
  payload.writeUInt32BE(2, 1);
  payload.writeUInt32BE(description.length, 5);
  description.copy(payload, 9);
  const padding = 8 - ((payload.length + 5) % 8) + 8;
  const head = Buffer.alloc(5);
  head.writeUInt32BE(1 + payload.length + padding, 0);
  head.writeUInt8(padding, 4);
  return Buffer.concat([head, payload, Buffer.alloc(padding)]);
}

type Client = Parameters<ConstructorParameters<typeof ssh2.Server>[1] & object>[0];

/** A server that does with whoever comes what a test wants. */
function evilServer(treat: (client: Client) => void): Promise<number> {
  return listen(serverWith('host', treat));
}

function serverWith(hostKey: 'host' | 'other', treat: (client: Client) => void) {
  return new ssh2.Server({ hostKeys: [readFileSync(join(directory, hostKey))] }, (client) => {
    client.on('error', () => undefined);
    treat(client);
  });
}

/** Answers at one port, at first with one host key, later with another. */
async function impostor(treat: (client: Client, hostKey: 'host' | 'other') => void) {
  const clients: Client[] = [];
  const begin = (hostKey: 'host' | 'other') =>
    serverWith(hostKey, (client) => {
      clients.push(client);
      treat(client, hostKey);
    });
  const honest = begin('host');
  const port = await listen(honest);
  return {
    config: configFor(port, 'UserKnownHostsFile /dev/null', 'StrictHostKeyChecking accept-new', 'User ann'),
    takeOver: async (old: 'cut' | 'go on') => {
      const gone = new Promise<void>((resolve) => honest.close(() => resolve()));
      if (old === 'cut') {
        for (const client of clients) client.end();
        await gone;
      }
      await listen(begin('other'), port);
    },
  };
}

describe('foreign-text-of-servers: is text, on one line, and not endless', () => {
  test.each([
    ['what it says as it hangs up', Buffer.concat([Buffer.from('SSH-2.0-x\r\n'), disconnect(NASTY)])],
    ['very much of that', Buffer.concat([Buffer.from('SSH-2.0-x\r\n'), disconnect(NASTY.repeat(500))])],
    ['what is no SSH', Buffer.from(`${NASTY}\r\n${NASTY}`)],
    ['its version', Buffer.from(`SSH-1.0-${NASTY}\r\n`)],
  ])('%s', async (_, data) => {
    const port = await listen(
      createServer((socket) => {
        socket.on('error', () => undefined);
        socket.end(data);
      }),
    );
    expectPlain(await refusal(configFor(port)));
  });

  test('the ways to log in that it names', async () => {
    const port = await evilServer((client) => {
      // What the types allow is what honest servers say.
      client.on('authentication', (context) => context.reject([NASTY as 'password']));
    });
    const error = await refusal(configFor(port));
    expect(error.message).toContain('The server accepts: \\x1b]0;owned');
    expectPlain(error);
  });

  test('its questions say to whom the answer goes', async () => {
    const port = await evilServer((client) => {
      client.on('authentication', (context) => {
        if (context.method !== 'keyboard-interactive') return context.reject(['keyboard-interactive']);
        return context.prompt(
          [{ prompt: `${NASTY}Passphrase of ~/.ssh/id:`, echo: false }],
          NASTY,
          `${NASTY} Type it.`,
          () => context.reject(),
        );
      });
    });
    const who = asker(['once']);
    const error = await refusal(configFor(port, 'User ann'), who);
    expectPlain(error);
    for (const question of who.questions) {
      const text = english(question.text);
      expect(english(question.title)).toBe('SSH to lab');
      expect(text).toMatch(/^\(ann@127\.0\.0\.1\) .*\n?.*Passphrase of ~\/\.ssh\/id:$/m);
      expect(ACTS.exec(text.replaceAll('\n', ''))).toBeNull();
    }
    expect(who.questions.length).toBeGreaterThan(0);
  });

  test('how a program ended', async () => {
    const port = await evilServer((client) => {
      client.on('authentication', (context) => context.accept());
      client.on('session', (accept) => {
        accept().on('exec', (acceptExec) => {
          const channel = acceptExec();
          channel.stderr.write('no');
          channel.exit(NASTY);
          channel.end();
        });
      });
    });
    const host = await connectTo(configFor(port));
    const error: unknown = await host.run(['true']).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(HostError);
    if (error instanceof HostError) expectPlain(error);
  });

  test('that it starts no command', async () => {
    const port = await evilServer((client) => {
      client.on('authentication', (context) => context.accept());
      client.on('session', (accept) => void accept().on('exec', (_accept, reject) => reject()));
    });
    const host = await connectTo(configFor(port));
    const error: unknown = await host.run(['true']).catch((reason: unknown) => reason);
    if (!(error instanceof HostError)) throw new Error(`no HostError: ${error}`);
    expectPlain(error);
  });

  test('what its ProxyCommand complains of', async () => {
    const said = join(directory, 'said');
    writeFileSync(said, NASTY);
    const error = await refusal(configFor(1, `ProxyCommand sh -c 'cat ${said} >&2; exit 1'`));
    expect(error.message).toContain('Its ProxyCommand says: \\x1b]0;owned');
    expectPlain(error);
  });
});

describe('password-to-another-key: what was told to a machine is not told to one with another host key', () => {
  test.each(['password', 'keyboard-interactive'] as const)('%s: asked again', async (method) => {
    const got: string[] = [];
    const { config, takeOver } = await impostor((client, hostKey) => {
      client.on('authentication', (context) => {
        const decide = (answer: string | undefined) => {
          got.push(`${hostKey}: ${answer}`);
          if (hostKey === 'host') context.accept();
          else context.reject([method]);
        };
        if (context.method !== method) context.reject([method]);
        else if (context.method === 'password') decide(context.password);
        else if (context.method === 'keyboard-interactive')
          context.prompt([{ prompt: 'Password: ', echo: false }], ([answer]) => decide(answer));
      });
    });
    const cache = new SecretCache();
    const who = asker(['secret']);
    await connectTo(config, cache.remembering(who));
    await takeOver('cut');
    await refusal(config, cache.remembering(who));
    expect(got.filter((line) => line.endsWith('secret'))).toEqual(['host: secret']);
    expect(who.questions.map(({ text }) => english(text))).toEqual(Array(2).fill('Password for ann@127.0.0.1'));
    expect(new Set(who.questions.map(({ keepAs }) => keepAs)).size).toBe(2);
  });

  test('a further connection for the same commands is refused', async () => {
    const ran: string[] = [];
    const { config, takeOver } = await impostor((client, hostKey) => {
      client.on('authentication', (context) => context.accept());
      let sessions = 0;
      client.on('session', (accept, reject) => {
        if (sessions++ > 0) return void reject();
        accept().on('exec', (acceptExec) => {
          ran.push(hostKey);
          acceptExec();
        });
      });
    });
    const host = await connectTo(config);
    const first = host.spawn(['sleep', '1000']);
    await takeOver('go on');
    const error: unknown = await host.run(['true']).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(HostError);
    expect(String(error)).toContain('led to another machine');
    expect(ran).toEqual(['host']);
    first.stdin.end();
  });
});
