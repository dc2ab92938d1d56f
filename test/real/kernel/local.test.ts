import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { SOURCE_FLAGS } from '../../../scripts/lib/project.mjs';
import { openHost } from '../../../src/hosts/open.ts';
import { kernelSuite } from './suite.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const INSIDE = 'NETLAB_TEST_INSIDE_SANDBOX';

/** Runs a command in a sandbox that plays the machine whose own network the host `local` changes. */
async function onAMachine(argv: readonly string[], env: Record<string, string> = {}) {
  const machine = await openHost('sandbox');
  try {
    return await machine.run(argv, { cwd: ROOT, env, timeoutMs: 110_000 });
  } finally {
    await machine.dispose();
  }
}

if (process.env[INSIDE]) {
  kernelSuite('local', () => openHost('local'));
} else {
  describe('this machine', () => {
    test('every test of the kernel passes on the host local, too', async () => {
      const vitest = `${ROOT}node_modules/vitest/vitest.mjs`;
      const argv = [
        process.execPath,
        vitest,
        'run',
        '--configLoader',
        'runner',
        '--project',
        'real',
        'test/real/kernel/local.test.ts',
      ];
      const { exitCode, stdout, stderr } = await onAMachine(argv, { [INSIDE]: '1' });
      expect([exitCode, exitCode === 0 ? '' : `${stdout}${stderr}`]).toEqual([0, '']);
      expect(stdout.toString()).toContain('passed');
    });

    test('a lab runs green on the host local', async () => {
      const argv = [
        process.execPath,
        ...SOURCE_FLAGS,
        'src/cli/main.ts',
        'run',
        'labs/container-networking.netlab',
        '--host',
        'local',
        '--format',
        'jsonl',
      ];
      const { exitCode, stdout, stderr } = await onAMachine(argv);
      expect([exitCode, stderr.toString()]).toEqual([0, '']);
      expect(stdout.toString()).toContain('"failed":0');
    });
  });
}
