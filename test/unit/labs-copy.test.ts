import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { copyLabs } from '../../scripts/lib/labs.mjs';

function folders() {
  const folder = mkdtempSync(join(tmpdir(), 'netlab-labs-'));
  const [from, to] = [join(folder, 'checkout'), join(folder, 'data/labs')];
  mkdirSync(from);
  onTestFinished(() => {
    // Only root removes what is in a folder that cannot be written to.
    chmodSync(from, 0o700);
    rmSync(folder, { recursive: true });
  });
  const write = (name: string, text: string) => writeFileSync(join(from, name), text);
  write('a.netlab', 'a 1');
  write('b.netlab', 'b 1');
  const read = (name: string) => readFileSync(join(to, name), 'utf8');
  return { from, to, write, read, copy: () => copyLabs(from, to).changed };
}

it('start-changes-the-checkout: the labs are copied, and nothing of the checkout is written', () => {
  const { from, to, copy, read } = folders();
  chmodSync(from, 0o500);
  expect(copy()).toEqual([]);
  expect([read('a.netlab'), read('b.netlab')]).toEqual(['a 1', 'b 1']);
  writeFileSync(join(to, 'a.netlab'), 'mine');
  expect(readFileSync(join(from, 'a.netlab'), 'utf8')).toBe('a 1');
});

it("keeps the user's changes and own files, and brings news of the labs that have none", () => {
  const { to, copy, read, write } = folders();
  copy();
  writeFileSync(join(to, 'a.netlab'), 'mine');
  writeFileSync(join(to, 'own.netlab'), 'own');
  write('a.netlab', 'a 2');
  write('b.netlab', 'b 2');
  expect(copy()).toEqual(['a.netlab']);
  expect([read('a.netlab'), read('b.netlab'), read('own.netlab')]).toEqual(['mine', 'b 2', 'own']);
  // Deleted, it comes back as it is in the checkout.
  rmSync(join(to, 'a.netlab'));
  expect(copy()).toEqual([]);
  expect(read('a.netlab')).toBe('a 2');
});

it("takes a copy without an original for the user's: it was killed while it copied, or is older", () => {
  const { to, copy, read, write } = folders();
  copy();
  rmSync(join(to, '.original'), { recursive: true });
  expect(copy()).toEqual([]);
  rmSync(join(to, '.original'), { recursive: true });
  write('a.netlab', 'a 2');
  expect(copy()).toEqual(['a.netlab']);
  expect(read('a.netlab')).toBe('a 1');
  expect(readdirSync(to).filter((name) => name.endsWith('.part'))).toEqual([]);
});

it('says what to do where it cannot write', () => {
  const { from } = folders();
  expect(() => copyLabs(from, join(from, 'a.netlab', 'labs'))).toThrow(/could not be copied.*\n.*XDG_DATA_HOME/);
});
