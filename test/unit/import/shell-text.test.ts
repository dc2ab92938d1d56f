import { describe, expect, test } from 'vitest';
import { findPlaceholder } from '../../../src/import/placeholders.ts';
import { runnableInPlace, runnableText } from '../../../src/import/shell-text.ts';

describe('a placeholder is not a redirection', () => {
  test('placeholder-in-quotes: in the text that another shell is given', () => {
    expect(findPlaceholder('ip a\nsudo bash -c "echo <notes> br0"')).toMatchObject({ text: '<notes>', line: 2 });
    expect(findPlaceholder('sudo ip netns exec a sh -c "ping <host>"')).toMatchObject({ text: '<host>' });
    expect(findPlaceholder('echo "<notes> br0"')).toBeUndefined();
  });

  test.each([
    ['ip link set dev <device> up', '<device>', 1, 17],
    ['# <a>\nip link\n  ip addr add <your address>/24 dev eth0', '<your address>', 3, 15],
    ['ping <host>', '<host>', 1, 6],
    ['(ping <host>)', '<host>', 1, 7],
    ['ip link add <name>-br type bridge', '<name>', 1, 13],
    ['curl http://<host>:8080/', '<host>', 1, 13],
    ['ip link set <up|down>; true', '<up|down>', 1, 13],
    ['echo "$(ip link show <dev> up)"', '<dev>', 1, 22],
    ['echo `ip link show <dev> up`', '<dev>', 1, 20],
    ['ip netns exec <네임스페이스> ip link', '<네임스페이스>', 1, 15],
    ['cat <<EOF\n<b>\nEOF\nping <host> -c 1', '<host>', 4, 6],
    ["echo 'it''s' <x>", '<x>', 1, 14],
    ['case $x in a) ping <host> ;; esac', '<host>', 1, 20],
    ['ping <host> # <in >out', '<host>', 1, 6],
  ])('%s', (text, word, line, column) => {
    expect(findPlaceholder(text)).toMatchObject({ text: word, line, column });
  });

  test.each([
    ['cat <in >out'],
    ['cat <in>out'],
    ['cat <in>>out'],
    ['cat <in>/dev/null'],
    ['cat <in>"$out"'],
    ['cat </dev/null> out'],
    ['cat <./in> out'],
    ['cat <in 2> errors'],
    ['cat <in 2>&1'],
    ['cat < in > out'],
    ['cat <"$file"> out'],
    ['cat <$file> out'],
    ['cat <&3 >&4'],
    ['exec 3<>/dev/tcp/host/80'],
    ['cat <<EOF\n<html> <body> x\nEOF'],
    ["cat <<-'E F'\n\t<html> x\n\tE F"],
    ['cat <<A <<B\n<a> x\nA\n<b> x\nB'],
    ['cat <<<"<x> y"'],
    ['diff <(ip link) <(ip addr) >out'],
    ['echo "<device> up"'],
    ["echo '<device> up'"],
    ["echo $'<device> \\' <x> up'"],
    ['echo \\<device\\> up'],
    ['# ip link set dev <device> up'],
    ['[[ a <b && c > d ]]'],
    ['(( a <b> 1 ))'],
    ['echo $(( a <b> 1 ))'],
    ['echo ${x#<a> b}'],
    ['echo "a\n<b> c"'],
    ["awk '{ if ($1 <x> 2) print }' file"],
    ['if [ "$a" \\< "$b" ]; then true; fi'],
  ])('%s', (text) => {
    expect(findPlaceholder(text)).toBeUndefined();
  });
});

describe('what is run of a console cell', () => {
  const run = (text: string) => runnableText({ text, language: 'console' });

  test('is in its place, too, with blanks for the rest', () => {
    const text = '$ ip link\n1: lo: <UP>\n$ cat <<X\nip\nX\nend';
    const inPlace = runnableInPlace({ text, language: 'console' });
    expect(inPlace).toBe('  ip link\n           \n  cat <<X\nip\nX\n   ');
    expect(inPlace.length).toBe(text.length);
    expect(runnableInPlace({ text, language: 'sh' })).toBe(text);
  });

  test('is what stands behind the prompts', () => {
    expect(run('$ ip netns add a\n$ ip netns\na\n$\n')).toBe('ip netns add a\nip netns\n');
  });

  test('knows the prompts of root, of a host and of BusyBox', () => {
    expect(run('# ip link\n1: lo: <LOOPBACK> mtu 65536\n# ip addr')).toBe('ip link\nip addr');
    expect(run('root@webapp:~# ip link\n1: lo\n[root@db ~]# id\nuid=0\nme@host:/tmp$ pwd\n/tmp\n/ # ls')).toBe(
      'ip link\nid\npwd\nls',
    );
  });

  test('goes on where a command does', () => {
    expect(run('$ for i in 1 2; do\n> echo $i\n> done\n1\n2')).toBe('for i in 1 2; do\necho $i\ndone');
    expect(run('$ ip link add br0 \\\n    type bridge\nout')).toBe('ip link add br0 \\\n    type bridge');
    expect(run('$ cat <<EOF\na\nEOF\na\n$ echo "x\ny"\nx')).toBe('cat <<EOF\na\nEOF\necho "x\ny"');
  });

  test('leaves out comments among commands of a user', () => {
    expect(run('# First the bridge\n$ ip link add br0 type bridge\n# done')).toBe('ip link add br0 type bridge');
  });

  test('console-runs-output: is nothing without a prompt that is known, and all of any other cell', () => {
    expect(run('ip link\nip addr')).toBe('');
    expect(run('sw1> show ip route\nrtr(config)# ip route')).toBe('');
    expect(runnableText({ text: '$ x', language: 'sh' })).toBe('$ x');
  });

  test('console-runs-output: takes > for a prompt only where the shell waits for more', () => {
    expect(run('$ diff a b\n< x\n> reboot\n$ curl -v 192.0.2.1\n> GET / HTTP/1.1')).toBe('diff a b\ncurl -v 192.0.2.1');
    expect(run('$ if true\n> then\n> echo a\n> fi\na\n> b')).toBe('if true\nthen\necho a\nfi');
    expect(run('$ f() {\n> case $1 in\n> a) b ;;\n> esac\n> }\n> out')).toBe('f() {\ncase $1 in\na) b ;;\nesac\n}');
    expect(run('$ ip a |\n> wc\n> out\n$ echo "for if"\n> out')).toBe('ip a |\nwc\necho "for if"');
  });

  test('console-runs-output: takes what iptables-save and curl print for no prompt', () => {
    expect(run('# iptables-save\n# Generated by iptables-save v1.8.9\n*nat\n# Completed on Sun')).toBe('iptables-save');
    expect(run('❯ ip a\nout\nann@mac ~ % ls\n% Total\n')).toBe('ip a\nls');
  });

  test('console-runs-output: takes a bare # for a comment or output where another prompt is', () => {
    expect(run('root@lab:~# ip a\n# reboot\nroot@lab:~# cat x\n# rm -r y')).toBe('ip a\ncat x');
    expect(run('[root@lab ~]# cat x\n# reboot')).toBe('cat x');
    expect(run('/ # cat x\n# reboot')).toBe('cat x');
    expect(run('❯ cat x\n# reboot')).toBe('cat x');
  });

  test('console-runs-output: knows the prompts of a shell that a cell of commands is refused for', () => {
    expect(run('(venv) $ ip a\nout\nbash-5.1$ ip r\nout\nsh-5.2# id\n(venv) ann@lab:~$ ls')).toBe('ip a\nip r\nid\nls');
    expect(run('ann@lab ~/x (main) $ ip a\nroot@lab ~ # ls')).toBe('ip a\nls');
    expect(run('user@r1> show route\nR1# show\nRouter>enable\nmininet> h1 ping h2\n(gdb) run')).toBe('');
  });
});

test('the commands of a console cell in place: what is no command is blank, and each offset stays what it was', () => {
  const lines: (readonly [string, string])[] = [
    ['$ ip link \\', '  ip link \\'],
    ['> show', '  show'],
    ['1: lo: <UP>', '           '],
    ['root@webapp:~# cat <<X', '               cat <<X'],
    ['> text', '  text'],
    ['X', 'X'],
    ['$', ' '],
    ['# a comment', '           '],
  ];
  const text = lines.map(([line]) => line).join('\n');
  expect(runnableInPlace({ text, language: 'console' }).split('\n')).toEqual(lines.map(([, line]) => line));
});
