import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { sandbox } from '../hosts/support.ts';
import { startProxy } from '../ssh/proxy.ts';
import { changedConfig, describeWithServer, makeKey, type Server, startServer } from '../ssh/server.ts';
import { notebook as makeNotebook, PROGRAM, run, runJsonl, start } from './program.ts';

function notebook(cells: Parameters<typeof makeNotebook>[0]) {
  const made = makeNotebook(cells);
  onTestFinished(made.remove);
  return made;
}

function directory(): string {
  const made = mkdtempSync(join(tmpdir(), 'netlab-hosts-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** A file for --hosts. */
function hostsFile(hosts: unknown): string {
  const file = join(directory(), 'hosts.json');
  writeFileSync(file, JSON.stringify(hosts));
  return file;
}

/** Runs the program at a terminal of its own (script(1) makes one), and types these lines, each behind what it waits for. */
async function atTerminal(args: readonly string[], typed: readonly (readonly [after: string, line: string])[]) {
  const words = [...PROGRAM, ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`);
  const child = spawn('script', ['-qec', words.join(' '), '/dev/null'], { stdio: ['pipe', 'pipe', 'pipe'] });
  const left = [...typed];
  let shown = '';
  let seen = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
    const [next] = left;
    const at = next ? shown.indexOf(next[0], seen) : -1;
    if (!next || at < 0) return;
    seen = at + next[0].length;
    left.shift();
    child.stdin.write(`${next[1]}\r`);
  });
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { status, shown, unasked: left };
}

describe('command hosts', () => {
  test('--sandbox: a sandbox on the host that is named', async () => {
    const hosts = hostsFile([{ name: 'box', command: ['env', 'NETLAB_TEST=a b'] }]);
    const { file } = notebook(['echo $NETLAB_TEST; ip netns add here && ip netns']);
    const { status, cells } = await runJsonl(file, '--hosts', hosts, '--host', 'command:box', '--sandbox');
    expect([status, cells[0]?.stdout]).toEqual([0, 'a b\nhere\n']);
  });

  test('a cell names one by its name alone, and it is the same host as by its id', async () => {
    const hosts = hostsFile([{ name: 'box', command: ['env'] }]);
    const { file } = notebook([
      { code: 'x=1; ip netns add here', info: '{host=sandbox@box}' },
      { code: 'echo $x; ip netns', info: '{host=sandbox@command:box}' },
    ]);
    const { status, cells } = await runJsonl(file, '--hosts', hosts);
    expect([status, cells[1]?.stdout]).toEqual([0, '1\nhere\n']);
  });

  test('a file of hosts that is wrong is a usage error, and says what is wrong', async () => {
    const { file } = notebook(['echo ran']);
    const outcome = async (path: string) => {
      const { status, stdout, stderr } = await run('run', file, '--hosts', path, '--host', 'command:box');
      return [status, stdout, stderr];
    };
    expect(await outcome('/nonexistent')).toEqual([2, '', expect.stringContaining('/nonexistent')]);
    expect(await outcome(file)).toEqual([2, '', expect.stringContaining('is not JSON')]);
    const wrong = hostsFile([{ name: 'box', command: 'docker exec' }]);
    expect(await outcome(wrong)).toEqual([2, '', expect.stringContaining('command is not a list of words')]);
  });

  test('a command that is not there: the host cannot be had', async () => {
    const hosts = hostsFile([{ name: 'box', command: ['netlab-no-such-command'] }]);
    const { file } = notebook(['echo ran']);
    const { status, stdout, stderr } = await run('run', file, '--hosts', hosts, '--host', 'command:box');
    expect([status, `${stdout}${stderr}`]).toEqual([3, expect.stringContaining('box')]);
  });
});

test('warning-under-a-heading: what of the SSH configuration is not done is said before the first cell, and once', async () => {
  const config = join(directory(), 'config');
  writeFileSync(config, 'Host far\n  HostName 127.0.0.1\n  Port 1\n  RemoteCommand true\n');
  const { file } = notebook(['echo ran']);
  const args = ['run', file, '--host', 'sandbox@ssh:far', '--ssh-config', config];
  const { stdout: said } = spawnSync('sh', ['-c', '"$@" 2>&1', 'sh', ...PROGRAM, ...args], {
    encoding: 'utf8',
  });
  expect(said.match(/remotecommand/gi)).toHaveLength(1);
  expect(said.search(/remotecommand/i)).toBeLessThan(said.indexOf('[1]'));
});

describeWithServer('SSH hosts', () => {
  let server: Server;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.dispose());

  /** To be whoever we are there: root is not to be had everywhere. */
  const asUser = () => hostsFile([{ name: 'lab', become: 'none' }]);

  test('doctor and topology look at the machine there', async () => {
    const where = ['--host', 'sandbox@ssh:lab', '--ssh-config', server.config];
    expect((await run('doctor', ...where)).stdout).toContain('The sample lab can run');
    const { status, stdout } = await run('topology', ...where);
    expect([status, stdout]).toEqual([0, expect.stringContaining('Sandbox on lab')]);
  });

  test('an unknown host key in a terminal without tty exits 3 and changes nothing', async () => {
    const known = join(directory(), 'known_hosts');
    const proof = join(directory(), 'ran');
    const { file } = notebook([`touch ${proof}`, 'echo ran']);
    const config = changedConfig(server, { UserKnownHostsFile: known });
    const { status, stdout, stderr } = await run('run', file, '--host', 'ssh:lab', '--ssh-config', config);
    expect(status).toBe(3);
    expect(`${stdout}${stderr}`).toContain('No terminal for the prompt');
    expect([existsSync(known), existsSync(proof)]).toEqual([false, false]);
    expect(stdout).toContain('0 passed, 1 failed, 1 skipped');
  });

  test('an unknown host key is asked about at the terminal: no leaves it, yes keeps it', async () => {
    const known = join(directory(), 'known_hosts');
    const { file } = notebook(['echo "it $((40 + 2)) ran"']);
    const config = changedConfig(server, { UserKnownHostsFile: known });
    const args = ['run', file, '--host', 'ssh:lab', '--ssh-config', config, '--hosts', asUser()];
    const no = await atTerminal(args, [['(yes/no)', 'no']]);
    expect([no.status, no.unasked, existsSync(known)]).toEqual([3, [], false]);
    expect(no.shown).toContain('SHA256:');
    const yes = await atTerminal(args, [['(yes/no)', 'yes']]);
    expect([yes.status, yes.unasked]).toEqual([0, []]);
    expect(yes.shown).toContain('it 42 ran');
    expect(readFileSync(known, 'utf8')).toContain(server.hostKey);
  });

  test('interrupt-while-connecting: ^C at a question ends the program, with its status', async () => {
    const known = join(directory(), 'known_hosts');
    const config = changedConfig(server, { UserKnownHostsFile: known });
    const { file } = notebook(['echo never']);
    for (const args of [['topology'], ['doctor'], ['run', file, '--yes']]) {
      const ended = await atTerminal([...args, '--host', 'ssh:lab', '--ssh-config', config], [['(yes/no)', '\x03']]);
      expect([args[0], ended.status, ended.unasked, existsSync(known)]).toEqual([args[0], 130, [], false]);
    }
  });

  test('a passphrase is asked for at the terminal, and not shown', async () => {
    const key = join(server.directory, 'encrypted');
    makeKey(key, 'open sesame');
    appendFileSync(join(server.directory, 'authorized_keys'), readFileSync(`${key}.pub`));
    const { file } = notebook(['echo "it $((40 + 2)) ran"']);
    const config = changedConfig(server, { IdentityFile: key });
    const args = ['run', file, '--host', 'ssh:lab', '--ssh-config', config, '--hosts', asUser()];
    const { status, shown, unasked } = await atTerminal(args, [['assphrase', 'open sesame']]);
    expect([status, unasked]).toEqual([0, []]);
    expect(shown).toContain('it 42 ran');
    expect(shown).not.toContain('sesame');
  });

  test('connection lost: the cell ends with what it printed, nothing is run again, the next one connects', async () => {
    const proxy = await startProxy(server.port);
    onTestFinished(() => proxy.close());
    const proof = join(directory(), 'runs');
    const { file } = notebook([`echo once >>${proof}; echo begun; sleep 60`, 'echo "next $((40 + 2))"']);
    const config = changedConfig(server, { Port: proxy.port, HostKeyAlias: `[127.0.0.1]:${server.port}` });
    const args = ['run', file, '--host', 'sandbox@ssh:lab', '--ssh-config', config, '--keep-going'];
    const pretty = start(args);
    await expect.poll(pretty.output, { timeout: 20_000 }).toContain('begun\n');
    proxy.cut();
    const { status, stdout } = await pretty.ended;
    expect(status).toBe(1);
    expect(stdout).toContain('Connection lost');
    expect(stdout).toContain('next 42\n');
    expect(stdout).toContain('1 passed, 1 failed');
    expect(readFileSync(proof, 'utf8')).toBe('once\n');
  });

  test('connection lost: a program is told by a field of its own', async () => {
    const proxy = await startProxy(server.port);
    onTestFinished(() => proxy.close());
    const proof = join(directory(), 'begun');
    const { file } = notebook([{ code: `echo begun | tee ${proof}; sleep 60`, info: '{expect=fail}' }]);
    const config = changedConfig(server, { Port: proxy.port, HostKeyAlias: `[127.0.0.1]:${server.port}` });
    const ended = runJsonl(file, '--host', 'sandbox@ssh:lab', '--ssh-config', config);
    await expect.poll(() => existsSync(proof), { timeout: 20_000 }).toBe(true);
    await sleep(1000); // What it has printed is on its way.
    proxy.cut();
    const { status, cells } = await ended;
    expect(status).toBe(1);
    expect(cells[0]).toMatchObject({ ok: false, exitCode: null, connectionLost: true, stdout: 'begun\n' });
  });
});

describe('a real machine is touched with guard', () => {
  /** Runs a file on the host `local` of a sandbox that plays the machine. */
  async function onAMachine(file: string, ...args: string[]) {
    const machine = await sandbox({ internet: 'none' });
    const argv = [...PROGRAM, 'run', file, ...args];
    const { exitCode, stdout, stderr } = await machine.run(argv, { timeoutMs: 60_000 });
    const rules = (await machine.run(['iptables', '-S'])).stdout.toString();
    return { status: exitCode, said: `${stdout}${stderr}`, rules };
  }

  test('without a terminal what can cut it off fails before it runs, unless agreed to beforehand', async () => {
    const { file } = notebook(['iptables -A INPUT -s 192.0.2.1 -j DROP', 'iptables -F', 'true']);
    const refused = await onAMachine(file, '--host', 'local');
    expect([refused.status, refused.rules]).toEqual([3, expect.stringContaining('192.0.2.1')]);
    expect(refused.said).toContain('flushes the rules of the packet filter');
    expect(refused.said).toContain('--yes');
    expect(refused.said).toContain('nobody could be asked');
    const agreed = await onAMachine(file, '--host', 'local', '--yes');
    expect([agreed.status, agreed.rules.includes('192.0.2.1')]).toEqual([0, false]);
  });

  test('file-becomes-root: a file that names a machine needs somebody who agrees, whatever its first cell does', async () => {
    const { file } = notebook([{ code: 'ip -br link', info: '{host=local}' }]);
    const refused = await onAMachine(file);
    expect(refused).toMatchObject({ status: 3, said: expect.stringContaining('on This machine, outside a sandbox') });
    expect(refused.said).toContain('--host local or --yes');
    expect(await onAMachine(file, '--yes')).toMatchObject({ status: 0 });
    expect(await onAMachine(file, '--host', 'local')).toMatchObject({ status: 0 });
  });

  test('file-becomes-root: so does its front matter, and nothing has become root by then', async () => {
    const { file } = notebook(['ip -br link']);
    const front = (host: string) =>
      writeFileSync(file, `---\nnetlab: { host: ${host} }\n---\n\n\`\`\`sh\nip -br link\n\`\`\`\n`);
    const log = join(directory(), 'sudo');
    const hosts = hostsFile([{ name: 'box', command: ['sh', '-c', `echo opened >>${log}; exec "$@"`, 'sh'] }]);
    for (const host of ['local', 'box']) {
      front(host);
      expect(await onAMachine(file, '--hosts', hosts)).toMatchObject({ status: 3 });
    }
    expect(await onAMachine(file, '--hosts', hosts, '--host', 'sandbox')).toMatchObject({ status: 0 });
    expect(existsSync(log)).toBe(false);
  });

  test('a kernel setting on a machine that was named is told, and done', async () => {
    const { file } = notebook(['sysctl -w net.ipv4.ip_forward=1']);
    const { status, said } = await onAMachine(file, '--host', 'local');
    expect([status, said]).toEqual([0, expect.stringContaining('changes the kernel setting net.ipv4.ip_forward')]);
  });
});
