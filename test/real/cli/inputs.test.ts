// What the command line names and cannot be read, or not to its end.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { run, start } from './program.ts';

const folder = mkdtempSync(join(tmpdir(), 'netlab-inputs-'));
afterAll(() => rmSync(folder, { recursive: true }));

const hosts = (text: string) => {
  const file = join(folder, `hosts-${text.length}.json`);
  writeFileSync(file, text);
  return file;
};

const LIST = '; `netlab-notebook --help` lists the options.';

test.each<[args: readonly string[], said: string]>([
  [['run', '/dev/zero'], 'cannot read /dev/zero: it is larger than 16 MiB.'],
  [['topology', '--hosts', '/dev/zero'], 'cannot read /dev/zero: it is larger than 16 MiB.'],
  [['run', ''], 'run needs the FILE to run.'],
  [['run', `${folder}/none`], `cannot read ${folder}/none: there is no such file.`],
  [['run', folder], `cannot read ${folder}: it is a directory.`],
  [['topology', '--hosts', `${folder}/none`], `cannot read ${folder}/none: there is no such file.`],
  [['topology', '--ssh-config', `${folder}/none`], `cannot read ${folder}/none: there is no such file.`],
  [['topology', '--hosts', hosts('null')], `${hosts('null')}: netlab.hosts is not a list of hosts.`],
  [
    ['topology', '--host', 'x', '--ssh-config', '/dev/null', '--hosts', hosts('[]')],
    `--host: There is no host "x".\nUse one of sandbox, local; or add it to /dev/null or to ${hosts('[]')}.`,
  ],
  [['run', '--nonsense', 'x'], `there is no option --nonsense${LIST}`],
  [['exlpain', 'a', 'b'], 'there is no command "exlpain"; `netlab-notebook --help` lists them. Did you mean explain?'],
  [['xyzzy'], 'there is no command "xyzzy"; `netlab-notebook --help` lists them.'],
  [['run', '--formt=jsonl', 'x'], `there is no option --formt${LIST} Did you mean --format?`],
  [['check', '--formt', 'x'], `there is no option --formt${LIST}`],
  [['run', 'x', '--host'], `--host needs a value${LIST}`],
  [['run', 'x', '--yes=no'], `--yes takes no value${LIST}`],
])('wrong-input: %j', async (args, said) => {
  expect(await run(...args)).toEqual({ status: 2, stdout: '', stderr: `netlab-notebook: ${said}\n` });
});

test.each([
  [['--format', 'xml', 'explain', 'a', 'b'], 3],
  [['--format', 'xml', 'topology'], 2],
])('option-first: %j has the status of that command', async (args, status) => {
  expect((await run(...args)).status).toBe(status);
});

test('help-of-one-command: it is about that one, with what it shares with others', async () => {
  const { status, stdout } = await run('explain', '--help');
  expect([status, stdout]).toEqual([0, expect.stringMatching(/^ {2}netlab-notebook explain FROM TO .*because REASON/)]);
  expect(stdout).toContain('also take --sandbox');
  expect(stdout).not.toContain('netlab-notebook convert');
  expect((await run('nonsense', '--help')).stdout).toContain('netlab-notebook convert');
});

test.each(['run', 'topology --hosts'])(
  'deaf-while-reading: %s of a pipe to which nobody writes heeds SIGTERM',
  async (verb) => {
    const pipe = join(folder, `pipe-${verb.length}`);
    execFileSync('mkfifo', [pipe]);
    const { child, ended } = start([...verb.split(' '), pipe]);
    setTimeout(() => child.kill('SIGTERM'), 1500);
    onTestFinished(() => void child.kill('SIGKILL'));
    await ended;
    expect(child.signalCode ?? child.exitCode).toSatisfy((end) => end === 'SIGTERM' || end === 143);
  },
);
