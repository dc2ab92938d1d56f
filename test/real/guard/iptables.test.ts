// The ways to write a rule, against iptables itself: what it saves is asked about just as what was written.
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { risksOf } from '../../../src/guard/risks-of-text.ts';

const WRITTEN = [
  '--append INPUT --jump DROP',
  '--app INPUT --ju DROP',
  '-t filter -w 5 -v -A INPUT -j DROP',
  '-j DROP -vA INPUT',
  '-I INPUT 1 -p all -s 0/0 -d 0.0.0.0/0.0.0.0 -i + -j DROP -w',
  '-A INPUT -m comment --comment "a -s 10.0.0.1 b" -j DROP',
  '-A INPUT -j REJECT -m comment --comment=x',
  '-A INPUT -c 1 2 -j DROP',
  '-A OUTPUT ! -o lo -j DROP',
  '-A OUTPUT --out-interface eth0 -j DROP',
  '-A INPUT --in-int eth+ -j DROP',
  '-A INPUT --proto TCP -j DROP',
  '-A INPUT -p 6 --destination-port=ssh -j DROP',
  '-A INPUT -p tcp --dp 22 -j DROP',
  '-A INPUT -p tcp -m tcp -m comment --comment c --dport 1:1024 -j DROP',
  '-A INPUT -p tcp -m multiport --destination-ports 80,22 -j DROP',
  '-A INPUT -p tcp ! --dport 80 -j DROP',
  '-A INPUT -p tcp --syn -j DROP',
  '-A INPUT -p tcp ! --syn -j DROP',
  '-A INPUT -p tcp --tcp-flags ALL NONE -j DROP',
  '-A INPUT -m state --state NEW -j DROP',
  '-A INPUT -m conntrack ! --ctstate ESTABLISHED,RELATED -j DROP',
  '-A INPUT -m conntrack --ctstate INVALID -j DROP',
  '-A INPUT ! --source 10.0.0.0/255.0.0.0 -j DROP',
  '-A INPUT --src 10.0.0.5 -j DROP',
  '-A INPUT -p udp --dport 22 -j DROP',
  '-A INPUT -p icmp -j DROP',
  '-A INPUT -m addrtype --dst-type LOCAL -j DROP',
  '-A INPUT -m limit --limit 5/min -j DROP',
  '-A FORWARD -j DROP',
  '-t raw -A PREROUTING -j DROP',
  '-t mangle --append=POSTROUTING -j DROP',
];

/** As iptables-save(8) prints the rule. */
function saved(written: string): string {
  const script = `iptables ${written} >/dev/null && iptables-save`;
  const { stdout, stderr } = spawnSync('unshare', ['-Urn', 'sh', '-ec', script]);
  const [, table] = /^\*(\w+)$/m.exec(stdout.toString()) ?? [];
  const [rule = stderr.toString()] = /^-A .*$/m.exec(stdout.toString()) ?? [];
  return `-t ${table} ${rule}`;
}

const asked = (options: string) =>
  risksOf(`iptables ${options}`).map(({ code, ifUplink, ifAddress }) => ({ code, ifUplink, ifAddress }));

test.each(WRITTEN)('spelling: %s', (written) => {
  const rule = saved(written);
  expect(rule).toMatch(/^-t \w+ -A /);
  expect(asked(written)).toEqual(asked(rule));
});
