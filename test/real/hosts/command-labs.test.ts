import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { SOURCE_FLAGS } from '../../../scripts/lib/project.mjs';
import { container } from './container.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** Runs a lab in the terminal, on a host whose command starts programs in a container. */
async function runLab(lab: string, host: string): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const { prefix, remove } = await container({ internet: 'simulated' });
  onTestFinished(remove);
  const directory = mkdtempSync(join(tmpdir(), 'netlab-test-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const hosts = join(directory, 'hosts.json');
  writeFileSync(hosts, JSON.stringify([{ name: 'lab', command: prefix }]));
  const argv = [
    ...SOURCE_FLAGS,
    'src/cli/main.ts',
    'run',
    `labs/${lab}.netlab`,
    '--hosts',
    hosts,
    '--host',
    host,
    '--format',
    'jsonl',
  ];
  return new Promise((resolve) => {
    const child = execFile(process.execPath, argv, { cwd: ROOT, maxBuffer: 2 ** 26 }, (_, stdout, stderr) =>
      resolve({ code: child.exitCode, stdout, stderr }),
    );
  });
}

test('container-networking runs green on the host sandbox@command:lab', async () => {
  const { code, stdout, stderr } = await runLab('container-networking', 'sandbox@command:lab');
  expect([code, code === 0 ? '' : `${stdout}${stderr}`]).toEqual([0, '']);
  expect(stdout).toContain('"failed":0');
});
