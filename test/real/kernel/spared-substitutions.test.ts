import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseStat } from '../../../src/hosts/process-identity.ts';
import { endLineAgain } from '../../../src/kernel/protocol.ts';
import { DEFINITIONS } from '../../../src/kernel/shell-side.ts';
import { stopSteps } from '../../../src/kernel/stop.ts';

test('shell-ended-by-its-own-substitution: a stop between cells leaves the shell alone, also while it looks at its traps', async () => {
  const shell = spawn('bash', ['--noprofile', '--norc'], { detached: true });
  let said = '';
  shell.stdout.on('data', (chunk: Buffer) => {
    said += chunk;
  });
  // Busy, so that it hears the signal at once. To print the trap takes longer than the pause between the two signals of a stop.
  const long = '\\builtin trap ": $(head -c 8000000 /dev/zero | tr \'\\0\' x)" RETURN';
  shell.stdin.write(`${DEFINITIONS}${long}\necho ready; while :; do :; done\n`);
  await once(shell.stdout, 'data');
  const identity = parseStat(readFileSync(`/proc/${shell.pid}/stat`, 'utf8'));
  if (!identity) throw new Error('the shell is gone');
  const [{ argv: [program = '', ...args] = [] } = {}] = stopSteps(identity, []);
  execFileSync(program, args);
  // As after every stop.
  shell.stdin.end(`${endLineAgain('aa', { leave: undefined, traps: false })}echo there still\n`);
  const ended = await once(shell, 'close');
  const reports = said.replaceAll('x', '').replaceAll('\0', '|');
  expect({ reports, ended }).toEqual({
    reports: expect.stringMatching(/^ready\n\|aa 0 .*\|\|there still\n$/s),
    ended: [0, null],
  });
});
