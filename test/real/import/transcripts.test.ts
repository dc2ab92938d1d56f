import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readDocument } from '../../../src/import/document.ts';
import { runnableText } from '../../../src/import/shell-text.ts';
import fc from '../../fast-check.ts';
import { sandbox, sh } from '../hosts/support.ts';

const PREPARE = `set -e
ip netns add web; ip link add br0 type bridge; ip link add v0 type veth peer name v1 netns web; ip link set v0 master br0
ip link set br0 up; ip link set v0 up; ip -n web link set v1 up; ip addr add 192.0.2.1/24 dev br0; ip -n web addr add 192.0.2.2/24 dev v1
iptables -t nat -A POSTROUTING -s 192.0.2.0/24 -j MASQUERADE; ping -c1 -W5 192.0.2.2 >/dev/null`;

/** Commands, some over several lines, as lessons have them. Those are run for their real output. */
const COMMANDS: readonly string[] = [
  ...['ip link', 'ip addr', 'ip -br addr', 'ip -d link show br0', 'ip route', 'ip rule', 'ip neigh', 'ip netns list'],
  ...[
    'bridge link',
    'bridge fdb show br br0',
    'iptables -t nat -L -n -v',
    'iptables-save',
    'nft list ruleset',
    'ss -tln',
  ],
  ...[
    'ping -c 1 192.0.2.2',
    'ping -c 1 -W 1 192.0.2.99',
    'sysctl net.ipv4.ip_forward',
    'cat /proc/sys/net/ipv4/ip_forward',
  ],
  ...[
    'ip netns exec web ip addr',
    'ip -n web route',
    'ip link show nobody',
    'ip netns exec nobody ip a',
    'ls -l /etc/hosts',
  ],
  ...[
    'ip link add br0 type bridge',
    'cat /etc/hosts',
    'diff /etc/hosts /etc/passwd',
    'ip route get 192.0.2.2',
    'ps aux',
  ],
  'for i in 1 2; do\n  echo "round $i"\ndone',
  'ip -br link | grep -v UNKNOWN |\n  head -n 3',
  'ip link show br0 \\\n  | head -n 1',
  'ip link show br0 &&\n  echo there',
  'cat <<EOF | wc -l\n$ this is text\n# and this -> too\n> empties\nEOF',
  "echo 'one\n$ two\nthree -> four' | wc -l",
  'if ip link show br0 >/dev/null; then\n  echo "br0 -> there"\nfi',
  'show() {\n  ip -br link show "$1"\n}; show br0',
];

/** A prompt, and what the second prompt of its shell is; '' where a line simply goes on. */
const PROMPTS: readonly (readonly [first: string, second: string])[] = [
  ...(
    ['$ ', '# ', '% ', '❯ ', 'root@lab:~# ', 'student@lab:~/net$ ', '[root@lab ~]# ', '[root@lab net]$ '] as const
  ).map((prompt) => [prompt, '> '] as const),
  ...(
    [
      '/ # ',
      '~ # ',
      'sh-5.1# ',
      'bash-5.2$ ',
      '(lab) $ ',
      '(venv) root@lab:~# ',
      'lab# ',
      'R1$ ',
      '➜  ~ ',
      '$> ',
    ] as const
  ).map((prompt) => [prompt, '> '] as const),
  ...(['$ ', 'root@lab:~# ', '[root@lab ~]# ', '# '] as const).map((prompt) => [prompt, ''] as const),
  ...(['$', 'root@lab:~#', '[root@lab ~]$'] as const).map((prompt) => [prompt, '> '] as const),
];

interface Transcript {
  readonly text: string;
  readonly commands: readonly string[];
}

const fence = fc.constantFrom('', 'console', 'text', 'bash', 'sh', 'shell-session', 'log');

/** A terminal as somebody has copied it. */
function transcripts(outputs: ReadonlyMap<string, string>) {
  const entry = fc.record({ command: fc.constantFrom(...COMMANDS), blank: fc.boolean(), isCut: fc.nat(5) });
  return fc
    .record({
      prompt: fc.constantFrom(...PROMPTS),
      entries: fc.array(entry, { minLength: 1, maxLength: 5 }),
      indent: fc.constantFrom('', '', '', '  ', '    '),
    })
    .map(({ prompt: [first, second], entries, indent }): Transcript => {
      const lines = entries.flatMap(({ command, blank, isCut }) => {
        const typed = command.split('\n').map((line, at) => (at === 0 ? first + line : second + line));
        const printed = (outputs.get(command) ?? '').split('\n').slice(0, isCut === 0 ? 2 : 40);
        return [...typed, ...(printed.join('') === '' ? [] : printed), ...(blank ? [''] : [])];
      });
      // What is indented as a whole would change the text of here-documents and quotes.
      const isWhole = entries.some(({ command }) => /<<|'one/.test(command));
      const text = lines.map((line) => (isWhole || line === '' ? line : indent + line)).join('\n');
      return { text, commands: entries.map(({ command }) => command) };
    });
}

const flat = (text: string): string => text.replace(/[ \t]+/g, ' ').replace(/^ | $/gm, '');

test('of 5,000 transcripts with real output just the commands are found, and none of the output acts on a file', async () => {
  const host = await sandbox();
  expect(await sh(host, PREPARE)).toMatchObject({ code: 0 });
  const outputs = new Map<string, string>();
  for (const command of COMMANDS) {
    const { stdout, stderr } = await host.run(['bash', '-c', command], { timeoutMs: 20_000 });
    outputs.set(command, `${stderr}${stdout}`.trimEnd());
  }
  const found: string[] = [];
  let asked = 0;
  fc.assert(
    fc.property(transcripts(outputs), fence, ({ text, commands }, language) => {
      const [reading] = readDocument([{ text, info: language, language, before: '' }]);
      // In a fence of shell it may be a comment: then a person is asked, or nothing is run.
      if (/^\s*# /.test(text) && /^(?:ba)?sh$/.test(language) && reading?.kind !== 'transcript') {
        expect(reading?.kind).not.toBe('commands');
        asked++;
        return;
      }
      // A name that nothing explains is the host's where no other prompt is seen, as in a quote; what would be run is known in any case.
      const isNamed = /^\s*(?:lab#|R1\$) /.test(text) && /^\W*(?:two|\$)/m.test(text);
      expect(isNamed && reading?.kind === 'unclear' ? 'transcript' : reading?.kind).toBe('transcript');
      const runs = runnableText({ text, language, typed: reading?.typed });
      expect(flat(runs)).toBe(flat(commands.join('\n')));
      found.push(runs);
    }),
    { numRuns: 5000 },
  );
  expect(asked).toBeLessThan(5000 * 0.02);
  const folder = mkdtempSync(join(tmpdir(), 'netlab-transcripts-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const name of ['precious', 'brd', 'mtu', 'there', 'too', 'hosts']) writeFileSync(join(folder, name), name);
  // No program is there, so that only what the shell itself does can touch a file.
  const shell =
    'cd "$1" && PATH=/nowhere && while IFS= read -r -d "" text; do (eval "$text") >/dev/null 2>&1; : $((n += 1)); done; echo $n';
  const { stdout } = await host.run(['bash', '-c', shell, 'bash', folder], {
    input: Buffer.from(found.map((text) => `${text}\0`).join('')),
    timeoutMs: 400_000,
  });
  expect(Number(stdout.toString())).toBe(found.length);
  const left = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]);
  expect(Object.fromEntries(left)).toEqual(
    Object.fromEntries(['brd', 'hosts', 'mtu', 'precious', 'there', 'too'].map((name) => [name, name])),
  );
}, 600_000);
