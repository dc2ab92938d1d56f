import { describe, expect, test } from 'vitest';
import { readDocument } from '../../../src/import/document.ts';
import type { BlockKind, Reading } from '../../../src/import/reading.ts';

interface Written {
  readonly text: string;
  readonly language?: string;
  readonly info?: string;
  readonly before?: string;
}

const read = (...blocks: readonly (string | Written)[]): Reading[] =>
  readDocument(
    blocks.map((block) => {
      const { text, language = '', info = language, before = '' } = typeof block === 'string' ? { text: block } : block;
      return { text, language, info, before };
    }),
  );

const bash = (text: string, before = ''): Written => ({ text, language: 'bash', before });
const kindsIn = (...blocks: readonly (string | Written)[]): BlockKind[] => read(...blocks).map(({ kind }) => kind);
const typedIn = (...blocks: readonly (string | Written)[]): string[][] =>
  read(...blocks).map(({ kind, entries }) =>
    kind === 'commands' || kind === 'transcript' ? entries.map(({ command }) => command.trim()) : [],
  );

test('a line of `ip -br addr` over a prompt is not its upper line, which would name a machine', () => {
  const [first, second] = ['eth0@if4         UP             10.9.0.2/24', 'p7@if2           UP             fe80::7/64'];
  expect(kindsIn(`$ ip -br addr\n${first}\n$ ip -br addr\n${first}\n${second}\n$ ip link`)).toEqual(['transcript']);
  expect(typedIn('me@box ~/net\n$ ip link\n1: lo: <LOOPBACK>\nme@box in ~\n$ ip rule')).toEqual([
    ['ip link', 'ip rule'],
  ]);
});

describe('commands that were taken for something else', () => {
  test('a name `a` makes no sentence', () => {
    expect(kindsIn(bash('ip netns add a; ip netns exec a id'), '$ ip link add a type dummy; ip link del a')).toEqual([
      'commands',
      'transcript',
    ]);
    expect(kindsIn(bash('ip netns add a; ip link set a up; ip -n a link'))).toEqual(['commands']);
    expect(kindsIn({ text: 'route is a tool of the past.' })).toEqual(['output']);
  });

  test('in round brackets, behind a `!`, as arithmetic', () => {
    expect(kindsIn(bash('ip link show lo\n(cd /srv && pwd)\n! ping -c1 10.0.0.9\n((n += 1))\necho $n'))).toEqual([
      'commands',
    ]);
    expect(kindsIn(bash('ip link show lo\n"ls" -l\necho there'))).not.toContain('transcript');
  });

  test('a loop without its end is no output', () => {
    expect(kindsIn(bash('ip netns add teal\nfor n in 1 2; do\n  echo $n'))).toEqual(['unclear']);
  });

  test('two commands in a line', () => {
    expect(kindsIn(bash('ip a; ip r'), bash('ip route; ip netns list'))).toEqual(['commands', 'commands']);
  });
});

describe('what follows an editor', () => {
  test('is a command, or asked about, in a fence of shell; and only right after it', () => {
    expect(kindsIn(bash('nano /etc/hosts'), { ...bash('ip netns add teal'), before: '```' })).toEqual([
      'commands',
      'commands',
    ]);
    const next = (text: string) => bash(text, '```');
    expect(kindsIn(bash('vi go.sh'), next('ip link add br4 type bridge'), next('ip link set br4 up'))).toEqual([
      'commands',
      'unclear',
      'commands',
    ]);
    expect(kindsIn(bash('vi one'), next('nano two'), next('port 7\nlisten all'))).toEqual([
      'commands',
      'commands',
      'file',
    ]);
  });
});

describe("root's prompt in a shell that was started", () => {
  test.each(['sudo su', 'sudo bash', 'su -', 'sudo ip netns exec teal bash'])('by %s', (start) => {
    expect(typedIn(`$ ${start}\n# ip link set lo up\n# ip link show lo\n1: lo: <LOOPBACK>\n# exit\n$ ip rule`)).toEqual(
      [[start, 'ip link set lo up', 'ip link show lo', 'exit', 'ip rule']],
    );
  });

  test('in a later block as well', () => {
    expect(typedIn('$ sudo -i', '# ip link set lo up\n# exit\n$ ip rule')).toEqual([
      ['sudo -i'],
      ['ip link set lo up', 'exit', 'ip rule'],
    ]);
  });

  test('but a remark stays one, and so does all of it where none was started', () => {
    expect(typedIn('$ sudo su\n# Now as root\n# ip rule\n# exit\n$ id\n# ip link')).toEqual([
      ['sudo su', 'ip rule', 'exit', 'id'],
    ]);
  });
});

test('a program that is not known, with its prompt right before it, is no output', () => {
  expect(typedIn('$ ip link add br4 type bridge\n$brctl show br4\n$ ip rule')).toEqual([
    ['ip link add br4 type bridge', 'brctl show br4', 'ip rule'],
  ]);
  expect(kindsIn('$ ip link add br4 type bridge\n$frobnicate br4\n$ ip rule')).toEqual(['unclear']);
});

describe('a block of shell that is perhaps not to be run is a question', () => {
  test.each([
    'Output:',
    '**Expected output:**',
    'Sample output:',
    'You should see:',
    'It prints:',
    'The result is:',
    'returns',
    'Content of up.sh:',
    'Put this into `/etc/up.sh`:',
    'Add to `~/.bashrc`:',
    'The script `up.sh` looks like this:',
    '`up.sh`',
    'vim up.sh',
    'Do **not** run this:',
    "Don't do this:",
    'Never do:',
  ])('after %s', (before) => expect(kindsIn(bash('echo 1 > kept.txt', before))).toEqual(['unclear']));

  test.each([
    'bash title="up.sh"',
    'bash filename=up.sh',
    'bash output',
    'bash ignore',
    'shell noexec',
    'sh file=/etc/up',
  ])('in a fence of %s', (info) => {
    const language = info.split(' ', 1)[0] ?? '';
    expect(kindsIn({ text: 'echo yes > kept.txt', language, info })).toEqual(['unclear']);
  });

  test.each(['# up.sh', '# /etc/rc.local', '# file: up.sh'])('under a first line of %s', (line) =>
    expect(kindsIn(bash(`${line}\necho yes > kept.txt`))).toEqual(['unclear']),
  );

  test.each([
    'See the output of ip:',
    'Now look at the result of that with tcpdump:',
    'If you do not run this as root, it fails:',
    'Create a file called up.sh:',
    'Show `/proc/net/dev`:',
    'Packets leave by NAT/DNAT:',
  ])('but not after %s', (before) => {
    expect(kindsIn(bash('cat > up.sh <<EOF\nip link\nEOF\ncat /proc/net/dev', before))).toEqual(['commands']);
  });

  test('nor with a title, or for a transcript that the text calls output', () => {
    expect(kindsIn({ text: 'ip rule', language: 'bash', info: 'bash title="Make a bridge"' })).toEqual(['commands']);
    expect(kindsIn({ text: '$ ip rule\n0: from all', before: 'Output:' })).toEqual(['transcript']);
  });
});

describe('what is typed in a container or on another machine is not run on the own one', () => {
  test.each([
    'docker exec -it db sh',
    'docker run --rm -it alpine',
    'sudo podman exec -ti db /bin/bash',
    'kubectl exec -it db -- sh',
    'lxc exec db bash',
    'vagrant ssh',
    'ssh -p 2222 root@10.0.0.9',
    'telnet 10.0.0.9',
    'virsh console db',
  ])('after %s', (start) => {
    const [reading] = read(`$ ${start}\n/ # echo > kept\n/ # ip link set lo down\n/ # exit\n$ ip rule`);
    expect(reading?.kind).toBe('transcript');
    expect(reading?.entries.map(({ command }) => command)).toEqual([start, 'ip rule']);
    expect(reading?.evidence).toMatchObject({ code: 'other-shell', args: [2, JSON.stringify(start)] });
  });

  test('up to its exit, be it at the same prompt or with shells of its own', () => {
    expect(typedIn('# docker exec -it db bash\n# ip link set lo down\n# exit\n# ip rule')).toEqual([
      ['docker exec -it db bash', 'ip rule'],
    ]);
    expect(
      typedIn('me@box:~$ ssh far\nme@far:~$ sudo su\nroot@far:~# ip a\nroot@far:~# exit\nme@far:~$ exit\nme@box:~$ id'),
    ).toEqual([['ssh far', 'id']]);
    expect(kindsIn('# docker exec -it db bash\n# ip link set lo down')).toEqual(['unclear']);
  });

  test('a command there is no shell', () => {
    expect(typedIn('$ docker exec db ip a\n$ ssh far id\n$ docker run -itd alpine sh\n$ ip rule')).toEqual([
      ['docker exec db ip a', 'ssh far id', 'docker run -itd alpine sh', 'ip rule'],
    ]);
  });

  test('in the blocks after it, it is asked about, up to the prompt before', () => {
    expect(kindsIn('$ docker exec -it db sh', '/ # ip a', '/ # ip link set lo down', '$ ip rule', '/ # ip a')).toEqual([
      'transcript',
      'unclear',
      'unclear',
      'transcript',
      'transcript',
    ]);
    expect(kindsIn(bash('docker exec -it db sh'), '/ # ip a')).toEqual(['commands', 'unclear']);
  });

  test('its name is never that of the host', () => {
    expect(kindsIn('me@box:~$ docker exec -it db sh\nroot@7c1e:/# exit\nme@box:~$ id', 'root@7c1e:/# ip a')).toEqual([
      'transcript',
      'unclear',
    ]);
    expect(kindsIn('me@box:~$ id\nroot@7c1e:/# ip a', 'root@7c1e:/# ip a')).toEqual(['unclear', 'unclear']);
  });
});

describe('prompts that nobody knew', () => {
  test.each([
    '-bash-4.2#',
    '-bash-4.2$',
    '[09:41:07] root@box:~#',
    '09:41 me@box:~$',
    'me@localhost ~ $',
    'box:~ #',
    '~$',
  ])('%s', (prompt) =>
    expect(
      typedIn({ text: `${prompt} ip netns add teal\n${prompt} ip netns list\nteal`, language: 'console' }),
    ).toEqual([['ip netns add teal', 'ip netns list']]),
  );

  test.each(['λ7#', '𝗯𝗼𝘅#'])('behind %s a command is a question, and does not vanish', (prompt) =>
    expect(kindsIn({ text: `${prompt} ip netns add teal`, language: 'console' })).toEqual(['unclear']),
  );

  test('a log with times is none', () => {
    expect(kindsIn('[09:41:07] eth0: link becomes ready\n09:42 started')).toEqual(['output']);
  });
});

test('a value that a command gives is assigned for the blocks after it', () => {
  expect(kindsIn('WEB=$(docker run -d -v /a:/b web)', 'pipework br1 $WEB 10.0.0.1/24', 'A=$(hostname) B=2')).toEqual([
    'commands',
    'commands',
    'commands',
  ]);
});

test('a program by itself is no output of the one before it, whose words have only the name of another', () => {
  expect(kindsIn('ip link add br4 type bridge\niptables-save\nlsmod\ntop')).toEqual(['commands']);
  expect(
    kindsIn('nft list ruleset\nnft add table t', {
      text: 'nft add table u',
      before: 'to that of the output interface.',
    }),
  ).toEqual(['commands', 'commands']);
  expect(kindsIn('type bridge\nbridge')).not.toEqual(['commands']);
});

test('a lone `true` in a fence of shell is a command', () => {
  expect(kindsIn(bash('true'), bash('ip link\nfalse'))).toEqual(['commands', 'commands']);
});
