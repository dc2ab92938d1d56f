import { readdirSync, readFileSync } from 'node:fs';
import { expect, onTestFinished, test as plain, type TestContext } from 'vitest';
import type { Asker } from '../../../src/hosts/asker.ts';
import { type Host, HostError } from '../../../src/hosts/host.ts';
import { openMachine } from '../../../src/hosts/machine/machine.ts';
import { openCommandProcesses } from '../../../src/hosts/remote/command.ts';
import { SecretCache } from '../../../src/hosts/secret-cache.ts';
import { sayHost } from '../../../src/hosts/words.ts';
import { english } from '../../said.ts';
import { Answers, nobody } from './askers.ts';
import { noSudoMachine, sudoMachine } from './sudo-machine.ts';
import { sh } from './support.ts';

const PASSWORD = 'correct horse $(id) \'"';
const WRONG = 'wrong battery `id`';
const MAY = 'root ALL=(ALL:ALL) ALL\nann ALL=(ALL:ALL) ALL\nDefaults use_pty';

/** A test on a machine where ann may use sudo as these sudoers(5) say. */
function test(
  name: string,
  sudoers: string,
  body: (open: (asker: Asker, cache?: SecretCache, hostKey?: string) => Promise<Host>) => Promise<void>,
): void {
  plain(name, async ({ skip }: TestContext) => {
    const why = noSudoMachine();
    if (why !== undefined) skip(why);
    const { prefix } = await sudoMachine(sudoers, PASSWORD);
    await body(async (user, cache = new SecretCache(), hostKey?: string) => {
      const asker = cache.remembering(user);
      const names = { id: 'command:lab', label: 'lab' };
      const bare = Object.assign(openCommandProcesses(prefix, names), hostKey === undefined ? {} : { hostKey });
      const host = await openMachine(bare, { ...names, become: 'sudo', asker, mayStall: true });
      onTestFinished(() => host.dispose());
      return host;
    });
  });
}

async function refusal(opening: Promise<Host>): Promise<HostError> {
  const error = await opening.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof HostError)) throw new Error(`no HostError: ${error}`);
  return error;
}

/** What every process of this machine shows of itself. */
function shownByProcesses(): string {
  const read = (path: string) => {
    try {
      return readFileSync(path, 'latin1');
    } catch {
      return ''; // it has ended
    }
  };
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => `${read(`/proc/${pid}/cmdline`)}${read(`/proc/${pid}/environ`)}`)
    .join('\n');
}

test('sudo without a password: nobody is asked', `${MAY}\nann ALL=(ALL) NOPASSWD: ALL`, async (open) => {
  const host = await open(nobody);
  expect((await sh(host, 'id -u')).out).toBe('0\n');
});

test('sudo-asks: the password is asked once, and every process is root’s', MAY, async (open) => {
  const asker = new Answers(PASSWORD);
  const host = await open(asker);
  expect(asker.asked).toEqual([
    {
      title: sayHost('root-on', 'lab'),
      text: sayHost('sudo-password', 'ann', 'lab'),
      secret: true,
      keepAs: 'sudo:command:lab',
    },
  ]);
  const { stdout } = await host.run(['sh', '-c', 'id -u; cat; pwd; echo "$V"'], {
    input: 'in\n',
    cwd: '/usr',
    env: { V: 'a\nb' },
  });
  expect(stdout.toString()).toBe('0\nin\n/usr\na\nb\n');
  expect(asker.asked.length).toBe(1);
});

test('sudo-asks: what sudo needs no password for never gets it on its standard input', MAY, async (open) => {
  const host = await open(new Answers(PASSWORD));
  await sh(host, "echo 'ann ALL=(ALL) NOPASSWD: ALL' >>/etc/sudoers");
  expect((await host.run(['cat'], { input: 'mine' })).stdout.toString()).toBe('mine');
});

test('sudo-asks: signals reach what sudo started, which leads a session of its own', MAY, async (open) => {
  const host = await open(new Answers(PASSWORD));
  const process = host.spawn(['sleep', '1000']);
  await process.signal('SIGTERM');
  expect(await process.exited).toEqual({ code: null, signal: 'SIGTERM' });
  const { out } = await sh(host, 'read -r pid a b c group session d </proc/self/stat; echo $$ $pid $group $session');
  expect(new Set(out.trim().split(' ')).size).toBe(1);
});

test(
  'forgotten-password: sudo’s is asked for again by the next process, and tried before it is used',
  MAY,
  async (open) => {
    const cache = new SecretCache();
    const asker = new Answers(PASSWORD, WRONG, PASSWORD);
    const host = await open(asker, cache);
    expect((await sh(host, 'id -u')).out).toBe('0\n');
    expect(asker.asked.length).toBe(1);
    cache.clear();
    expect((await sh(host, 'id -u')).out).toBe('0\n');
    expect(asker.asked.length).toBe(3);
    expect(asker.forgotten).toEqual(['sudo:command:lab']);
    cache.clear();
    // Nobody answers any more.
    await expect(host.run(['true'])).rejects.toThrow('no password was given');
  },
);

test('password-to-another-key: sudo’s is asked for again by a machine with another host key', MAY, async (open) => {
  const cache = new SecretCache();
  const asker = new Answers(PASSWORD, PASSWORD);
  for (const [hostKey, asked] of [
    ['SHA256:a', 1],
    ['SHA256:a', 1],
    ['SHA256:b', 2],
  ] as const) {
    await open(asker, cache, hostKey);
    expect(asker.asked.length).toBe(asked);
  }
  expect(new Set(asker.asked.map(({ text }) => english(text))).size).toBe(1);
});

test('sudo-wrong-password: asked again, and forgotten', MAY, async (open) => {
  const asker = new Answers(WRONG, PASSWORD);
  const host = await open(asker);
  expect((await sh(host, 'id -u')).out).toBe('0\n');
  expect(asker.asked.length).toBe(2);
  expect(asker.forgotten).toEqual(['sudo:command:lab']);
});

test('sudo-wrong-password: three times, and no more', MAY, async (open) => {
  const asker = new Answers(WRONG, WRONG, WRONG, PASSWORD);
  const { message } = await refusal(open(asker));
  expect(asker.asked.length).toBe(3);
  expect(message).toBe('Changing the network of lab needs root, but sudo refused the password 3 times.');
});

test('no password is given', MAY, async (open) => {
  expect((await refusal(open(new Answers(undefined)))).message).toContain('no password was given');
});

test('nobody to ask', MAY, async (open) => {
  expect((await refusal(open(nobody))).message).toBe('There is nobody to ask.');
});

test('sudo-no-tty', `${MAY}\nDefaults requiretty`, async (open) => {
  const { message, remedy } = await refusal(open(new Answers(PASSWORD)));
  expect(message).toContain('requiretty');
  expect(english(remedy)).toContain('requiretty');
});

test('not in sudoers', 'root ALL=(ALL:ALL) ALL', async (open) => {
  const { message } = await refusal(open(new Answers(PASSWORD)));
  expect(message).toContain('sudo says: ');
  expect(message).toMatch(/ann is not in the sudoers file|ann may not run sudo/);
});

test('secret-never-leaks', MAY, async (open) => {
  const asker = new Answers(WRONG, PASSWORD);
  const host = await open(asker);
  const { out, err } = await sh(
    host,
    'env; set; tr "\\0" "\\n" </proc/$$/environ; cat /proc/*/cmdline /proc/*/environ; true',
  );
  const running = host.spawn(['sh', '-c', 'echo up; exec sleep 1000']);
  await new Promise((resolve) => running.stdout.once('data', resolve));
  const shown = shownByProcesses();
  await host.dispose();
  const { message, remedy, stack } = await refusal(open(new Answers(WRONG, WRONG, PASSWORD.slice(1))));
  const places = { out, err, shown, message, remedy: english(remedy), stack: stack ?? '' };
  const leaks = Object.entries(places).filter(([, text]) => text.includes(PASSWORD) || text.includes(WRONG));
  expect(leaks.map(([place]) => place)).toEqual([]);
});
