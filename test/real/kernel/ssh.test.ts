import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeCatalog } from '../../../src/hosts/catalog.ts';
import { openHost } from '../../../src/hosts/open.ts';
import { asker, describeWithServer, type Server, startServer } from '../ssh/server.ts';
import { kernelSuite } from './suite.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const INSIDE = 'NETLAB_TEST_INSIDE_SANDBOX';
const inside = process.env[INSIDE] !== undefined;

describeWithServer(inside ? 'a machine reached by SSH' : 'SSH', () => {
  let server: Server;
  const open = (id: string) =>
    openHost(id, { catalog: makeCatalog({ sshNames: ['lab'] }), asker: asker(), sshConfig: server.config });
  beforeAll(async () => {
    // Inside the sandbox that plays the machine, root has no name of its own in the user's /etc.
    server = await startServer(inside ? { shell: '/bin/bash' } : {});
  });
  afterAll(() => server.dispose());

  if (inside) {
    kernelSuite('ssh:lab', () => open('ssh:lab'));
    return;
  }

  kernelSuite('sandbox@ssh:lab', () => open('sandbox@ssh:lab'));

  test('every test of the kernel passes as root of a machine, too', async () => {
    const machine = await openHost('sandbox');
    try {
      const vitest = [`${ROOT}node_modules/vitest/vitest.mjs`, 'run', '--configLoader', 'runner', '--project', 'real'];
      const argv = [process.execPath, ...vitest, 'test/real/kernel/ssh.test.ts'];
      const { exitCode, stdout, stderr } = await machine.run(argv, {
        cwd: ROOT,
        env: { [INSIDE]: '1' },
        timeoutMs: 110_000,
      });
      expect([exitCode, exitCode === 0 ? '' : `${stdout}${stderr}`]).toEqual([0, '']);
      expect(stdout.toString()).toContain('passed');
    } finally {
      await machine.dispose();
    }
  });
});
