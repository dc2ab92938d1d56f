import { describe, expect, test } from 'vitest';
import { howToRun, partsOf, runsOn, startedBy } from '../../../src/import/runs-on.ts';
import { inWords } from '../../../src/words.ts';

/** `server 8080 udp` */
function found(text: string): string | undefined {
  const one = runsOn(text);
  if (!one) return undefined;
  const where = one.listens ? [`${one.port ?? '?'}${one.udp ? ' udp' : ''}`] : [];
  return [one.kind, ...(one.screen ? ['screen'] : []), ...where].join(' ');
}

describe('what runs until it is stopped', () => {
  test.each([
    ['python3 -m http.server', 'server 8000'],
    ['python3 -u -m http.server 8080 --bind 127.0.0.1', 'server 8080'],
    ['python -m SimpleHTTPServer "$PORT"', 'server ?'],
    ['sudo ip netns exec blue python3 -m http.server --bind ::1 80', 'server 80'],
    ['cd /srv && nohup python3 -m http.server 8080 >/tmp/log 2>&1', 'server 8080'],
    ['env LANG=C python3.11 -m http.server 8081', 'server 8081'],
    ['nc -l 8080', 'server 8080'],
    ['nc -lvnp 4444', 'server 4444'],
    ['nc -lk -p 80 </etc/hostname', 'server 80'],
    ['nc -u -l 127.0.0.1 5353', 'server 5353 udp'],
    ['ncat --listen 9000 --keep-open', 'server 9000'],
    ['echo hi | nc -l 8080', 'server 8080'],
    ['nc -l 8080 | tee log', 'server 8080'],
    ['socat TCP-LISTEN:8080,fork,reuseaddr EXEC:cat', 'server 8080'],
    ['socat -v UDP4-LISTEN:53,fork -', 'server 53 udp'],
    ['socat UNIX-LISTEN:/tmp/s -', 'server'],
    ['iperf -s', 'server 5001'],
    ['iperf -su -p 6000', 'server 6000 udp'],
    ['ip netns exec h2 iperf3 -s -1', 'server 5201'],
    [`nginx -g 'daemon off;'`, 'server ?'],
    ['dnsmasq -d --interface=br0', 'server ? udp'],
    ['dnsmasq --no-daemon -idummy0', 'server ? udp'],
    ['/usr/sbin/sshd -D -p 2222', 'server 2222'],
    ['haproxy -f haproxy.cfg', 'server ?'],
    ['php -S 0.0.0.0:8000 -t www', 'server 8000'],
    ['ruby -run -e httpd . -p 9090', 'server 9090'],
    ['busybox httpd -f -p 8080', 'server 8080'],
    ['npx http-server -p 8082', 'server 8082'],
    ['caddy file-server --listen :2015', 'server 2015'],
    ['dhclient -d eth0', 'server'],
    ['hostapd /etc/hostapd.conf', 'server'],
    ['bird -f -c bird.conf', 'server'],
    ['while true; do echo hi | nc -l -p 8080; done', 'server 8080'],
    [`bash -c 'cd /srv; python3 -m http.server 8080'`, 'server 8080'],
    [`sudo su -c "nc -l 70"`, 'server 70'],
    ['ssh -N -L 8080:localhost:80 web', 'server'],
    ['tcpdump -nni br0 icmp', 'capture'],
    ['sudo tcpdump -i any -w c.pcap', 'capture'],
    ['tcpdump -l | grep ICMP', 'capture'],
    ['tcpdump -i c -ieth0', 'capture'],
    ['tshark -i lo -f "port 80"', 'capture'],
    ['ip -ts monitor link', 'capture'],
    ['ip -n blue mon', 'capture'],
    ['bridge monitor fdb', 'capture'],
    ['nft monitor trace', 'capture'],
    ['tail -f /var/log/syslog', 'capture'],
    ['tail -n0 -F log | while read -r line; do echo "$line"; done', 'capture'],
    ['journalctl -fu ssh', 'capture'],
    ['dmesg -w', 'capture'],
    ['conntrack -E -p tcp', 'capture'],
    ['watch -n 1 ip neigh', 'capture screen'],
    ['top', 'capture screen'],
    ['ping 10.0.0.1', 'endless'],
    ['ping -i 0.2 -I eth0 example.org', 'endless'],
    ['ip netns exec a ping 10.0.0.2 | tee log', 'endless'],
    ['time ping6 fe80::1%eth0', 'endless'],
    ['busybox ping 10.0.0.1', 'endless'],
    ['arping -I eth0 10.0.0.1', 'endless'],
    ['yes >/dev/null', 'endless'],
    ['unshare -n sleep infinity', 'endless'],
    ['while true; do date; sleep 1; done', 'endless'],
    ['for ((;;)); do date; done', 'endless'],
    ['until false; do :; done', 'endless'],
    ['for h in a b; do ping $h; done', 'endless'],
    ['(cd /; ping x)', 'endless'],
  ])('%s', (text, kind) => expect(found(text)).toBe(kind));
});

describe('what ends, or does not run at all', () => {
  test.each([
    ...['ping -c1 x', 'ping -c 1 x', 'ping x -c 3', 'ping -qc3 x', 'ping -w 5 x', 'ping', 'ping -V', 'ping x &'],
    ...['timeout 5 ping x', 'sudo timeout 5 ping x', 'sudo -b ping x', 'ping x | head -n 3', 'ping x | grep -m1 ttl'],
    ...['echo "ping x"', 'echo ping x', "printf 'ping x\\n'", '# ping x', 'man ping', 'command -v ping', 'which ping'],
    ...['cat <<E\nping x\nE', 'cat >s <<"E"\nping x\nE', 'ping() { :; }', 'f() { ping x; }', 'p="ping x"', '`ping x`'],
    ...['nc -z 10.0.0.1 80', 'nc 10.0.0.1 80', 'nc -h', 'grep -- -l nc', 'nc -zl 80', 'man nc -l'],
    ...['tcpdump -c 5 -i lo', 'tcpdump -r f', 'tcpdump -D', 'tcpdump --version', 'tcpdump -i lo &', 'tcpdump | head'],
    ...['python3 -m venv x', 'python3 server.py', 'python3 -m http.server --help', 'python3 -m http.server &'],
    ...['python3 -m json.tool http.server', 'pip install http.server', "python3 -c 'import http.server'"],
    ...[
      'iperf3 -c x',
      'iperf3 -s -D',
      'iperf -sD',
      'nginx',
      'nginx -t',
      'systemctl restart nginx',
      'apt install nginx',
    ],
    ...[
      'dnsmasq',
      'dnsmasq --test -d',
      'sshd',
      'sshd -t',
      'haproxy -D -f x',
      'haproxy -c -f x',
      'php -r 1',
      'hostapd -B x',
    ],
    ...[
      'httpd -f conf',
      'httpd',
      'socat - TCP:10.0.0.1:80',
      'socat -V',
      'ip monitor file x',
      'ip link',
      'ip netns exec a true',
    ],
    ...['tail -5 log', 'tail -f --pid=$$ log', 'tail log', 'journalctl -u x', 'dmesg', 'conntrack -L', 'watch -g date'],
    ...['top -bn1', 'mtr -rc 3 x', 'arping -c 2 x', 'yes | apt install x', 'sleep 5', 'mtr --report x', 'ssh -fN x'],
    ...['while true; do ping -c1 x && break; done', 'while read x; do echo; done', 'while true; do exit; done'],
    ...[
      '(ping x &)',
      '{ ping x; } &',
      "bash -c 'ping x &'",
      'coproc ping x',
      'trap "ping x" EXIT',
      'xargs ping',
      'find . -exec ping {} +',
    ],
    ...['ping x \\\n -c 1', 'if ping x', 'ping "', '', 'setsid -f ping x', 'nohup ping x >/dev/null &'],
  ])('%j', (text) => expect(runsOn(text)).toBeUndefined());
});

test('where it is, and whether it is the last', () => {
  expect(runsOn('# one\n\necho a; ping \\\n x\n\n# end\n')).toMatchObject({ line: 3, last: true, program: 'ping' });
  expect(runsOn('a &&\n  ping x\nb')).toMatchObject({ line: 2, last: false });
  expect(runsOn("bash -c '\n\nping x'")).toMatchObject({ line: 1, last: true });
  expect(runsOn('ping x; tcpdump')).toMatchObject({ program: 'ping', last: false });
});

test('a text is taken apart where it runs on; each part keeps its lines', () => {
  const texts = (text: string) => partsOf(text).map((part) => [part.runsOn?.program, part.text]);
  expect(texts('ip link\nping x\n')).toEqual([
    [undefined, 'ip link\n'],
    ['ping', '\nping x\n'],
  ]);
  expect(texts('# a\nping x; ping y\n# b\nip a; ip b # c')).toEqual([
    ['ping', '# a\nping x; '],
    ['ping', '\nping y\n# b\n'],
    [undefined, '\n\n\nip a; ip b # c'],
  ]);
  expect(texts('cd /a; cd /b; nc -l 80 <<E\nhi\nE\nif a; then\n b\nfi')).toEqual([
    [undefined, 'cd /a; cd /b; '],
    ['nc', 'nc -l 80 <<E\nhi\nE\n'],
    [undefined, '\n\n\nif a; then\n b\nfi'],
  ]);
});

test('what cannot be taken apart is one part', () => {
  for (const text of ['cat <<E; ping x\nhi\nE', 'ping x; cat <<E; ls\nhi\nE\necho "', 'ping x\n)'])
    expect(partsOf(text)).toEqual([{ text }]);
});

test.each([
  [
    'python3 -m http.server',
    { background: true },
    'python3 -m http.server runs until it is stopped: started in the background',
  ],
  [
    'nc -l 80; curl x',
    { background: true },
    'nc runs until it is stopped: started in the background, and the rest of the cell after it',
  ],
  [
    'tcpdump; ping -c1 x',
    { background: true, withCell: true },
    'tcpdump runs until it is stopped: kept running for as long as the rest of the cell runs',
  ],
  ['ping x', { timeoutMs: 5000 }, 'ping runs until it is stopped: given 5 s'],
  ['watch date; ls', { timeoutMs: 5000 }, 'watch runs until it is stopped: given 5 s'],
  ['sleep infinity', { background: true }, 'sleep infinity runs until it is stopped: started in the background'],
])('how to run %s', (text, how, words) => {
  const one = runsOn(text);
  const { why, ...rest } = one ? howToRun(one) : {};
  expect([rest, why && inWords(why)]).toEqual([how, words]);
});

test('a shorter limit than ours counts', () => {
  const one = runsOn('ping x');
  expect(one && howToRun(one, 2000)).toMatchObject({ timeoutMs: 2000 });
});

test('what a text starts counts as a job, too', () => {
  expect(startedBy('nc -l 80 &\nsleep 1; nc -l 81')).toMatchObject({ port: 80 });
  expect(startedBy('ping x; (cd /; nc -l 80 &)')).toMatchObject({ kind: 'server' });
  expect(startedBy('nc -z x 80')).toBeUndefined();
});
