import { expect } from 'vitest';
import { isReadOnly } from '../../../src/guard/read-only.ts';
import fc, { SEED } from '../../fast-check.ts';
import { sandbox, sh } from '../hosts/support.ts';

/** What a network and files are made of, as text, so that what changes them shows. */
const SNAPSHOT = `
ls -lR --time-style=full-iso "$PWD"; cat ./* 2>/dev/null; ls -A /run/netns /etc/netns 2>/dev/null; hostname
for n in '' 'ip netns exec a'; do
  $n ip -o addr | sed 's/valid_lft.*//'; $n ip -d link | sed -E "s/(timer|hold_timer) +[0-9.]+//g"; $n ip route show table all; $n ip rule; $n bridge fdb | grep permanent; $n iptables-save | grep -v '^#'
  $n nft list ruleset; $n sysctl -a 2>/dev/null | grep -e '^net.ipv4.conf' -e ip_forward
done
jobs; alias; declare -F; echo "$PATH|$IFS|$LD_PRELOAD"; trap; ls -A ~ | md5sum`;

const PREPARE = `set -e
ip netns add a; ip link add br0 type bridge; ip link set br0 up; ip addr add 192.0.2.1/24 dev br0
ip link add v0 type veth peer name v1 netns a; ip link set v0 master br0; ip link set v0 up
ip -n a addr add 192.0.2.2/24 dev v1; ip -n a link set v1 up; ip -n a link set lo up; ip link set lo up
iptables -A INPUT -s 192.0.2.9 -j DROP; nft add table ip mine
printf 'b\\na\\n' >file; printf '#!/bin/sh\\ntouch "$PWD/ran"\\n' >program; chmod +x program; printf 'link add x type bridge\\n' >batch
until [ -z "$(ip -6 address show tentative; ip -n a -6 address show tentative)" ]; do sleep 0.1; done; sleep 0.5`;

/** Words that programs take for options, actions, files and tricks. */
const PROGRAMS =
  `ip ip ip bridge tc iptables ip6tables iptables-save nft conntrack sysctl arp route ifconfig brctl ethtool
  hostname date sort uniq sed find curl tcpdump ss ping ls cat echo printf [ test env awk tee xargs dd tar sudo timeout
  command eval exec source . for PATH=. x=1 printenv grep head diff netstat getent jq column type cd`
    .split(/\s+/)
    .filter(Boolean);
const ARGUMENTS =
  `-n -v -L -S -F -Z -t nat -s -K -D -A -o out -O -w -w out -z ./program -f -f batch -b batch -batch -i -c 1 -a -p -P -M
  -k 1 -u --set=12:00 --output=out --compress-program=./program --modprobe=./program --load=batch --system -exec ./program ; + {}
  -delete -fprint out -name file link addr route rule neigh netns monitor exec a br0 v0 v1 add del set show list get flush save up down dev
  type bridge name x default via 192.0.2.2 192.0.2.9 ruleset table ip mine delete reset file ./program out 1 net.ipv4.ip_forward
  net.ipv4.ip_forward=1 -y other 's/a/b/w out' '1e ./program' 1,2p '%n' '%s' 'a[$(./program)]' -eq "$(./program)" $(./program) \`./program\` $x
  "$x" \${x@P} $((1+1)) $((x)) >out >|out &>out <file <<<x 2>/dev/null >/dev/null {fd}>out -- -C -E -r -l -d -e -R -q -h macs showmacs
  http://192.0.2.2/ file:///etc/hosts +%s until in do done ( ) { } ! alias ls=./program`
    .split(/\s+/)
    .filter(Boolean);
const BETWEEN = ['; ', ' | ', ' && ', ' || ', '\n', ' & ', ' '];

const command = fc
  .tuple(fc.constantFrom(...PROGRAMS), fc.array(fc.constantFrom(...ARGUMENTS), { maxLength: 5 }))
  .map(([program, args]) => [program, ...args].join(' '));
const line = fc
  .array(fc.tuple(command, fc.constantFrom(...BETWEEN)), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.map(([text, after], index) => text + (index + 1 < parts.length ? after : '')).join(''));

/** Random lines that are called read-only, and how many there were in all. */
function readOnlyLines(count: number, seed: number): string[] {
  const found = new Set<string>();
  for (let round = 0; found.size < count; round++)
    for (const text of fc.sample(line, { numRuns: 5_000, seed: seed + round })) if (isReadOnly(text)) found.add(text);
  return [...found].slice(0, count);
}

/** Runs so many random lines that are called read-only, and compares files and the network before and after. */
export async function expectNoChange(count: number): Promise<void> {
  const lines = readOnlyLines(count, SEED);
  const host = await sandbox({ internet: 'none' });
  const directory = (await sh(host, 'mktemp -d')).out.trim();
  try {
    expect(await sh(host, `cd ${directory} && ${PREPARE}`)).toMatchObject({ code: 0 });
    const script = `cd ${directory}; export x='a[$(./program)]'
      for text in "$@"; do timeout 1 bash -c "$text" </dev/null >/dev/null 2>&1 & done; wait; ${SNAPSHOT}`;
    const run = async (commands: readonly string[]) =>
      (await host.run(['bash', '-c', script, 'bash', ...commands], { timeoutMs: 100_000 })).stdout.toString();
    // The first round lets be loaded and made what the first look at it loads and makes.
    const before = await run(['iptables -L; ip6tables -L; iptables -t nat -L; ip6tables -t nat -L']);
    for (let at = 0; at < lines.length; at += 40) {
      const some = lines.slice(at, at + 40);
      const after = await run(some);
      // One by one, to say which it was.
      if (after !== before)
        for (const text of some) expect([SEED, text, await run([text])]).toEqual([SEED, text, before]);
      expect([SEED, some, after]).toEqual([SEED, some, before]);
    }
  } finally {
    await sh(host, `rm -rf ${directory}`);
  }
}
