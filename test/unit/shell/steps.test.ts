import { expect, test } from 'vitest';
import { stepsOf } from '../../../src/shell/steps.ts';

/** The commands that are run where the shell is, as words joined by blanks, and `…` where something could not be read. */
const here = (text: string) => {
  const { steps, faults } = stepsOf(text);
  const run = steps.filter(({ elsewhere }) => !elsewhere).map(({ argv }) => argv.join(' '));
  return faults.length > 0 ? [...run, '…'] : run;
};

// A command that hides behind a quote, a bracket or a line, from a reader that knows less of them than bash.
test.each<[string, string[]]>([
  [String.raw`echo "set policy \"DROP\""; iptables -F`, ['echo set policy "DROP"', 'iptables -F']],
  [String.raw`echo "the \"real\" one" && ip link set eth0 down`, ['echo the "real" one', 'ip link set eth0 down']],
  [String.raw`echo $'it\'s'; ip route del default`, ["echo it's", 'ip route del default']],
  [String.raw`grep "\"x" f; iptables -P INPUT DROP`, ['grep "x f', 'iptables -P INPUT DROP']],
  ['echo "a\nb"; iptables -F', ['echo a\nb', 'iptables -F']],
  ["echo 'a\nb'; iptables -F", ['echo a\nb', 'iptables -F']],
  ['echo a \\\n; iptables -F', ['echo a', 'iptables -F']],
  ['iptables \\\n -F', ['iptables -F']],
  ['ip\\\ntables -F', ['iptables -F']],
  [`ip""tables '-F'`, ['iptables -F']],
  ['\\iptables -F', ['iptables -F']],
  [String.raw`$'\x69ptables' -F`, ['iptables -F']],
  ['echo $(iptables -F)', ['echo $(iptables -F)', 'iptables -F']],
  ['echo "`iptables -F`"', ['echo `iptables -F`', 'iptables -F']],
  ['echo "${x:-$(iptables -F)}"', ['echo ${x:-$(iptables -F)}', 'iptables -F']],
  ['x[$(iptables -F)]=1', ['iptables -F']],
  ['echo $((x[$(iptables -F)]))', ['echo $((x[$(iptables -F)]))', 'iptables -F']],
  ['cat <(iptables -F)', ['cat <(iptables -F)', 'iptables -F']],
  ['[[ -n $(iptables -F) ]]', ['iptables -F']],
  ['case $(iptables -F) in a) id;; esac', ['iptables -F', 'id']],
  ['for x in $(iptables -F); do id; done', ['iptables -F', 'id']],
  ['cat <<X\n$(iptables -F)\nX', ['cat', 'iptables -F']],
  ["cat <<'X'\n$(iptables -F)\nX", ['cat']],
  ['cat <<"X Y"\nX\nX Y\niptables -F', ['cat', 'iptables -F']],
  ['cat <<A <<B\nB\nA\nA\nB\niptables -F', ['cat', 'iptables -F']],
  ['cat <<-X\n\tiptables -F\n\tX\nid', ['cat', 'id']],
  ['bash <<< "iptables -F"', ['bash', 'iptables -F']],
  ['f() { iptables -F; }', ['iptables -F']],
  ['coproc iptables -F', ['iptables -F']],
  ['! iptables -F', ['iptables -F']],
  ['time -p iptables -F', ['iptables -F']],
  ['eval "iptables -F"', ['iptables -F']],
  ["eval 'echo \"a'\\'' \"; iptables -F'", ["echo a' ", 'iptables -F']],
  ["trap 'iptables -F' EXIT", ['iptables -F']],
  ['watch -n 1 iptables -F', ['iptables -F']],
  ['bash -ec \'echo "\\""; iptables -F\'', ['echo "', 'iptables -F']],
  ["su -c 'iptables -F'", ['iptables -F']],
  ['exec -a x iptables -F', ['iptables -F']],
  ['X="link set eth0 down"; ip $X', ['ip link set eth0 down']],
  ['X="link set eth0 down"; ip "$X"', ['ip link set eth0 down']],
  ["X=a; echo '$X'", ['echo $X']],
  ['X=a; X=b; echo $X', ['echo a', 'echo b']],
  ['X=a; read X; echo $X', ['read X', 'echo $X']],
  ['X=1; (( X++ )); echo $X', ['echo $X']],
  ['X=a Y=$X id', ['id']],
  ['${X:+sudo} iptables -F', ['iptables -F', 'iptables -F']],
  ['${X:+ip netns exec "$X"} iptables -F', ['iptables -F']],
  ['${X+$Y} id', ['id', '$Y id']],
  ['# iptables -F', []],
  ['echo a#b # iptables -F', ['echo a#b']],
  ['echo \\# "#"; id', ['echo # #', 'id']],
  ['ip netns exec a iptables -F', []],
  ['ip net e a iptables -F', []],
  ['ip -all netns exec iptables -F', []],
  ['ip -j -n a link set eth0 down', []],
  ['ip --netns a link', []],
  ['nsenter -t 1 -n iptables -F', ['iptables -F']],
  ['nsenter --net=/run/netns/a -- iptables -F', []],
  // Not what it looks like.
  ['echo "iptables -F', ['echo iptables -F', '…']],
  ['if true; then iptables -F', ['true', 'iptables -F', '…']],
  ['cat <<X\niptables -F', ['cat', '…']],
  ['echo a[$(iptables -F)]', ['echo a[$(iptables -F)]', 'iptables -F']],
])('%s', (text, commands) => {
  expect(here(text)).toEqual(commands);
});

test('the files that are written', () => {
  const writes = (text: string) => stepsOf(text).steps.flatMap((step) => step.writes ?? []);
  expect(writes('id >a 2>>"b c" &>d >|e <>f >&g')).toEqual(['a', 'b c', 'd', 'e', 'f', 'g']);
  expect(writes('id 2>&1 >&2 <a <&3 2>&-')).toEqual([]);
  expect(writes('{ id; } >a; (id) >>b; while id; do id; done >c')).toEqual(['a', 'b', 'c']);
  expect(writes('X=/proc/sys; echo 1 >$X/net')).toEqual(['/proc/sys/net']);
});
