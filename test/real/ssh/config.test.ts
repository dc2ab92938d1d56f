import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { HostError } from '../../../src/hosts/host.ts';
import { listHosts, resolveTarget } from '../../../src/hosts/ssh/config.ts';
import { KEYWORDS } from '../../../src/hosts/ssh/keywords.ts';

const directory = mkdtempSync(join(tmpdir(), 'netlab-config-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

let files = 0;
function config(text: string): string {
  const file = join(directory, `config-${files++}`);
  writeFileSync(file, text);
  return file;
}

/** What ssh(1) itself makes of a configuration; a keyword may have several values. */
function ssh(file: string, host: string, ...flags: string[]): Map<string, string[]> {
  const values = new Map<string, string[]>();
  for (const line of execFileSync('ssh', ['-G', '-F', file, ...flags, host], { stdio: ['ignore', 'pipe', 'ignore'] })
    .toString()
    .trim()
    .split('\n')) {
    const [, keyword = '', value = ''] = /^(\S+) (.*)$/.exec(line) ?? [];
    values.set(keyword, [...(values.get(keyword) ?? []), value]);
  }
  return values;
}

/** The same of ours, as far as ssh -G tells it without tokens. */
function compare(text: string, hosts: readonly string[]) {
  const file = config(text);
  for (const host of hosts) {
    const theirs = ssh(file, host);
    const one = (keyword: string) => theirs.get(keyword)?.[0];
    const ours = resolveTarget({ host }, file);
    expect({ host, ...pick(ours) }).toEqual({
      host,
      hostName: one('hostname'),
      port: Number(one('port')),
      user: one('user'),
      identitiesOnly: one('identitiesonly') === 'yes',
      strictHostKeyChecking:
        { true: 'yes', false: 'no' }[one('stricthostkeychecking') ?? ''] ?? one('stricthostkeychecking'),
      hostKeyAlias: one('hostkeyalias'),
      hashKnownHosts: one('hashknownhosts') === 'yes',
      userKnownHostsFiles: one('userknownhostsfile')?.split(' '),
      passwordPrompts: Number(one('numberofpasswordprompts')),
    });
    const explicit = theirs.get('identityfile')?.filter((path) => path.startsWith('/')) ?? [];
    if (explicit.length > 0) expect(ours.identityFiles).toEqual(explicit);
    const interval = Number(one('serveraliveinterval'));
    if (interval > 0) expect(ours.alive).toEqual({ seconds: interval, count: Number(one('serveralivecountmax')) });
    const jump = [ours.jump?.user, ours.jump?.hostName, ours.jump?.port].join(' ');
    const wanted = one('proxyjump');
    if (wanted === undefined) expect(ours.jump).toBeUndefined();
    else expect(jump).toContain(/([^@:,]+)(?::\d+)?$/.exec(wanted)?.[1]);
  }
}

function pick(target: ReturnType<typeof resolveTarget>) {
  const { hostName, port, user, identitiesOnly, strictHostKeyChecking, hostKeyAlias } = target;
  const { hashKnownHosts, userKnownHostsFiles, passwordPrompts } = target;
  return {
    ...{ hostName, port, user, identitiesOnly, strictHostKeyChecking, hostKeyAlias },
    ...{ hashKnownHosts, userKnownHostsFiles: userKnownHostsFiles.map((file) => file), passwordPrompts },
  };
}

describe('the ssh configuration is understood as ssh -G understands it', () => {
  test('the first value counts, patterns, negations, quotes and comments', () => {
    compare(
      `# all of mine
Host lab *.example !bad.example
  HostName=%h.internal
  User "ann"   # me
  Port 2222
  IdentityFile /keys/%%one
  IdentityFile "/keys/two words"
host LAB
  Port 9
Host ?ad.example
  User bob
  StrictHostKeyChecking accept-new
  HostKeyAlias Alias
Host *
  User nobody
  IdentitiesOnly yes
  HashKnownHosts yes
  UserKnownHostsFile /known/a /known/b
  ServerAliveInterval 7
  ServerAliveCountMax 2
  NumberOfPasswordPrompts 1
`.replace('/keys/%%one', '/keys/one'),
      ['lab', 'LAB', 'x.example', 'bad.example', 'mad.example', 'other'],
    );
  });

  test('Match by host, originalhost, user, localuser, all, final and their negations', () => {
    compare(
      `Host short
  HostName long.example
Match host long.example
  Port 2001
Match originalhost short user ${userInfo().username}
  UserKnownHostsFile /known/mine
Match !host long.example,*.org
  Port 2002
Match localuser nobody-at-all
  User wrong
Match user "ann,bob"
  Port 2003
Match final host long.example
  HostKeyAlias in-the-end
Match all
  User everyone
  UserKnownHostsFile /known/all
  StrictHostKeyChecking no
`,
      ['short', 'long.example', 'x.org', 'else'],
    );
  });

  test('Include: globs, beside the file of the user, within a block only there', () => {
    mkdirSync(join(directory, 'more'));
    writeFileSync(join(directory, 'more/10.conf'), 'User ten\nHost inner\n  Port 10\n');
    writeFileSync(join(directory, 'more/20.conf'), 'Host *\n  Port 20\n  User twenty\n');
    writeFileSync(join(directory, 'more/ignored.txt'), 'Port 30\n');
    compare(
      `Include ${directory}/none/*.conf
Host in*
  Include ${directory}/more/*.conf
  UserKnownHostsFile /known/in
Host *
  UserKnownHostsFile /known/else
`,
      ['inner', 'inside', 'outer'],
    );
  });

  test('ProxyJump: several hops, none, and a pattern that would make a host its own', () => {
    const text = `Host target
  ProxyJump ann@one:2200,two
Host two
  Port 2022
  User two-user
Host free
  ProxyJump none
Host *
  UserKnownHostsFile /known/a
Host free dmz *.dmz
  ProxyJump dmz
`;
    compare(text, ['target', 'free', 'web.dmz']);
    // Newer versions of ssh pass over such a jump, older ones fail.
    expect(resolveTarget({ host: 'dmz' }, config(text)).jump).toBeUndefined();
    const target = resolveTarget({ host: 'target' }, config(text));
    expect([target.jump?.alias, target.jump?.port, target.jump?.user]).toEqual(['two', 2022, 'two-user']);
    const { jump: first } = target.jump ?? {};
    expect([first?.alias, first?.port, first?.user, first?.jump]).toEqual(['one', 2200, 'ann', undefined]);
  });

  test('what is given beats the file, as flags do', () => {
    const given = config('not really a key');
    const file = config('Host lab\n  User filed\n  Port 1\n  IdentityFile /keys/filed\n');
    const theirs = ssh(file, 'lab', '-l', 'given', '-p', '2', '-i', given);
    const ours = resolveTarget({ host: 'lab', user: 'given', port: 2, identityFile: given }, file);
    expect([ours.user, String(ours.port)]).toEqual([theirs.get('user')?.[0], theirs.get('port')?.[0]]);
    expect(ours.identityFiles).toEqual(theirs.get('identityfile')?.filter((path) => path.startsWith('/')));
    expect(resolveTarget({ host: 'ssh://ann@lab:99' }, file)).toMatchObject({ alias: 'lab', user: 'ann', port: 99 });
  });
});

test('paths: tokens, ~ and variables', () => {
  const file = config(
    `Host lab\n  HostName %h.example\n  User ann\n  Port 22\n  IdentityFile ~/k/%h-%p-%r-%n-%%\n  IdentityFile %d/\${USER_OF_TEST}\n`,
  );
  process.env['USER_OF_TEST'] = 'me';
  const { identityFiles } = resolveTarget({ host: 'lab' }, file);
  expect(identityFiles).toEqual([join(homedir(), 'k/lab.example-22-ann-lab-%'), join(homedir(), 'me')]);
  expect(() => resolveTarget({ host: 'lab' }, config('IdentityFile %Z\n'))).toThrow(HostError);
});

test('what is not done as ssh does it is said', () => {
  const file = config(`Ciphers aes128-ctr
CanonicalizeHostname no
Match exec "touch ${directory}/executed"
  ServerAliveInterval 7
`);
  const { notes, user } = resolveTarget({ host: 'lab' }, file);
  expect(notes).toEqual([
    `${file}: ciphers is set, but our own choice of ciphers is offered.`,
    `${file}: a block “Match exec touch ${directory}/executed” is passed over, because exec is not evaluated.`,
  ]);
  expect(user).toBe(userInfo().username);
  expect(() => execFileSync('test', ['-e', `${directory}/executed`])).toThrow();
});

test.each([
  'exec "true"',
  '!exec "false"',
  'exec "echo host other"',
  'localnetwork 127.0.0.0/8',
  'host lab exec "true"',
])('match-exec-tightens: %s is not evaluated, and what it may say of trust is not passed over', (criteria) => {
  writeFileSync(join(directory, 'strict'), 'Host *\n  StrictHostKeyChecking yes\n');
  const lenient = 'Match all\n  StrictHostKeyChecking accept-new\n';
  const block = `Match ${criteria}\n  `;
  for (const inner of [
    'StrictHostKeyChecking yes',
    'RevokedHostKeys /r',
    'ProxyJump gate',
    `Include ${directory}/strict`,
  ])
    expect(() => resolveTarget({ host: 'lab' }, config(`${block}${inner}\n${lenient}`)), inner).toThrow(HostError);
  // What does not bear on it, or cannot hold any more.
  const other = resolveTarget({ host: 'lab' }, config(`${block}ServerAliveInterval 7\n${lenient}`));
  expect([other.strictHostKeyChecking, other.notes.length]).toEqual(['accept-new', 1]);
  const before = resolveTarget({ host: 'lab' }, config(`${lenient}${block}StrictHostKeyChecking yes\n`));
  expect(before.strictHostKeyChecking).toBe('accept-new');
  const elsewhere = config(`Match host other ${criteria}\n  StrictHostKeyChecking yes\n${lenient}`);
  expect(resolveTarget({ host: 'lab' }, elsewhere).strictHostKeyChecking).toBe('accept-new');
});

test('silent-keyword: what is no keyword is said, unless IgnoreUnknown names it', () => {
  const file = config('IgnoreUnknown Own*\nHost lab\n  FooBar baz\n  OwnThing 1\n');
  expect(resolveTarget({ host: 'lab' }, file).notes).toEqual([
    `${file}: foobar is no keyword of ssh_config(5), and passed over.`,
  ]);
  const theirs = [...ssh(config(''), 'lab').keys()]
    .map((keyword) => keyword.toLowerCase())
    .filter((keyword) => keyword !== 'host');
  expect(theirs.filter((keyword) => !KEYWORDS.has(keyword))).toEqual([]);
});

test('names of machines are listed, patterns are not', async () => {
  writeFileSync(join(directory, 'listed'), 'Host from-include\n');
  const file = config(`Host a b *.c !d e?\nInclude ${directory}/listed\nHost "f" a\n  Port 3\nMatch host z\n`);
  expect(await listHosts(file)).toEqual(['a', 'b', 'from-include', 'f']);
  expect(await listHosts(join(directory, 'not-there'))).toEqual([]);
});

test('a configuration that cannot be understood names its file', () => {
  for (const text of ['Host "open\n', 'Port seven\n', `Include ${directory}/loop\n`]) {
    writeFileSync(join(directory, 'loop'), `Include ${directory}/loop\n`);
    expect(() => resolveTarget({ host: 'lab' }, config(text)), text).toThrow(HostError);
  }
});
