import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { HostError } from '../../../src/hosts/host.ts';
import { resolveTarget } from '../../../src/hosts/ssh/config.ts';
import type { SshDestination } from '../../../src/hosts/ssh/destination.ts';
import { hostKeyAlgorithms } from '../../../src/hosts/ssh/host-key-algorithms.ts';
import { listHosts } from '../../../src/hosts/ssh/host-names.ts';
import { saySsh } from '../../../src/hosts/ssh/words.ts';
import { english } from '../../said.ts';

const { homedir: home, username } = userInfo();
const directory = mkdtempSync(join(tmpdir(), 'netlab-config-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
afterEach(() => vi.unstubAllEnvs());

let files = 0;
function config(text: string): string {
  const file = join(directory, `config-${files++}`);
  writeFileSync(file, text);
  return file;
}

const lab = (text: string) => resolveTarget({ host: 'lab' }, config(text));

/** Why it is not connected to. */
async function refusal(destination: SshDestination, file: string): Promise<string> {
  const error = await resolveTarget(destination, file).catch((thrown: unknown) => thrown);
  if (!(error instanceof HostError)) throw new Error(`It is ${JSON.stringify(error)}.`);
  return `${error.message} ${english(error.remedy)}`;
}

describe('a target is what ssh -G says', () => {
  test('each word that we heed', async () => {
    writeFileSync(join(directory, 'included'), 'NumberOfPasswordPrompts 1\nHost other\n  User wrong\n');
    const target = await lab(`Match final host lab.internal
  HashKnownHosts yes
Host l* !lax
  HostName=%h.Internal
  User "ann"   # me
  Port 2222
Host *
  User nobody
  IdentityFile /keys/one
  IdentityFile "/keys/two words"
  IdentityFile none
  IdentitiesOnly yes
  IdentityAgent none
  HostKeyAlias Alias
  UserKnownHostsFile /known/a "/known/b c" ~/d
  GlobalKnownHostsFile none
  RevokedHostKeys ~/revoked-%h
  StrictHostKeyChecking off
  CheckHostIP yes
  HostKeyAlgorithms rsa-sha2-512,ssh-ed25519
  RequiredRSASize 3072
  ServerAliveInterval 7
  ServerAliveCountMax 2
  ConnectTimeout 5
  AddressFamily inet6
  PreferredAuthentications password,gssapi-with-mic,publickey,keyboard-interactive
  KbdInteractiveAuthentication no
  Include ${directory}/included
`);
    expect(target).toEqual({
      alias: 'lab',
      hostName: 'lab.internal',
      port: 2222,
      user: 'ann',
      identityFiles: ['/keys/one', '/keys/two words'],
      identitiesOnly: true,
      agent: undefined,
      hostKeyAlias: 'alias',
      userKnownHostsFiles: ['/known/a', '/known/b c', join(home, 'd')],
      globalKnownHostsFiles: [],
      revokedHostKeys: join(home, 'revoked-lab.internal'),
      strictHostKeyChecking: 'no',
      checkHostIp: true,
      hostKeyAlgorithms: { names: ['rsa-sha2-512', 'ssh-ed25519'], inOwnOrder: true },
      requiredRsaBits: 3072,
      hashKnownHosts: true,
      alive: { seconds: 7, count: 2 },
      connectTimeoutSeconds: 5,
      family: 6,
      methods: ['password', 'publickey'],
      passwordPrompts: 1,
      proxyCommand: undefined,
      jump: undefined,
      configFile: target.configFile,
      notes: [],
    });
  });

  test('nothing is set: the defaults, but keys that cannot be used here, and a dead line is noticed sooner', async () => {
    vi.stubEnv('SSH_AUTH_SOCK', '/run/agent');
    expect(await resolveTarget({ host: 'Some.Host' }, '/dev/null')).toMatchObject({
      alias: 'Some.Host',
      hostName: 'some.host',
      port: 22,
      user: username,
      identityFiles: ['id_rsa', 'id_ecdsa', 'id_ed25519'].map((name) => join(home, '.ssh', name)),
      agent: '/run/agent',
      userKnownHostsFiles: ['known_hosts', 'known_hosts2'].map((name) => join(home, '.ssh', name)),
      globalKnownHostsFiles: ['/etc/ssh/ssh_known_hosts', '/etc/ssh/ssh_known_hosts2'],
      strictHostKeyChecking: 'ask',
      alive: { seconds: 3, count: 3 },
      connectTimeoutSeconds: 20,
      methods: ['publickey', 'keyboard-interactive', 'password'],
      notes: [],
    });
    expect((await lab('BatchMode yes\n')).methods).toEqual(['publickey']);
  });

  test('ProxyJump: several hops, each with its own configuration, none, and one that leads to itself', async () => {
    const file = config(`Host target
  ProxyJump ann@one:2200,[2001:db8::2]:2022,two
Host two
  Port 2023
  User two-user
Host free
  ProxyJump none
Host free again
  ProxyJump two
Host again
  ProxyCommand nc %h %p
Host loop
  ProxyJump loop
`);
    const hops = [];
    for (let { jump } = await resolveTarget({ host: 'target' }, file); jump !== undefined; jump = jump.jump)
      hops.push([jump.alias, jump.port, jump.user]);
    expect(hops).toEqual([
      ['two', 2023, 'two-user'],
      ['2001:db8::2', 2022, username],
      ['one', 2200, 'ann'],
    ]);
    expect(await resolveTarget({ host: 'free' }, file)).toMatchObject({ jump: undefined, proxyCommand: undefined });
    expect(await resolveTarget({ host: 'again' }, file)).toMatchObject({ jump: { port: 2023 } });
    expect(await resolveTarget({ host: 'again', jump: 'none' }, file)).toMatchObject({ jump: undefined });
    // Newer versions of ssh pass over such a jump, older ones refuse it.
    const outcome = resolveTarget({ host: 'loop' }, file);
    expect(await outcome.then(({ jump }) => jump, String)).toSatisfy(
      (jump) => jump === undefined || /jumphost loop via loop/.test(String(jump)),
    );
    const circle = config('Host a\n  ProxyJump b\nHost b\n  ProxyJump a\n');
    expect(await refusal({ host: 'a' }, circle)).toContain('too many jump hosts');
  });

  test('what is given beats the file, as flags do', async () => {
    const key = config('not really a key');
    const file = config('Host lab\n  User filed\n  Port 1\n  IdentityFile /keys/filed\n  ProxyCommand false\n');
    const given = { host: 'lab', user: 'given', port: 2, identityFile: key, jump: 'bob@gate:3' };
    expect(await resolveTarget(given, file)).toMatchObject({
      ...{ user: 'given', port: 2, identityFiles: [key, '/keys/filed'], proxyCommand: undefined },
      jump: { alias: 'gate', user: 'bob', port: 3 },
    });
    expect(await resolveTarget({ host: 'ssh://ann@lab:99' }, file)).toMatchObject({
      ...{ alias: 'lab', user: 'ann', port: 99, proxyCommand: 'false' },
    });
    const { notes } = await resolveTarget({ host: 'lab', identityFile: '/keys/none' }, file);
    expect(notes.map(english)).toEqual([expect.stringMatching(/^ssh: .*\/keys\/none.*No such file/)]);
  });

  test('paths and commands: tokens, ~ and variables', async () => {
    vi.stubEnv('USER_OF_TEST', 'me');
    const { identityFiles, proxyCommand } = await lab(`HostName %h.example
User ann
IdentityFile ~/k/%h-%p-%r-%n-%%
IdentityFile %d/\${USER_OF_TEST}
ProxyCommand nc -- "%h" %p # %r
`);
    expect(identityFiles).toEqual([join(home, 'k/lab.example-22-ann-lab-%'), join(home, 'me')]);
    expect(proxyCommand).toBe('nc -- "lab.example" 22 # ann');
    expect(await refusal({ host: 'lab' }, config('IdentityFile %Z\n'))).toContain('unknown token %Z');
  });

  test.each([
    ['exec "true"', 'yes'],
    ['!exec "false"', 'yes'],
    ['exec "test %h = lab"', 'yes'],
    ['exec "false"', 'accept-new'],
    ['host other exec "true"', 'accept-new'],
  ])('match-exec-tightens: %s is asked, and what it says of trust holds: %s', async (criteria, strict) => {
    const lenient = 'Match all\n  StrictHostKeyChecking accept-new\n';
    const target = await lab(`Match ${criteria}\n  StrictHostKeyChecking yes\n${lenient}`);
    expect([target.strictHostKeyChecking, target.notes]).toEqual([strict, []]);
  });
});

describe('HostKeyAlgorithms', () => {
  const all = ['ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521', 'rsa-sha2-512', 'rsa-sha2-256'];
  test.each([
    ['', ['ssh-ed25519', ...all], false],
    ['+ssh-rsa', ['ssh-ed25519', ...all], false],
    ['-ssh-ed25519*', all, false],
    ['^rsa-sha2-256', ['rsa-sha2-256', 'ssh-ed25519', ...all.slice(0, -1)], true],
    ['rsa-sha2-512,ssh-ed25519', ['rsa-sha2-512', 'ssh-ed25519'], true],
  ])('%j: what is offered, and whether its order is ours to change', async (list, offered, inOwnOrder) => {
    const target = await lab(list === '' ? '' : `HostKeyAlgorithms ${list}\n`);
    expect([hostKeyAlgorithms(target, []), target.hostKeyAlgorithms.inOwnOrder]).toEqual([offered, inOwnOrder]);
  });

  test('none that is supported', async () => {
    const target = await lab('HostKeyAlgorithms ssh-rsa\n');
    expect(() => hostKeyAlgorithms(target, [])).toThrow(HostError);
  });
});

describe('what we do otherwise than ssh', () => {
  test('is said, where it was set', async () => {
    const { notes } = await lab('Ciphers aes128-ctr\nRemoteCommand true\nVerifyHostKeyDNS no\nProxyUseFdpass no\n');
    expect(notes.map(english)).toEqual([
      'The SSH configuration of lab sets ciphers, but Netlab offers its own choice of ciphers.',
      'The SSH configuration of lab sets remotecommand, but it is not run.',
    ]);
  });

  test('of a jump host is said, too', async () => {
    const { notes } = await lab('Host lab\n  ProxyJump gate\nHost gate\n  BindAddress 127.0.0.1\n');
    expect(notes.map(english)).toEqual([expect.stringContaining('of gate sets bindaddress')]);
  });

  test('about trust is refused', async () => {
    expect(await refusal({ host: 'lab' }, config('KnownHostsCommand /bin/keys %H\n'))).toContain(
      'KnownHostsCommand is',
    );
    expect((await lab('KnownHostsCommand none\n')).alias).toBe('lab');
  });
});

test('silent-keyword: what is no keyword is refused, as by ssh, unless IgnoreUnknown names it', async () => {
  const file = config('Host lab\n  FooBar baz\n');
  expect(await refusal({ host: 'lab' }, file)).toMatch(
    new RegExp(`${file}.*line 2.*foobar.* ssh -G -T -F ${file} -- lab$`),
  );
  expect((await lab('IgnoreUnknown Own*\nHost lab\n  OwnThing 1\n')).notes).toEqual([]);
});

test('a configuration that cannot be understood is refused, with what ssh says of it', async () => {
  const loop = join(directory, 'loop');
  writeFileSync(loop, `Include ${loop}\n`);
  for (const text of ['Host "open\n', 'Port seven\n', 'StrictHostKeyChecking maybe\n', `Include ${loop}\n`]) {
    const file = config(text);
    const says = text.startsWith('Include') ? 'Too many recursive configuration includes' : file;
    expect(await refusal({ host: 'lab' }, file), text).toContain(says);
  }
  expect(await refusal({ host: 'lab' }, join(directory, 'not-there'))).toContain('not-there');
});

test('hostile-name: nothing that is asked for becomes an option, a command or a line of the answer', async () => {
  const proof = join(directory, 'proof');
  const file = config('User ann\n');
  const evil = `-oProxyCommand=touch ${proof}`;
  const lines = `x\nproxycommand touch ${proof}`;
  const key = join(directory, 'a\nproxycommand false');
  writeFileSync(key, '');
  for (const destination of [
    { host: evil },
    { host: '$(id)' },
    { host: 'lab', user: evil },
    { host: 'lab', user: lines },
    { host: 'lab', jump: evil },
    { host: 'lab', jump: `gate,${evil}` },
    { host: 'lab', jump: `${lines}@gate` },
    { host: 'lab', identityFile: key },
  ])
    expect(await refusal(destination, file), JSON.stringify(destination)).toContain('cannot be');
  const odd = await resolveTarget({ host: 'lab', identityFile: evil }, file);
  expect([odd.proxyCommand, odd.user, existsSync(proof)]).toEqual([undefined, 'ann', false]);
});

describe('Match exec', () => {
  const waiting = () => {
    const proof = join(directory, `waits-${files++}`);
    return { file: config(`Match exec "echo $$ >${proof}; exec sleep 600"\n  Port 1\n`), proof };
  };
  /** proc_pid_stat(5); a zombie has ended, whenever it is waited for. */
  const isRunning = (proof: string) => {
    try {
      return !/ Z /.test(readFileSync(`/proc/${readFileSync(proof, 'utf8').trim()}/stat`, 'utf8'));
    } catch {
      return false;
    }
  };

  test('that does not end: it is given up, and ended', async () => {
    const { file, proof } = waiting();
    expect(await refusal({ host: 'lab' }, file)).toMatch(/did not report its configuration within 10 s.*Match exec/);
    await expect.poll(() => isRunning(proof)).toBe(false);
  });

  test('that does not end: who waits can cancel', async () => {
    const { file, proof } = waiting();
    const controller = new AbortController();
    const outcome = resolveTarget({ host: 'lab' }, file, controller.signal).catch(({ message }: Error) => message);
    await expect.poll(() => existsSync(proof) && readFileSync(proof, 'utf8').endsWith('\n')).toBe(true);
    controller.abort();
    expect(await outcome).toBe('Not connected to lab: cancelled.');
    await expect.poll(() => isRunning(proof)).toBe(false);
  });

  test('listing-runs-commands: the list of hosts runs nothing', async () => {
    const proof = join(directory, 'executed');
    const file = config(`Match exec "touch ${proof}"\n  User ann\nHost lab\n`);
    expect(await listHosts(file)).toEqual(['lab']);
    expect(existsSync(proof)).toBe(false);
    expect((await resolveTarget({ host: 'lab' }, file)).user).toBe('ann');
    expect(existsSync(proof)).toBe(true);
  });
});

describe('which ssh', () => {
  /** A directory with these programs, as the only one in PATH. */
  function onlyInPath(programs: Readonly<Record<string, string>>): void {
    const path = mkdtempSync(join(directory, 'path-'));
    for (const [name, target] of Object.entries(programs)) symlinkSync(target, join(path, name));
    vi.stubEnv('PATH', path);
  }

  test('no-ssh-client: the defaults hold for what was asked, and that is said', async () => {
    onlyInPath({});
    const file = config('User filed\nPort 9\n');
    const target = await resolveTarget({ host: 'Lab', user: 'ann', jump: 'gate:3' }, file);
    expect(target).toMatchObject({
      ...{ alias: 'Lab', hostName: 'lab', user: 'ann', port: 22, strictHostKeyChecking: 'ask' },
      identityFiles: ['id_rsa', 'id_ecdsa', 'id_ed25519'].map((name) => join(home, '.ssh', name)),
      userKnownHostsFiles: ['known_hosts', 'known_hosts2'].map((name) => join(home, '.ssh', name)),
      jump: { hostName: 'gate', port: 3, user: username },
    });
    expect(target.notes).toEqual([saySsh('no-client')]);
    expect(hostKeyAlgorithms(target, [])[0]).toBe('ssh-ed25519');
  });

  test('the first in PATH', async () => {
    const own = join(directory, 'own-ssh');
    writeFileSync(own, '#!/bin/sh\necho user of-this-one\n', { mode: 0o755 });
    onlyInPath({ ssh: own });
    expect((await resolveTarget({ host: 'lab' })).user).toBe('of-this-one');
  });
});

describe('the list of hosts', () => {
  test('has the names of machines, not patterns', async () => {
    mkdirSync(join(directory, 'more'));
    writeFileSync(join(directory, 'more/20.conf'), 'host=late\n');
    writeFileSync(join(directory, 'more/10.conf'), 'Host inner # outer\n  Port 10\n');
    writeFileSync(join(directory, 'more/ignored.txt'), 'Host ignored\n');
    const file = config(`# Host comment
HOST a b *.c !d e?
Include ${directory}/more/*.conf ${directory}/not-there
Host "f" 'g' a
  Port 3
Match host z
`);
    expect(await listHosts(file)).toEqual(['a', 'b', 'inner', 'late', 'f', 'g']);
    expect(await listHosts(join(directory, 'not-there'))).toEqual([]);
  });

  test('ends where files include one another', async () => {
    const [one, two] = [join(directory, 'one'), join(directory, 'two')];
    for (const [file, name] of [
      [one, 'x'],
      [two, 'y'],
    ] as const)
      writeFileSync(file, `Include ${one} ${two} ${directory}\nHost ${name}\n`);
    expect(await listHosts(one)).toEqual(['y', 'x']);
  });
});
