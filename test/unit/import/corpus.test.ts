import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readDocument } from '../../../src/import/document.ts';
import type { BlockKind } from '../../../src/import/reading.ts';
import { printedIn } from '../../../src/import/transcript.ts';
import { parseInfo } from '../../../src/notebook/attributes.ts';
import { findCandidates } from '../../../src/notebook/candidates.ts';
import { decodeUtf8 } from '../../../src/notebook/decode.ts';
import { splitLines } from '../../../src/notebook/lines.ts';
import { parseNotebook } from '../../../src/notebook/notebook.ts';
import { needs } from '../../needs.ts';

const SHARED = new URL('../../../../shared/', import.meta.url).pathname;

/** By the line on which it begins, what a person who has read the tutorial says of each block. All others are commands. */
const TUTORIALS: Readonly<
  Record<string, { readonly blocks: number; readonly others: Readonly<Record<number, BlockKind>> }>
> = {
  '01-ratul-egress-traffic.md': {
    blocks: 26,
    others: { 35: 'drawing', 148: 'output', 198: 'output', 236: 'output', 253: 'output' },
  },
  '02-ratul-two-custom-ns.md': { blocks: 18, others: {} },
  '03-ratul-bridge-among-ns.md': { blocks: 17, others: { 24: 'drawing' } },
  '18-seoan-linux-bridge.md': { blocks: 3, others: {} },
  // Each is the whole again, as a script for a machine of its own.
  '31-sfeeser-vxlan.md': { blocks: 13, others: { 70: 'unclear', 90: 'unclear' } },
};

/** The kinds of the blocks of a file, by their lines. */
function kindsOf(file: string): Map<number, BlockKind> {
  const bytes = readFileSync(file);
  const { cells } = parseNotebook(bytes, { dialect: 'markdown' });
  const lines = splitLines(decodeUtf8(bytes).text);
  const fences = findCandidates(lines, 0).filter(({ form }) => form === 'fence' || form === 'quoted');
  const before = (at: number) =>
    lines
      .slice(Math.max(0, at - 3), at)
      .map(({ text }) => text)
      .join('\n');
  const readings = readDocument(
    fences.map(({ at, text, info }) => ({ text, info, language: parseInfo(info).language, before: before(at) })),
  );
  const kinds = new Map(fences.map(({ at }, index) => [at + 1, readings[index]?.kind ?? 'other']));
  for (const { line, reading } of cells) if (reading) kinds.set(line, reading.kind);
  return kinds;
}

needs(existsSync(`${SHARED}corpus/md`), 'tutorials in ../shared').describe('the blocks of tutorials of others', () => {
  test.each(Object.entries(TUTORIALS))('%s', (name, { blocks, others }) => {
    const kinds = kindsOf(`${SHARED}corpus/md/${name}`);
    expect(Object.fromEntries([...kinds].filter(([, kind]) => kind !== 'commands'))).toEqual(others);
    expect(kinds.size).toBe(blocks);
  });
});

needs(existsSync(`${SHARED}field`), 'inputs in ../shared/field').describe('what failed in the hands of others', () => {
  const cellsOf = (name: string) =>
    parseNotebook(readFileSync(`${SHARED}field/${name}`), { dialect: 'markdown' })
      .cells.filter(({ kind }) => kind === 'code')
      .map(({ line, reading }) => [line, reading?.kind]);

  test.each([
    [
      'B1.md',
      [
        [5, 'transcript'],
        [10, 'transcript'],
      ],
    ],
    ['D4e.md', [[10, 'commands']]],
    ['E2.md', [[26, 'commands']]],
    ['ascii-arrows-make-files.md', []],
    [
      'dollar-prompt.md',
      [
        [3, 'transcript'],
        [7, 'transcript'],
        [11, 'transcript'],
        [13, 'commands'],
      ],
    ],
    [
      'inner-shell.md',
      [
        [3, 'commands'],
        [7, 'transcript'],
        [14, 'commands'],
      ],
    ],
    [
      'mixed-output-refused.md',
      [
        [3, 'transcript'],
        [10, 'commands'],
      ],
    ],
    [
      'no-fence.md',
      [
        [3, 'commands'],
        [5, 'unclear'],
        [7, 'unclear'],
        [9, 'commands'],
        [13, 'transcript'],
      ],
    ],
  ])('%s', (name, cells) => {
    expect(cellsOf(name)).toEqual(cells);
  });
});

/** The kind of the only block of a text, with what may be said before it. */
function kindOf(block: string, before = ''): BlockKind | undefined {
  const [, info = '', text = ''] = /^```(.*)\n([\s\S]*)\n```$/.exec(block) ?? [];
  return readDocument([{ text, info, language: parseInfo(info).language, before }])[0]?.kind;
}

describe('a block is what it says, whatever its fence does', () => {
  test.each<[BlockKind, string, string?]>([
    ['commands', '```bash\nip netns add red\n```'],
    ['commands', '```bash\nip link add <bridge> type bridge\nip link show <bridge>\nip link set <bridge> up\n```'],
    ['commands', '```bsah\nsudo ip netns add red\n```'],
    ['commands', '```\n# make it\nsudo ip link add br0 type bridge\n\nsudo ip link set br0 up\n```'],
    ['unclear', '```text\nip link add br0 type bridge\nip link set br0 up\n```'],
    ['commands', '```zsh\nfor i in 1 2; do\n  ip netns add n$i\ndone\n```'],
    ['commands', '```sh\nmytool --start x\n```'],
    ['commands', '```\ncat <<EOF > /etc/x.conf\n[Match]\nName=eth0\nEOF\n```'],
    ['transcript', '```\n$ ip netns list\nred\n```'],
    ['transcript', '```log\n$ ip netns list\nred\n```'],
    ['transcript', '```yaml\nroot@h:~# ip netns add red\nroot@h:~# ip netns list\nred\n```'],
    ['transcript', '```console\n# ip netns add red\n# ip netns list\nred\n```'],
    ['transcript', '```shell-session\n[root@h ~]# ip a\n1: lo: <LOOPBACK>\n```'],
    ['transcript', '```sh-session\n$ ip a\n```'],
    ['transcript', '```terminal\n$ ip a\n```'],
    ['commands', '```ash\nip a\n```'],
    ['transcript', '```\n/ # ip a\n1: lo: <LOOPBACK>\n/ # exit\n```'],
    ['transcript', '```\nsh-5.1# ip a\n```'],
    ['transcript', '```\nbash-5.2$ ip a\n```'],
    ['transcript', '```\n(lab) $ ip a\n```'],
    ['transcript', '```\nh1# ip a\nh1# ip route\n```'],
    ['unclear', '```\nh1# ip a\nh2# ip route\n```'],
    ['unclear', '```\nh1# ip a\n$ ip route\n```'],
    ['other', '```\nR1# ip route 10.0.0.0 255.0.0.0 192.0.2.1\n```'],
    ['other', '```\nR1# ip a\nR1# configure terminal\nR1(config)# end\n```'],
    ['output', '```sh\nrouter bgp 65001\n neighbor 192.0.2.1 remote-as 65002\n```'],
    ['other', '```bash\nip [ OPTIONS ] OBJECT { COMMAND | help }\n```'],
    ['other', '```bash\nip link add DEVICE type TYPE\nip link del DEVICE\n```'],
    ['other', '```\n$ iptables -A INPUT [...]\n$ iptables -t nat [match] -j DNAT\n```'],
    ['other', '```sh\n# of SNAT\n--to-source <address>[-<address>]\n```'],
    [
      'commands',
      '```sh\n[ -e /sys/class/net/br0 ] && ip link del br0\nif [ -n "$IF" ]; then ip link set "$IF" up; fi\n```',
    ],
    ['commands', '```sh\necho "1" > /proc/sys/net/ipv4/ip_forward\n```'],
    ['commands', '```sh\niptables -P INPUT DROP\nip netns add NS1\n```'],
    ['commands', '```sh\n{ ip netns add red; ip netns list | grep red; }\n```'],
    ['file', '```bash\nDEVICE=bond7\nBONDING_OPTS="mode=1 miimon=100"\n# remark\nONBOOT=yes\n```'],
    ['file', '```\ninterface=wlan7\ndhcp-range=192.0.2.10,192.0.2.20\n```'],
    ['file', '```sh\nDAEMON_OPTS=-d\n```', 'Put into the file /etc/default/daemon:'],
    ['commands', '```sh\nNS=red\nIF=veth7\nip netns add $NS\n```'],
    ['output', '```sh\nnet.ipv4.ip_forward=1\n```'],
    ['output', '```sh\nListenPort = 51820\nAddress = 10.0.0.1/24\n```'],
    ['file', '```bash\n#!/bin/bash\nNS=$1\nip netns add "$NS"\n```'],
    ['file', '```bash\n#!/bin/sh\nset -e\nip netns add red\n```'],
    ['other', '```sh\n# nothing but this\n\n# and that\n```'],
    ['output', '```sh\nThe bridge is at layer 2, as you can see in the picture.\n```'],
    ['output', '```sh\nmytool: a tool\n\nUsage:\n  mytool [command]\n\nmake  it is made\nip    a word\n```'],
    ['drawing', '```sh\nLeft              Right\n------            -------\n```'],
    ['drawing', '```\n      [ a1 ]\n     /  |  \\\n  [ a2 ]--[ a3 ]\n```'],
    [
      'transcript',
      '```sh\n--------------------------\nping -c 1 192.0.2.1\nPING 192.0.2.1 (192.0.2.1) 56(84) bytes of data.\n--------------------------\nip a\n```',
    ],
    ['transcript', '```bash\nip netns add red\nip netns add blue\nip netns list\n\nblue\nred\n```'],
    ['commands', '```bash\nsource helpers.sh\nshow_all    # all of them\nclean\n```'],
    [
      'transcript',
      '```\n┌──(root㉿kali)-[~]\n└─# ip netns add red\n\n┌──(root㉿kali)-[~]\n└─# ip netns list\nred\n```',
    ],
    ['transcript', '```\n╭─me@box ~/lab\n╰─$ ip a\n1: lo: <LOOPBACK>\n```'],
    ['transcript', '```\nFirst:\n$ ip netns add red\n\nThen:\n$ ip netns list\nred\n```'],
    ['other', '```\nRouter# ping\n```'],
    ['other', '```\n> echo > br0\n```'],
    ['unclear', '```bash\nping > br0 > server\n```'],
    ['unclear', '```bash\nclient > server\n```'],
    ['unclear', '```bash\nfind . -name "*.sh"\n./clean-up.sh\n```'],
    ['unclear', '```bash\nwhich mkdir\n/usr/bin/mkdir\n```'],
    ['unclear', '```bash\nip netns list\nred\n```'],
    ['commands', '```bash\nchmod +x a.sh\n./a.sh\n```'],
    ['transcript', '```\n❯ ip netns add red\n```'],
    ['output', '```sh\n{\n  "name": "x",\n  "plugins": [\n    {\n      "type": "bridge"\n    }\n  ]\n}\n```'],
    ['output', '```\n[\n  {\n    "ifname": "lo"\n  }\n]\n```'],
    ['transcript', '```sh\n# cat net.json\n{\n  "name": "x"\n}\n```'],
    ['transcript', '```sh\n# export ARGS=\'{\n  "name": "x"\n}\'\n```'],
    ['commands', '```sh\n{\n  ip netns add red\n}\n```'],
    ['transcript', '```sh\n> ip netns add red\n> ip netns list\nred\n```'],
    ['transcript', '```\n  $ ip netns add red\n  $ ip netns add blue\n```'],
    ['transcript', '```\n$ip netns add red\n```'],
    ['transcript', '```\nroot@h:~#ip netns add red\n```'],
    ['transcript', '```\n$> ip netns add red\n```'],
    ['transcript', '```bash\nip link show br7\n9: br7: <UP> mtu 1500\n```'],
    ['output', '```\nnotes -> precious.txt\n```'.replace('-> ', '')],
    ['drawing', '```\nnotes -> precious.txt\n```'],
    ['drawing', '```bash\n[h1]---[br0]---[h2]\n```'],
    ['drawing', '```\n+-----+\n| br0 |\n+-----+\n```'],
    ['output', '```bash\n8.8.8.8 dev eth0 ...\n```'],
    ['output', '```\nPING 10.0.0.1 (10.0.0.1) 56(84) bytes of data.\n64 bytes from 10.0.0.1\n```'],
    ['output', '```\nbridge name\tbridge id\t\tSTP enabled\tinterfaces\n```'],
    ['output', '```bash\nip route\n```'.replace('bash', 'output')],
    ['file', '```yaml\nnetwork:\n  version: 2\n```'],
    ['file', '```\nnet.core.somaxconn=1024\nother text here\n```', 'Add to /etc/sysctl.conf:'],
    ['file', '```bash\n#!/bin/bash\nip netns add red\n```', 'Save it as `setup.sh`:'],
    ['other', '```python\nimport os\n```'],
    ['other', '```{note}\nip netns add red\n```'],
    ['other', '```{code-cell} ipython3\nip netns add red\n```'],
    ['other', '```\nR1# show ip route\nR1# conf t\n```'],
    ['other', '```\nmininet> h1 ping h2\n```'],
    ['unclear', '```console\nip netns add red\n```'],
    ['unclear', '```bash\n#!/bin/bash\nip netns add red\n```'],
    ['unclear', '```\nls net\n```', 'The output looks like this:'],
    ['unclear', '```\niptables [-t table] -A chain\nip link\n```'],
    ['unclear', '```\n$ ip netns add red\nsudo ip netns add blue\n```'],
    ['unclear', '```\nThe kernel does this:\n$ ip netns add red\n```'],
    ['unclear', '```\nmystart --now\n$ ip netns add red\n$ ip netns list\n```'],
  ])('%s: %s', (kind, block, before) => {
    expect(kindOf(block, before)).toBe(kind);
  });
});

describe('what the blocks before say of a block', () => {
  const kindsIn = (...blocks: readonly (readonly [string, string?])[]) =>
    readDocument(blocks.map(([text, before = '']) => ({ text, info: '', language: '', before }))).map(
      ({ kind }) => kind,
    );

  test('its prompt names a netns that was made, the host, or nothing that is known', () => {
    expect(
      kindsIn(
        ['root@lab:~# ip netns add webapp'],
        ['webapp# ip a'],
        ['root@webapp:~# ip a'],
        ['root@lab:~# ip a'],
        ['root@other:~# ip a'],
        ['R7# ip a'],
      ),
    ).toEqual(['transcript', 'transcript', 'transcript', 'transcript', 'unclear', 'unclear']);
  });

  test('a sample of output does not run its commands again', () => {
    const typed = 'ip netns add red\nip netns list';
    const shown = '$ ip netns add red\n$ ip netns list\nred';
    expect(kindsIn([typed], [shown, 'Sample output:'])).toEqual(['commands', 'output']);
    expect(kindsIn([typed], [shown])).toEqual(['commands', 'output']);
    expect(kindsIn(['ip netns list'], ['$ ip netns list\nred', 'Look again:'])).toEqual(['commands', 'transcript']);
  });

  test('a list of the names that were made is output', () => {
    expect(kindsIn(['ip netns add red\nip netns add blue'], ['blue\nred'], ['ip netns list\nblue\nred'])).toEqual([
      'commands',
      'output',
      'transcript',
    ]);
  });

  test('its prompts name a router, which another block configures', () => {
    expect(kindsIn(['edge# ip address'], ['edge(config)# interface eth0'], ['$ ip a'])).toEqual([
      'other',
      'other',
      'transcript',
    ]);
  });

  test('its prompt names a netns that a file makes', () => {
    expect(kindsIn(['#!/bin/sh\nset -e\nip netns add h1\nip netns add h2'], ['h1# ip a'], ['h2# ip a'])).toEqual([
      'file',
      'transcript',
      'transcript',
    ]);
  });

  test('a fence of shell runs a program that is not known once more', () => {
    const read = (...texts: readonly string[]) =>
      readDocument(texts.map((text) => ({ text, info: 'sh', language: 'sh', before: '' }))).map(({ kind }) => kind);
    expect(read('lab-up ./x.yaml', 'lab-up here')).toEqual(['commands', 'commands']);
    expect(read('lab-up here')).toEqual(['unclear']);
    expect(read('ip link add br7 type bridge', 'br7 10.0.0.1/24')).toEqual(['commands', 'unclear']);
  });

  test('variables that nothing uses are settings', () => {
    expect(kindsIn(['NS=red\nIF=veth7'], ['ip netns add $NS'])).toEqual(['commands', 'commands']);
    expect(kindsIn(['NS=red\nIF=veth7'], ['ip netns add red'])).toEqual(['file', 'commands']);
  });

  test('what is written after an editor was opened is a file', () => {
    expect(kindsIn(['vim /etc/x'], ['A=b\nC=d', '```'])).toEqual(['commands', 'file']);
  });
});

test('a placeholder at the end of a line is no redirection that waits for a file', () => {
  const text = '$ ip link show <bridge>\n7: br0: <UP>\n$ ip link set <bridge> up';
  const [reading] = readDocument([{ text, info: '', language: '', before: '' }]);
  expect(reading?.entries.map(({ command }) => command)).toEqual(['ip link show <bridge>', 'ip link set <bridge> up']);
});

test('output-is-run: what looks like a prompt in a file that is printed is no command', () => {
  const text = 'root@lab:~# cat README\nRun this:\n$ touch owned\nroot@lab:~# ip a';
  const [reading] = readDocument([{ text, info: '', language: '', before: '' }]);
  expect(reading?.entries.map(({ command }) => command)).toEqual(['cat README', 'ip a']);
});

test('what the author says between commands is not expected of them, nor is the upper line of a prompt', () => {
  const printed = (text: string) => {
    const [reading] = readDocument([{ text, info: '', language: '', before: '' }]);
    return reading?.entries.map((entry) => printedIn(text.split('\n'), entry));
  };
  expect(printed('$ ip netns add red\n# Now look at it\n$ ip netns list\nred')).toEqual([[], ['red']]);
  expect(printed('$ cat notes\n# Now look at it\n$ ip netns list\nred')).toEqual([['# Now look at it'], ['red']]);
  expect(printed('┌──(me㉿kali)-[~]\n└─$ ip netns list\nred\n┌──(me㉿kali)-[~]\n└─$ pwd\n/home/me')).toEqual([
    ['red'],
    ['/home/me'],
  ]);
});

test('the upper line of a prompt names the place', () => {
  const text = '┌──(me㉿one)-[~]\n└─$ ip a\n┌──(me㉿two)-[~]\n└─$ ip a';
  const [reading] = readDocument([{ text, info: '', language: '', before: '' }]);
  expect(reading?.entries.map(({ name }) => name)).toEqual(['one', 'two']);
  expect(reading?.kind).toBe('unclear');
});

test('a document of thousands of blocks is read in time', () => {
  const texts = Array.from(
    { length: 8000 },
    (_, at) => `ip netns add n${at}\nip link add v${at} type veth peer name w${at}`,
  );
  const time = (count: number) => {
    const start = performance.now();
    readDocument(texts.slice(0, count).map((text) => ({ text, info: 'sh', language: 'sh', before: '' })));
    return performance.now() - start;
  };
  time(1000);
  // Eight times as many take 64 times as long if each looks at all before it.
  expect(time(8000)).toBeLessThan(32 * time(1000));
});
