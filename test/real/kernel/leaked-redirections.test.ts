import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { endLineAgain } from '../../../src/kernel/protocol.ts';
import { DEFINITIONS } from '../../../src/kernel/shell-side.ts';

/** What a shell of a session prints that is given these lines, on each of its streams. */
async function printedBy(...lines: readonly string[]): Promise<{ readonly out: string; readonly err: string }> {
  const shell = spawn('bash', ['--noprofile', '--norc', '-c', 'exec bash --noprofile --norc > >(cat) 2> >(cat >&2)']);
  const printed = { out: '', err: '' };
  shell.stdout.on('data', (chunk: Buffer) => {
    printed.out += chunk.toString().replaceAll('\0', '|');
  });
  shell.stderr.on('data', (chunk: Buffer) => {
    printed.err += chunk.toString().replaceAll('\0', '|');
  });
  shell.stdin.end([DEFINITIONS, ...lines].join('\n'));
  await new Promise((resolve) => shell.on('close', resolve));
  return printed;
}

/** As bash was found after a stop: still with the redirections of the line that ends a cell. */
const LEAKED = 'exec 9>&2 8>&1 >/dev/null 2>&1';

test('unheard-shell: redirections that bash did not undo after a stop hide neither the end of the cell nor what follows', async () => {
  const again = endLineAgain('aa', { leave: undefined, traps: false });
  const { out, err } = await printedBy(
    LEAKED,
    '(exit 3)',
    again,
    'echo heard; echo too >&2',
    '[[ -e /proc/$$/fd/8 ]] || echo closed',
  );
  expect(out).toMatch(/^\|aa 3 .*\|\|heard\nclosed\n$/s);
  expect(err).toBe('|aa||too\n');
});

test('a shell that needs no such help keeps its status and its own files', async () => {
  const again = endLineAgain('aa', { leave: undefined, traps: true });
  const { out, err } = await printedBy(
    'exec 8>/dev/null 9>/dev/null',
    '(exit 3)',
    again,
    '[[ -e /proc/$$/fd/8 ]] && echo kept',
  );
  expect(out).toMatch(/^\|aa 3 .*\|\|kept\n$/s);
  expect(err).toBe('|aa||');
});
