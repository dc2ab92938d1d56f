import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { HostError } from '../../../src/hosts/host.ts';
import { SecretCache } from '../../../src/hosts/secret-cache.ts';
import { Connections } from '../../../src/hosts/ssh/connections.ts';
import { saySsh } from '../../../src/hosts/ssh/words.ts';
import { english, said } from '../../said.ts';
import { startProxy } from './proxy.ts';
import {
  asker,
  changedConfig,
  connectTo,
  describeWithServer,
  freePort,
  makeKey,
  PASSWORD,
  type Server,
  startServer,
  testServer,
} from './server.ts';

/** What a connection that fails says. */
async function refusal(config: string, who = asker(), host?: string): Promise<HostError> {
  const outcome = await connectTo(config, who, host).catch((error: unknown) => error);
  if (outcome instanceof HostError) return outcome;
  throw new Error(`it did not fail with a HostError: ${outcome}`);
}

async function whoami(config: string, who = asker(), host?: string): Promise<string> {
  const connected = await connectTo(config, who, host);
  return (await connected.run(['id', '-un'])).stdout.toString().trim();
}

const fingerprintOf = (file: string) => execFileSync('ssh-keygen', ['-lf', file]).toString().split(' ')[1] ?? '';

describeWithServer('host keys', () => {
  let server: Server;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.dispose());

  const withKnown = (text: string, more: Readonly<Record<string, string>> = {}) => {
    const file = join(server.directory, `known-${Math.random().toString(36).slice(2)}`);
    writeFileSync(file, text);
    return { file, config: changedConfig(server, { UserKnownHostsFile: file, ...more }) };
  };

  test('unknown-key: its fingerprint is asked about, and it is remembered as ssh remembers it', async () => {
    const { file, config } = withKnown('# mine\nother.example ssh-ed25519 AAAA');
    const who = asker();
    expect(await whoami(config, who)).toBe(server.user);
    expect(who.confirmations).toHaveLength(1);
    expect(english(who.confirmations[0]?.text)).toContain(fingerprintOf(join(server.directory, 'host_key.pub')));
    expect(readFileSync(file, 'utf8')).toBe(
      `# mine\nother.example ssh-ed25519 AAAA\n[127.0.0.1]:${server.port} ${server.hostKey}\n`,
    );
    const again = asker();
    expect(await whoami(config, again)).toBe(server.user);
    expect(again.confirmations).toEqual([]);
    expect(execFileSync('ssh', ['-F', config, '-o', 'BatchMode=yes', 'lab', 'echo in']).toString()).toBe('in\n');
  });

  test('unknown-key: who does not accept it changes nothing', async () => {
    const { file, config } = withKnown('');
    expect((await refusal(config, asker([], false))).message).toContain('host key was not accepted');
    expect(readFileSync(file, 'utf8')).toBe('');
  });

  test('unknown-key: nobody to ask is an error, not a yes', async () => {
    const { file, config } = withKnown('');
    const nobody = { ...asker(), confirm: () => Promise.reject(new HostError(said('There is no terminal.'))) };
    expect((await refusal(config, nobody)).message).toBe('There is no terminal.');
    expect(readFileSync(file, 'utf8')).toBe('');
  });

  test('StrictHostKeyChecking yes, accept-new and no are heeded', async () => {
    const strict = withKnown('', { StrictHostKeyChecking: 'yes' });
    expect((await refusal(strict.config)).message).toContain('StrictHostKeyChecking is yes');
    for (const value of ['accept-new', 'no']) {
      const who = asker();
      const { file, config } = withKnown('', { StrictHostKeyChecking: value });
      expect(await whoami(config, who)).toBe(server.user);
      expect([who.confirmations, readFileSync(file, 'utf8')]).toEqual([[], expect.stringContaining(server.hostKey)]);
    }
  });

  test.each(['ask', 'no'])(
    'changed-key: refused with both fingerprints and the line, StrictHostKeyChecking %s',
    async (strict) => {
      const other = join(server.directory, `other-${strict}`);
      makeKey(other);
      const text = `# first\n[127.0.0.1]:${server.port} ${readFileSync(`${other}.pub`, 'utf8')}`;
      const { file, config } = withKnown(text, { StrictHostKeyChecking: strict });
      const who = asker();
      const error = await refusal(config, who);
      expect(error.message).toContain(fingerprintOf(`${other}.pub`));
      expect(error.message).toContain(fingerprintOf(join(server.directory, 'host_key.pub')));
      expect(error.message).toContain(`${file}:2`);
      expect(english(error.remedy)).toContain(`ssh-keygen -R '[127.0.0.1]:${server.port}' -f ${file}`);
      expect([who.confirmations, readFileSync(file, 'utf8')]).toEqual([[], text]);
    },
  );

  test.each(['accept-new', 'ask', 'no'])(
    'host-key-of-another-type: is a changed key, and nothing is asked or sent, StrictHostKeyChecking %s',
    async (strict) => {
      const rsa = join(server.directory, `rsa-${strict}`);
      makeKey(rsa, '', ['rsa']);
      const text = `[127.0.0.1]:${server.port} ${readFileSync(`${rsa}.pub`, 'utf8')}`;
      const { file, config } = withKnown(text, { StrictHostKeyChecking: strict, IdentityFile: 'none' });
      const who = asker([PASSWORD]);
      expect((await refusal(config, who)).message).toMatch(/^The host key of lab has changed: .*ED25519.*RSA/);
      expect([who.confirmations, who.questions, readFileSync(file, 'utf8')]).toEqual([[], [], text]);
    },
  );

  test('host-key-without-port: counts only where nothing is known with the port', async () => {
    const other = join(server.directory, 'other-port');
    makeKey(other);
    const plain = `127.0.0.1 ${server.hostKey}\n`;
    const strict = { StrictHostKeyChecking: 'yes' };
    expect(await whoami(withKnown(plain, strict).config)).toBe(server.user);
    const both = withKnown(`${plain}[127.0.0.1]:${server.port} ${readFileSync(`${other}.pub`, 'utf8')}`, strict);
    expect((await refusal(both.config)).message).toContain('has changed');
  });

  test('a name that would mean other hosts, too, is never written', async () => {
    const { file, config } = withKnown('', { HostKeyAlias: '*', StrictHostKeyChecking: 'accept-new' });
    expect((await refusal(config)).message).toContain('cannot be remembered');
    expect(readFileSync(file, 'utf8')).toBe('');
  });

  test('RevokedHostKeys: a list, a KRL, and a file that cannot be understood', async () => {
    const at = (name: string) => join(server.directory, name);
    makeKey(at('innocent'));
    writeFileSync(at('list'), `# stolen\n${server.hostKey}\n`);
    writeFileSync(at('other-list'), readFileSync(at('innocent.pub')));
    writeFileSync(at('broken-list'), `${readFileSync(at('innocent.pub'))}nonsense\n`);
    execFileSync('ssh-keygen', ['-q', '-k', '-f', at('krl'), at('host_key.pub')]);
    execFileSync('ssh-keygen', ['-q', '-k', '-f', at('other-krl'), at('innocent.pub')]);
    writeFileSync(at('broken-krl'), readFileSync(at('krl')).subarray(0, -3));
    const with_ = (name: string) => changedConfig(server, { RevokedHostKeys: at(name) });
    for (const name of ['list', 'krl']) expect((await refusal(with_(name))).message).toContain('is revoked: SHA256:');
    for (const name of ['broken-list', 'broken-krl', 'absent'])
      expect([name, (await refusal(with_(name))).message]).toEqual([
        name,
        expect.stringMatching(/^Cannot check whether the host key of lab is revoked/),
      ]);
    for (const name of ['other-list', 'other-krl']) expect(await whoami(with_(name))).toBe(server.user);
  });

  test('HostKeyAlgorithms, RequiredRSASize and KnownHostsCommand are heeded', async () => {
    const rsaOnly = changedConfig(server, { HostKeyAlgorithms: 'rsa-sha2-512' });
    expect((await refusal(rsaOnly)).message).toContain('no matching host key');
    const none = changedConfig(server, { HostKeyAlgorithms: 'ssh-dss' });
    expect((await refusal(none)).message).toContain('allows none that is supported');
    const command = changedConfig(server, { KnownHostsCommand: '/bin/false' });
    expect((await refusal(command)).message).toContain('KnownHostsCommand is set');
    const file = join(server.directory, 'host_rsa_small');
    makeKey(file, '', ['rsa', '-b', '2048']);
    const small = await testServer({ config: [`HostKey ${file}`] });
    writeFileSync(small.knownHosts, `[127.0.0.1]:${small.port} ${readFileSync(`${file}.pub`, 'utf8')}`);
    expect((await refusal(changedConfig(small, { RequiredRSASize: 3072 }))).message).toContain('2048 bits');
    expect(await whoami(changedConfig(small, { RequiredRSASize: 2048 }))).toBe(small.user);
  });

  test('revoked-key: refused, though another line knows it', async () => {
    const known = `[127.0.0.1]:${server.port} ${server.hostKey}\n@revoked * ${server.hostKey}\n`;
    const { file, config } = withKnown(known);
    expect((await refusal(config)).message).toMatch(new RegExp(`revoked.*${file}:2`, 's'));
  });

  test('hashed-known-hosts: found, and written so when the configuration says it', async () => {
    const { file, config } = withKnown(`[127.0.0.1]:${server.port} ${server.hostKey}\n`);
    execFileSync('ssh-keygen', ['-q', '-H', '-f', file], { stdio: 'ignore' });
    expect(readFileSync(file, 'utf8')).toMatch(/^\|1\|/);
    expect(await whoami(config)).toBe(server.user);

    const fresh = withKnown('', { HashKnownHosts: 'yes' });
    expect(await whoami(fresh.config)).toBe(server.user);
    expect(readFileSync(fresh.file, 'utf8')).toMatch(/^\|1\|[^|]+\|[^|]+ ssh-ed25519 \S+\n$/);
    const found = execFileSync('ssh-keygen', ['-F', `[127.0.0.1]:${server.port}`, '-f', fresh.file]).toString();
    expect(found).toContain(server.hostKey.split(' ')[1]);
  });

  test('a certificate authority is refused in plain words', async () => {
    const { file, config } = withKnown(`@cert-authority * ${server.hostKey.replace('AAAAC3', 'AAAAC3')}x\n`);
    writeFileSync(file, `@cert-authority 127.*,[127.*]:* ${readFileSync(`${server.key}.pub`, 'utf8')}`);
    const error = await refusal(config);
    expect(error.message).toContain(`certified by an authority (${file}:1)`);
    expect(english(error.remedy)).toContain('ssh-keyscan');
  });

  test('a-revoked-authority: nobody is told to add the key of a machine that it certifies', async () => {
    const authority = readFileSync(`${server.key}.pub`, 'utf8');
    const { file, config } = withKnown('');
    writeFileSync(file, `@cert-authority 127.*,[127.*]:* ${authority}@revoked * ${authority}`);
    const error = await refusal(config);
    expect(error.message).toContain(`(${file}:1) is revoked, see ${file}:2`);
    expect(english(error.remedy)).not.toContain('ssh-keyscan');
  });

  test('HostKeyAlias is the name that is looked up', async () => {
    const { config } = withKnown(`the-lab ${server.hostKey}\n`, { HostKeyAlias: 'the-lab' });
    const who = asker();
    expect(await whoami(config, who)).toBe(server.user);
    expect(who.confirmations).toEqual([]);
  });

  test('a server with several keys is not taken for changed: the known kind is asked for', async () => {
    const rsa = join(server.directory, 'host_rsa');
    makeKey(rsa, '', ['rsa']);
    const several = await testServer({ config: [`HostKey ${rsa}`] });
    const pub = readFileSync(`${rsa}.pub`, 'utf8');
    writeFileSync(several.knownHosts, `[127.0.0.1]:${several.port} ${pub}`);
    const who = asker();
    expect(await whoami(several.config, who)).toBe(several.user);
    expect(who.confirmations).toEqual([]);
  });
});

describeWithServer('authentication', () => {
  let server: Server;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.dispose());

  test.each([['ed25519'], ['ecdsa'], ['rsa', '-b', '2048']])('a key of kind %s', async (...kind) => {
    const file = join(server.directory, `id_${kind[0]}`);
    makeKey(file, '', kind);
    appendFileSync(join(server.directory, 'authorized_keys'), readFileSync(`${file}.pub`));
    expect(await whoami(changedConfig(server, { IdentityFile: file }))).toBe(server.user);
  });

  test.each([[['ed25519']], [['rsa', '-b', '2048', '-m', 'PEM']]])(
    'encrypted-key %s: its passphrase is asked until it fits, and only once',
    async (kind) => {
      const file = join(server.directory, `locked_${kind[0]}`);
      makeKey(file, 'open sesame', kind);
      appendFileSync(join(server.directory, 'authorized_keys'), readFileSync(`${file}.pub`));
      const config = changedConfig(server, { IdentityFile: file });
      const who = asker(['wrong', 'open sesame', 'open sesame']);
      const cache = new SecretCache();
      const shared = new Connections();
      const lab = (await connectTo(config, cache.remembering(who), 'lab', shared)).id;
      expect(lab).toBe('ssh:lab');
      expect(who.questions.map(({ secret, keepAs }) => [secret, keepAs])).toEqual(
        Array(2).fill([true, `ssh-passphrase:${file}`]),
      );
      expect(who.forgotten).toEqual([`ssh-passphrase:${file}`]);
      // Another connection, since it is another machine by its name.
      const again = () => {
        const other = changedConfig(server, { IdentityFile: file, ConnectTimeout: 60 });
        return connectTo(other, cache.remembering(who), 'lab', shared);
      };
      await again();
      expect(who.questions).toHaveLength(2);
      cache.clear();
      shared.startAnew();
      await again();
      expect(who.questions).toHaveLength(3);
    },
  );

  test('encrypted-key: nobody is asked for the passphrase of a key that the server does not want', async () => {
    const file = join(server.directory, 'locked_stranger');
    makeKey(file, 'open sesame');
    const who = asker();
    const error = await refusal(
      changedConfig(server, { IdentityFile: file, PreferredAuthentications: 'publickey' }),
      who,
    );
    expect(error.message).toContain(`rejected the login of ${server.user}. Tried: ${file}.`);
    expect(who.questions).toEqual([]);
  });

  test.each([0o640, 0o604, 0o644, 0o666, 0o610])(
    'private-key-of-others: a key that others can read is not used, mode %o, as ssh does not',
    async (mode) => {
      const file = join(server.directory, `open_${mode}`);
      makeKey(file);
      appendFileSync(join(server.directory, 'authorized_keys'), readFileSync(`${file}.pub`));
      const changes = { IdentityFile: file, PreferredAuthentications: 'publickey' };
      const config = changedConfig(server, changes);
      const theirs = () => spawnSync('ssh', ['-F', config, '-o', 'BatchMode=yes', 'lab', 'echo in']).stdout.toString();
      expect([await whoami(config), theirs()]).toEqual([server.user, 'in\n']);
      chmodSync(file, mode);
      expect(theirs()).toBe('');
      // Another name for it, since connections to the same machine are shared.
      const error = await refusal(
        changedConfig(server, { ...changes, HostName: 'localhost', HostKeyAlias: `[127.0.0.1]:${server.port}` }),
      );
      expect(error.message).toContain(`${file} can be read by others`);
    },
  );

  test('silent-agent: one that never answers is passed over, and said', async () => {
    const socket = join(server.directory, 'silent.sock');
    const silent = createServer(() => undefined).listen(socket);
    onTestFinished(() => void silent.close());
    const changes = { IdentityAgent: socket, PreferredAuthentications: 'publickey' };
    expect(await whoami(changedConfig(server, changes))).toBe(server.user);
    const file = join(server.directory, 'none');
    const error = await refusal(
      changedConfig(server, {
        ...changes,
        IdentityFile: file,
        IdentitiesOnly: 'no',
        HostName: 'localhost',
        HostKeyAlias: `[127.0.0.1]:${server.port}`,
      }),
    );
    expect(error.message).toContain('(the agent did not answer)');
  });

  test('agent: its keys are used, those named first; IdentitiesOnly keeps the others out', async () => {
    const socket = join(server.directory, 'agent.sock');
    const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
    onTestFinished(() => void agent.kill());
    const file = join(server.directory, 'id_agent');
    makeKey(file);
    await expect
      .poll(() => execFileSync('ssh-add', ['-q', server.key, file], { env: { ...process.env, SSH_AUTH_SOCK: socket } }))
      .toBeTruthy();
    const changes = {
      IdentityAgent: socket,
      IdentityFile: join(server.directory, 'none'),
      PreferredAuthentications: 'publickey',
    };
    expect(await whoami(changedConfig(server, { ...changes, IdentitiesOnly: 'no' }))).toBe(server.user);
    const error = await refusal(changedConfig(server, { ...changes, IdentitiesOnly: 'yes' }));
    expect(error.message).toContain('Tried: nothing (no key, no password).');
    // Only the public half is on disk.
    const half = join(server.directory, 'half.pub');
    writeFileSync(half, readFileSync(`${server.key}.pub`));
    expect(await whoami(changedConfig(server, { ...changes, IdentityFile: half, IdentitiesOnly: 'yes' }))).toBe(
      server.user,
    );
  });

  test('jump: through two other machines, each with a key of its own', async () => {
    const first = await testServer();
    const second = await testServer();
    const hops = [first, second].map((hop, index) =>
      readFileSync(hop.config, 'utf8').replace('Host lab', `Host hop${index}`),
    );
    const config = changedConfig(server, { ProxyJump: 'hop0,hop1' });
    appendFileSync(config, hops.join('\n'));
    const connected = await connectTo(config);
    expect((await connected.run(['sh', '-c', 'echo $SSH_CONNECTION'])).stdout.toString()).toContain(
      ` ${server.port}\n`,
    );
    for (const hop of [first, second]) expect(hop.log()).toContain('Accepted publickey');
    expect(execFileSync('ssh', ['-F', config, 'lab', 'echo in']).toString()).toBe('in\n');
    await connected.dispose();
    await second.stop();
    expect((await refusal(config)).message).toMatch(/hop0 cannot reach hop1.*(refused|failed)/i);
  });

  test('jump-without-target: who cannot reach a jump host is told which machine is behind it', async () => {
    const config = changedConfig(server, { ProxyJump: 'gate' });
    appendFileSync(config, `Host gate\n  HostName 127.0.0.1\n  Port ${await freePort()}\n`);
    expect((await refusal(config)).message).toMatch(
      /^lab is behind the jump host gate\. gate \(127\.0\.0\.1 port \d+\) refuses connections\.$/,
    );
  });

  test('a proxy command is the connection', async () => {
    const command = `${process.execPath} -e 'const s=require("net").connect(%p,"%h");process.stdin.pipe(s).pipe(process.stdout)'`;
    expect(await whoami(changedConfig(server, { ProxyCommand: command }))).toBe(server.user);
  });

  test('what cannot be reached says why', async () => {
    const closed = await refusal(changedConfig(server, { Port: await freePort() }));
    expect(closed.message).toMatch(/^lab \(127\.0\.0\.1 port \d+\) refuses connections\.$/);
    const nameless = await refusal(changedConfig(server, { HostName: 'no-such-name.invalid' }));
    expect(nameless.message).toContain('There is no address for the name of lab (no-such-name.invalid port');
    const silent = await startProxy(server.port);
    onTestFinished(() => silent.close());
    silent.stall();
    const mute = await refusal(changedConfig(server, { Port: silent.port, ConnectTimeout: 1 }));
    expect(mute.message).toContain('stopped answering');
  });

  test('secret-never-leaks: names from outside are never options', async () => {
    for (const host of ['-oProxyCommand=touch /tmp/x', 'a b', 'x;id', '$(id)'])
      expect((await refusal(server.config, asker(), host)).message).toContain('cannot be the name');
  });
});

describeWithServer('passwords', () => {
  const passwordOnly = { IdentityFile: 'none', StrictHostKeyChecking: 'yes' };

  test('wrong-password: asked again, then let in; kept ones are forgotten when wrong', async () => {
    const server = await testServer({
      shell: '/bin/sh',
      config: ['PasswordAuthentication yes', 'KbdInteractiveAuthentication no'],
    });
    const config = changedConfig(server, passwordOnly);
    const who = asker(['guess', PASSWORD]);
    expect(await whoami(config, who)).toBe(server.user);
    const keepAs = `ssh-password:${server.user}@127.0.0.1:${server.port} ${fingerprintOf(server.knownHosts)}`;
    expect(who.questions).toEqual([
      expect.objectContaining({ secret: true, keepAs, text: saySsh('password', server.user, '127.0.0.1') }),
      expect.objectContaining({ text: saySsh('password-again', server.user, '127.0.0.1') }),
    ]);
    expect(who.forgotten).toEqual([keepAs]);
  });

  test('forgotten-password: every further connection asks again, and shares none that is there', async () => {
    const server = await testServer({
      shell: '/bin/sh',
      config: ['PasswordAuthentication yes', 'KbdInteractiveAuthentication no', 'MaxSessions 1'],
    });
    const config = changedConfig(server, passwordOnly);
    const who = asker([PASSWORD, PASSWORD, PASSWORD]);
    const cache = new SecretCache();
    const shared = new Connections();
    const connect = () => connectTo(config, cache.remembering(who), 'lab', shared);
    const first = await connect();
    await connect();
    expect(who.questions).toHaveLength(1);
    cache.clear();
    shared.startAnew();
    await connect();
    expect(who.questions).toHaveLength(2);
    // What has a session needs another connection for the next.
    const held = first.spawn(['sleep', '1000']);
    const next = await first.run(['echo', 'in']);
    expect(next.stdout.toString()).toBe('in\n');
    expect(who.questions).toHaveLength(2);
    cache.clear();
    // The first may take the program that has been started beforehand, on a connection that was there.
    const more = [first.spawn(['sleep', '1000']), first.spawn(['sleep', '1000'])];
    expect((await first.run(['echo', 'in'])).stdout.toString()).toBe('in\n');
    expect(who.questions).toHaveLength(3);
    for (const process of [held, ...more]) await process.signal('SIGKILL');
  });

  test('wrong-password: three times, then what was tried is said, and not the passwords', async () => {
    const server = await testServer({
      shell: '/bin/sh',
      config: ['PasswordAuthentication yes', 'KbdInteractiveAuthentication no'],
    });
    const error = await refusal(
      changedConfig(server, passwordOnly),
      asker(['guess 1', 'guess 2', 'guess 3', 'guess 4']),
    );
    expect(error.message).toBe(
      `lab rejected the login of ${server.user}. Tried: password (3 times). The server accepts: publickey, password.`,
    );
  });

  test('a password that is not given ends it', async () => {
    const server = await testServer({ shell: '/bin/sh' });
    expect((await refusal(changedConfig(server, passwordOnly))).message).toContain('cancelled');
  });

  test('keyboard-interactive: the questions of PAM are asked', async ({ skip }) => {
    if (process.getuid?.() !== 0) skip('sshd uses PAM for other users only as root');
    const server = await testServer({
      shell: '/bin/sh',
      pam: true,
      config: ['PasswordAuthentication no', 'KbdInteractiveAuthentication yes'],
    });
    const who = asker(['guess', PASSWORD]);
    expect(await whoami(changedConfig(server, passwordOnly), who)).toBe(server.user);
    expect(who.questions).toHaveLength(2);
  });

  test('two factors: a key, then a password', async () => {
    const server = await testServer({
      shell: '/bin/sh',
      config: ['AuthenticationMethods publickey,password', 'KbdInteractiveAuthentication no'],
    });
    const who = asker([PASSWORD]);
    expect(await whoami(server.config, who)).toBe(server.user);
    expect(who.questions).toHaveLength(1);
  });
});
