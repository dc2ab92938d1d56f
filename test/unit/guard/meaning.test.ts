// What changes what a word means: names, values, programs before the one that is meant, files that are written and run.
import { describe, expect, test } from 'vitest';
import { isReadOnly } from '../../../src/guard/read-only.ts';
import { NOTHING_BEFORE, readRisks, risksOf } from '../../../src/guard/risks-of-text.ts';
import { riskText } from '../../../src/guard/words.ts';

const whats = (text: string) => risksOf(text).map((risk) => riskText(risk));
/** What is asked about the last of some cells of one shell. */
const after = (...cells: readonly string[]) => {
  let before = NOTHING_BEFORE;
  let said: string[] = [];
  for (const cell of cells) {
    const { risks, after } = readRisks(cell, { before });
    before = after;
    // On a machine that is connected through no network that they name.
    said = risks.filter(({ ifRoute }) => ifRoute === undefined).map((risk) => riskText(risk));
  }
  return said;
};

/** Each of them runs `iptables -F`, if its files are there. */
const FLUSHING = [
  "shopt -s expand_aliases; alias f='iptables -F'\nf",
  'shopt -s expand_aliases\nalias f=iptables\nf -F',
  "alias a='b -F' b=iptables\na",
  'hash -p /sbin/iptables x; x -F',
  "mapfile -C 'iptables -F;:' -c 1 < f",
  "readarray -t -C 'iptables -F;:' -c 1 < f",
  "compgen -W '$(iptables -F)'",
  "compgen -C 'iptables -F'",
  "PS4='$(iptables -F)'; set -x; :",
  "PROMPT_COMMAND='iptables -F'",
  "PROMPT_COMMAND=('iptables -F')",
  'x=\'$(iptables -F)\'; echo "${x@P}"',
  'x="\\$(iptables -F)"; echo "${x@P}"',
  'x=\'`iptables -F`\'; echo "${x@P}"',
  "x='a[$(iptables -F)]'; echo $((x))",
  "x='a[$(iptables -F)]'; let x",
  "x='a[$(iptables -F)]'; [[ x -eq 1 ]]",
  "[[ 'a[$(iptables -F)]' -eq 1 ]]",
  "[[ -v 'a[$(iptables -F)]' ]]",
  "let 'a[$(iptables -F)]'",
  "printf -v 'a[$(iptables -F)]' x",
  "test -v 'a[$(iptables -F)]'",
  "[ -v 'a[$(iptables -F)]' ]",
  "read 'a[$(iptables -F)]'",
  "unset 'a[$(iptables -F)]'",
  "declare -i y='a[$(iptables -F)]'",
  "declare 'a[$(iptables -F)]=1'",
  "for x in 'a[$(iptables -F)]'; do (( x )); done",
  'env - PATH=$PATH iptables -F',
  'env -i - iptables -F',
  "env -S 'A=1 iptables -F'",
  "env -vS'iptables -F'",
  "env --split-string='-i iptables' -F",
  'setarch x86_64 iptables -F',
  'setarch x86_64 -R iptables -F',
  'setarch -R -- iptables -F',
  'linux64 iptables -F',
  'linux32 -3 iptables -F',
  'i386 iptables -F',
  "chroot / <<< 'iptables -F'",
  'pkexec --user root iptables -F',
  "pkexec <<< 'iptables -F'",
  'prlimit --nofile=3 iptables -F',
  'prlimit -n3 -u=5 iptables -F',
  'fakeroot -u -- iptables -F',
  "fakeroot <<< 'iptables -F'",
  "capsh --drop=cap_net_raw -- -c 'iptables -F'",
  "capsh -- <<< 'iptables -F'",
  'start-stop-daemon --start --exec /sbin/iptables -- -F',
  'start-stop-daemon -S -x /bin/sh --startas /sbin/iptables -- -F',
  'setpriv --reuid 0 --bounding-set -all --nnp iptables -F',
  "parallel ::: 'iptables -F' ls",
  'parallel -j 4 iptables {} ::: -L -F',
  'parallel iptables ::: -F',
  "cat > f <<'E'\niptables -F\nE\nsh f",
  "cat > f <<'E'\niptables -F\nE\nchmod +x f; ./f",
  'cat <<E >./f\niptables -F\nE\n. f',
  'sudo tee /usr/local/bin/f >/dev/null <<E\n#!/bin/bash -e\niptables -F\nE\nsudo /usr/local/bin/f',
  'echo iptables -F > f; bash -x f',
  "printf 'iptables -F\\n' >f && source ./f",
  'echo "#!/bin/sh" > f; echo "iptables -F" >> f; sudo bash f',
  'echo iptables -F > f; BASH_ENV=f bash -c :',
  'F=/tmp/f; echo iptables -F > $F; sh "$F"',
  'f() { iptables "$@"; }; f -F',
  'f() { $1 -F; }; f iptables',
  'f() { local program=$1; "$program" -F; }; f iptables',
  'f() { "$@"; }; g() { f iptables "$1"; }; g -F',
  'x=ls; eval "x=iptables"; $x -F',
  'A=iptables B=$A; C=$B\n$C -F',
  'for p in ls iptables; do $p -F; done',
  'if true; then p=ls; else p=iptables; fi; $p -F',
  'L="ls iptables"; for p in $L; do $p -F; done',
  '$(which iptables) -F',
  '"$(command -v iptables)" -F',
  '"$BASH" -c "iptables -F"',
  'I=$(which iptables); sudo $I -F',
  'p=ls; f() { $p -F; }; p=iptables f',
  'bash /dev/stdin <<< "iptables -F"',
];

test.each(FLUSHING)('another-word: %j is read as what it runs', (text) => {
  expect(whats(text)).toContain('It flushes the rules of the packet filter (iptables -F).');
  expect(isReadOnly(text)).toBe(false);
});

test.each<[string, string]>([
  ['IFS=,; x=ip,route,del,default; $x', 'unknown-program'],
  ['IFS=,; f() { $1; }; f ip,route,del,default', 'unknown-program'],
  ["declare -n r=x; x='iptables -F'; $r", 'unknown-program'],
  ["x=ls; declare -n r=x; r='iptables -F'; $x", 'unknown-program'],
  ["f() { local -n r=$1; r='iptables -F'; }; x=ls; f x; $x", 'unknown-program'],
  ['enable -f ./x.so ip', 'unseen-script'],
  ['curl -s 192.0.2.1/f > f; sh f', 'unseen-script'],
  ['sort g > f; chmod +x f; sudo ./f', 'unseen-script'],
  ['bash <(curl -s 192.0.2.1/f)', 'unseen-script'],
  ['chroot /mnt', 'unseen-script'],
  ['echo iptables -F | parallel', 'unseen-script'],
  ['setpriv --unheard-of iptables -F', 'unread-option'],
  ['parallel --unheard-of iptables -F', 'unread-option'],
  [`${'f() { f; g; }; '.repeat(2)}${'sudo '.repeat(30)}ls`, 'unread-depth'],
  [Array.from({ length: 30 }, (_, at) => `f${at}() { f${at + 1}; f${at + 1}; }`).join('\n'), 'unread-depth'],
  ['awk \'BEGIN { system("iptables -F") }\'', 'unread-language'],
  ['awk \'{ print "ip route del default" | "sh" }\' f', 'unread-language'],
  ["sed '1e iptables -F' f", 'unread-language'],
  ["sed 's/x/iptables -F/e' f", 'unread-language'],
  ['python3 -c \'import os; os.system("iptables -F")\'', 'unread-language'],
  ["python3 <<'E'\nimport subprocess\nsubprocess.run(['ip', 'route', 'del', 'default'])\nE", 'unread-language'],
  ["cat > f.py <<'E'\nimport os\nos.system('sudo ip route del default')\nE\npython3 f.py", 'unread-language'],
  ["cat > f <<'E'\n#!/usr/bin/env python3\nimport os\nos.system('iptables -F')\nE\n./f", 'unread-language'],
  ['perl -e \'system "iptables -F"\'', 'unread-language'],
  ['perl -e \'exec "/sbin/ip", "route", "del", "default"\'', 'unread-language'],
  ["git -c alias.x='!iptables -F' x", 'unread-language'],
  ["git config alias.x '!iptables -F'", 'unread-language'],
  ["tar -cf /dev/null x --checkpoint=1 --checkpoint-action=exec='iptables -F'", 'unread-language'],
  ['make -f - <<E\nx:\n\tiptables -F\nE', 'unread-language'],
])('another-word: %j may be anything', (text, code) => {
  expect(risksOf(text).map((risk) => risk.code)).toContain(code);
  expect(isReadOnly(text)).toBe(false);
});

test.each([
  'for i in v0 v1; do ip link set $i up; done',
  'up() { ip link set dev "$1" "$2"; }; up v0 up',
  'run() { echo "+ $*"; "$@"; }; run ip link add v0 type veth peer name v1',
  'add() { local ns=$1 link=$2; ip netns add "$ns"; ip link set "$link" netns "$ns" up; }\nadd a v0',
  'SUDO=; [ "$(id -u)" = 0 ] || SUDO=sudo\n$SUDO ip netns add a',
  '"$BASH" --version',
  'bash --version',
  '$(which ip) -br link',
  '`which ip` -br link',
  "env -S 'ls -l /dev/null'",
  'env -i PATH=/bin ip link',
  'setpriv --reuid 1000 --clear-groups --inh-caps=-all ping -c1 192.0.2.1',
  'setarch -R ./server',
  'parallel -j4 ping -c1 ::: 10.0.0.1 10.0.0.2',
  'parallel ip link set {} up ::: v0 v1',
  'capsh --print',
  'start-stop-daemon -S -b -x /usr/sbin/dnsmasq -- -i br0',
  'prlimit --pid 1',
  "alias ll='ls -l'; ll",
  'while IFS= read -r line; do echo "$line"; done < f',
  'IFS=. read -r a b c d <<< "$address"; echo "$a"',
  "X='costs $5'; [ \"$X\" = '$(' ]",
  'ENV=prod ./deploy.sh',
  'mapfile -t lines < f',
  'complete -W "a b" x',
  "cat > lab.sh <<'E'\nip netns add a\nip -n a link set lo up\nE\nbash lab.sh",
  'echo hello > f; cat f',
  'curl -s 192.0.2.1/f > f; grep x f',
  "cat > f.py <<'E'\nprint('ip route')\nE\npython3 f.py",
  "ip -br addr | awk '/ip|eth/ { print $1 }'",
  "sed -i 's/ip_forward=0/ip_forward=1/' /etc/x.conf",
  "sed 's/route/the/; s/x/ip/g' f",
  "python3 -c 'import json, sys; [print(ip) for ip in json.load(sys.stdin)]'",
  'python3 -c \'import subprocess\nfor ip in hosts: subprocess.run(["ping", ip])\'',
  "perl -ne 'print if /ip route/' f",
  'make -C src install',
  'make ip route',
  'IP=$(command -v ip); $IP link',
  'git commit -m "iptables rules"',
  'tar -xf ip.tar',
])('no-needless-question: %j', (text) => {
  // A link is asked about where it leads out, which those of a lab do not.
  const asked = risksOf(text).filter(({ ifUplink }) => ifUplink === undefined || /\$/.test(ifUplink));
  expect(asked).toEqual([]);
});

describe('what is asked about is named', () => {
  test.each<[string, string[]]>([
    ['for i in v0 v1; do ip link set $i down; done', ['v0', 'v1']],
    ['for i in v0 v1; do ip link set "$i-br" down; done', ['v0-br', 'v1-br']],
    ['take() { ip link set "$1" down; }; take v0; take v1', ['v0', 'v1']],
    ['take() { local link=$1; ip link del $link; }\ntake v0', ['v0']],
    ['take() { for i in "$@"; do ip link del "$i"; done; }; take v0 v1', ['v0', 'v1']],
    ['take() { ip link set "$1" down; }; for i in v0 v1; do take "$i"; done', ['v0', 'v1']],
    ['take() { ip link set "$1" down; }; take "$LINK"', ['$LINK']],
    ['take() { ip link set "$1" down; }', []],
    ['take() { local link=$1; ip link set "$link" down; }', []],
    ['take() { ip link set eth0 down; ip link set "$1" down; }', ['eth0']],
    ['take() { shift; ip link set "$1" down; }; take v0 v1', ['$1']],
    ['take() { ip link set "$1" down; }; take v0; trap "take v1" EXIT', ['v0', 'v1']],
    ['outer() { inner v0; }; inner() { ip link set "$1" down; }; outer', ['v0']],
    ['parallel ip link set {} down ::: v0 v1', ['v0', 'v1']],
    ['take() { set -eo pipefail; ip link set "$1" down; }; take v0', ['v0']],
    ['take() { set -- $(ls); ip link set "$1" down; }; take v0', ['$1']],
    ['cat > f <<E\nfor i in "$@"; do ip link del "$i"; done\nE\nbash -e f v0 v1', ['v0', 'v1']],
    ['echo \'ip link del "$1"\' > f; chmod +x f; sudo ./f v0', ['v0']],
    ['for i in v0 $(ls); do ip link set $i down; done', ['$i']],
    ['i=v0; read -r i; ip link set $i down', ['$i']],
    ['bash -c \'ip link set "$1" down\' x v0', ['$1']],
  ])('%s', (text, links) => {
    expect(risksOf(text).map(({ ifUplink }) => ifUplink)).toEqual(links);
  });

  test('untrue-default-route: a variable that no text sets may be another route', () => {
    expect(whats('ip route del $NET')).toEqual([
      'It deletes or replaces the route $NET, which may be the default route of the machine.',
    ]);
    expect(whats('D=default; ip route del $D')).toEqual(['It deletes or replaces the default route of the machine.']);
  });

  test('untrue-mismatch: what cannot be read is said', () => {
    expect(whats('setpriv --unheard-of ls')).toEqual([
      'It cannot be read in full: an option of setpriv is not known here, so it is not clear which command comes after it.',
    ]);
    expect(whats('echo "a')).toEqual(['It cannot be read in full: its quotes, brackets or keywords do not match.']);
    expect(whats(`${'$('.repeat(200)}`)).toEqual(['It cannot be read in full: it is nested too deeply.']);
  });
});

describe('a cell after others', () => {
  test.each<[readonly string[], readonly string[]]>([
    [['NET=10.4.0.0/16', 'ip route del $NET'], []],
    [['R=default', 'ip route del $R'], ['It deletes or replaces the default route of the machine.']],
    [
      ['R=10.4.0.0/16', 'R=$(ip route | head -1)', 'ip route del $R'],
      ['It deletes or replaces the route $R, which may be the default route of the machine.'],
    ],
    [
      ['R=10.4.0.0/16', '. ./env.sh', 'ip route del $R'],
      ['It deletes or replaces the route $R, which may be the default route of the machine.'],
    ],
    [['SUDO=sudo', '$SUDO ip netns add a'], []],
    // What is set only perhaps may still be what it was.
    [['R=default', 'R=10.4.0.0/16; ip route del $R'], []],
    [
      ['R=default', 'if [ -e f ]; then R=10.4.0.0/16; fi; ip route del $R'],
      ['It deletes or replaces the default route of the machine.'],
    ],
    [['R=default', 'ip route del $R; R=10.4.0.0/16'], ['It deletes or replaces the default route of the machine.']],
    [
      ['set_route() { R=default; }', 'R=10.4.0.0/16; set_route; ip route del $R'],
      ['It deletes or replaces the default route of the machine.'],
    ],
    [
      ['R=$(ip route | head -1)', '[ "$R" ] || R=10.4.0.0/16; ip route del $R'],
      ['It deletes or replaces the route $R, which may be the default route of the machine.'],
    ],
    [
      ['take() { ip link set "$1" down; }; take v0', 'take eth0'],
      ['It takes down eth0, a link the machine is connected through.'],
    ],
    [['f() { iptables "$@"; }'], []],
    [['f() { "$@"; }'], []],
    [['blockall() { iptables -A "$1" -j DROP; }'], []],
    [
      ['blockall() { iptables -A "$1" -j DROP; }', 'blockall INPUT'],
      ['It adds a rule to the chain INPUT that applies DROP to every packet (iptables).'],
    ],
    [['blockall() { iptables -A "$1" -j DROP; }', 'blockall FORWARD'], []],
    [
      ['blockall() { iptables -A INPUT -j DROP; echo "$1"; }'],
      ['It adds a rule to the chain INPUT that applies DROP to every packet (iptables).'],
    ],
    [["alias ipt='iptables -P INPUT'"], []],
    [["alias ipt='iptables -P INPUT'", 'ipt DROP'], ['It sets the policy of the chain INPUT to DROP (iptables -P).']],
    [["alias flush='iptables -F'", 'sudo flush'], ['It flushes the rules of the packet filter (iptables -F).']],
    [['f() { iptables "$@"; }', 'f -L'], []],
    [['f() { iptables "$@"; }', 'f -F'], ['It flushes the rules of the packet filter (iptables -F).']],
    [["alias f='iptables'", 'f -F'], ['It flushes the rules of the packet filter (iptables -F).']],
    [
      ["cat > /tmp/f.sh <<'E'\niptables -F\nE", 'cd /tmp && ./f.sh'],
      ['It flushes the rules of the packet filter (iptables -F).'],
    ],
    [['echo ip link > sub/f', 'cd sub; . ./f'], []],
    [["cat > f <<'E'\niptables -F\nE", 'sh f'], ['It flushes the rules of the packet filter (iptables -F).']],
    [
      ['iptables -N blk', 'iptables -A INPUT -j blk', 'iptables -A blk -j DROP'],
      ['It adds a rule to the chain blk that applies DROP to every packet (iptables).'],
    ],
    [
      ['iptables -N blk; iptables -A blk -j DROP', 'iptables -A INPUT -j blk'],
      ['It adds a rule to the chain INPUT that applies blk to every packet (iptables).'],
    ],
    [
      ['iptables -A INPUT -j blk', 'iptables -A blk -p tcp --dport 22 -j DROP'],
      [
        'It adds a rule that may drop or reject the connection to the machine (iptables -A blk -p tcp --dport 22 -j DROP).',
      ],
    ],
    [
      ['iptables -A INPUT -j a; iptables -A a -j b', 'iptables -A b -j DROP'],
      ['It adds a rule to the chain b that applies DROP to every packet (iptables).'],
    ],
    [['iptables -A INPUT -p tcp --dport 80 -j blk', 'iptables -A blk -j DROP'], []],
    [['iptables -A FORWARD -j blk', 'iptables -A blk -j DROP'], []],
    [['iptables -A INPUT -j blk', 'iptables -A blk -s 10.0.0.1 -p udp -j DROP'], []],
    [['iptables -A INPUT -j blk', 'iptables -D INPUT -j blk', 'iptables -A blk -j DROP'], []],
    [['iptables -A blk -j DROP', 'iptables -F blk', 'iptables -A INPUT -j blk'], []],
    [['iptables -A INPUT -j blk', 'ip6tables -A blk -j DROP'], []],
    [['ip netns exec a iptables -A INPUT -j blk', 'iptables -A blk -j DROP'], []],
    [
      ["nft add chain inet f c '{ type filter hook input priority 0; }'", 'nft add rule inet f c tcp dport 22 drop'],
      ['It adds a rule that may drop or reject the connection to the machine (nft add rule f c tcp dport 22 drop).'],
    ],
    [
      ['nft add rule inet f input jump j', 'nft add rule inet f j tcp dport 22 drop'],
      ['It adds a rule that may drop or reject the connection to the machine (nft add rule f j tcp dport 22 drop).'],
    ],
    [['nft add rule inet f forward jump j', 'nft add rule inet f j tcp dport 22 drop'], []],
    [['cd /proc/sys/net/ipv4', 'echo 1 > ip_forward'], ['It writes to ip_forward, which may be a kernel setting.']],
    [['cd /proc', 'cd sys/net', 'echo 1 >ip_forward'], ['It writes to ip_forward, which may be a kernel setting.']],
    [
      ['F=/proc/sys/net/ipv4/ip_forward', 'echo 1 > $F'],
      ['It changes the kernel setting net.ipv4.ip_forward (sysctl).'],
    ],
    [
      ['F=/proc/sys/net/ipv4/conf/$LINK/rp_filter', 'echo 1 | sudo tee "$F"'],
      ['It writes to $F, which may be a kernel setting.'],
    ],
    [['cat /proc/sys/net/ipv4/ip_forward', 'ip link > links; ip link > $OUT'], []],
    [['cd /proc/sys/net/ipv4; ls', 'cd /tmp; ls > files'], []],
    [['cd /proc/sys/net/ipv4', 'cd', 'ls > files'], []],
    [['cd /proc/sys/net/ipv4', 'ls > /tmp/files; ls > $OUT; ls > ~/x'], []],
    [
      ['true', 'echo 1 > /proc/self/root/proc/sys/net/ipv4/ip_forward'],
      ['It changes the kernel setting net.ipv4.ip_forward (sysctl).'],
    ],
  ])('%j', (cells, said) => {
    expect(after(...cells)).toEqual(said);
  });
});
