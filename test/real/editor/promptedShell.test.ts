import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { promptedShell } from '../../../src/editor/topology/promptedShell.ts';
import { shellCommand } from '../../../src/shell/quote.ts';
import { sandbox } from '../hosts/support.ts';
import { ok } from '../topology/support.ts';

/** What a terminal shows (script(1) makes one) where these lines are typed. */
function shown(argv: readonly string[], lines: readonly string[], home: string): string {
  const input = lines.map((line) => `${line}\n`).join('');
  // script(1) hands the command to $SHELL, or to sh, which cannot read every quoted word.
  const env = { ...process.env, SHELL: '/bin/bash', HOME: home, TERM: 'xterm' };
  return execFileSync('script', ['-qec', shellCommand(argv), '/dev/null'], { input, env, timeout: 30_000 }).toString();
}

/** A home whose start-up file sets a prompt of its own, also each time. */
function home(): string {
  const folder = mkdtempSync(join(tmpdir(), 'netlab-home-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const rc = [
    'alias mine="echo alias-of-mine"',
    'PS1="theirs> "',
    'PROMPT_COMMAND=\'PS1="again> "\'',
    'shopt -u promptvars',
  ];
  writeFileSync(join(folder, '.bashrc'), rc.join('\n'));
  return folder;
}

const END = process.getuid?.() === 0 ? '#' : '$';
const prompt = (place: string, colour: number) => `\u001b[1;${colour}m${place}\u001b[0m ${END} `;

test('the prompt says where it is, after what the user’s own start-up file says', () => {
  const text = shown(promptedShell('webapp', 'sandbox'), ['mine', 'exit'], home());
  expect(text).toContain(prompt('webapp', 36));
  expect(text).toContain('alias-of-mine');
  expect(text).not.toMatch(/theirs>|again>/);
});

test('the prompt on a real network is red', () => {
  expect(shown(promptedShell('webapp on lab-vm', 'real'), ['exit'], home())).toContain(prompt('webapp on lab-vm', 31));
});

test.for([
  '$(touch pwned)',
  '`touch pwned`',
  '\\u\\w\\$',
  '%s%n',
  "it's",
  '${HOME}',
  '-x',
  '$((1+1))',
  '!!',
  'a b; id',
  '"',
])('a name is text in the prompt: %s', (name) => {
  expect(shown(promptedShell(name, 'sandbox'), ['exit'], home())).toContain(prompt(name, 36));
});

test('what it is told is neither in the environment of its programs, nor an open file', () => {
  const text = shown(
    promptedShell('webapp', 'sandbox'),
    ['env | grep -c NETLAB_; ls /proc/self/fd/9; true', 'exit'],
    home(),
  );
  expect(text).toMatch(/\b0\r\n/);
  expect(text).toMatch(/ls: .*No such file/);
});

test('in a namespace of a sandbox', async () => {
  const host = await sandbox({ internet: 'none' });
  await ok(host, 'ip netns add webapp');
  const argv = host.terminal?.(['ip', 'netns', 'exec', 'webapp', ...promptedShell('webapp', 'sandbox')], '/') ?? [];
  const text = shown(argv, ['ip netns identify', 'exit'], home());
  expect(text).toContain('\u001b[1;36mwebapp\u001b[0m # ');
  expect(text).toMatch(/[^#] ?webapp\r\n/);
});
