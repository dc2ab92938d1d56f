import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { appendKnownKey, findKnownKeys, judgeKey, knownName } from '../../../src/hosts/ssh/known-hosts.ts';
import { fingerprint } from '../../../src/hosts/ssh/public-key.ts';
import { makeKey } from './server.ts';

const directory = mkdtempSync(join(tmpdir(), 'netlab-known-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const kinds = ['ed25519', 'ecdsa', 'rsa'] as const;
const [ed25519, ecdsa, rsa] = kinds.map((kind) => {
  makeKey(join(directory, kind), '', [kind]);
  const [type = '', base64 = ''] = readFileSync(join(directory, `${kind}.pub`), 'utf8').split(' ');
  return { line: `${type} ${base64}`, key: Buffer.from(base64, 'base64'), file: join(directory, `${kind}.pub`) };
}) as [Key, Key, Key]; // safe: as many as kinds

interface Key {
  readonly line: string;
  readonly key: Buffer;
  readonly file: string;
}

const FILE = `# a comment
plain.example ${ed25519.line} with a comment
plain.example,192.0.2.1,2001:db8::1 ${ecdsa.line}
*.wild.example,!not.wild.example ${ed25519.line}
one-?.example ${ed25519.line}
[ported.example]:2222 ${ed25519.line}
Upper.Example ${ed25519.line}
@revoked bad.example ${rsa.line}
@cert-authority *.ca.example ${rsa.line}
@unknown marked.example ${rsa.line}
  indented.example	${ed25519.line}
broken.example ssh-ed25519 AAAA
broken.example ssh-rsa ${ed25519.line.split(' ')[1]}
short.example
last.example ${rsa.line}`;

/** The lines on which ssh-keygen finds a name. */
function theirs(name: string, file: string): number[] {
  const { stdout } = spawnSync('ssh-keygen', ['-F', name, '-f', file]);
  return [...stdout.toString().matchAll(/^# Host .* found: line (\d+)/gm)].map(([, line]) => Number(line));
}

test.each([false, true])('finds the lines that ssh-keygen -F finds, hashed: %s', (hashed) => {
  const file = join(directory, `known-${hashed}`);
  // ssh-keygen -H leaves patterns as they are, and refuses a file with broken lines.
  writeFileSync(
    file,
    hashed
      ? FILE.split('\n')
          .filter((line) => !/^(broken|short|@unknown)/.test(line))
          .join('\n')
      : FILE,
  );
  if (hashed) execFileSync('ssh-keygen', ['-q', '-H', '-f', file], { stdio: 'ignore' });
  const names = [
    ...[
      'plain.example',
      '192.0.2.1',
      '2001:db8::1',
      'x.wild.example',
      'not.wild.example',
      'one-1.example',
      'one-11.example',
    ],
    ...['[ported.example]:2222', 'ported.example', 'upper.example', 'bad.example', 'y.ca.example', 'indented.example'],
    ...['last.example', 'nobody.example', 'plain.example.org', 'plainxexample'],
  ];
  for (const name of names)
    expect([name, findKnownKeys(name, [file]).map(({ line }) => line)]).toEqual([name, theirs(name, file)]);
  if (hashed) expect(readFileSync(file, 'utf8')).toContain('|1|');
});

test('judges a key by what is known', () => {
  const file = join(directory, 'judged');
  writeFileSync(file, FILE);
  const kindOf = (name: string, { key }: Key) => judgeKey(key, findKnownKeys(name, [file])).kind;
  expect(kindOf('plain.example', ed25519)).toBe('known');
  expect(kindOf('plain.example', ecdsa)).toBe('known');
  // host-key-of-another-type: a false server shows what type it likes.
  expect(kindOf('plain.example', rsa)).toBe('changed');
  expect(kindOf('last.example', ed25519)).toBe('changed');
  expect(kindOf('bad.example', rsa)).toBe('revoked');
  expect(kindOf('bad.example', ed25519)).toBe('unknown');
  expect(kindOf('y.ca.example', ed25519)).toBe('authority');
  expect(kindOf('nobody.example', ed25519)).toBe('unknown');
  writeFileSync(file, `a.example ${ed25519.line}\n@revoked * ${ed25519.line}\n`);
  expect(kindOf('a.example', ed25519)).toBe('revoked');
});

test('nul-behind-a-name: ssh reads the key behind it, and so calls another one changed', () => {
  const file = join(directory, 'nul');
  for (const [line, kind] of [
    [`a.example\0 ${ed25519.line}`, 'changed'],
    [`a.example\0${ed25519.line}`, 'changed'],
    [`a.example \0${ed25519.line}`, 'unknown'],
    [`a\0.example ${ed25519.line}`, 'unknown'],
    [`@revoked\0 a.example ${ecdsa.line}`, 'unknown'],
  ] as const) {
    writeFileSync(file, `${line}\n`);
    expect([line, judgeKey(ecdsa.key, findKnownKeys('a.example', [file])).kind]).toEqual([line, kind]);
  }
});

test('shows fingerprints as ssh-keygen does', () => {
  for (const { key, file } of [ed25519, ecdsa, rsa])
    expect(execFileSync('ssh-keygen', ['-lf', file]).toString()).toContain(` ${fingerprint(key)} `);
});

test.each([false, true])('adds what ssh-keygen finds again, hashed: %s', (hashed) => {
  const file = join(directory, `new-${hashed}/deep/known_hosts`);
  appendKnownKey(file, knownName('host.example', 2222), ed25519.key, hashed);
  appendKnownKey(file, knownName('host.example', 22), rsa.key, hashed);
  expect(theirs('[host.example]:2222', file)).toEqual([1]);
  expect(theirs('host.example', file)).toEqual([2]);
});
