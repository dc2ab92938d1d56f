import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type TestContext, test } from 'vitest';
import { promptedShell } from '../../../src/editor/topology/promptedShell.ts';
import { openMachine } from '../../../src/hosts/machine/machine.ts';
import { openSandbox } from '../../../src/hosts/sandbox/sandbox.ts';
import { openSshProcesses } from '../../../src/hosts/ssh/processes.ts';
import { loginShellCommand } from '../../../src/hosts/ssh/quote.ts';
import { shellCommand } from '../../../src/shell/quote.ts';
import { TestKernel } from '../kernel/harness.ts';
import { asker, connections, connectTo, describeWithServer, startServer } from './server.ts';

const NOISE = 'echo noise from the login shell; echo noise on the other stream >&2\n';
const HOME = {
  '.bashrc': NOISE,
  '.profile': NOISE,
  '.config/fish/config.fish': NOISE,
  '.cshrc': 'echo noise from the login shell\nset backslash_quote\n',
  '.zshenv': NOISE,
};
const HOSTILE = [
  'a b',
  "it's",
  '$(id)',
  '`id`',
  '!bang',
  '%s\\n',
  'é\n\ttwo lines',
  '\\',
  '\\\\',
  "\\'",
  '*',
  '',
  '~',
  '-x',
  '"',
  '{a,b}',
  '\x01\x7f',
];

describeWithServer('login-banner-and-noisy-rc', () => {
  test.for(['bash', 'dash', 'fish', 'tcsh', 'zsh'])('a login shell that is %s, and talks', async (name, context) => {
    await inShell(name, context, async (config) => {
      const plain = execFileSync('ssh', ['-F', config, 'lab', 'true'], { stdio: ['ignore', 'pipe', 'ignore'] });
      // dash reads no file for a command.
      expect(plain.toString()).toBe(name === 'dash' ? '' : 'noise from the login shell\n');
      const host = await connectTo(config);
      const { stdout, stderr } = await host.run(['printf', '%s|', ...HOSTILE]);
      expect([stdout.toString(), stderr.toString()]).toEqual([`${HOSTILE.join('|')}|`, '']);

      const machine = await openMachine(await connectTo(config), {
        id: 'ssh:lab',
        label: 'lab',
        become: 'none',
        mayStall: true,
        asker: asker(),
      });
      const lab = new TestKernel(async () => machine);
      const ran = await lab.run('echo out; echo err >&2; x=1');
      expect([ran.stdout, ran.stderr, (await lab.run('echo $x')).stdout]).toEqual(['out\n', 'err\n', '1\n']);
      await lab.close();
    });
  });

  test.for(['bash', 'dash', 'fish', 'tcsh', 'zsh'])(
    'a command of hostile words stays one for %s',
    async (name, context) => {
      await inShell(name, context, async (config) => {
        const said = execFileSync('ssh', ['-F', config, 'lab', loginShellCommand(['printf', '%s|', ...HOSTILE])], {
          stdio: ['ignore', 'pipe', 'ignore'],
        });
        expect(said.toString().replace('noise from the login shell\n', '')).toBe(`${HOSTILE.join('|')}|`);
      });
    },
  );

  test('a terminal there is that of ssh, in the directory', async (context) => {
    await inShell('bash', context, async (config) => {
      const host = await connectTo(config);
      const argv = host.terminal?.(['printf', '%s|', ...HOSTILE], '/usr') ?? [];
      expect(argv.slice(0, 4)).toEqual(['ssh', '-t', '-F', config]);
      const [file = '', ...args] = argv;
      expect(execFileSync(file, args, { stdio: ['ignore', 'pipe', 'ignore'] }).toString()).toContain(
        `${HOSTILE.join('|')}|`,
      );
      const where = host.terminal?.(['pwd'], '/usr') ?? [];
      expect(execFileSync('ssh', where.slice(1), { stdio: ['ignore', 'pipe', 'ignore'] }).toString()).toContain(
        '/usr\n',
      );
    });
  });

  test.for(['bash', 'tcsh'])(
    'the prompt of a terminal there says where it is, for a user of %s',
    async (name, context) => {
      await inShell(name, context, async (config) => {
        const host = await connectTo(config);
        const [file = '', ...args] = host.terminal?.(promptedShell('$(id) on lab', 'real'), '/usr') ?? [];
        const said = execFileSync('script', ['-qec', shellCommand([file, ...args]), '/dev/null'], { input: 'exit\n' });
        expect(said.toString()).toContain('\u001b[1;31m$(id) on lab\u001b[0m ');
      });
    },
  );

  test('a terminal in a sandbox there is a terminal there', async (context) => {
    await inShell('bash', context, async (config) => {
      const sandbox = await openSandbox(
        await openSshProcesses({ host: 'lab' }, { asker: asker(), connections, configFile: config }),
        { internet: 'none', responder: null },
      );
      try {
        const argv =
          sandbox.terminal?.(
            ['sh', '-c', 'pwd; ip -br link show type bridge; printf "%s\\n" "$1"', 'sh', HOSTILE.join('|')],
            '/usr',
          ) ?? [];
        expect((await sandbox.run(['ip', 'link', 'add', 'br-there', 'type', 'bridge'])).exitCode).toBe(0);
        const said = execFileSync('ssh', argv.slice(1), { stdio: ['ignore', 'pipe', 'ignore'] }).toString();
        expect(said).toContain(`${HOSTILE.join('|')}\n`);
        expect(said).toMatch(/\/usr\nbr-there /);
      } finally {
        await sandbox.dispose();
      }
    });
  });
});

/** A server whose user has that login shell; the test says so when the shell is not here. */
async function inShell(name: string, { skip }: TestContext, work: (config: string) => Promise<void>): Promise<void> {
  const shell = ['/bin', '/usr/bin'].map((folder) => join(folder, name)).find((file) => existsSync(file));
  if (shell === undefined) return skip(`no ${name}`);
  const server = await startServer({ shell, home: HOME, banner: 'Welcome. It is forbidden to be here.\n' });
  try {
    await work(server.config);
  } finally {
    await server.dispose();
  }
}
