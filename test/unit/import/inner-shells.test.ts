import { describe, expect, test } from 'vitest';
import { enteringOf, netnsAfter, splitByShell } from '../../../src/import/inner-shells.ts';
import { shellsBefore } from '../../shells-before.ts';

/** The parts, each as what is around it and its text. */
const split = (text: string, ...before: string[]) => {
  const { parts, within } = splitByShell(text, shellsBefore(before));
  const shown = parts.map(({ text, within, enters, leaves }) => [
    within.map(({ command }) => command).join(' > '),
    text,
    ...(enters === undefined ? [] : [`enters in line ${enters}`]),
    ...(leaves === undefined ? [] : [leaves]),
  ]);
  return { parts: shown, open: within.map(({ command }) => command) };
};

const BLUE = 'ip netns exec blue bash';

describe('lines up to exit are for the shell that a line has started', () => {
  test('and keep their numbers', () => {
    expect(split(`ip link\n${BLUE}\nip addr\necho $x\nexit\necho out`)).toEqual({
      parts: [
        ['', 'ip link\n'],
        [BLUE, '\n\nip addr\necho $x\n', 'enters in line 2', 'exit'],
        ['', '\n\n\n\n\necho out'],
      ],
      open: [],
    });
  });

  test('over cells, and several deep', () => {
    expect(split('unshare -n bash', BLUE)).toEqual({
      parts: [[`${BLUE} > unshare -n bash`, '', 'enters in line 1']],
      open: [BLUE, 'unshare -n bash'],
    });
    expect(split('a\nlogout 3\nb', BLUE, 'sudo su')).toEqual({
      parts: [
        [`${BLUE} > sudo su`, 'a\n', 'exit 3'],
        [BLUE, '\n\nb'],
      ],
      open: [BLUE],
    });
    expect(split('a', BLUE, 'b', 'exit')).toEqual({ parts: [['', 'a']], open: [] });
  });

  test('what follows in the line of the shell is for the one outside, after it; what follows exit is never read', () => {
    expect(split(`a; ${BLUE}; echo back\nb\nexit; never\nc`).parts).toEqual([
      ['', 'a; '],
      [BLUE, '\nb\n', 'enters in line 1', 'exit'],
      ['', '\n\necho back\nc'],
    ]);
    expect(split('exit\nc', `${BLUE}; echo back`).parts).toEqual([
      [BLUE, '', 'exit'],
      ['', 'echo back\nc'],
    ]);
  });

  test('a comment behind is none', () => {
    expect(split(`${BLUE} # go in\na`).parts).toEqual([[BLUE, '\na', 'enters in line 1']]);
  });
});

test.each([
  'bash',
  '/bin/bash',
  'sh -l',
  'bash --norc --noprofile',
  '$SHELL',
  'sudo bash',
  'sudo -i',
  'sudo -s',
  'sudo su',
  'sudo su -',
  'su',
  'su - bob',
  'sudo -u bob -i',
  'sudo -E env PATH="$PATH" bash',
  'ip netns exec blue bash',
  'sudo ip netns exec blue bash',
  'sudo ip netns exec "$NS" sudo -u "$USER" bash',
  'ip net e blue zsh',
  'exec ip netns exec blue bash',
  'nsenter -t 1 -n',
  'sudo nsenter --net=/run/netns/blue bash',
  'sudo nsenter -t $(docker inspect -f "{{.State.Pid}}" web) -n',
  'nsenter -t "$PID" -n -- sh',
  'unshare -n bash',
  'unshare -rn',
  'unshare --fork --pid --mount-proc bash',
  'chroot /srv/root /bin/sh',
  'FOO=1 bash',
])('%s starts a shell', (command) => {
  expect(split(`${command}\nip addr`).open).toEqual([command]);
});

test.each([
  'bash script.sh',
  'bash ./script',
  'bash -c "ip addr"',
  'sudo bash -c "ip addr"',
  'ip netns exec blue bash -c "ip addr"',
  'bash -s <<EOF\nip addr\nEOF',
  'bash <<EOF\nip addr\nexit\nEOF',
  'cat <<EOF\nip netns exec blue bash\nexit\nEOF',
  "cat <<'EOF'; bash\nip addr\nEOF",
  'bash <commands',
  'bash < <(echo ip addr)',
  'echo ip addr | bash',
  'bash | cat',
  'bash &',
  'bash && ip addr',
  'if true; then bash; fi',
  'for n in a b; do ip netns exec $n bash; done',
  'f() { bash; }; f',
  '( bash )',
  '{ bash; }',
  'echo bash',
  'echo exit',
  'exit',
  '(exit 3)',
  'su -c "ip addr"',
  'sudo -l',
  'sudo',
  'bash --version',
  'nsenter --help',
  'unshare -n ip addr',
  'sudo ip netns exec blue ip addr',
  'ip -all netns exec bash',
  'xargs bash',
  'watch bash',
  'command -v bash',
  'which bash',
  'docker exec -it web bash',
  'ssh host bash',
  'time bash',
  '! bash',
  'x=bash',
  'echo "\nip netns exec blue bash\n"',
  'bash /dev/stdin',
  'ip netns exec blue bash )',
  'export SHELL=/bin/bash',
])('%s starts none', (text) => {
  const all = `${text}\nip addr`;
  expect(splitByShell(all, [])).toEqual({ parts: [{ text: all, within: [] }], within: [] });
});

test.each([
  'echo exit',
  '(exit 3)',
  'exit | cat',
  'true || exit',
  'f() { exit; }',
  'cat <<E\nexit\nE',
  'if false; then exit; fi',
])('%s leaves none', (text) => {
  expect(split(text, BLUE)).toEqual({ parts: [[BLUE, text]], open: [BLUE] });
});

test.each([
  ['ip netns exec blue bash', 'blue'],
  ['sudo ip netns exec blue sudo su', 'blue'],
  ['nsenter --net=/run/netns/blue bash', 'blue'],
  ['nsenter --net=/var/run/netns/blue', 'blue'],
  ['ip netns exec "$NS" bash', undefined],
  ['ip vrf exec blue bash', undefined],
  ['nsenter -t 5 -n bash', undefined],
  ['sudo bash', undefined],
])('%s is in the network namespace %s', (command, netns) => {
  expect(shellsBefore([command])[0]?.netns).toBe(netns);
});

test.each([
  ['sudo ip netns exec blue bash -l', '', 'sudo ip netns exec blue ', true],
  ['bash', '', '', true],
  ['sudo -i', '', 'sudo -i', true],
  ['nsenter --net=/run/netns/blue bash', '', 'nsenter --net=/run/netns/blue ', true],
  ['ip netns exec $NS bash', '', 'ip netns exec $NS ', false],
  ['unshare -n bash', '', 'unshare -n ', false],
  ['nsenter -t 5 -n', '', 'nsenter -t 5 -n', false],
  ['A=1 sudo bash', 'A=1 ', 'sudo ', false],
])('%s is taken apart', (command, before, words, isRepeatable) => {
  expect(enteringOf({ command })).toEqual({ before, words, isRepeatable });
});

test('names within an inner shell are those of its netns, not of the cell', () => {
  expect(netnsAfter(`ip link\n${BLUE}\nip link set `, [])).toBe('blue');
  expect(netnsAfter('ip link set ', shellsBefore([BLUE, 'sudo su']))).toBe('blue');
  expect(netnsAfter('exit\nip link set ', shellsBefore([BLUE]))).toBe(undefined);
});
