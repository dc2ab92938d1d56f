import { expect, test } from 'vitest';
import { needsTerminal } from '../../../src/import/needs-terminal.ts';

test.each([
  ['sudo vi /etc/dnsmasq.conf', 'vi'],
  ['apt install dnsmasq\nnano /etc/dnsmasq.conf\nsystemctl restart dnsmasq', 'nano'],
  ['ip netns exec red /usr/bin/vim notes', 'vim'],
  ['nft -i', 'nft'],
  ['top', 'top'],
  ['ssh -p 2222 root@10.0.0.2', 'ssh'],
  ['crontab -e', 'crontab'],
])('editor-hangs: %j waits for what is typed into %s', (text, program) => expect(needsTerminal(text)).toBe(program));

test.each([
  'vim -es notes <<EOF\n%s/a/b/\nwq\nEOF',
  'vim -c wq notes',
  'echo vi',
  'which nano',
  'ssh host ip a',
  'ssh -N -L 8080:red:80 host',
  'ssh -W red:22 jump',
  'cat rules | ssh host',
  'ssh host <rules',
  'top -b -n 1',
  'nft -f rules',
  'edit() { vi "$1"; }',
  'apt install nano',
])('editor-hangs: %j does not', (text) => expect(needsTerminal(text)).toBeUndefined());
