import { describe, expect, it, test } from 'vitest';
import { findHost, hostIdOf, makeCatalog, sandboxOn, unknownHost } from '../../../src/hosts/catalog.ts';
import { readHostEntries } from '../../../src/hosts/hosts-setting.ts';
import { inWords } from '../../../src/words.ts';
import { english } from '../../said.ts';

const reachOf = (entry: object) => readHostEntries([{ name: 'lab', ...entry }]).entries[0]?.reach;
const problemOf = (entry: unknown) => readHostEntries([entry]).problems[0];

describe('an entry of netlab.hosts', () => {
  it('is an SSH host of its own name when it says nothing else', () => {
    expect(readHostEntries([{ name: 'lab' }])).toEqual({
      entries: [{ name: 'lab', reach: { kind: 'ssh', destination: { host: 'lab' } }, become: 'sudo' }],
      problems: [],
    });
  });

  test.each([
    ['lab.example', { host: 'lab.example' }],
    ['ann@192.0.2.7:2222', { host: '192.0.2.7', user: 'ann', port: 2222 }],
    ['ssh://ann@[2001:db8::7]:22', { host: '2001:db8::7', user: 'ann', port: 22 }],
    [
      { user: 'ann', identityFile: '~/.ssh/id', jump: 'a@b:22,c' },
      { host: 'lab', user: 'ann', identityFile: '~/.ssh/id', jump: 'a@b:22,c' },
    ],
  ])('ssh: %j', (ssh, destination) => {
    expect(reachOf({ ssh })).toEqual({ kind: 'ssh', destination });
  });

  it('may be a command, with how to become root and how long to go on', () => {
    const written = { name: 'box', command: ['docker', 'exec', '-i', 'a b'], become: 'none', keepAlive: '10m' };
    expect(readHostEntries([written]).entries).toEqual([
      { name: 'box', reach: { kind: 'command', prefix: written.command }, become: 'none', keepAliveMs: 600_000 },
    ]);
  });

  test.each([
    ['lab', 'is not an object'],
    [null, 'is not an object'],
    [{}, 'its name'],
    [{ name: '-oProxyCommand=id' }, 'its name'],
    [{ name: 'a b' }, 'its name'],
    [{ name: 'sandbox' }, 'is reserved'],
    [{ name: 'local' }, 'is reserved'],
    [{ name: 'a', shh: 'b' }, 'there is no "shh"'],
    [{ name: 'a', ssh: 'b', command: ['c'] }, 'both'],
    [{ name: 'a', ssh: '-oProxyCommand=id' }, 'ssh is not'],
    [{ name: 'a', ssh: 'b:99999' }, 'ssh is not'],
    [{ name: 'a', ssh: { host: '-x' } }, 'ssh.host'],
    [{ name: 'a', ssh: { port: '22' } }, 'ssh.port'],
    [{ name: 'a', ssh: { user: 1 } }, 'ssh.user'],
    [{ name: 'a', ssh: { proxy: 'b' } }, 'ssh has no "proxy"'],
    [{ name: 'a', command: 'docker exec' }, 'command is not a list'],
    [{ name: 'a', command: [] }, 'command is not a list'],
    [{ name: 'a', command: ['x', 'a\0b'] }, 'command is not a list'],
    [{ name: 'a', become: 'root' }, 'become'],
    [{ name: 'a', keepAlive: 10 }, 'keepAlive'],
    [{ name: 'a', keepAlive: '48h' }, 'keepAlive'],
  ])('%j is left out, and it is said why', (entry, why) => {
    expect(readHostEntries([entry]).entries).toEqual([]);
    expect(problemOf(entry)).toContain(why);
  });

  it('that is wrong leaves the others', () => {
    const { entries, problems } = readHostEntries([{ name: 'a' }, 7, { name: 'b' }, { name: 'a', command: ['c'] }]);
    expect(entries.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(problems).toHaveLength(2);
    expect(readHostEntries('a').problems).toHaveLength(1);
    expect(readHostEntries(undefined)).toEqual({ entries: [], problems: [] });
  });
});

describe('the catalog', () => {
  const catalog = makeCatalog({
    hosts: [
      { name: 'box', command: ['docker', 'exec', '-i', 'box'] },
      { name: 'lab', ssh: 'ann@192.0.2.7' },
    ],
    sshNames: ['lab', 'vm', 'vm', 'constructor'],
  });

  it('offers each machine and a sandbox on it, once', () => {
    expect(catalog.hosts.map(({ id, label }) => `${id} ${inWords(label)}`)).toEqual([
      'sandbox Sandbox (no root)',
      'local This machine',
      'command:box box',
      'sandbox@command:box Sandbox on box',
      'ssh:lab lab',
      'sandbox@ssh:lab Sandbox on lab',
      'ssh:vm vm',
      'sandbox@ssh:vm Sandbox on vm',
      'ssh:constructor constructor',
      'sandbox@ssh:constructor Sandbox on constructor',
    ]);
  });

  it('lets the setting win over the SSH configuration', () => {
    expect(findHost(catalog, 'ssh:lab')?.reach).toEqual({
      kind: 'ssh',
      destination: { user: 'ann', host: '192.0.2.7' },
    });
  });

  test.each([
    ['lab', 'ssh:lab'],
    ['ssh:lab', 'ssh:lab'],
    ['box', 'command:box'],
    ['sandbox@box', 'sandbox@command:box'],
    ['sandbox@local', 'sandbox'],
    ['local', 'local'],
    ['ssh:box', 'ssh:box'],
    ['nowhere', 'nowhere'],
    ['', ''],
  ])('takes %s for %s', (name, id) => {
    expect(hostIdOf(catalog, name)).toBe(id);
  });

  it('never takes root for a sandbox there', () => {
    const host = findHost(catalog, 'lab');
    expect(host && sandboxOn(catalog, host)).toMatchObject({ id: 'sandbox@ssh:lab', become: 'none', sandbox: true });
  });

  it('says what there is when asked for what is not', () => {
    const { message, remedy } = unknownHost(catalog, 'nowhere');
    expect(message).toBe('There is no host "nowhere".');
    expect(english(remedy)).toContain('sandbox, local, command:box, ssh:lab, ssh:vm, ssh:constructor');
    expect(english(remedy)).toContain('add it to ~/.ssh/config or');
    const elsewhere = makeCatalog({ sshConfig: '/lab/ssh' });
    expect(english(unknownHost(elsewhere, 'x').remedy)).toContain('add it to /lab/ssh or');
    const many = makeCatalog({ sshNames: Array.from({ length: 300 }, (_, index) => `h${index}`) });
    expect(english(unknownHost(many, 'x').remedy)).toMatch(/^.{100,400}, 282 more; or/);
  });
});
