import { existsSync, globSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findNoCommand } from '../../../src/import/signs.ts';
import { refusal } from '../../../src/kernel/cell-text.ts';
import { requestFor } from '../../../src/kernel/tutorial.ts';
import { parseInfo } from '../../../src/notebook/attributes.ts';
import { parseNotebook } from '../../../src/notebook/notebook.ts';
import { printableText } from '../../../src/printable.ts';
import { problemInWords } from '../../../src/words.ts';
import { needs } from '../../needs.ts';

const SHARED = new URL('../../../../shared/', import.meta.url).pathname;

describe('output-is-run: what a terminal showed is no command', () => {
  test.each([
    '$ ip a',
    '$',
    '  $ ip a',
    'student@lab:~$ ip a',
    'root@lab:/# ip a',
    'root@lab ~ # ip a',
    'ann@mac ~ % ip a',
    '(venv) ann@lab:~$ ip a',
    '[root@lab ~]# ip a',
    '[root@lab net]$ ip a',
    '/ # ip a',
    '~ # ip a',
    'bash-5.2# ip a',
    'sh-4.4$ ip a',
    '% ip a',
    '❯ ip a',
    '➜  lab ip a',
    '>>> print(1)',
    'sw1> show ip route',
    'λ ip a',
    '> ip netns add a',
    '>',
    'user@r1> show route > precious.txt',
    'root@lab ~> ip link > precious.txt',
    'alice:~ > precious.txt',
    'lab:/etc> ls owned',
    'user@r1>show',
    'Router>enable',
    'Router> en',
    'Router(config)>x',
    '[admin@MikroTik] > /ip address print',
    '[admin@MikroTik] /ip address> print',
    'mininet> h1 ping h2',
    'sqlite> .tables',
    'ovs-1> x',
    'R1# show ip route',
    'R1#show ip route > precious.txt',
    'R1(config)# ip route',
    'R1(config-if)#no shutdown',
    'host1$ ping 192.0.2.1',
    'lab% ip link',
    'lab:~$ ip link',
    '(venv) $ ip a',
    '(gdb) run',
    'PS C:\\> dir',
    'C:\\Users\\ann> dir',
    'MariaDB [(none)]> show tables',
    'postgres=# select 1',
    'postgres=> select 1',
    'ann@lab ~/x (main) $ ip a',
  ])('prompt: %s', (text) => {
    expect(findNoCommand(text)).toEqual({ kind: 'prompt', line: 1, text });
    expect(findNoCommand(`# comment\nip a\n${text}`)).toMatchObject({ kind: 'prompt', line: 3 });
  });

  test.each([
    '7: veth1@if6: <BROADCAST,MULTICAST> mtu 1500',
    '    link/ether 02:00:5e:00:53:01 brd ff:ff:ff:ff:ff:ff',
    '    inet 192.0.2.1/24 scope global eth0',
    'lo               UNKNOWN        127.0.0.1/8',
    'default via 192.0.2.1 dev eth0',
    'unreachable default metric 4278198272',
    '192.0.2.0/24 dev eth0 proto kernel',
    '192.0.2.7',
    '3',
    '0:	from all lookup local',
    '? (192.0.2.1) at 02:00:5e:00:53:01 [ether] on eth0',
    'PING 192.0.2.1 (192.0.2.1) 56(84) bytes of data.',
    '64 bytes from 192.0.2.1: icmp_seq=1 ttl=64 time=0.05 ms',
    'From 192.0.2.1 icmp_seq=1 Destination Host Unreachable',
    '--- 192.0.2.1 ping statistics ---',
    '3 packets transmitted, 3 received, 0% packet loss',
    'Chain INPUT (policy ACCEPT)',
    'target     prot opt source               destination',
    'MASQUERADE  all  --  192.0.2.0/24  anywhere',
    '-A POSTROUTING -j MASQUERADE',
    '*nat',
    'COMMIT',
    'table ip nat {',
    'Kernel IP routing table',
    '02:00:5e:00:53:01 dev veth0 master br0',
    'net.ipv4.ip_forward = 1',
    'total 8',
    '-rw-r--r-- 1 root root 0 Jan  1 00:00 notes -> precious',
    '  PID TTY          TIME CMD',
    '12:00:00.000000 IP 192.0.2.1 > 192.0.2.2: ICMP echo request',
    '< HTTP/1.1 200 OK',
    '* Connected to 192.0.2.1 port 80',
    'HTTP/1.1 200 OK',
    'RTNETLINK answers: File exists',
    '+ ip link add br0 type bridge',
    '++ hostname',
    'bash: ip: command not found',
    'ping: connect: Network is unreachable',
    'IP 192.0.2.1 > 192.0.2.2: ICMP echo request, id 1, seq 1, length 64',
    'IP6 fe80::1 > ff02::2: ICMP6, router solicitation',
    '0.0.0.0:8080->80/tcp',
    'c0ffee012345   nginx   "/entry"   1 hour ago   Up   0.0.0.0:8080->80/tcp   web',
    'CONTAINER ID   IMAGE     COMMAND',
    '[Match]',
    'iface eth0 inet static',
    'auto eth0',
    '    address 192.0.2.1/24',
    'network:',
    '  version: 2',
    'eth0: flags=4163<UP,BROADCAST,RUNNING,MULTICAST>  mtu 1500',
    '  "ifname": "lo",',
    '{"ifname":"lo"}',
    '[{"ifindex":1}]',
    '[',
  ])('output: %s', (text) => {
    expect(findNoCommand(text)).toMatchObject({ kind: 'output', line: 1 });
    expect(findNoCommand(`ip a\n${text}`)).toMatchObject({ kind: 'output', line: 2 });
  });

  test.each([
    'left --> right',
    'left -> right',
    'left=>right => end',
    'left <-- right',
    'left <-> right',
    'left-->right',
    '+-----+   +-----+',
    '| br0 |---| veth |',
    '┌──────┐',
    'client → router',
    '  - make a bridge',
    '-----------',
    '[h1]---[br0]---[h2]',
    '(h1)---(h2)',
    '[h1] --- h2',
  ])('drawing: %s', (text) => {
    expect(findNoCommand(text)).toMatchObject({ kind: 'drawing', line: 1 });
  });

  test.each([
    '# $ ip a\n## --> x\necho a',
    'echo "a --> b"; echo \'$ x\'',
    "echo '\n$ ip a\n> b\n64 bytes from x\n--> '",
    'cat <<EOF\n$ ip a\nroot@x:~# y\n| a |\nleft --> right\n64 bytes from 192.0.2.1\nEOF\necho x',
    "cat <<-'E F' | cat\n\t9: br7: <X>\n\tE F\necho",
    '[ -e x ] # comment',
    '[ -e x ] && echo y',
    '[[ $a > $b ]]',
    '(ip a)\n( ip a )',
    'a=(\n  1 2\n  192.0.2.1 192.0.2.2\n)',
    'case $x in\n  1) a ;;\n  2 | 3) b ;;\n  "a"|b) c ;;\n  * ) d ;;\n  *) e ;;\nesac',
    'iptables -t nat \\\n  -A POSTROUTING -j MASQUERADE',
    'ip a \\\n  | grep x \\\n  > out',
    'ip a |\n  grep x &&\n  echo y',
    '> /tmp/file',
    '> "$FILE"',
    '> ~/x',
    '2>/dev/null ls',
    'base64> out\nls > out',
    '{ ip a; } > out',
    'exec 3<>/dev/tcp/192.0.2.1/80',
    'echo $((1 << 2)); (( a <= b )); cat <&-; cat 3<&-',
    'cat <<-X\nX\ncat < - x',
    'echo ───── → done',
    'git@x=1',
    '/usr/bin/env $x # y',
    '%1x',
    'tar -cf - . | ssh x tar -xf -',
    'time ip a\n! true\ntotal=1',
    'cat>file <<EOF\nx\nEOF\n:>file\n>file\n>>file',
    'echo>file\necho> file x\ncat> file\nls>out\nip>out a',
    'usage>/dev/null\nusage> /dev/null\nusage>&2\nusage>"$out"\nusage>>log\nusage>$out\nusage >out',
    '(ip a) # x\n(ip a) > x\n(ip a)>x\n{ ip a; }>x',
    '[ -e x ] > y\n[ $# -gt 1 ]\nx=$#\nx=(a b)',
    'case $x in\n  [ab]) a ;;\n  (c) b ;;\n  [!x]*) c ;;\nesac',
    'echo {"a","b"}: x\n: "${x:=1}"\n. ./env',
    'local x\ndefault=1\ntable=ip',
  ])('a command: %s', (text) => {
    expect(findNoCommand(text)).toBeUndefined();
  });

  test('refuses the cell with the line, the reason and what to do, and shows no control characters', () => {
    const cell = (code: string, info: string) => refusal({ code, ...parseInfo(info) });
    const shown = cell('ip a\n$ ip link \x1b[2J\u202e', 'sh');
    expect(shown && printableText(problemInWords(shown))).toMatch(
      /^Nothing was run: line 2 of the cell shows a prompt: "\$ ip link \\u001b\[2J\\u\{202e\}"\nWrite console /,
    );
    const output = cell('ip a\n9: br7: <NO-CARRIER,UP> mtu 1500', 'bash');
    expect(output?.what).toMatchObject({ code: 'shown-output', args: [2, expect.stringContaining('9: br7')] });
    expect(cell('a --> b', 'sh')?.what.code).toBe('shown-drawing');
    expect(cell('ip a', 'console')?.what.code).toBe('no-prompt');
    expect(cell('', 'console')).toBeUndefined();
    expect(cell('$ ip a\n9: br7: <UP>\nnotes -> precious', 'console')).toBeUndefined();
  });
});

test('dialect-is-run: a fence of another dialect of Markdown is no cell', () => {
  const words = [
    'note',
    'python',
    'mermaid',
    'code-cell} ipython3',
    'r setup, include=FALSE',
    'bash',
    'sh',
    'sh, eval=FALSE',
    'eval-rst',
    'figure} x.png',
    '.python',
    'constructor',
    '__proto__',
  ];
  for (const dialect of ['markdown', 'netlab'] as const) {
    for (const word of words) {
      const text = `\`\`\`{${word}${word.includes('}') ? '' : '}'}\ntouch x\n\`\`\`\n`;
      const { cells } = parseNotebook(new TextEncoder().encode(text), { dialect });
      expect([word, cells.map(({ kind }) => kind)]).toEqual([word, ['markdown']]);
    }
    for (const info of ['{.sh}', '{.sh netns=a}', 'sh {netns=a}', '{.bash .numberLines}']) {
      const text = `\`\`\`${info}\ntouch x\n\`\`\`\n`;
      const { cells } = parseNotebook(new TextEncoder().encode(text), { dialect });
      expect([info, cells.map(({ kind }) => kind)]).toEqual([info, ['code']]);
    }
  }
  const own = parseNotebook(new TextEncoder().encode('```{netns=a}\nx\n```\n\n```{background}\nx\n```\n'), {
    dialect: 'markdown',
  });
  expect(own.cells.map(({ kind, attributes }) => [kind, attributes.netns])).toEqual([
    ['code', 'a'],
    ['code', undefined],
  ]);
});

/** The cells of a file that are refused, by the line of the file. */
function refused(file: string): number[] {
  const dialect = extname(file) === '.md' ? 'markdown' : 'netlab';
  const { cells } = parseNotebook(readFileSync(file), { dialect });
  return cells.filter((cell) => cell.kind === 'code' && refusal(requestFor(cell))).map(({ line }) => line);
}

describe('refuses no command', () => {
  test('of the labs', () => {
    for (const file of globSync('labs/*.netlab')) expect([file, refused(file)]).toEqual([file, []]);
  });

  needs(existsSync(SHARED), 'tutorials in ../shared').test('of tutorials of others', () => {
    const files = ['lab/tutorial.md', ...globSync('corpus/md/*.md', { cwd: SHARED })];
    for (const file of files) expect([file, refused(SHARED + file)]).toEqual([file, []]);
  });

  test('of the scripts of this machine', () => {
    const scripts = globSync([
      '/etc/init.d/*',
      '/usr/share/bash-completion/completions/*',
      '/usr/bin/z*',
      '/var/lib/dpkg/info/*inst',
    ])
      .map((file) => ({ file, text: readFileSync(file, 'latin1') }))
      .filter(({ file, text }) => /^#!.*sh\b/.test(text) || file.includes('completions'));
    for (const { file, text } of scripts) expect([file, findNoCommand(text)]).toEqual([file, undefined]);
  });
});
