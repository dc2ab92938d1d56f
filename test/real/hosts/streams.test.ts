import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { MEMORY, measured, source } from '../../measured.ts';
import { describeWithServer, testServer } from '../ssh/server.ts';
import { floodingServer } from './flooding-server.ts';
import { sandbox, sh, until } from './support.ts';

/** What follows must hold whatever the other side does, so it is as bad as it can be. */
const perl = (program: string) => JSON.stringify(['perl', '-e', program]);

/** A host on which every process is that one. */
const hostOf = (argv: string) => `
  import { startProcess } from ${source('hosts/processes.ts')};
  import { complete } from ${source('hosts/processes.ts')};
  const argv = ${argv};
  const live = [];
  const spawn = () => { const process = startProcess(argv); live.push(process); return process; };
  const bare = {
    id: 'bad', label: 'Bad', spawn,
    run: async () => ({ exitCode: 0, signal: null, stdout: Buffer.from('/nowhere'), stderr: Buffer.alloc(0), cut: false }),
    dispose: async () => { for (const process of live) await process.signal('SIGKILL'); },
  };
  const say = (value) => { console.log(JSON.stringify(value)); void bare.dispose().then(() => process.exit(0)); };
  const why = (promise) => promise.then(() => 'nothing', (error) => error.message);
`;

describe('bad-keeper-fills-memory', () => {
  const FRAME = `sub frame { my ($t, $id, $n, $d) = @_; print pack('N a N Q>', length $d, $t, $id, $n) . $d }`;
  const HELLO = `$| = 1; ${FRAME} frame('h', 0, 1, '');`;
  const keepers: Readonly<Record<string, string>> = {
    'output that nobody has asked for': `${HELLO} my ($at, $d) = (0, 'x' x 65536); while (1) { frame('o', 1, $at, $d); $at += 65536 }`,
    'a frame without end': `${HELLO} print pack('N a N Q>', 0xfffffff0, 'o', 1, 0); print 'x' x 65536 while 1`,
    'no frames': `${HELLO} print 'x' x 65536 while 1`,
    'offsets beyond all numbers': `${HELLO} frame('o', 1, 0xffffffffffffffff, 'x'); sleep 100`,
    'more processes than can be counted': `$| = 1; ${FRAME} frame('h', 0xffffffff, 1, ''); sleep 100`,
  };
  for (const [what, program] of Object.entries(keepers)) {
    test(`a keeper that sends ${what} is given up`, async () => {
      const { said, peak } = await measured(`${hostOf(perl(program))}
        import { openDurable } from ${source('hosts/durable/host.ts')};
        say(await why((async () => {
          const host = await openDurable({ open: async () => bare, keepAliveMs: 60_000 });
          const process = host.spawn(['true']);
          // Nobody reads it.
          const { lost } = await process.exited;
          throw new Error(lost.words);
        })()));
      `);
      expect(said).toMatch(/The keeper of processes on .* gave an unexpected answer/);
      expect(peak).toBeLessThan(MEMORY);
    });
  }
});

describe('line-without-end-fills-memory', () => {
  test('behind the token of a launch', async () => {
    const program = `$_ = <STDIN>; /set -- '([0-9a-f]{24})'/; $| = 1; print $1; print 'x' x 65536 while 1`;
    const { said, peak } = await measured(`${hostOf('[]')}
      import { openCommandProcesses } from ${source('hosts/remote/command.ts')};
      const host = openCommandProcesses(${perl(program)}.concat('--'), { id: 'x', label: 'X' });
      const started = performance.now();
      say([await why(host.run(['true'])), performance.now() - started < 9000]);
    `);
    expect(said).toEqual([expect.stringMatching(/No process could be started on that machine/), true]);
    expect(peak).toBeLessThan(MEMORY);
  });

  test('in what a machine says of itself', async () => {
    const { said, peak } = await measured(`${hostOf(perl("print 'x' x 65536 while 1"))}
      import { firstLine, lastWords } from ${source('hosts/process-output.ts')};
      const errors = lastWords(spawn().stdout);
      const line = await firstLine(spawn().stdout);
      await new Promise((resolve) => setTimeout(resolve, 2000));
      say([line ?? 'none', errors().length]);
    `);
    expect(said).toEqual(['none', 4096]);
    expect(peak).toBeLessThan(MEMORY);
  });

  const agents: Readonly<Record<string, string>> = {
    'a header without end': `print "root 1 7\\nroot 1\\n"; print 'part ' x 10000 while 1`,
    'a body without end': `print "root 1 7\\nroot 1\\npart 1 addr 0 5 999999999999\\n"; print 'x' x 65536 while 1`,
    'a body of less than nothing': `print "root 1 7\\nroot 1\\npart 1 addr 0 5 -9\\n"; print 'x' x 65536 while 1`,
  };
  for (const [what, program] of Object.entries(agents)) {
    test(`in the reader of a topology: ${what}`, async () => {
      const { said, peak } = await measured(`${hostOf(perl(`$| = 1; ${program}`))}
        import { readTopology } from ${source('discovery/collection.ts')};
        say(await why(readTopology(bare)));
      `);
      expect(said).toMatch(/unexpected output/);
      expect(peak).toBeLessThan(MEMORY);
    });
  }
});

test('answers-that-nobody-reads: the simulated internet reads no further from one who does not read its answers', async () => {
  const host = await sandbox();
  const flood = String.raw`
    use Socket;
    socket(my $s, PF_INET, SOCK_STREAM, 0) or die; connect($s, sockaddr_in(53, inet_aton('198.41.0.4'))) or die $!;
    my $question = pack('n6', 7, 0x100, 1, 0, 0, 0) . "\6netlab\7example\0" . pack('n n', 1, 1);
    my $one = pack('n/a*', $question);
    my ($many, $at, $end) = ($one x 2000, 0, time + 15);
    while (time < $end) {
      my $out = ''; vec($out, fileno $s, 1) = 1;
      if (!select undef, $out, undef, 3) { print 'it waits'; exit }
      my $sent = syswrite $s, $many, 4096, $at or die $!;
      $at = ($at + $sent) % length $one;
    }`;
  expect(await until(async () => (await sh(host, 'ping -c1 -W1 198.41.0.4')).code === 0, 20_000)).toBe(true);
  const { stdout, stderr } = await host.run(['perl', '-e', flood], { timeoutMs: 40_000 });
  expect([stdout.toString(), stderr.toString()]).toEqual(['it waits', '']);
});

describeWithServer('ssh-channel-fills-memory', () => {
  const open = (config: string) => `
    import { openSshProcesses } from ${source('hosts/ssh/processes.ts')};
    import { Connections } from ${source('hosts/ssh/connections.ts')};
    const asker = { ask: async () => undefined, confirm: async () => false, forget: async () => undefined };
    const host = await openSshProcesses({ host: 'lab' }, { asker, connections: new Connections(), configFile: ${JSON.stringify(config)} });
    const say = (value) => { console.log(JSON.stringify(value)); process.exit(0); };
  `;

  test('one stream that nobody reads, while the other is read', async () => {
    const server = await testServer();
    const { said, peak } = await measured(`${open(server.config)}
      // A channel has one window for both (RFC 4254, 5.2): what is read must have begun before the other fills it.
      const flood = host.spawn(['sh', '-c', 'yes err >&2 & sleep 1; yes out']);
      let read = 0;
      flood.stderr.on('data', (chunk) => { read += chunk.length; });
      await new Promise((resolve) => setTimeout(resolve, 5000));
      const other = await host.run(['echo', 'other']);
      await host.dispose();
      say(['' + other.stdout, read > 0]);
    `);
    expect(said).toEqual(['other\n', true]);
    expect(peak).toBeLessThan(MEMORY);
  });

  test('a server that does not keep to the window', async () => {
    const server = await testServer();
    const bad = await floodingServer(readFileSync(join(server.directory, 'host_key')));
    onTestFinished(() => bad.close());
    const config = join(server.directory, 'bad');
    writeFileSync(config, readFileSync(server.config, 'utf8').replace(/Port \d+/, `Port ${bad.port}`));
    writeFileSync(server.knownHosts, `[127.0.0.1]:${bad.port} ${server.hostKey}\n`);
    const { said, peak } = await measured(`${open(config)}
      const { lost } = await host.spawn(['true']).exited;
      say(lost.args[1].code);
    `);
    expect(said).toBe('flooded');
    expect(peak).toBeLessThan(MEMORY);
  });
});
