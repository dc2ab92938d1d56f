import { existsSync, linkSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { notebook as makeNotebook, run } from './program.ts';

/** A notebook whose cell leaves a mark when it runs. */
function setting() {
  const { file, directory, remove } = makeNotebook([': > ran']);
  onTestFinished(remove);
  const text = readFileSync(file, 'utf8');
  const refused = async (...args: string[]) => {
    const { status, stderr } = await run('run', file, ...args);
    expect([status, existsSync(join(directory, 'ran'))]).toEqual([2, false]);
    expect(readFileSync(file, 'utf8')).toBe(text);
    return stderr;
  };
  return { file, refused, path: (name: string) => join(directory, name) };
}

test('overwritten-notebook: an output that is the notebook itself, by whatever name, is refused before any cell runs', async () => {
  const { file, refused, path } = setting();
  symlinkSync(file, path('symbolic.mmd'));
  linkSync(file, path('hard.mmd'));
  for (const name of [file, path('./test.netlab'), path('symbolic.mmd'), path('hard.mmd')]) {
    const said = await Promise.all(['--diagram', '--topology'].map((option) => refused(option, name)));
    for (const text of said) expect(text).toContain('would overwrite');
  }
});

test('overwritten-notebook: nor is a file of hosts overwritten, or one output by the other', async () => {
  const { refused, path } = setting();
  writeFileSync(path('hosts.json'), '[]');
  expect(await refused('--hosts', path('hosts.json'), '--topology', path('hosts.json'))).toContain('would overwrite');
  mkdirSync(path('real'));
  symlinkSync(path('real'), path('other'));
  const outputs = ['--topology', path('real/out.mmd'), '--diagram', path('other/out.mmd')];
  expect(await refused(...outputs)).toContain('which --topology writes');
});

test('late-refusal: an output that is a directory, or in no folder, is refused before any cell runs', async () => {
  const { refused, path } = setting();
  mkdirSync(path('folder.mmd'));
  for (const option of ['--diagram', '--topology']) {
    expect(await refused(option, path('folder.mmd'))).toContain('it is a directory.');
    expect(await refused(option, path('none/out.mmd'))).toContain('its folder does not exist.');
  }
});

test('unknown-ending: a diagram of no known format is refused before any cell runs, and says which there are', async () => {
  const { refused, path } = setting();
  for (const name of ['out.pdf', 'out', 'out.json']) {
    expect(await refused('--diagram', path(name))).toMatch(/OUT\.mmd.*OUT\.svg.*OUT\.png/);
    expect(existsSync(path(name))).toBe(false);
  }
});

test('ignored-option: an option that the command does not take is refused, not passed over', async () => {
  const { path } = setting();
  for (const args of [
    ['topology', '--diagram', path('out.mmd')],
    ['topology', '--yes'],
    ['doctor', '--format', 'json'],
  ]) {
    const { status, stdout, stderr } = await run(...args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/takes no --\w+; `netlab-notebook --help` lists/);
  }
});
