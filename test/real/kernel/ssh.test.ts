import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { makeCatalog } from '../../../src/hosts/catalog.ts';
import { openHost } from '../../../src/hosts/open.ts';
import { runJsonl } from '../cli/program.ts';
import { until } from '../hosts/support.ts';
import { asker, connections, describeWithServer, type Server, startServer } from '../ssh/server.ts';
import { expectSame, follow, ok } from '../topology/support.ts';
import { kernelSuite } from './suite.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const INSIDE = 'NETLAB_TEST_INSIDE_SANDBOX';
/** The other one is run in a sandbox there by the tests of the terminal program. */
const SANDBOX_LAB = 'port-forwarding';
const ROOT_LAB = 'container-networking';
const inside = process.env[INSIDE] !== undefined;

describeWithServer(inside ? 'a machine reached by SSH' : 'SSH', () => {
  let server: Server;
  const open = (id: string) =>
    openHost(id, {
      catalog: makeCatalog({ sshNames: ['lab'] }),
      asker: asker(),
      connections,
      sshConfig: server.config,
    });
  beforeAll(async () => {
    // Inside the sandbox that plays the machine, root has no name of its own in the user's /etc, and sudo is its stand-in.
    server = await startServer(inside ? { shell: '/bin/bash', path: process.env['PATH'] ?? '' } : {});
  });
  afterAll(() => server.dispose());

  if (inside) {
    kernelSuite('ssh:lab', () => open('ssh:lab'), 'gigabyte');

    test(`${ROOT_LAB} runs green as root of the machine`, async () => {
      const host = ['--host', 'ssh:lab', '--ssh-config', server.config];
      const { status, stderr, summary } = await runJsonl(`labs/${ROOT_LAB}.netlab`, ...host);
      expect([status, stderr, summary?.failed]).toEqual([0, '', 0]);
    });
    return;
  }

  // Where root can play the machine, the suite is run on it.
  if (process.getuid?.() !== 0) kernelSuite('sandbox@ssh:lab', () => open('sandbox@ssh:lab'));

  test(`${SANDBOX_LAB} runs green in a sandbox on the machine`, async () => {
    const host = ['--host', 'sandbox@ssh:lab', '--ssh-config', server.config];
    const { status, stderr, summary } = await runJsonl(`labs/${SANDBOX_LAB}.netlab`, ...host);
    expect([status, stderr, summary?.failed]).toEqual([0, '', 0]);
  });

  test('the picture of the network follows there', async () => {
    const sandbox = await open('sandbox@ssh:lab');
    onTestFinished(() => sandbox.dispose());
    const { live, changes } = await follow(sandbox);
    await ok(sandbox, 'ip netns add red; ip link add br0 type bridge; ip link add v0 type veth peer name v1 netns red');
    expect(await until(() => changes.length > 0, 10_000)).toBe(true);
    await expectSame(sandbox, live);
    expect(live.current?.netns.map(({ names }) => names)).toContainEqual(['red']);
  });

  test.for(['kernel on ssh:lab', ROOT_LAB])('as root of a machine, too: %s', async (name, { skip }) => {
    const machine = await openHost('sandbox');
    onTestFinished(() => machine.dispose());
    if ((await machine.run(['cat', '/proc/self/setgroups'])).stdout.toString().startsWith('deny'))
      skip('without subordinate ids sshd cannot drop its rights here: setgroups(2)');
    const vitest = [`${ROOT}node_modules/vitest/vitest.mjs`, 'run', '--configLoader', 'runner', '--project', 'real'];
    const argv = [process.execPath, ...vitest, 'test/real/kernel/ssh.test.ts', '-t', name];
    const { exitCode, stdout, stderr } = await machine.run(argv, {
      cwd: ROOT,
      env: { [INSIDE]: '1' },
      timeoutMs: 110_000,
    });
    expect([exitCode, exitCode === 0 ? '' : `${stdout}${stderr}`]).toEqual([0, '']);
    expect(stdout.toString()).toMatch(/Tests .*[1-9][0-9]* passed/);
  });
});
