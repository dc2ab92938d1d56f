// What both launchers of the in-editor suite share: its bundles, its workspace, its results.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from '../../scripts/lib/project.mjs';
import { addTallies, emptyTally, type Tally, tallyLine } from '../../scripts/lib/tally.mjs';
import type { TestReport } from './suite/registry.ts';

export { root };

export interface Suite {
  readonly name: 'trusted' | 'untrusted';
  /** The bundle that the editor loads; it exports `run`. */
  readonly bundle: string;
  /** Settings that this suite needs in its profile. */
  readonly settings: Readonly<Record<string, unknown>>;
}

export interface Launch {
  readonly suite: Suite;
  /** A fresh folder that holds `workspace` (a copy of the labs) and whatever the launcher puts there. */
  readonly folder: string;
  readonly workspace: string;
  /** For the editor's environment: where the suite writes its results. */
  readonly env: Readonly<Record<string, string>>;
}

async function suites(): Promise<Suite[]> {
  const made = [];
  for (const name of ['trusted', 'untrusted'] as const) {
    const bundle = join(root, `dist/test/${name}.cjs`);
    await build({
      entryPoints: [join(root, `test/host/suite/${name}.ts`)],
      outfile: bundle,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      external: ['vscode'],
      sourcemap: 'inline',
      logLevel: 'warning',
    });
    const settings =
      name === 'trusted'
        ? { 'security.workspace.trust.enabled': false }
        : { 'security.workspace.trust.startupPrompt': 'never', 'security.workspace.trust.banner': 'never' };
    made.push({ name, bundle, settings });
  }
  return made;
}

function show(report: TestReport): void {
  const sign = { passed: '✓', failed: '✗', skipped: '-' }[report.state];
  const detail = report.detail ? `\n    ${report.detail.replaceAll('\n', '\n    ')}` : '';
  console.log(`  ${sign} ${report.name} (${report.durationMs} ms)${detail}`);
}

/** Follows the results file, showing each report as it comes. */
function follow(file: string): { finish(): TestReport[] } {
  const reports: TestReport[] = [];
  const read = () => {
    const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
    for (const line of lines.slice(reports.length)) {
      const report: TestReport = JSON.parse(line);
      reports.push(report);
      show(report);
    }
  };
  const timer = setInterval(read, 250);
  return {
    finish() {
      clearInterval(timer);
      read();
      return reports;
    },
  };
}

async function runSuite(suite: Suite, launch: (launch: Launch) => Promise<number>): Promise<Tally> {
  const folder = mkdtempSync(join(tmpdir(), 'netlab-host-'));
  const workspace = join(folder, 'workspace');
  mkdirSync(workspace);
  if (existsSync(join(root, 'labs'))) cpSync(join(root, 'labs'), workspace, { recursive: true });
  const results = join(folder, 'results.jsonl');
  const following = follow(results);
  let end: string | undefined;
  try {
    const code = await launch({ suite, folder, workspace, env: { NETLAB_RESULTS: results } });
    if (code !== 0) end = `the ${suite.name} suite ended with status ${code}`;
  } catch (error) {
    end = `the ${suite.name} suite could not be run: ${error instanceof Error ? error.message : error}`;
  }
  const reports = following.finish();
  rmSync(folder, { recursive: true, force: true });
  const failed = reports.filter(({ state }) => state === 'failed').map(({ name }) => name);
  if (end && failed.length === 0) failed.push(end);
  if (reports.length === 0 && !end) failed.push(`the ${suite.name} suite ran no test`);
  return {
    passed: reports.filter(({ state }) => state === 'passed').length,
    failed,
    skipped: reports
      .filter(({ state }) => state === 'skipped')
      .map(({ name, detail }) => ({ name, reason: detail ?? 'no reason given' })),
  };
}

/** Runs every suite by `launch`, which resolves to the exit status of the editor's tests. Sets our own exit status. */
export async function runSuites(launch: (launch: Launch) => Promise<number>): Promise<void> {
  let total = emptyTally();
  for (const suite of await suites()) {
    console.log(`${suite.name} workspace`);
    total = addTallies(total, await runSuite(suite, launch));
  }
  for (const name of total.failed) console.log(`FAILED: ${name}`);
  console.log(tallyLine(total));
  const file = process.env['TALLY_FILE'];
  if (file) writeFileSync(file, JSON.stringify(total));
  process.exitCode = total.failed.length === 0 ? 0 : 1;
}
