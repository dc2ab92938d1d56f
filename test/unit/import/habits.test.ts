import { describe, expect, test } from 'vitest';
import { readDocument } from '../../../src/import/document.ts';
import type { BlockKind, Reading } from '../../../src/import/reading.ts';
import { printedIn } from '../../../src/import/transcript.ts';

interface Written {
  readonly text: string;
  readonly language?: string;
  readonly before?: string;
}

const read = (...blocks: readonly (string | Written)[]): Reading[] =>
  readDocument(
    blocks.map((block) => {
      const { text, language = '', before = '' } = typeof block === 'string' ? { text: block } : block;
      return { text, language, info: language, before };
    }),
  );

const kindsIn = (...blocks: readonly (string | Written)[]): BlockKind[] => read(...blocks).map(({ kind }) => kind);
const typedIn = (...blocks: readonly (string | Written)[]): string[][] =>
  read(...blocks).map(({ kind, entries }) =>
    kind === 'commands' || kind === 'transcript' ? entries.map(({ command }) => command.trim()) : [],
  );

describe('prompts that are written in haste', () => {
  test('a blank is forgotten at some of them', () => {
    expect(typedIn('$ip netns add red\n$ ip netns list\nred\n$sudo ip link')).toEqual([
      ['ip netns add red', 'ip netns list', 'sudo ip link'],
    ]);
  });

  test('bash takes no assignment to a variable by its value', () => {
    expect(typedIn('$ID=`docker ps -q`\n$ ip a')).toEqual([['ID=`docker ps -q`', 'ip a']]);
  });

  test('what is in a variable is called by it', () => {
    expect(kindsIn('ip="ip -n red"\nip link add br7 type bridge', '$ip link show')).toEqual(['commands', 'output']);
  });

  test.each([
    '~]# ip a',
    '~# ip a',
    '~/lab$ ip a',
    '[~]$ ip a',
    'box ~ # ip a',
    'box:~ # ip a',
    'box:/etc # ip a',
    'root# ip a',
  ])('%s', (text) => expect(typedIn(`${text}\n1: lo: <LOOPBACK>`)).toEqual([['ip a']]));

  test('a directory in it shows that its name is that of a machine', () => {
    expect(kindsIn('one:~# ip a', '$ ip a', 'one:~# ip route', 'two:~# ip a')).toEqual([
      'transcript',
      'transcript',
      'transcript',
      'unclear',
    ]);
  });

  test('the host is called so', () => {
    expect(kindsIn('$ ip a', 'host# ip a', 'web# ip a')).toEqual(['transcript', 'transcript', 'unclear']);
  });

  test('an address in YAML is none', () => {
    expect(kindsIn('addresses: # ip address of the bridge\nx: y')).toEqual(['output']);
  });
});

describe("root's prompt is also the beginning of a comment", () => {
  const roots = ['# ip netns add red\n# ip netns list\nred', '# ip netns add blue'];

  test('a program that is not known is typed behind it where others are', () => {
    expect(typedIn(...roots, '# labctl --start x', '# reboot')).toEqual([
      ['ip netns add red', 'ip netns list'],
      ['ip netns add blue'],
      ['labctl --start x'],
      ['reboot'],
    ]);
    expect(kindsIn('ip netns add red', '# labctl --start x')).toEqual(['commands', 'other']);
  });

  test('words of the author are none of it', () => {
    expect(kindsIn(...roots, '# make sure the bridge is up', '# now we look at it again')).toEqual([
      'transcript',
      'transcript',
      'other',
      'other',
    ]);
    expect(typedIn('# ip netns add red\n# set up the other side\n# ip netns list')).toEqual([
      ['ip netns add red', 'ip netns list'],
    ]);
  });

  test('a name that is printed behind it in a fence of shell is output', () => {
    const written = roots.map((text) => ({ text, language: 'sh' }));
    expect(typedIn(...written, { text: '# hostname\nbox', language: 'sh' })[2]).toEqual(['hostname']);
  });

  test('without a blank it is one if no command stands without', () => {
    expect(typedIn('#virsh list', '#ip link set br7 up')).toEqual([['virsh list'], ['ip link set br7 up']]);
    expect(kindsIn('#virsh list', '#ip link del br7', 'ip link add br7 type bridge')).toEqual([
      'other',
      'other',
      'commands',
    ]);
    expect(kindsIn('#ip link del br7')).toEqual(['other']);
  });
});

describe('a command that is typed twice', () => {
  const tried = '$ ping -c 1 192.0.2.1\nDestination Host Unreachable';
  test('is tried again, as the text says', () => {
    expect(kindsIn(tried, { text: tried, before: 'If you try it again, the result is:' })).toEqual([
      'transcript',
      'transcript',
    ]);
  });
  test('alone is typed twice, if no text says that it is a sample', () => {
    const made = '$ ip link add br7 type bridge';
    expect(kindsIn(made, made)).toEqual(['transcript', 'transcript']);
    expect(kindsIn(made, { text: made, before: 'Sample output:' })).toEqual(['transcript', 'output']);
  });
});

describe('programs that are not known', () => {
  const usual = ['ip netns add red', 'ip netns add blue', 'ip link add br7 type bridge'];
  test('have options, in a document with commands', () => {
    expect(kindsIn(...usual, 'labctl apply --file x.yaml').at(-1)).toBe('commands');
    expect(kindsIn('labctl apply --file x.yaml')).toEqual(['output']);
    expect(kindsIn(...usual, 'server 192.0.2.1', 'eth7 -- br7').slice(3)).toEqual(['output', 'output']);
    expect(kindsIn(...usual, { text: 'labctl apply --file x.yaml', before: 'The output:' }).at(-1)).toBe('output');
  });
  test('are named by the text', () => {
    expect(kindsIn({ text: 'labctl start all', language: 'sh', before: 'Now run:' })).toEqual(['commands']);
    expect(kindsIn({ text: 'labctl start all', language: 'sh', before: 'This is it:' })).toEqual(['unclear']);
  });
  test.each([
    'kinit me@EXAMPLE.COM',
    'realm list',
    'ipsec status',
    'iptables-restore-translate -f x',
    'MY=$(docker run -d web)',
  ])('%s is known', (text) => expect(kindsIn(text)).toEqual(['commands']));
  test.each(['named pipes are here', 'shutdown now', 'sshd 1234 root 3u IPv4', 'kvm_amd 1234 0'])('%s is not', (text) =>
    expect(kindsIn(text)).toEqual(['output']),
  );
  test.each([
    ['output', 'true\nfalse'],
    ['output', '{\n  key: new Thing(),\n  other: 2\n}'],
    ['output', '{ key: new Thing() }'],
    ['output', '~/Documents/My App/notes'],
    ['commands', '~/lab/run.sh'],
    ['commands', '{\n  ip a\n}'],
    ['commands', 'while true; do sleep 1; done'],
  ])('output-is-run: values are no commands, %s: %s', (kind, text) => expect(kindsIn(text)).toEqual([kind]));

  test('output-is-run: a process in a table', () => {
    expect(typedIn('lsof -i\nCOMMAND PID USER FD\nsshd 1234 root 3u IPv4')).toEqual([['lsof -i']]);
  });
});

describe('what is no command', () => {
  test('slashes begin a remark, but not in a here-document', () => {
    expect(typedIn('// make it\nip netns add red\n// look\nip netns list')).toEqual([
      ['ip netns add red', 'ip netns list'],
    ]);
    const text = 'ip netns list\nred (id: 0)\n// and now\nip netns add red';
    const [reading] = read(text);
    expect(reading?.entries.map((entry) => printedIn(text.split('\n'), entry))).toEqual([['red (id: 0)'], []]);
    expect(typedIn('cat > x.c <<E\n// x\nE\nls')).toEqual([['cat > x.c <<E\n// x\nE\nls']]);
  });

  test.each([
    ['brctl addbr br7\n\n=\n\nip link add br7 type bridge'],
    ['ip link add br7 type bridge\nor\nbrctl addbr br7'],
    ['redhat:\nyum install bridge-utils\ndebian:\napt install bridge-utils'],
    ['# ❌ no address\nip link set br7 up\n# ✅ with one\nip addr add 192.0.2.1/24 dev br7'],
    ['# Wrong\nip link set up br7\n# Right\nip link set br7 up'],
    ['docker run ...\nip a'],
    ['docker network create \\\n  -o parent=eth7 \\\n  ...\nip a'],
    ['import os\nip a'],
    ['#include <stdio.h>\nint main() {}'],
    ['def f(x):\n  ls'],
  ])('alternatives, commands in part and other languages: %s', (text) => expect(kindsIn(text)).toEqual(['other']));

  test('a heading over commands is no output of those before', () => {
    expect(kindsIn('ip a\nOn the other one:\nip route')).toEqual(['unclear']);
  });

  test('what a remark calls output', () => {
    expect(typedIn('ip netns list\n# Output:\nred')).toEqual([['ip netns list\n# Output:']]);
    expect(kindsIn('ip netns list\n# Output:\nip a')).toEqual(['unclear']);
  });

  test('one setting that nothing uses', () => {
    expect(kindsIn('ONBOOT=yes')).toEqual(['file']);
    expect(kindsIn('NS=red', 'ip netns add $NS')).toEqual(['commands', 'commands']);
    expect(kindsIn('PATH=/x')).toEqual(['commands']);
  });

  test('output is also the end of a device', () => {
    const text = 'nft add table ip lab\nnft list tables';
    expect(kindsIn({ text, before: 'set to the address of the output interface.' })).toEqual(['commands']);
    expect(kindsIn({ text, before: 'This is the output:' })).toEqual(['unclear']);
  });
});

describe('fences that should have prompts', () => {
  const fences = (language: string, ...texts: readonly string[]) => texts.map((text) => ({ text, language }));

  test('have none anywhere', () => {
    const texts = ['ip netns add red', 'ip netns list', 'ip netns add blue'];
    for (const language of ['console', 'text'])
      expect(kindsIn(...fences(language, ...texts))).toEqual(['commands', 'commands', 'commands']);
    expect(kindsIn(...fences('console', ...texts), '$ ip a').slice(0, 3)).toEqual(['unclear', 'unclear', 'unclear']);
  });

  test('show output alone', () => {
    expect(
      kindsIn(...fences('console', '$ ip a', '64 bytes from 192.0.2.1', 'NAME  STATUS\nx  y', 'ip route')),
    ).toEqual(['transcript', 'output', 'output', 'unclear']);
  });
});
