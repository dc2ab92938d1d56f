import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from '../../fast-check.ts';
import type { TestKernel } from './harness.ts';

/** Lines of shell in which traps, options, errors and line numbers meet. `FILE` is a file that can be sourced. */
const LINES = [
  ...['ERR', 'DEBUG', 'RETURN'].flatMap((name) => [
    `trap 'echo "${name} $LINENO \${FUNCNAME[0]-} $BASH_COMMAND $?"' ${name}`,
    `trap 'n=$((n+1))' ${name}`,
    `trap - ${name}`,
    `trap -p ${name}`,
  ]),
  ...['E', 'T', 'u', 'f', 'o pipefail'].flatMap((flag) => [`set -${flag}`, `set +${flag}`]),
  'shopt -s extdebug',
  'shopt -u extdebug',
  'echo "$LINENO $? ${n-}"',
  'echo "${PIPESTATUS[*]}"',
  'true',
  'false',
  '! true',
  '(exit 3)',
  'nosuch-program',
  'cd /nowhere',
  ': >/nowhere/x',
  'x=$((1/0)); echo not',
  'x=$(false; echo in)',
  'UID=1; echo not',
  'f() { echo "f $LINENO"; false; return 4; }',
  'f() {\n  trap "echo inner" RETURN\n  [[ a == b ]]\n}',
  'g() ( false; echo "g $LINENO"; )',
  'h() { caller; local x=1; : "${x:?}"; f; }',
  'f',
  'g',
  'h',
  'f | cat',
  'false | true',
  'echo a | (cat; exit 5)',
  'if false; then echo no; elif f; then echo yes; else echo else; fi',
  'for i in 1 2; do echo $i; false; done',
  'for ((i = 0; i < 2; i++)); do :; done',
  'i=0; while ((i++ < 2)); do f && break; done',
  'case x in\n  (x) false;;\nesac',
  '( false; echo sub $? )',
  '{ false; echo group; } 2>&1',
  'false || echo or',
  'true && false',
  'eval "false\necho eval $LINENO"',
  '. FILE',
  'break',
  'local y=1',
  'return 2',
  'sleep 0 & wait $!',
  'cat <<EOT\n$LINENO here\nEOT',
  'echo "$NOPE after"',
  ': "${NOPE:?no such thing}"; echo not',
  'echo a \\\n  b',
  '',
  '# comment',
];

const RESET =
  'trap - ERR DEBUG RETURN; set +ETuf; set +o pipefail; shopt -u extdebug; unset -f f g h; unset -v n x i y; true';

export interface Difference {
  readonly cells: readonly string[];
  readonly ours: Outcome;
  readonly plain: Outcome;
}

interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
}

/** Runs random cells in the shell of a kernel, and the same text in a plain bash; returns where they differ. */
export async function differences(
  lab: TestKernel,
  { seed, rounds, directory }: { seed: number; rounds: number; directory: string },
): Promise<Difference[]> {
  const file = join(directory, 'sourced');
  writeFileSync(file, 'echo "sourced $LINENO"\nfalse\nreturn 6\n');
  const texts = fc.sample(fc.array(fc.constantFrom(...LINES), { minLength: 1, maxLength: 12 }), {
    seed,
    numRuns: rounds,
  });
  const found: Difference[] = [];
  await lab.run(RESET);
  for (const [index, lines] of texts.entries()) {
    const text = lines.map((line) => line.replace('FILE', file));
    // Every other one is cut into a cell for each line: what a cell leaves is what the next one finds.
    const cells = index % 2 === 0 ? [text.join('\n')] : text.filter((line) => !line.includes('PIPESTATUS'));
    const plain = inPlainBash(cells.join('\n'));
    const ours = await inCells(lab, cells);
    const [left, right] = [ours, plain].map((outcome) => comparable(outcome, cells.length > 1));
    if (JSON.stringify(left) !== JSON.stringify(right)) found.push({ cells, ours, plain });
    await lab.run(RESET);
  }
  return found;
}

function inPlainBash(text: string): Outcome {
  const { stdout, stderr, status } = spawnSync('bash', ['--noprofile', '--norc'], {
    input: text,
    encoding: 'utf8',
  });
  return { stdout, stderr, status };
}

async function inCells(lab: TestKernel, cells: readonly string[]): Promise<Outcome> {
  let [stdout, stderr] = ['', ''];
  let status: number | null = null;
  for (const code of cells) {
    const ran = await lab.run(code);
    stdout += ran.stdout;
    stderr += ran.stderr;
    status = ran.end.kind === 'exit' ? ran.end.code : null;
    // A script ends at the first of these, the cells after it do not.
    if (/unbound variable|no such thing|syntax error/.test(ran.stderr)) break;
  }
  return { stdout, stderr, status };
}

/** Where a cell is only a part of the text, its lines have other numbers. */
function comparable({ stdout, stderr, status }: Outcome, cut: boolean): Outcome {
  const text = (said: string) => {
    const same = said.replaceAll('bash: eval: line', 'bash: line').replaceAll('main: line', 'bash: line');
    return cut ? same.replace(/\d+/g, 'N') : same;
  };
  return { stdout: text(stdout), stderr: text(stderr), status };
}
