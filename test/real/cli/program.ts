import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The argv of the terminal program, as it is shipped. */
export const PROGRAM = [process.execPath, fileURLToPath(new URL('../../../dist/cli.js', import.meta.url))] as const;

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A cell as `--format jsonl` tells it, as far as the tests look. */
export interface CellLine {
  readonly type: 'cell';
  readonly index: number;
  readonly name?: string;
  readonly source: string;
  readonly exitCode: number | null;
  readonly expect: 'ok' | 'fail' | 'timeout' | number;
  readonly ok: boolean;
  readonly check?: string;
  readonly done?: boolean;
  readonly reason?: string;
  readonly timedOut?: boolean;
  readonly stdout: string;
  readonly stderr: string;
  readonly truncated: boolean;
  readonly log?: string;
  readonly notices?: readonly string[];
}

export interface SummaryLine {
  readonly type: 'summary';
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly toDo: number;
}

/** Starts the terminal program. */
export function start(args: readonly string[]) {
  // In a session of its own, so that it does not ask at the terminal of whoever runs the tests.
  const [node, main] = PROGRAM;
  const child = spawn(node, [main, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<Ended>((resolve) => child.on('close', (status) => resolve({ status, stdout, stderr })));
  return { child, ended, output: () => stdout };
}

export function run(...args: string[]): Promise<Ended> {
  return start(args).ended;
}

/** Runs a file and reads its lines. */
export async function runJsonl(file: string, ...args: string[]) {
  const ended = await run('run', file, '--format', 'jsonl', ...args);
  // Each line is what docs/command-line.md says; a test that reads a field that is not there fails.
  const lines = ended.stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { type: string });
  const cells = lines.filter((line): line is CellLine => line.type === 'cell');
  const summary = lines.find((line): line is SummaryLine => line.type === 'summary');
  return { ...ended, lines, cells, summary };
}

/** A notebook file of these cells, in a directory of its own; `info` behind `sh`. */
export function notebook(
  cells: readonly (string | { readonly code: string; readonly info: string; readonly language?: string })[],
) {
  const directory = mkdtempSync(join(tmpdir(), 'netlab-cli-'));
  const file = join(directory, 'test.netlab');
  const fences = cells.map((cell) => {
    const { code, info, language = 'sh' } = typeof cell === 'string' ? { code: cell, info: '' } : cell;
    return `\`\`\`${language} ${info}\n${code}\n\`\`\`\n`;
  });
  writeFileSync(file, fences.join('\n'));
  return { file, directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
}
