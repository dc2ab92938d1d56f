// Runs the in-editor suite in the desktop editor, which it downloads. Needs a display (or xvfb-run).
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { makeProfile, QUIET_SETTINGS } from '../../scripts/lib/code-server.mjs';
import { cacheDir } from '../../scripts/lib/project.mjs';
import { type Launch, root, runSuites } from './launch.ts';

async function launch({ suite, folder, workspace, env }: Launch): Promise<number> {
  const profile = join(folder, 'profile');
  makeProfile(profile, { ...QUIET_SETTINGS, ...suite.settings });
  return runTests({
    cachePath: join(cacheDir, 'vscode-test'),
    extensionDevelopmentPath: root,
    extensionTestsPath: suite.bundle,
    extensionTestsEnv: { ...env },
    launchArgs: [
      workspace,
      `--user-data-dir=${join(profile, 'data')}`,
      `--extensions-dir=${join(profile, 'extensions')}`,
      '--disable-gpu',
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  });
}

await runSuites(launch);
