import { describe, expect, test } from 'vitest';
import { findPlaceholder, runnableText } from '../../../src/notebook/shell-text.ts';

describe('a placeholder is not a redirection', () => {
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
    expect(findPlaceholder(text)).toEqual({ text: word, line, column });
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

  test('is all of it without a prompt, and in any other cell', () => {
    expect(run('ip link\nip addr')).toBe('ip link\nip addr');
    expect(runnableText({ text: '$ x', language: 'sh' })).toBe('$ x');
  });
});
